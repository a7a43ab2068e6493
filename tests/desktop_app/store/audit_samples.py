"""A store in which everything was done that leaves rows, and ways past the program into its file."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from desktop_app.accounts.contents import Access, Person, Role
from desktop_app.store import (
    AuditAction,
    ChangeReason,
    Meaning,
    ProfileChoice,
    ReasonCode,
    RecordStore,
    Signing,
    StoreLocation,
    Summary,
    Verification,
    open_store,
)
from desktop_app.store import audit_verifying as verifying
from desktop_app.store.faults import faults_named
from domain.record import PatientRecord
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.raw_store import key_of, raw

UNAUDITED = {"alembic_version", "draft", "setting"}


def signing(
    patient: str, revision: int, request: int, meaning: Meaning = Meaning.REVIEWED, **fields: Any
) -> Signing:
    signer = {"signer": "doctor", "printed_name": "李医师", "role": Role.PHYSICIAN, **fields}
    return Signing(patient, revision, meaning, request_id=UUID(int=request), **signer)


def work_in(store: RecordStore) -> None:
    """Rows in every table, all kinds of revisions, a signature under an older revision."""
    override = {"definition": "JSH-2021", "verdict": "not_met", "reason": "other", "text": "复阅", "by": "李医师"}
    more = {
        "status": [{"date": "2025-01-09", "ecog": 1, "inr": "1.10"}],
        "therapies": [{"kind": "targeted", "name": "lenvatinib", "from": "2025-01-20"}],
        "overrides": [{**override, "on": "2025-03-01"}],
    }
    whole = PatientRecord.model_validate({**record("0001").exported(), **more})
    store.save(save_of(whole, request_id=UUID(int=1)))
    store.sign(signing("0001", 1, 2))
    reasons = (ChangeReason(date(2025, 1, 5), ReasonCode.UNIT), ChangeReason(None, ReasonCode.OTHER, "身份证核对"))
    changed = whole.amended(patient=whole.patient.model_copy(update={"note": "second"}))
    store.save(save_of(changed, 1, request_id=UUID(int=3), reasons=reasons))
    store.save_many([save_of(record(f"{n:04}"), request_id=UUID(int=10 + n)) for n in (2, 3)])
    store.void("0003", reason="重复", author="doctor", expected_revision=1, request_id=UUID(int=4))
    choice = ProfileChoice("own", "own", {"a": 1}, "chief", None)
    lines = {"0002": Summary(tace_count=9, verdicts={"JSH-2021": "met"})}
    store.ward_profiles.take(choice, lines=lines, seen=store.ward_profiles.revisions())
    store.note(AuditAction.VIEW, patient="0001")


def copied(store_file: Path, folder: Path) -> StoreLocation:
    """The store with its keys and its anchor, elsewhere."""
    folder.mkdir(parents=True)
    for beside in store_file.parent.glob(f"{store_file.stem}.*"):
        if not beside.name.endswith(".lock"):
            shutil.copy(beside, folder / beside.name)
    return StoreLocation(path=folder / store_file.name)


def as_person(location: StoreLocation, user: str, role: Role) -> RecordStore:
    """The store opened by an account."""
    return open_store(location, clock=noon, access=Access(key_of(location.path), Person(user, user, role)))


def tables_of(connection: Any) -> list[str]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return [name for (name,) in names]


def without_triggers(connection: Any) -> None:
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")


def every_row(location: StoreLocation) -> dict[str, list[Any]]:
    with closing(raw(location.path)) as connection:
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables_of(connection)}  # noqa: S608


@contextmanager
def edited(location: StoreLocation) -> Iterator[Any]:
    """The file behind the program's back, by somebody who knows the key and how to drop a trigger."""
    with closing(raw(location.path)) as connection:
        without_triggers(connection)
        yield connection


class Tampering:
    """Edits within one transaction that is taken back, so that thousands of them can be tried on one file."""

    def __init__(self, store: RecordStore) -> None:
        self.store = store

    @contextmanager
    def done(self, *statements: tuple[str, tuple[Any, ...]]) -> Iterator["Tampering"]:
        with self.store._engine.connect() as connection:
            raw_connection: Any = connection.connection.driver_connection
            connection.begin()
            raw_connection.execute("PRAGMA defer_foreign_keys=ON")
            without_triggers(raw_connection)
            for statement, values in statements:
                raw_connection.execute(statement, values)
            self._connection = connection
            try:
                yield self
            finally:
                connection.rollback()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with faults_named(self.store.location):
            yield self._connection

    def verified(self) -> Verification:
        transactions = self.store._transactions
        assert transactions.anchors is not None
        before = transactions.reading
        transactions.reading = self.reading  # type: ignore[method-assign]
        try:
            return verifying.verify(
                self.reading, transactions, transactions.trail.chain, transactions.anchors.path, None
            )
        finally:
            transactions.reading = before  # type: ignore[method-assign]
