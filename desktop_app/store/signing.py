"""How signatures and reasons are written and read, within a transaction that the caller holds."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, insert, select

from desktop_app.errors import RecordIsVoid, StaleRecord, UnknownPatient
from desktop_app.store.audit_saving import tell_signature
from desktop_app.store.audit_trail import Entries
from desktop_app.store.columns import Unreadable
from desktop_app.store.contents import Save
from desktop_app.store.history_tables import RevisionRow
from desktop_app.store.reading import load_one
from desktop_app.store.signature_contents import ChangeReason, Signature, Signing, snapshot_of
from desktop_app.store.signature_tables import ChangeReasonRow, SignatureRow
from desktop_app.store.tables import PatientRow

_SIGNATURE: Final = (
    SignatureRow.patient_id,
    SignatureRow.revision,
    SignatureRow.meaning,
    SignatureRow.signer,
    SignatureRow.printed_name,
    SignatureRow.role,
    SignatureRow.signed_at,
    SignatureRow.snapshot,
    SignatureRow.request_id,
)


def sign(entries: Entries, signing: Signing, now: datetime) -> Signature:
    """Put this signature under its revision; a request that was written before is only looked up.

    Raises StaleRecord where another revision is the present one, RecordIsVoid, UnknownPatient.
    """
    connection = entries.connection
    before = signatures_of_requests(connection, [signing.request_id])
    if before:
        return before[signing.request_id]
    _refuse_other_revision(connection, signing)
    signature = Signature(
        patient_id=signing.patient_id,
        revision=signing.revision,
        meaning=signing.meaning,
        signer=signing.signer,
        printed_name=signing.printed_name.strip(),
        role=signing.role,
        signed_at=now,
        snapshot=snapshot_at(connection, signing.patient_id, signing.revision),
        request_id=signing.request_id,
    )
    values = {column.key: getattr(signature, column.key) for column in _SIGNATURE}
    connection.execute(insert(SignatureRow.table()), values)
    tell_signature(entries, signature)
    return signature


def _refuse_other_revision(connection: Connection, signing: Signing) -> None:
    query = select(PatientRow.revision, PatientRow.void).where(PatientRow.id == signing.patient_id)
    present = connection.execute(query).first()
    if present is None:
        raise UnknownPatient(patient=signing.patient_id)
    if present.void:
        raise RecordIsVoid(patient=signing.patient_id)
    if present.revision != signing.revision:
        stored = load_one(connection, signing.patient_id)
        assert stored is not None  # noqa: S101 (the row was there a moment ago, in the same transaction)
        raise StaleRecord(stored.record, stored.revision, void=stored.void)


def snapshot_at(connection: Connection, patient: str, number: int) -> str:
    """The sha256 of this revision as the history holds it."""
    query = select(
        RevisionRow.record, RevisionRow.verdicts, RevisionRow.profile_hash, RevisionRow.rules_version
    ).where(RevisionRow.patient_id == patient, RevisionRow.number == number)
    row = connection.execute(query).first()
    if row is None:
        raise Unreadable("Revision")
    return snapshot_of(*row)


def signatures(connection: Connection, patient: str) -> tuple[Signature, ...]:
    """A patient's signatures, the oldest first."""
    query = select(*_SIGNATURE).where(SignatureRow.patient_id == patient).order_by(SignatureRow.sequence)
    return tuple(map(_signature, connection.execute(query)))


def signatures_of_requests(connection: Connection, requests: Sequence[UUID]) -> dict[UUID, Signature]:
    rows = connection.execute(select(*_SIGNATURE).where(SignatureRow.request_id.in_(requests)))
    return {row.request_id: _signature(row) for row in rows}


def _signature(row: Any) -> Signature:
    return Signature(**row._asdict())


def put_reasons(connection: Connection, saves: Sequence[Save]) -> None:
    """The reasons that came with these saves, beside the revisions they made."""
    rows = [
        {
            "patient_id": save.record.patient.id,
            "number": (save.expected_revision or 0) + 1,
            "position": position,
            "day": reason.day,
            "code": reason.code,
            "text": reason.text,
        }
        for save in saves
        for position, reason in enumerate(save.reasons)
    ]
    if rows:
        connection.execute(insert(ChangeReasonRow.table()), rows)


def reasons(connection: Connection, patient: str) -> dict[int, tuple[ChangeReason, ...]]:
    """Revision number → the reasons given with it, for the revisions that have any."""
    query = (
        select(ChangeReasonRow.number, ChangeReasonRow.day, ChangeReasonRow.code, ChangeReasonRow.text)
        .where(ChangeReasonRow.patient_id == patient)
        .order_by(ChangeReasonRow.number, ChangeReasonRow.position)
    )
    found: dict[int, list[ChangeReason]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.number].append(ChangeReason(row.day, row.code, row.text))
    return {number: tuple(given) for number, given in found.items()}
