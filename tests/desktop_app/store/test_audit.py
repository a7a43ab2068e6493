"""What the audit trail tells of each change, and that nothing changes without it."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from desktop_app.accounts.contents import Role
from desktop_app.errors import StaleRecord, StoreLocked
from desktop_app.store import (
    AuditAction,
    ChangeReason,
    FaultKind,
    ProfileChoice,
    ReasonCode,
    RecordStore,
    StoreLocation,
    Summary,
    open_store,
    opening,
)
from desktop_app.store.audit_changes import changes_between
from desktop_app.store.audit_trail import SCHEMA_VERSION, Entries, Happening, UnauditedChange
from desktop_app.store.engine import writing
from desktop_app.store.schema import CURRENT
from tests.desktop_app.store.audit_samples import as_person, signing
from tests.desktop_app.store.store_samples import NOON, noon, record, save_of
from tests.raw_store import IntegrityError, raw


def told(store: RecordStore) -> list[tuple[str, str, str | None, int | None]]:
    """Action, entity, id and revision, the oldest first, without how the chain began."""
    entries = list(reversed(store.audit_entries(limit=500)))[1:]
    return [(entry.action.value, entry.entity, entry.entity_id, entry.revision) for entry in entries]


def test_a_new_store_begins_its_chain(store: RecordStore) -> None:
    (entry,) = store.audit_entries()
    reached = (None, CURRENT.number)
    assert (entry.sequence, entry.action, entry.changes["schema"]) == (1, AuditAction.MIGRATE, reached)
    assert entry.schema_version == SCHEMA_VERSION == CURRENT.number


def test_a_save_tells_who_when_where_and_what(store: RecordStore) -> None:
    store.save(save_of(record(note="a")))
    request = uuid4()
    reasons = (ChangeReason(date(2025, 1, 5), ReasonCode.UNIT), ChangeReason(None, ReasonCode.OTHER, "身份证核对"))
    store.save(save_of(record(note="b"), 1, request_id=request, reasons=reasons))
    entry = store.audit_entries("0001")[0]
    assert (entry.action, entry.user, entry.at, entry.revision) == (AuditAction.UPDATE, "user-1", NOON, 2)
    assert dict(entry.changes) == {"patient.note": ("a", "b")}
    assert (entry.reason_code, entry.reason_text, entry.request_id) == ("unit,other", "身份证核对", request.hex)
    assert (entry.role, entry.schema_version) == (None, CURRENT.number)
    assert (bool(entry.host), len(entry.session)) == (True, 12)
    assert set(entry.digest) == {"revision", "change_reason", "patient_summary"}


def test_every_change_is_told_once(store: RecordStore) -> None:
    first = save_of(record("0001"))
    store.save(first)
    store.save(first)
    store.sign(signing("0001", 1, 7))
    store.sign(signing("0001", 1, 7))
    store.void("0001", reason="重复", author="x", expected_revision=1, request_id=UUID(int=8))
    store.void("0001", reason="重复", author="x", expected_revision=1, request_id=UUID(int=8))
    store.restore_voided("0001", reason="误", author="x", expected_revision=2, request_id=UUID(int=9))
    taken = ProfileChoice("own", "own", {"a": 1}, "chief", None)
    for _ in range(2):
        store.ward_profiles.take(taken, lines={"0001": Summary(tace_count=3)}, seen={"0001": 3})
    store.put_setting("ward_name", "介入科")
    store.put_setting("last_page", 3)
    assert told(store) == [
        ("create", "profile", "a1b2", None),
        ("create", "patient", "0001", 1),
        ("sign", "patient", "0001", 1),
        ("void", "patient", "0001", 2),
        ("unvoid", "patient", "0001", 3),
        ("create", "profile", "own", None),
        ("profile", "ward_profile", "1", None),
        ("profile", "patient", "0001", 3),
        ("setting", "setting", "ward_name", None),
    ]
    assert store.audit_entries("0001", actions=frozenset({AuditAction.VOID}))[0].reason_text == "重复"


def test_an_import_is_one_entry_each_and_one_for_all(store: RecordStore) -> None:
    saves = [save_of(record(f"{number:04}")) for number in range(450)]
    store.save_many(saves)
    whole = store.audit_entries(limit=1)[0]
    assert (whole.action, dict(whole.changes)) == (
        AuditAction.IMPORT,
        {"records": (None, 450), "entries": (2, 452)},
    )
    assert len(store.audit_entries(actions=frozenset({AuditAction.CREATE}), limit=1000)) == 451
    store.save_many(saves)
    assert store.audit_entries(limit=1)[0] == whole


def test_what_is_refused_is_not_told(store: RecordStore) -> None:
    store.save(save_of(record()))
    before = store.audit_head()
    with pytest.raises(StaleRecord):
        store.save(save_of(record(note="mine")))
    with pytest.raises(StaleRecord):
        store.save_many([save_of(record("0002")), save_of(record())])
    assert store.audit_head() == before


def test_a_trail_that_cannot_be_written_saves_nothing(location: StoreLocation) -> None:
    with opening.open_store(location, clock=noon, create=True, busy_timeout_ms=50) as store:
        with closing(raw(location.path)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreLocked):
                store.note(AuditAction.PRINT, patient="0001")
        with closing(raw(location.path)) as other:
            other.execute("CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END")
        with pytest.raises(DBAPIError):
            store.save(save_of(record()))
        assert store.patient_ids() == []


def test_looks_and_prints_are_told_by_patient_and_by_user(location: StoreLocation) -> None:
    open_store(location, clock=noon, create=True).close()
    with as_person(location, "doctor", Role.PHYSICIAN) as store:
        store.note(AuditAction.VIEW, patient="0001")
        store.note(AuditAction.PRINT, patient="0001", file="patient-1.pdf", pages=2)
    with as_person(location, "chief", Role.ADMIN) as store:
        store.note(AuditAction.LOGIN)
        by_patient, by_user = store.audit_entries(patient="0001"), store.audit_entries(user="chief")
        assert [entry.action for entry in by_patient] == [AuditAction.PRINT, AuditAction.VIEW]
        assert dict(by_patient[0].changes) == {"file": (None, "patient-1.pdf"), "pages": (None, 2)}
        assert [(entry.action, entry.role) for entry in by_user] == [(AuditAction.LOGIN, Role.ADMIN)]
        assert store.audit_entries(since=NOON + timedelta(seconds=1)) == []
        assert len(store.audit_entries(limit=2, offset=1)) == 2


@pytest.mark.parametrize("action", [AuditAction.CREATE, AuditAction.SIGN, AuditAction.MIGRATE])
def test_only_the_store_tells_of_changes(store: RecordStore, action: AuditAction) -> None:
    with pytest.raises(KeyError):
        store.note(action)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO marker (patient_id, position, date, marker) VALUES ('0001', 9, '2025-01-01', 'AFP')",
        "INSERT OR REPLACE INTO profile (hash, settings) VALUES ('x', '{}')",
        "UPDATE patient SET name = 'x'",
        'UPDATE OR IGNORE "patient" SET name = NULL',
        "  delete from patient_summary",
        "WITH none AS (SELECT 1) DELETE FROM session",
        "REPLACE INTO patient_summary SELECT * FROM patient_summary",
        "UPDATE main.revision SET author = 'x'",
        "DELETE FROM audit",
    ],
)
def test_no_statement_writes_past_the_trail(store: RecordStore, statement: str) -> None:
    store.save(save_of(record()))
    with pytest.raises(UnauditedChange), writing(store._engine) as connection:
        connection.execute(text(statement))
    assert store.verify().sound


def test_a_change_that_no_entry_tells_of_is_taken_back(store: RecordStore) -> None:
    """A bug in the store itself: rows are written within an audited transaction and forgotten."""
    store.save(save_of(record()))

    def forget(entries: Entries) -> list[int]:
        entries.append([Happening(AuditAction.VIEW, "patient", "0001")], NOON)
        entries.connection.execute(text("UPDATE patient_summary SET tace_count = 5"))
        return []

    with pytest.raises(UnauditedChange, match="patient_summary"):
        store._transactions.settled(forget, [], lambda at, requests: {})
    assert store.verify().sound


def test_reading_with_a_common_table_expression_is_reading(store: RecordStore) -> None:
    with writing(store._engine) as connection:
        assert connection.scalar(text("WITH one AS (SELECT 1 AS a) SELECT a FROM one")) == 1


@pytest.mark.parametrize("statement", ["UPDATE audit SET user_id = 'x'", "DELETE FROM audit"])
def test_the_database_itself_keeps_the_trail_append_only(
    store: RecordStore, location: StoreLocation, statement: str
) -> None:
    with closing(raw(location.path)) as connection, pytest.raises(IntegrityError, match="audit refuses"):
        connection.execute(statement)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.mark.parametrize(
    ("moved", "flagged"),
    [
        (timedelta(days=-1), True),
        (timedelta(minutes=-3), True),
        (timedelta(minutes=-1), False),
        (timedelta(days=365), False),
        (timedelta(days=365 * 13), False),
    ],
)
def test_T17_a_clock_that_goes_back_is_told_and_breaks_nothing(
    location: StoreLocation, moved: timedelta, flagged: bool
) -> None:
    clock = Clock()
    with open_store(location, clock=clock, create=True) as store:
        store.save(save_of(record("0001")))
        clock.now += moved
        store.save(save_of(record("0002")))
        store.save(save_of(record("0003")))
        anomalies = store.audit_entries(actions=frozenset({AuditAction.CLOCK_ANOMALY}))
        assert len(anomalies) == flagged
        assert [entry.sequence for entry in reversed(store.audit_entries())] == list(range(1, 6 + flagged))
        assert store.verify().sound


def test_T17_the_zone_of_the_workstation_is_kept_beside_the_time(location: StoreLocation) -> None:
    in_newfoundland = NOON.astimezone(timezone(-timedelta(hours=3, minutes=30)))
    with open_store(location, clock=lambda: in_newfoundland, create=True) as store:
        store.save(save_of(record()))
        entry = store.audit_entries()[0]
    assert (entry.at, entry.at.tzinfo, entry.utc_offset_minutes) == (NOON, UTC, -210)


def test_a_place_without_a_key_has_a_plain_chain_and_no_anchor(tmp_path: Path) -> None:
    """A database server: what was changed by accident is found."""
    location = StoreLocation(url=f"sqlite+pysqlite:///{tmp_path / 'server.db'}")
    with open_store(location, clock=noon, create=True) as store:
        assert (store.access.key, store.person.role) == (None, None)
        store.save(save_of(record()))
        store.save(save_of(record(note="b"), 1))
        assert store.verify().sound
        assert store.verify_start() == ()
        assert [path.name for path in tmp_path.iterdir()] == ["server.db"]
    with closing(sqlite3.connect(tmp_path / "server.db")) as connection:
        connection.execute("UPDATE audit SET user_id = 'x' WHERE seq = 2")
        connection.execute("UPDATE target SET viable_mm = '6.0'")
        connection.commit()
    with open_store(location, clock=noon) as store:
        found = {fault.kind for fault in store.verify().faults}
        assert found == {FaultKind.ENTRY_CHANGED, FaultKind.PRESENT_DIFFERS}


def test_changes_name_the_place_and_pass_over_what_stayed() -> None:
    before = {"a": {"b": 1, "c": None}, "d": [{"x": 1}, {"x": 2}, {"x": 3}], "e": "1.0"}
    after = {"a": {"b": 1}, "d": [{"x": 1}, {"x": 9}, {"x": 2}, {"x": 3}], "e": "1.00", "f": True}
    assert changes_between(before, after) == {
        "d[1]": (None, {"x": 9}),
        "e": ("1.0", "1.00"),
        "f": (None, True),
    }
    assert changes_between(after, before)["d[1]"] == ({"x": 9}, None)
    assert changes_between({"a": [1, 2]}, {"a": [2, 1]}) == {"a[0]": (1, 2), "a[1]": (2, 1)}
    assert changes_between({"a": 1}, {"a": True}) == {"a": (1, True)}
    assert changes_between([], []) == {}


def test_what_was_typed_is_kept_in_a_note_as_it_is(store: RecordStore) -> None:
    store.note(AuditAction.PRINT, file="半个字\ud83d\x00")
    assert store.audit_entries()[0].changes["file"] == (None, "半个字\ud83d\x00")
    assert store.verify().sound


def test_entries_of_one_transaction_share_its_lock(store: RecordStore) -> None:
    with store._transactions.audited() as entries:
        assert isinstance(entries, Entries)
        assert entries.head is None
        entries.append([Happening(AuditAction.LOCK, "store"), Happening(AuditAction.UNLOCK, "store")], NOON)
        entries.append([Happening(AuditAction.LOCK, "store")], NOON)
        assert entries.head is not None
        assert entries.head.sequence == 4
    assert store.audit_head() == entries.head
