"""How records and their history are read, within a transaction that the caller holds."""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Connection, select

from desktop_app.errors import UnknownRevision
from desktop_app.store.columns import Unreadable
from desktop_app.store.contents import Revision, StoredRecord
from desktop_app.store.history_tables import RevisionRow
from desktop_app.store.list_tables import PROFILE
from desktop_app.store.mapping import record_of
from desktop_app.store.rows_below import RowsBelow, patient_rows
from desktop_app.store.tables import PatientRow
from domain.record import PatientRecord

_MOST_PARAMETERS: Final = 500
_REVISION: Final = (
    RevisionRow.patient_id,
    RevisionRow.number,
    RevisionRow.kind,
    RevisionRow.saved_at,
    RevisionRow.author,
    RevisionRow.request_id,
    RevisionRow.profile_hash,
    RevisionRow.rules_version,
    RevisionRow.reason,
)


def load_one(connection: Connection, patient: str) -> StoredRecord | None:
    return next(load_many(connection, [patient]), None)


def refuse_unlike_history(connection: Connection, stored: StoredRecord) -> None:
    """A flipped bit leaves a sound database with another diameter in it; the history holds each value again."""
    patient = stored.record.patient.id
    query = select(RevisionRow.record).where(
        RevisionRow.patient_id == patient, RevisionRow.number == stored.revision
    )
    kept = connection.scalar(query)
    # An older program's version may lack keys that mean "not recorded"; read as a record, they are the same.
    if kept is None or (
        kept != stored.record.exported() and record_at(connection, patient, stored.revision) != stored.record
    ):
        raise Unreadable("PatientRecord")


def load_many(connection: Connection, patients: Sequence[str]) -> Iterator[StoredRecord]:
    """The stored records of these patients, in the order of their numbers."""
    below = RowsBelow(connection, patients)
    for row in patient_rows(connection, patients):
        yield _stored(row, below)


def patient_ids(connection: Connection, *, with_void: bool) -> list[str]:
    query = select(PatientRow.id).order_by(PatientRow.id)
    return list(connection.scalars(query if with_void else query.where(~PatientRow.void)))


def _stored(row: PatientRow, below: RowsBelow) -> StoredRecord:
    try:
        record = record_of(row, below)
    except ValidationError:
        # The error quotes the patient's data, and only a file changed by other means holds what no form lets in.
        raise Unreadable("PatientRecord") from None
    return StoredRecord(record, row.revision, row.saved_at, row.author, row.void)


def revisions(connection: Connection, patient: str) -> tuple[Revision, ...]:
    """A patient's history, oldest first."""
    query = select(*_REVISION).where(RevisionRow.patient_id == patient).order_by(RevisionRow.number)
    return tuple(map(_revision, connection.execute(query)))


def revisions_of_requests(connection: Connection, requests: Sequence[UUID]) -> dict[UUID, Revision]:
    """Request id → the revision it became, for those that were written."""
    found: dict[UUID, Revision] = {}
    for start in range(0, len(requests), _MOST_PARAMETERS):
        some = requests[start : start + _MOST_PARAMETERS]
        rows = connection.execute(select(*_REVISION).where(RevisionRow.request_id.in_(some)))
        found.update({row.request_id: _revision(row) for row in rows})
    return found


def _revision(row: Any) -> Revision:
    return Revision(**row._asdict())


def record_at(connection: Connection, patient: str, number: int) -> PatientRecord:
    try:
        return PatientRecord.model_validate(_kept(connection, RevisionRow.record, patient, number))
    except ValidationError:
        raise Unreadable("PatientRecord") from None


def verdicts_at(connection: Connection, patient: str, number: int) -> dict[str, Any] | None:
    """The verdicts as issued with this revision; None where it issued none (voided, restored)."""
    kept: dict[str, Any] | None = _kept(connection, RevisionRow.verdicts, patient, number)
    return kept


def _kept(connection: Connection, column: Any, patient: str, number: int) -> Any:
    query = select(column).where(RevisionRow.patient_id == patient, RevisionRow.number == number)
    row = connection.execute(query).first()
    if row is None:
        raise UnknownRevision(patient=patient, revision=number)
    return row[0]


def profile(connection: Connection, profile_hash: str) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = connection.scalar(
        select(PROFILE.c.settings).where(PROFILE.c.hash == profile_hash)
    )
    return kept
