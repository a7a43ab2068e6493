"""The replay: every row beside what the entries say was written. Only this finds a data row edited directly.

The history (revisions, reasons, signatures, profiles) and the list lines are held against the digests of the
entries; the tables of the present are held against the last revision, row by row and column by column.
"""

import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Connection, Dialect, TableClause, select, union

from desktop_app.store.audit_chain import canonical, digest_of
from desktop_app.store.audit_contents import AuditAction, FaultKind
from desktop_app.store.audit_findings import Findings
from desktop_app.store.audit_rows import (
    CHOICE,
    LINE,
    PROFILE_KEPT,
    REASON,
    REVISION,
    SIGNATURE,
    Digest,
    Row,
    bare,
    by_patient,
    history_of,
    rows,
    rows_of_patients,
)
from desktop_app.store.audit_table import AUDIT
from desktop_app.store.columns import Unreadable, UtcTime
from desktop_app.store.contents import RevisionKind
from desktop_app.store.declaring import StoreTables
from desktop_app.store.mapping import patient_row, rows_below
from desktop_app.store.packing import unpack
from desktop_app.store.tables import REPLACED_ROWS, PatientRow
from domain.record import PatientRecord

_PATIENT: Final = bare(PatientRow.table())
_BELOW: Final = {kind: bare(kind.table()) for kind in REPLACED_ROWS}
_SINGLE: Final = ((PROFILE_KEPT, "hash"), (CHOICE, "number"))


@dataclass(frozen=True, slots=True)
class Told:
    """What one entry says was written."""

    action: str
    revision: int | None
    request_id: str | None
    digest: Digest


def patients_of(connection: Connection, found: Findings) -> list[str]:
    """Every patient that any row or any entry knows, also one whose own row is gone.

    A number that is no text, as only another program writes it, belongs to nobody and is a fault.
    """
    below = [kept.c.patient_id for kept in (REVISION, REASON, SIGNATURE, LINE, *_BELOW.values())]
    told = select(AUDIT.c.entity_id).where(AUDIT.c.entity == "patient", AUDIT.c.digest != "{}")
    known = union(told, select(_PATIENT.c.id), *(select(column) for column in below))
    numbers = {patient for patient in connection.scalars(known) if patient is not None}
    for strange in (each for each in numbers if not isinstance(each, str)):
        found.add(FaultKind.UNREADABLE, patient=repr(strange))
    return sorted(each for each in numbers if isinstance(each, str))


def replay_patients(connection: Connection, patients: Sequence[str], found: Findings) -> None:
    """Hold some hundred patients at a time against their entries and their last revisions."""
    told = _told(connection, "patient", patients)
    kept = history_of(connection, patients)
    present = _Present(connection, patients)
    for patient in patients:
        own = {name: several[patient] for name, several in kept.items()}
        _History(patient, own, found).hold_against(told[patient])
        present.hold_against(patient, own[REVISION.name], found)


def replay_profiles(connection: Connection, found: Findings) -> None:
    """Hold the profiles and the ward's choices of them against their entries."""
    for kept, key in _SINGLE:
        there = {str(row[key]): [row] for row in rows(connection, kept, order=key)}
        told = _told(connection, kept.name, None)
        for name in sorted({*there, *told}):
            expected = told[name][-1].digest.get(kept.name) if name in told else None
            _compare(found, kept.name, there.get(name, []), expected, row=name)


def _told(connection: Connection, entity: str, ids: Sequence[str] | None) -> defaultdict[str, list[Told]]:
    query = select(
        AUDIT.c.entity_id, AUDIT.c.action, AUDIT.c.entity_rev, AUDIT.c.request_id, AUDIT.c.digest
    ).where(AUDIT.c.entity == entity, AUDIT.c.digest != "{}")
    if ids is not None:
        query = query.where(AUDIT.c.entity_id.in_(ids))
    told: defaultdict[str, list[Told]] = defaultdict(list)
    for row in connection.execute(query.order_by(AUDIT.c.seq)):
        one = Told(row.action, row.entity_rev, row.request_id, _digest(row.digest))
        told[row.entity_id].append(one)
    return told


def _digest(written: Any) -> Digest:
    """A damaged digest is the chain's to find; here it says nothing, and the rows are then unknown."""
    try:
        digest = json.loads(written)
    except (ValueError, TypeError):
        return {}
    return digest if isinstance(digest, dict) else {}


