"""T22: every week, and after it was left open, the whole file is looked at; a damaged one is written no more."""

import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.accounts.keyring import Keyring
from desktop_app.errors import StoreDamaged, StoreError
from desktop_app.store import RecordStore, StoreLocation, open_store
from desktop_app.store.audit_contents import AuditAction
from desktop_app.store.backup import back_up
from desktop_app.store.cipher_file import PAGE, journal_of
from desktop_app.store.looking_over import EVERY, LOOKED_SETTING, is_due, look_over, newest_proved
from desktop_app.store.restoring_file import missing_entries, restore, what_would_be_missing
from tests.desktop_app.store.store_samples import NOON, noon, record, save_of


@pytest.fixture
def place(tmp_path: Path) -> StoreLocation:
    location = StoreLocation(path=tmp_path / "ward" / "store.db")
    with open_store(location, clock=noon, create=True, sole=True) as store:
        store.save_many(save_of(record(f"{number:04}", note="x" * 400)) for number in range(30))
        assert look_over(store, noon) is None
    return location


def path_of(place: StoreLocation) -> Path:
    assert place.path is not None
    return place.path


def window(place: StoreLocation) -> RecordStore:
    return open_store(place, clock=noon, sole=True)


def spoil(place: StoreLocation, page: int) -> None:
    with path_of(place).open("r+b") as file:
        file.seek(page * PAGE + 100)
        byte = file.read(1)[0]
        file.seek(page * PAGE + 100)
        file.write(bytes([byte ^ 1]))


def refuses_to_write(store: RecordStore) -> None:
    for write in (
        lambda: store.save(save_of(record("0099"))),
        lambda: store.put_setting("x", 1),
        lambda: store.put_draft("0001", "user-1", {}),
    ):
        with pytest.raises(StoreDamaged):
            write()


def killed(work: Callable[[], object]) -> None:
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.posix
def test_T22_a_window_that_was_closed_leaves_no_look_owed_and_a_killed_one_does(place: StoreLocation) -> None:
    with window(place) as store:
        assert not store.left_open
        assert not is_due(store, NOON)
    killed(lambda: window(place))
    with window(place) as store:
        assert store.left_open
        assert is_due(store, NOON)
    with window(place) as store:
        assert store.left_open, "closed before it was looked at: it stays owed"
        assert look_over(store, noon) is None
        assert not is_due(store, NOON)
    with window(place) as store:
        assert not store.left_open


@pytest.mark.posix
def test_T22_a_transaction_that_was_cut_off_is_seen(place: StoreLocation) -> None:
    def save() -> None:
        store = open_store(place, clock=noon)
        with store._writing() as connection:
            connection.exec_driver_sql("UPDATE setting SET value = '1'")
            connection.exec_driver_sql("PRAGMA cache_spill=1")
            connection.exec_driver_sql("PRAGMA cache_size=1")
            connection.exec_driver_sql("CREATE TABLE filler AS SELECT randomblob(900000) AS x")
            os.kill(os.getpid(), signal.SIGKILL)

    killed(save)
    assert journal_of(path_of(place)).stat().st_size > 0
    with window(place) as store:
        assert store.left_open
        assert look_over(store, noon) is None


def test_T22_a_look_is_due_every_week_and_told_in_the_trail(place: StoreLocation) -> None:
    with window(place) as store:
        assert not is_due(store, NOON + EVERY - timedelta(seconds=1))
        assert is_due(store, NOON + EVERY)
        assert is_due(store, NOON - timedelta(days=1)), "a clock that went back delays nothing"
        assert store.setting(LOOKED_SETTING) == NOON.isoformat()
        (entry, *_) = store.audit_entries(actions=frozenset({AuditAction.VERIFY}))
        assert entry.changes["file"] == (None, "sound")


@pytest.mark.parametrize("kept", ["", "gestern", 7, "2025-01-01"])
def test_a_strange_day_of_the_last_look_means_that_one_is_due(place: StoreLocation, kept: object) -> None:
    with window(place) as store:
        store.put_setting(LOOKED_SETTING, kept)
        assert is_due(store, NOON)


def test_T22_every_damaged_page_stops_writing_and_reading_goes_on_where_it_can(place: StoreLocation) -> None:
    """Pages that no start reads: a store that opens as if nothing were wrong."""
    pages, sound = path_of(place).stat().st_size // PAGE, path_of(place).read_bytes()
    found = 0
    for page in range(1, pages, max(pages // 12, 1)):
        path_of(place).write_bytes(sound)
        spoil(place, page)
        try:
            store = window(place)
        except StoreError:
            continue  # Found at once, as it has to be.
        with store:
            fault = look_over(store, noon)
            assert isinstance(fault, StoreDamaged), page
            before = path_of(place).read_bytes()
            assert store.read_only
            assert isinstance(store.why_read_only, StoreDamaged)
            refuses_to_write(store)
            assert path_of(place).read_bytes() == before
        found += 1
    assert found > 3


def test_T22_what_damaged_the_file_is_looked_for_again_at_the_next_opening(place: StoreLocation) -> None:
    spoil(place, path_of(place).stat().st_size // PAGE - 1)
    with window(place) as store:
        assert look_over(store, noon) is not None
        assert not is_due(store, NOON), "nothing is looked for in what is only read"
    with window(place) as store:
        assert is_due(store, NOON)


def test_T22_the_newest_backup_that_is_whole_is_the_way_back_and_says_what_it_lacks(
    place: StoreLocation, tmp_path: Path
) -> None:
    folder, moment = tmp_path / "copies", [NOON]
    with open_store(place, clock=lambda: moment[0]) as store:
        older = back_up(store, folder, clock=lambda: moment[0])
        store.save(save_of(record("0100")))
        moment[0] += timedelta(hours=1)
        newer = back_up(store, folder, clock=lambda: moment[0])
        store.save(save_of(record("0101")))
        head, access = store.audit_head(), store.access
    assert head is not None
    assert newest_proved(folder, access) == (newer, access)
    newer.path.write_bytes(newer.path.read_bytes()[:-PAGE])
    assert newest_proved(folder, access) == (older, access)
    path_of(place).write_bytes(os.urandom(PAGE * 3))
    assert missing_entries(path_of(place), older) == (older.sequence + 1, head.sequence)
    missing = what_would_be_missing(path_of(place), access, older, access)
    assert (missing.revisions, missing.first, missing.last) == (None, older.sequence + 1, head.sequence)
    restore(path_of(place), older, access=access, backup_access=access, reason="损坏", clock=noon)
    with window(place) as store:
        assert look_over(store, noon) is None
        assert store.verify().sound


def test_no_backup_is_no_way_back(tmp_path: Path, place: StoreLocation) -> None:
    access = Keyring.load(path_of(place)).open_access("user-1")
    assert newest_proved(tmp_path / "none", access) is None
    assert missing_entries(tmp_path / "none.db", None) == (0, 0)  # type: ignore[arg-type]


def test_a_save_beside_the_look_is_neither_refused_nor_taken_for_damage(place: StoreLocation) -> None:
    """Between any two of its parts."""
    with window(place) as store, open_store(place, clock=lambda: datetime.now(UTC)) as other:
        revision = [other.load("0001").revision]

        def save(*_: int) -> None:
            revision[0] = other.save(save_of(record("0001", note=str(time.time())), revision[0])).number

        assert look_over(store, noon, save) is None
        assert revision[0] > 8
