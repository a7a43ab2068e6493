"""R10: every backup opens, holds what the store held, and brings it back; what would be missing is said before."""

import json
import os
import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest

from desktop_app.accounts.contents import Access, Person, Role
from desktop_app.accounts.keyring import keyring_path
from desktop_app.errors import DiskFull, NotPermitted, StoreError
from desktop_app.store import RecordStore, StoreLocation, backup, open_store, space
from desktop_app.store.audit_anchor import anchor_path
from desktop_app.store.audit_contents import AuditAction
from desktop_app.store.backup import back_up, backups, manifest_path, prove, read_backup, thin
from desktop_app.store.backup_contents import (
    Backup,
    BackupDamaged,
    BackupExists,
    BackupReason,
    is_due,
    reminder,
    superfluous,
)
from desktop_app.store.restoring_file import access_to, restore, restore_to, what_would_be_missing
from tests.desktop_app.store.store_samples import NOON, noon, record, save_of
from tests.raw_store import key_of, raw

SHANGHAI = timezone(timedelta(hours=8))


@pytest.fixture
def place(tmp_path: Path) -> StoreLocation:
    return StoreLocation(path=tmp_path / "ward" / "store.db")


@pytest.fixture
def store(place: StoreLocation) -> Iterator[RecordStore]:
    with open_store(place, clock=noon, create=True) as opened:
        opened.save(save_of(record("0001")))
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "medium"


def held(store: RecordStore) -> dict[str, tuple[int, dict[str, object]]]:
    """Every record, voided or not, with its version."""
    numbers = store.patient_ids(with_void=True)
    return {each.record.patient.id: (each.revision, each.record.exported()) for each in store.records(numbers)}


def test_R10_a_backup_opens_by_itself_and_holds_everything(store: RecordStore, folder: Path) -> None:
    made = back_up(store, folder, clock=noon)
    assert sorted(file.name for file in folder.iterdir()) == [
        "store.20250301T120000Z.anchor.json",
        "store.20250301T120000Z.db",
        "store.20250301T120000Z.keyring.json",
        "store.20250301T120000Z.manifest.json",
    ]
    assert (made.rows["patient"], made.faults, made.store) == (1, 0, "store.db")
    shutil.rmtree(store.location.path.parent)  # type: ignore[union-attr]
    with open_store(StoreLocation(path=made.path), clock=noon) as opened:
        assert list(held(opened)) == ["0001"]
        assert opened.verify().sound


def test_a_backup_is_told_in_the_audit_trail(store: RecordStore, folder: Path) -> None:
    made = back_up(store, folder, clock=noon, why=BackupReason.BEFORE_IMPORT)
    (entry, *_) = store.audit_entries(actions=frozenset({AuditAction.BACKUP}))
    assert tuple(entry.changes["sequence"]) == (None, made.sequence)


def test_backups_of_one_second_get_names_of_their_own(store: RecordStore, folder: Path) -> None:
    names = {back_up(store, folder, clock=noon).path.name for _ in range(3)}
    assert names == {"store.20250301T120000Z.db", "store.20250301T120000Z-2.db", "store.20250301T120000Z-3.db"}
    assert len(backups(folder)) == 3


def test_a_backup_into_a_file_writes_over_nothing(store: RecordStore, folder: Path) -> None:
    made = back_up(store, folder / "mine.db", clock=noon)
    before = made.path.read_bytes()
    with pytest.raises(BackupExists):
        back_up(store, folder / "mine.db", clock=noon)
    assert made.path.read_bytes() == before