def _compare(found: Findings, table: str, own: Sequence[Row], expected: str | None, **facts: str | int) -> None:
    if (digest_of(own) if own else None) == expected:
        return
    kind = FaultKind.ROW_CHANGED if own else FaultKind.ROW_MISSING
    found.add(kind if expected is not None else FaultKind.ROW_UNKNOWN, table=table, **facts)


class _History:
    """What is there of one patient beside the record itself."""

    def __init__(self, patient: str, kept: dict[str, list[Row]], found: Findings) -> None:
        self._patient = patient
        self._kept = kept
        self._rest = {name: list(several) for name, several in kept.items()}
        self._found = found

    def hold_against(self, told: Iterable[Told]) -> None:
        base: Digest = {}
        line: str | None = None
        for each in told:
            line = each.digest.get(LINE.name, line)
            if each.action == AuditAction.MIGRATE:
                base = each.digest
                continue
            if REVISION.name in each.digest:
                self._taken(REVISION, "number", each.revision, each)
                self._taken(REASON, "number", each.revision, each)
            if SIGNATURE.name in each.digest:
                self._taken(SIGNATURE, "request_id", each.request_id, each)
        for kept in (REVISION, REASON, SIGNATURE):
            self._compare(kept, self._rest[kept.name], base.get(kept.name))
        self._compare(LINE, self._kept[LINE.name], line)

    def _taken(self, kept: TableClause, column: str, value: Any, told: Told) -> None:
        own = [row for row in self._rest[kept.name] if row[column] == value]
        self._rest[kept.name] = [row for row in self._rest[kept.name] if row[column] != value]
        self._compare(kept, own, told.digest.get(kept.name))

    def _compare(self, kept: TableClause, own: Sequence[Row], expected: str | None) -> None:
        _compare(self._found, kept.name, own, expected, row=self._patient, patient=self._patient)


class _Present:
    """The tables of the present, of some patients."""

    def __init__(self, connection: Connection, patients: Sequence[str]) -> None:
        self._dialect = connection.dialect
        own = rows_of_patients(connection, _PATIENT, patients, key="id")
        self._rows = {"patient": by_patient({**row, "patient_id": row["id"]} for row in own)}
        for kept in _BELOW.values():
            self._rows[kept.name] = by_patient(rows_of_patients(connection, kept, patients))

    def hold_against(self, patient: str, revisions: Sequence[Row], found: Findings) -> None:
        """Every row as the last revision, written anew, would make it."""
        try:
            last = max(revisions, key=lambda row: int(row["number"]), default=None)
            expected = self._expected(last) if last is not None else {}
        except (Unreadable, ValueError, TypeError, LookupError, AttributeError, zlib.error, ValidationError):
            # A revision that cannot be read has another digest as well, unless the program itself wrote it so.
            found.add(FaultKind.UNREADABLE, patient=patient)
            return
        for table, there in self._rows.items():
            if sorted(map(_comparable, there[patient])) != sorted(map(_comparable, expected.get(table, []))):
                found.add(FaultKind.PRESENT_DIFFERS, patient=patient, table=table)

    def _expected(self, last: Row) -> dict[str, list[Row]]:
        record = PatientRecord.model_validate(unpack(last["record"]))
        saved_at = UtcTime().read(last["saved_at"])
        own = patient_row(record, revision=last["number"], saved_at=saved_at, author=last["author"])
        own.void = last["kind"] == RevisionKind.VOIDED
        expected: dict[str, list[Row]] = defaultdict(list)
        expected["patient"].append({**self._bound(own), "patient_id": record.patient.id})
        for row in rows_below(record):
            expected[row.__tablename__].append(self._bound(row))
        return expected

    def _bound(self, row: StoreTables) -> Row:
        """The row as the driver is given it."""
        values = _binding(self._dialect)[type(row)]
        return {name: bind(getattr(row, name)) for name, bind in values}


@cache
def _binding(dialect: Dialect) -> dict[type[StoreTables], list[tuple[str, Callable[[Any], Any]]]]:
    """How each column's value is given to this driver."""
    kinds: list[type[StoreTables]] = [PatientRow, *REPLACED_ROWS]
    return {kind: [(each.name, _binder(each.type, dialect)) for each in kind.table().columns] for kind in kinds}


def _binder(of: Any, dialect: Dialect) -> Callable[[Any], Any]:
    bind: Callable[[Any], Any] | None = of.dialect_impl(dialect).bind_processor(dialect)
    return bind if bind is not None else lambda value: value


def _comparable(row: Row) -> str:
    return canonical({name: int(value) if isinstance(value, bool) else value for name, value in row.items()})
