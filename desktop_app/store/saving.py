"""How versions of records are written, one or many, within a transaction that the caller holds."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, select, tuple_, update

from desktop_app.errors import RecordIsVoid, StaleRecord, UnknownPatient
from desktop_app.store.asides import keep_profiles
from desktop_app.store.audit_saving import (
    Records,
    former_records,
    refuse_forbidden,
    require_void,
    tell_import,
    tell_saves,
    tell_void,
)
from desktop_app.store.audit_trail import Entries
from desktop_app.store.contents import Revision, RevisionKind, Save
from desktop_app.store.declaring import StoreTables
from desktop_app.store.former_numbers import numbers_of_saves, with_former_numbers
from desktop_app.store.history_tables import RevisionRow
from desktop_app.store.judged_lines import before_saving
from desktop_app.store.list_tables import DRAFT, PATIENT_SUMMARY
from desktop_app.store.mapping import patient_row, rows_below
from desktop_app.store.reading import load_one, revisions_of_requests
from desktop_app.store.signing import put_reasons
from desktop_app.store.tables import REPLACED_ROWS, PatientRow

CHUNK = 200
_REMOVED: Final = [
    delete(table.table()).where(table.table().c.patient_id == bindparam("patient"))
    for table in reversed(REPLACED_ROWS)
]
_PUT: Final = {table: insert(table.table()) for table in REPLACED_ROWS}
_REWRITTEN: Final = (
    update(PATIENT_SUMMARY)
    .where(PATIENT_SUMMARY.c.patient_id == bindparam("line"))
    .values({column.name: bindparam(column.name) for column in PATIENT_SUMMARY.columns if not column.primary_key})
)
"""Built once: building a statement takes longer than running it."""


def chunks(saves: Iterable[Save]) -> Iterator[list[Save]]:
    """The saves in their order, in handfuls in which no patient and no request occurs twice."""
    chunk: list[Save] = []
    seen: set[str | UUID] = set()
    for save in saves:
        keys: set[str | UUID] = {save.record.patient.id, save.request_id}
        if len(chunk) == CHUNK or seen & keys:
            yield chunk
            chunk, seen = [], set()
        chunk.append(save)
        seen |= keys
    if chunk:
        yield chunk


def write(entries: Entries, saves: Sequence[Save], now: datetime) -> list[Revision]:
    """Write one chunk; a request that was written before is only looked up.

    Raises StaleRecord, RecordIsVoid and NotPermitted; the caller's transaction then takes everything back.
    """
    connection = entries.connection
    written = revisions_of_requests(connection, [save.request_id for save in saves])
    fresh = [save for save in saves if save.request_id not in written]
    for save in fresh:
        written[save.request_id] = _claimed(connection, save, now)
    if fresh:
        _write_claimed(entries, fresh, written)
    return [written[save.request_id] for save in saves]


def _write_claimed(entries: Entries, saves: Sequence[Save], written: dict[UUID, Revision]) -> None:
    connection = entries.connection
    contents = {save.record.patient.id: save.record.exported() for save in saves}
    former = former_records(connection, saves)
    refuse_forbidden(connection, entries.person, saves, contents, former)
    _replace_rows(connection, saves)
    profiles = keep_profiles(connection, {save.profile_hash: save.profile for save in saves})
    _append_history(connection, saves, written, contents)
    before_saving(connection, saves)
    _rewrite_summaries(connection, saves, written)
    _drop_drafts(connection, saves)
    tell_saves(entries, saves, written, contents, former, profiles)


def write_all(
    entries: Entries, saves: Iterable[Save], clock: Callable[[], datetime], progress: Callable[[int], None] | None
) -> list[Revision]:
    """Write chunk after chunk, and tell of the whole as one import."""
    written: list[Revision] = []
    before = entries.written
    for chunk in chunks(saves):
        written += write(entries, chunk, clock())
        if progress is not None:
            progress(len(written))
    tell_import(entries, written, before)
    return written


def _claimed(connection: Connection, save: Save, now: datetime) -> Revision:
    """Take the next revision of this patient, or refuse because another change came first."""
    patient = save.record.patient.id
    number = (save.expected_revision or 0) + 1
    row = patient_row(save.record, revision=number, saved_at=now, author=save.author)
    if save.expected_revision is None:
        _refuse_existing(connection, patient)
        connection.execute(insert(PatientRow.table()), values_of(row))
    else:
        changed = connection.execute(
            update(PatientRow)
            .where(PatientRow.id == patient, PatientRow.revision == save.expected_revision, ~PatientRow.void)
            .values(values_of(row))
        )
        if changed.rowcount != 1:
            raise _refusal(connection, patient, save.expected_revision)
    return Revision(
        patient_id=patient,
        number=number,
        kind=save.kind,
        saved_at=now,
        author=save.author,
        request_id=save.request_id,
        profile_hash=save.profile_hash,
        rules_version=save.rules_version,
        reason=None,
    )


def _refuse_existing(connection: Connection, patient: str) -> None:
    if connection.scalar(select(PatientRow.revision).where(PatientRow.id == patient)) is not None:
        raise _refusal(connection, patient, None)


def _refusal(connection: Connection, patient: str, expected: int | None) -> Exception:
    stored = load_one(connection, patient)
    if stored is None:
        return UnknownPatient(patient=patient)
    if stored.void and stored.revision == expected:
        return RecordIsVoid(patient=patient)
    return StaleRecord(stored.record, stored.revision, void=stored.void)


def values_of(row: StoreTables) -> dict[str, Any]:
    """A row as column name → value."""
    return {column.name: getattr(row, column.name) for column in row.table().columns}


def _replace_rows(connection: Connection, saves: Sequence[Save]) -> None:
    changed = [{"patient": save.record.patient.id} for save in saves if save.expected_revision is not None]
    if changed:
        for replaced in _REMOVED:
            connection.execute(replaced, changed)
    rows: dict[type[StoreTables], list[dict[str, Any]]] = defaultdict(list)
    for save in saves:
        for row in rows_below(save.record):
            rows[type(row)].append(values_of(row))
    for table in REPLACED_ROWS:
        if rows[table]:
            connection.execute(_PUT[table], rows[table])


def _append_history(
    connection: Connection, saves: Sequence[Save], written: dict[UUID, Revision], contents: Records
) -> None:
    kept = [
        {
            **_revision_values(written[save.request_id]),
            "record": contents[save.record.patient.id],
            "verdicts": dict(save.verdicts),
        }
        for save in saves
    ]
    connection.execute(insert(RevisionRow.table()), kept)
    put_reasons(connection, saves)


def _revision_values(revision: Revision) -> dict[str, Any]:
    return {
        "patient_id": revision.patient_id,
        "number": revision.number,
        "kind": revision.kind,
        "request_id": revision.request_id,
        "saved_at": revision.saved_at,
        "author": revision.author,
        "reason": revision.reason,
        "profile_hash": revision.profile_hash,
        "rules_version": revision.rules_version,
    }


def _rewrite_summaries(connection: Connection, saves: Sequence[Save], written: dict[UUID, Revision]) -> None:
    """Of a line that is there only the indexes are written whose columns have changed."""
    numbers = numbers_of_saves(connection, saves)
    lines = [_summary_values(save, written[save.request_id], numbers) for save in saves]
    there = [{**line, "line": line["patient_id"]} for line in lines if line["revision"] > 1]
    if there and connection.execute(_REWRITTEN, there).rowcount != len(there):
        # Somebody removed a line past the program; the audit trail says so, and a save puts it back.
        patients = [line["patient_id"] for line in there]
        connection.execute(delete(PATIENT_SUMMARY).where(PATIENT_SUMMARY.c.patient_id.in_(patients)))
        connection.execute(insert(PATIENT_SUMMARY), lines)
    elif len(there) < len(lines):
        connection.execute(insert(PATIENT_SUMMARY), [line for line in lines if line["revision"] == 1])


def _summary_values(save: Save, revision: Revision, numbers: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    patient, summary = save.record.patient, save.summary
    searched = (patient.id, patient.name or "", summary.pinyin, summary.initials)
    return {
        "patient_id": patient.id,
        "name": patient.name,
        "pinyin": summary.pinyin.casefold(),
        "search_text": with_former_numbers("\n".join(searched).casefold(), numbers.get(patient.id, ())),
        "sex": patient.sex and patient.sex.value,
        "birth_date": patient.birth_date,
        "tace_count": summary.tace_count,
        "last_session_on": summary.last_session_on,
        "latest_response": summary.latest_response,
        "verdicts": dict(summary.verdicts),
        "follow_up_from": summary.follow_up_from,
        "follow_up_fixed": summary.follow_up_fixed,
        "revision": revision.number,
        "saved_at": revision.saved_at,
        "void": False,
    }


def _drop_drafts(connection: Connection, saves: Sequence[Save]) -> None:
    keys = [(save.draft_key, save.author) for save in saves if save.draft_key is not None]
    if keys:
        connection.execute(delete(DRAFT).where(tuple_(DRAFT.c.key, DRAFT.c.author).in_(keys)))


@dataclass(frozen=True, slots=True)
class VoidChange:
    """A patient to be hidden from the lists (``void``) or brought back."""

    patient_id: str
    void: bool
    reason: str
    author: str
    expected_revision: int
    request_id: UUID


def change_void(entries: Entries, change: VoidChange, now: datetime) -> Revision:
    """Hide a patient or bring them back; the rows and the history stay."""
    connection = entries.connection
    require_void(connection, entries.person, change.patient_id, change.author)
    before = revisions_of_requests(connection, [change.request_id])
    if before:
        return before[change.request_id]
    stored = load_one(connection, change.patient_id)
    if stored is None:
        raise UnknownPatient(patient=change.patient_id)
    revision = _void_revision(change, now)
    changed = connection.execute(
        update(PatientRow)
        .where(PatientRow.id == change.patient_id, PatientRow.revision == change.expected_revision)
        .where(PatientRow.void != change.void)
        .values(revision=revision.number, void=change.void, saved_at=now, author=change.author)
    )
    if changed.rowcount != 1:
        raise StaleRecord(stored.record, stored.revision, void=stored.void)
    entry = {**_revision_values(revision), "record": stored.record.exported(), "verdicts": None}
    connection.execute(insert(RevisionRow.table()), entry)
    connection.execute(
        update(PATIENT_SUMMARY)
        .where(PATIENT_SUMMARY.c.patient_id == change.patient_id)
        .values(void=change.void, revision=revision.number, saved_at=now)
    )
    tell_void(entries, revision)
    return revision


def _void_revision(change: VoidChange, now: datetime) -> Revision:
    return Revision(
        patient_id=change.patient_id,
        number=change.expected_revision + 1,
        kind=RevisionKind.VOIDED if change.void else RevisionKind.RESTORED,
        saved_at=now,
        author=change.author,
        request_id=change.request_id,
        profile_hash=None,
        rules_version=None,
        reason=change.reason,
    )
