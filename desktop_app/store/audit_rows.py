"""Rows exactly as the database holds them, and the digests that the entries keep of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, Table, TableClause, bindparam, column, select, table

from desktop_app.store.audit_chain import digest_of
from desktop_app.store.history_tables import RevisionRow
from desktop_app.store.list_tables import PATIENT_SUMMARY, PROFILE, WARD_PROFILE
from desktop_app.store.signature_tables import ChangeReasonRow, SignatureRow

Row = dict[str, Any]
Digest = dict[str, str]


def bare(typed: Table) -> TableClause:
    """The same table without types: nothing is read back into dates, decimals or records."""
    return table(typed.name, *(column(each.name) for each in typed.columns))


REVISION: Final = bare(RevisionRow.table())
REASON: Final = bare(ChangeReasonRow.table())
SIGNATURE: Final = bare(SignatureRow.table())
LINE: Final = bare(PATIENT_SUMMARY)
PROFILE_KEPT: Final = bare(PROFILE)
CHOICE: Final = bare(WARD_PROFILE)
ORDERS: Final = {
    REVISION: ("number",),
    REASON: ("number", "position"),
    SIGNATURE: ("sequence",),
    LINE: ("patient_id",),
}
"""What belongs to a patient and is not the record itself, and the order in which it is digested."""


def _one_revision(kept: TableClause, number: str) -> tuple[TableClause, str, Select[Any]]:
    of_patients = kept.c.patient_id.in_(bindparam("patients", expanding=True))
    of_numbers = kept.columns[number].in_(bindparam("numbers", expanding=True))
    return kept, number, select(*kept.columns).where(of_patients, of_numbers)


_WRITTEN: Final = (
    _one_revision(REVISION, "number"),
    _one_revision(REASON, "number"),
    _one_revision(LINE, "revision"),
)


def rows(connection: Connection, kept: TableClause, *where: ColumnElement[bool], order: str) -> list[Row]:
    found = connection.execute(select(*kept.columns).where(*where).order_by(kept.columns[order]))
    return [dict(row) for row in found.mappings()]


def rows_of_patients(
    connection: Connection, kept: TableClause, patients: Sequence[str], *, key: str = "patient_id"
) -> list[Row]:
    return [dict(row) for row in connection.execute(_of_patients(kept, key), {"patients": patients}).mappings()]


@cache
def _of_patients(kept: TableClause, key: str) -> Select[Any]:
    """Built once: building a statement takes longer than running it."""
    return select(*kept.columns).where(kept.columns[key].in_(bindparam("patients", expanding=True)))


def by_patient(found: Iterable[Row]) -> defaultdict[str, list[Row]]:
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in found:
        grouped[row["patient_id"]].append(row)
    return grouped


def revision_digests(
    connection: Connection, numbers: Mapping[str, int], *, reasoned: Collection[str] = ()
) -> dict[str, Digest]:
    """Patient → the digests of this revision and of the line; for some hundred patients.

    ``reasoned``: those whose revision came with reasons, which are digested too.
    """
    digests: dict[str, Digest] = {patient: {} for patient in numbers}
    for kept, number, statement in _WRITTEN:
        patients = reasoned if kept is REASON else numbers
        if not patients:
            continue
        wanted = {"patients": list(patients), "numbers": sorted({numbers[patient] for patient in patients})}
        found = by_patient(map(dict, connection.execute(statement, wanted).mappings()))
        for patient, several in found.items():
            own = [row for row in several if row[number] == numbers[patient]]
            digests[patient][kept.name] = digest_of(in_order(own, ORDERS[kept]))
    return digests


def in_order(found: Iterable[Row], names: Sequence[str]) -> list[Row]:
    """Some order that is always the same, also where a row was tampered with."""
    return sorted(found, key=lambda row: [str(row[name]) for name in names])


def line_digests(connection: Connection, patients: Sequence[str]) -> dict[str, tuple[int, Digest]]:
    """Patient → the present revision, and the digest of the patient's line."""
    found = rows(connection, LINE, LINE.c.patient_id.in_(patients), order="patient_id")
    return {row["patient_id"]: (row["revision"], {LINE.name: digest_of([row])}) for row in found}


def digest_where(connection: Connection, kept: TableClause, *where: ColumnElement[bool]) -> Digest:
    """The digest of the one row that was just written."""
    return {kept.name: digest_of(rows(connection, kept, *where, order=next(iter(kept.columns)).name))}


def history_of(connection: Connection, patients: Sequence[str]) -> dict[str, defaultdict[str, list[Row]]]:
    """Table → patient → the rows, in the order of ``ORDERS``."""
    return {
        kept.name: by_patient(in_order(rows_of_patients(connection, kept, patients), names))
        for kept, names in ORDERS.items()
    }


def history_digests(connection: Connection, patients: Sequence[str]) -> dict[str, Digest]:
    """Patient → table → the digest of all that is there of the patient; a table without rows is left out."""
    found = history_of(connection, patients)
    return {
        patient: {name: digest_of(several[patient]) for name, several in found.items() if several[patient]}
        for patient in patients
    }
