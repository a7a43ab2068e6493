"""Two records of one person become one, and can become two again; within a transaction that the caller holds.

The kept patient gets a revision that holds both, the absorbed one is voided with a link to it. Both revisions and
their entries in the trail are written together, and nothing of either history is touched.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import Connection, select

from desktop_app.errors import StaleRecord, UnknownPatient
from desktop_app.store import saving
from desktop_app.store.audit_trail import Entries
from desktop_app.store.contents import Revision, RevisionKind, StoredRecord
from desktop_app.store.former_numbers import former_numbers
from desktop_app.store.list_tables import PATIENT_SUMMARY
from desktop_app.store.merging_contents import Absorbed, ChangedSinceMerge, Merge, NotMerged
from desktop_app.store.reading import load_one, record_at, revisions, revisions_of_requests
from desktop_app.store.signature_contents import ChangeReason, ReasonCode

INTO: Final = "→ "
"""In the reason of the absorbed patient's last revision, before the kept one's number."""
OUT_OF: Final = "← "


@dataclass(frozen=True, slots=True)
class Found:
    """A merge as the history holds it: the kept patient's revision that holds both, and the record before it."""

    number: int
    merged: Revision
    voided: Revision


def void_request(request: UUID) -> UUID:
    """The request id of the absorbed patient's revision: it follows from that of the merge."""
    return uuid5(request, "absorbed")


def merge(entries: Entries, wanted: Merge, now: datetime) -> list[Revision]:
    """Keep the record of both, void the absorbed one. The same request twice is one merge.

    Raises StaleRecord of whichever changed meanwhile, RecordIsVoid, UnknownPatient.
    """
    connection, save = entries.connection, wanted.save
    kept, absorbed = save.record.patient.id, wanted.absorbed_id
    if kept == absorbed:
        raise ValueError("a record cannot be merged with itself")
    numbers = (*_numbers(connection, kept), absorbed, *_numbers(connection, absorbed))
    summary = replace(save.summary, former_numbers=tuple(dict.fromkeys(numbers)))
    reasons = (*save.reasons, ChangeReason(None, ReasonCode.ATTRIBUTION, f"+ {absorbed}"))
    written = saving.write(entries, [replace(save, summary=summary, reasons=reasons)], now)
    void = saving.VoidChange(
        absorbed, True, f"{INTO}{kept}", save.author, wanted.absorbed_revision, void_request(save.request_id)
    )
    return [*written, saving.change_void(entries, void, now)]


def unmerge(entries: Entries, wanted: Merge, now: datetime) -> list[Revision]:
    """Bring both back as they were before the merge; ``wanted.save`` holds the kept one's record of then.

    Raises NotMerged, ChangedSinceMerge, StaleRecord, UnknownPatient.
    """
    connection, save = entries.connection, wanted.save
    kept, absorbed = save.record.patient.id, wanted.absorbed_id
    if not revisions_of_requests(connection, [save.request_id]):
        refuse_unless_as_merged(connection, kept, absorbed)
        before = record_at(connection, kept, found_merge(connection, kept, absorbed).number - 1)
        if before != save.record:
            raise StaleRecord(before, save.expected_revision or 0, void=False)
    gone = {absorbed, *_numbers(connection, absorbed)}
    numbers = tuple(each for each in _numbers(connection, kept) if each not in gone)
    reasons = (*save.reasons, ChangeReason(None, ReasonCode.RESTORED, f"- {absorbed}"))
    restored = replace(save, summary=replace(save.summary, former_numbers=numbers), reasons=reasons)
    written = saving.write(entries, [restored], now)
    back = saving.VoidChange(
        absorbed, False, f"{OUT_OF}{kept}", save.author, wanted.absorbed_revision, void_request(save.request_id)
    )
    return [*written, saving.change_void(entries, back, now)]


def refuse_unless_as_merged(connection: Connection, kept: str, absorbed: str) -> None:
    """Raises NotMerged, or ChangedSinceMerge where the kept record is not what the merge made of it."""
    number = found_merge(connection, kept, absorbed).number
    if _stored(connection, kept).record != record_at(connection, kept, number):
        raise ChangedSinceMerge(patient=kept, absorbed=absorbed, revision=number)


def found_merge(connection: Connection, kept: str, absorbed: str) -> Found:
    """The merge that the absorbed patient's present state is from. Raises NotMerged, UnknownPatient."""
    stored = _stored(connection, absorbed)
    voided = revisions(connection, absorbed)[-1]
    if stored.void and voided.kind is RevisionKind.VOIDED and voided.reason == f"{INTO}{kept}":
        for each in revisions(connection, kept):
            if void_request(each.request_id) == voided.request_id:
                return Found(each.number, each, voided)
    raise NotMerged(patient=kept, absorbed=absorbed)


def absorbed_by(connection: Connection, kept: str) -> Iterator[Absorbed]:
    """Who was merged into this patient and still is, the last one first."""
    for number in reversed(_numbers(connection, kept)):
        try:
            found = found_merge(connection, kept, number)
        except NotMerged:
            continue  # It came with another one, and goes with that one.
        yield Absorbed(number, found.voided.number, found.number, found.merged.saved_at, found.merged.author)


def _numbers(connection: Connection, patient: str) -> tuple[str, ...]:
    query = select(PATIENT_SUMMARY.c.search_text).where(PATIENT_SUMMARY.c.patient_id == patient)
    return former_numbers(connection.scalar(query) or "")


def _stored(connection: Connection, patient: str) -> StoredRecord:
    stored = load_one(connection, patient)
    if stored is None:
        raise UnknownPatient(patient=patient)
    return stored


__all__ = ["absorbed_by", "found_merge", "merge", "refuse_unless_as_merged", "unmerge", "void_request"]