def test_a_backup_while_others_save_is_whole(
    store: RecordStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They save between any two pieces of the file."""
    from desktop_app.store import copying

    monkeypatch.setattr(copying, "PAGES_AT_ONCE", 20)
    saved = iter(range(2, 8))
    with open_store(store.location, clock=noon) as other:

        def progress(left: int, of: int) -> None:
            number = next(saved, None)
            if number is not None:
                other.save(save_of(record(f"{number:04}")))

        made = back_up(store, folder, clock=noon, progress=progress)
    assert made.faults == 0
    with open_store(StoreLocation(path=made.path), clock=noon) as opened:
        assert {"0001"} <= held(opened).keys() <= {f"{number:04}" for number in range(1, 8)}
        assert opened.verify().sound
    prove_again = read_backup(made.path)
    assert prove_again.rows["revision"] == made.rows["revision"]


def test_only_who_may_asks_for_a_backup_but_the_program_makes_its_own(store: RecordStore, folder: Path) -> None:
    nurse = Access(store.access.key, Person("nurse", "nurse", Role.ENTRY))
    with open_store(store.location, clock=noon, access=nurse) as hers:
        with pytest.raises(NotPermitted):
            back_up(hers, folder, clock=noon)
        assert not folder.exists()
        assert back_up(hers, folder, clock=noon, why=BackupReason.AUTOMATIC).faults == 0


def test_T19_a_disk_without_room_is_told_before_anything_is_written(
    store: RecordStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(space, "free_bytes", lambda _: space.LEAST_FREE - 1)
    with pytest.raises(DiskFull) as full:
        back_up(store, folder, clock=noon)
    assert full.value.facts["needed_mb"] == 200
    assert not any(folder.glob("*"))


@pytest.mark.parametrize("part", ["db", "manifest", "keyring"])
def test_a_backup_without_one_of_its_parts_is_none(store: RecordStore, folder: Path, part: str) -> None:
    made = back_up(store, folder, clock=noon)
    {"db": made.path, "manifest": manifest_path(made.path), "keyring": keyring_path(made.path)}[part].unlink()
    if part == "keyring":
        assert store.access.key is not None
        with pytest.raises(StoreError):
            prove(made, store.access.key)
    else:
        assert backups(folder) == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"format": "other"}', b"[" * 60000, b"\xff"])
def test_a_manifest_that_is_none_is_no_backup(store: RecordStore, folder: Path, content: bytes) -> None:
    made = back_up(store, folder, clock=noon)
    manifest_path(made.path).write_bytes(content)
    with pytest.raises(BackupDamaged):
        read_backup(made.path)
    assert backups(folder) == []


@pytest.mark.parametrize("field", ["made_at", "why", "rows", "sequence", "sha256", "format"])
def test_a_manifest_with_a_strange_value_is_no_backup(store: RecordStore, folder: Path, field: str) -> None:
    made = back_up(store, folder, clock=noon)
    given = json.loads(manifest_path(made.path).read_bytes())
    manifest_path(made.path).write_text(json.dumps({**given, field: [None]}))
    if field == "sha256":
        assert store.access.key is not None
        with pytest.raises(BackupDamaged):
            prove(read_backup(made.path), store.access.key)
    else:
        with pytest.raises(BackupDamaged):
            read_backup(made.path)


def test_R10_a_flipped_bit_in_a_backup_is_found_before_it_is_restored(store: RecordStore, folder: Path) -> None:
    made, key = back_up(store, folder, clock=noon), store.access.key
    assert key is not None
    prove(made, key)
    sound = made.path.read_bytes()
    chance = random.Random(3)  # noqa: S311
    for _ in range(50):
        flipped = bytearray(sound)
        flipped[chance.randrange(len(sound))] ^= 1 << chance.randrange(8)
        made.path.write_bytes(flipped)
        with pytest.raises(BackupDamaged):
            prove(made, key)


def test_R10_any_point_in_time_comes_back(place: StoreLocation, folder: Path, tmp_path: Path) -> None:
    """Twenty restorations of backups taken at random between random changes."""
    chance, states = random.Random(10), []  # noqa: S311
    with open_store(place, clock=noon, create=True) as store:
        for _ in range(60):
            change(store, chance)
            if chance.random() < 0.4 and len(states) < 10:
                states.append((back_up(store, folder, clock=noon), held(store)))
        assert len(states) == 10
    path = place.path
    assert path is not None
    for number in range(20):
        made, wanted = chance.choice(states)
        to = tmp_path / f"restored-{number}" / "store.db"
        restore_to(made, to, access_to(made, None))
        with open_store(StoreLocation(path=to), clock=noon) as opened:
            assert held(opened) == wanted
            assert opened.verify().sound
        shutil.rmtree(to.parent)


def change(store: RecordStore, chance: random.Random) -> None:
    patient = f"{chance.randrange(8):04}"
    stored = held(store).get(patient)
    note = str(chance.random())
    if stored is None:
        store.save(save_of(record(patient, note=note)))
    elif patient not in store.patient_ids():
        store.restore_voided(patient, reason="x", author="user-1", expected_revision=stored[0], request_id=uuid4())
    elif chance.random() < 0.2:
        store.void(patient, reason="x", author="user-1", expected_revision=stored[0], request_id=uuid4())
    else:
        store.save(save_of(record(patient, note=note), stored[0]))


def test_R10_what_would_be_missing_is_said_and_then_is_missing(place: StoreLocation, folder: Path) -> None:
    path = place.path
    assert path is not None
    with open_store(place, clock=noon, create=True) as store:
        store.save_many(save_of(record(patient)) for patient in ("0001", "0002"))
        made, then = back_up(store, folder, clock=noon), held(store)
        store.save(save_of(record("0002", note="later"), 1))
        store.save(save_of(record("0002", note="latest"), 2))
        store.save(save_of(record("0003")))
        access, head = store.access, store.audit_head()
    assert head is not None
    missing = what_would_be_missing(path, access, made, access_to(made, access))
    assert (missing.patients, missing.changed, missing.revisions) == (("0003",), ("0002",), 3)
    assert (missing.first, missing.last) == (made.sequence + 1, head.sequence)
    before = path.read_bytes()
    kept = restore(path, made, access=access, backup_access=access, reason="演练", clock=noon)
    assert kept.read_bytes() == before
    with open_store(place, clock=noon) as store:
        assert held(store) == then
        assert store.verify().sound
        (entry, *_) = store.audit_entries(actions=frozenset({AuditAction.RESTORE}))
        former, restored = entry.changes["anchor"]
        assert entry.reason_text == "演练"
        assert (former["sequence"], restored["sequence"]) == (head.sequence, made.sequence)
    with open_store(StoreLocation(path=kept), clock=noon) as old:
        assert held(old)["0003"][0] == 1


def test_a_backup_of_this_moment_would_miss_nothing(store: RecordStore, folder: Path) -> None:
    made, path = back_up(store, folder, clock=noon), store.location.path
    assert path is not None
    missing = what_would_be_missing(path, store.access, made, store.access)
    assert (missing.patients, missing.changed, missing.revisions) == ((), (), 0)


def test_only_an_administrator_restores(store: RecordStore, folder: Path) -> None:
    made, path = back_up(store, folder, clock=noon), store.location.path
    assert path is not None
    physician = Access(store.access.key, Person("doctor", "doctor", Role.PHYSICIAN))
    with pytest.raises(NotPermitted):
        what_would_be_missing(path, physician, made, physician)
    with pytest.raises(NotPermitted):
        restore(path, made, access=physician, backup_access=physician, reason="x", clock=noon)
    assert not list(path.parent.glob("*restor*"))


def test_a_damaged_backup_is_not_restored(store: RecordStore, folder: Path) -> None:
    made, path, access = back_up(store, folder, clock=noon), store.location.path, store.access
    assert path is not None
    store.close()
    made.path.write_bytes(made.path.read_bytes()[:-4096])
    before = path.read_bytes()
    with pytest.raises(BackupDamaged):
        restore(path, made, access=access, backup_access=access, reason="x", clock=noon)
    with pytest.raises(BackupDamaged):
        restore_to(made, path.with_name("new.db"), access)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("new*"))


@pytest.mark.parametrize("state", ["gone", "noise", "hot"])
def test_a_store_beyond_repair_is_replaced_and_kept_as_evidence(
    store: RecordStore, folder: Path, state: str
) -> None:
    made, path, access, then = back_up(store, folder, clock=noon), store.location.path, store.access, held(store)
    assert path is not None
    store.close()
    if state == "gone":
        path.unlink()
    else:
        path.write_bytes(os.urandom(8192))
    if state == "hot":
        path.with_name("store.db-journal").write_bytes(os.urandom(9000))
    kept = restore(path, made, access=access, backup_access=access, reason="x", clock=noon)
    with open_store(StoreLocation(path=path), clock=noon) as opened:
        assert held(opened) == then
        assert opened.verify().sound
    assert kept.exists() == (state != "gone")


def made_at(at: datetime, why: BackupReason = BackupReason.AUTOMATIC) -> Backup:
    return Backup(Path(f"{at.isoformat()}.db"), at, why, "store.db", 4, {}, 1, "", 1, "")


def test_what_is_kept_of_a_year_of_half_hours() -> None:
    now = datetime(2026, 3, 1, 12, 0, tzinfo=SHANGHAI)
    many = [made_at(now - timedelta(minutes=30 * step)) for step in range(48 * 400)]
    gone = {each.path for each in superfluous(many, now)}
    kept = [each for each in many if each.path not in gone]
    ages = [now - each.made_at for each in kept]
    assert sum(age <= timedelta(hours=24) for age in ages) == 49
    assert {each.made_at.date() for each in kept} >= {(now - timedelta(days=day)).date() for day in range(14)}
    assert len({each.made_at.isocalendar()[:2] for each in kept}) >= 8
    assert len({(each.made_at.year, each.made_at.month) for each in kept}) == 12
    assert len(kept) <= 49 + 14 + 8 + 12
    older = [each for each in kept if now - each.made_at > timedelta(hours=24)]
    assert all(each.made_at.astimezone(SHANGHAI).strftime("%H:%M") == "23:30" for each in older)
    again = superfluous(kept, now)
    assert again == []


def test_what_somebody_asked_for_and_the_newest_stay_for_good() -> None:
    now = datetime(2030, 1, 1, tzinfo=UTC)
    asked = [made_at(NOON + timedelta(minutes=step), BackupReason.ASKED) for step in range(100)]
    old = [made_at(NOON - timedelta(minutes=step + 1)) for step in range(100)]
    kept = {each.path for each in [*asked, *old]} - {each.path for each in superfluous([*asked, *old], now)}
    assert {each.path for each in asked} <= kept
    assert {each.path for each in superfluous(old, now)} == {each.path for each in old[1:]}


def test_thinning_removes_every_part_and_nothing_else(store: RecordStore, folder: Path) -> None:
    for minutes in (0, 1, 2):
        back_up(
            store,
            folder,
            clock=lambda at=minutes: NOON + timedelta(minutes=at),  # type: ignore[misc]
            why=BackupReason.AUTOMATIC,
        )
    (folder / "letter.db").write_text("no backup")
    gone = thin(folder, NOON + timedelta(days=3))
    assert [each.path.name for each in gone] == ["store.20250301T120100Z.db", "store.20250301T120000Z.db"]
    left = sorted(file.name for file in folder.iterdir())
    assert left[0] == "letter.db"
    assert [name.split(".")[1] for name in left[1:]] == ["20250301T120200Z"] * 4


def test_a_backup_is_due_half_an_hour_after_the_last_or_when_work_ends() -> None:
    last = made_at(NOON)
    soon, later = NOON + timedelta(minutes=10), NOON + timedelta(minutes=30)
    assert not is_due(None, None, NOON)
    assert is_due(None, NOON, NOON)
    assert not is_due(last, NOON - timedelta(hours=1), later + timedelta(days=9), closing=True)
    assert not is_due(last, soon, soon)
    assert is_due(last, soon, soon, closing=True)
    assert is_due(last, soon, later)
    assert is_due(last, NOON - timedelta(days=1), NOON - timedelta(hours=23))


def test_the_reminder_counts_days_since_a_copy_left_the_disk() -> None:
    now = NOON + timedelta(days=6, hours=23)
    assert reminder(None, None, now).days is None
    assert [reminder(NOON, NOON, NOON + timedelta(days=days)).level for days in (0, 6, 7, 13, 14, 99)] == [
        "none",
        "none",
        "amber",
        "amber",
        "red",
        "red",
    ]
    never = reminder(None, NOON, NOON + timedelta(days=15))
    assert (never.days, never.level, never.never) == (15, "red", True)
    assert reminder(NOON, NOON, NOON - timedelta(days=3)).days == 0


def test_a_copy_on_another_disk_is_remembered(
    store: RecordStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(store, folder, clock=noon)
    assert store.setting(backup.OFF_DISK_SETTING) is None
    monkeypatch.setattr(backup, "leaves_the_disk", lambda *_: True)
    back_up(store, folder, clock=noon)
    assert store.setting(backup.OFF_DISK_SETTING) == NOON.isoformat()


def test_a_backup_of_a_store_that_was_tampered_with_says_so(store: RecordStore, folder: Path) -> None:
    path = store.location.path
    with closing(raw(path)) as connection:
        connection.execute("DROP TRIGGER audit_refuses_update")
        connection.execute("UPDATE audit SET user_id = 'somebody' WHERE seq = 2")
    made = back_up(store, folder, clock=noon)
    assert made.faults > 0
    assert read_backup(made.path) == made
    assert key_of(made.path) == store.access.key
    assert anchor_path(made.path).exists()
