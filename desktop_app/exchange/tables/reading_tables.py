"""Table files to records: all files of one call are one set of tables, taken whole or refused with every fault."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.exchange.fault import Fault, FileRefused
from desktop_app.exchange.tables.assembling import Lines, RawRecord, assembled, tell_same_days
from desktop_app.exchange.tables.contents import Table
from desktop_app.exchange.tables.headings import section_of
from desktop_app.exchange.tables.joining import Differs, joined
from desktop_app.exchange.tables.layout import sections
from desktop_app.exchange.tables.lines import Faults, Line, Origin, lines_of
from desktop_app.exchange.tables.opening import opened
from desktop_app.exchange.tables.values import ValueReader
from desktop_app.exchange.tables.ward_mapping import Mapping as Columns
from desktop_app.exchange.tables.ward_mapping import guessed_mapping
from desktop_app.exchange.tables.ward_sheet import ward_lines
from domain.record import PatientRecord


@dataclass(frozen=True, slots=True)
class TableRow:
    """What a row of a file holds: of this patient, in this section of the record."""

    origin: Origin
    patient: str
    section: str


@dataclass(frozen=True, slots=True)
class TableRecord:
    """A record made of rows. ``first`` is where its patient was first named."""

    record: PatientRecord
    first: Origin


@dataclass(frozen=True, slots=True)
class TableSet:
    """``whole``: every section has its table, as in an export, so that each record is complete and replaces the
    stored one; otherwise the rows join what is stored. ``warnings`` are what was taken all the same."""

    records: tuple[TableRecord, ...]
    rows: tuple[TableRow, ...]
    whole: bool
    warnings: tuple[Fault, ...] = ()

    def by_row(self) -> dict[Origin, tuple[str, tuple[str, ...]]]:
        """Each row of the files, in their order, with its patient and the sections of which it holds something."""
        found: dict[Origin, tuple[str, tuple[str, ...]]] = {}
        for row in sorted(self.rows, key=lambda row: row.origin.number):
            _, before = found.get(row.origin, ("", ()))
            found[row.origin] = (row.patient, tuple(dict.fromkeys((*before, row.section))))
        return dict(sorted(found.items(), key=lambda each: (each[0].file, each[0].table)))


@dataclass(frozen=True, slots=True)
class OpenedTable:
    """A table of a file; ``section`` where it is one of the record's, else ``mapping`` says what is guessed."""

    file: str
    table: Table
    section: str | None = None
    mapping: Columns | None = field(default=None)


def opened_tables(paths: Sequence[Path]) -> list[OpenedTable]:
    """The tables of these files with what they seem to be. Raises FileRefused, with the faults of all files."""
    found: list[OpenedTable] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            for table in opened(path):
                section = section_of(table, path.stem)
                mapping = None if section else guessed_mapping(table)
                found.append(OpenedTable(str(path), table, section, mapping))
        except FileRefused as refused:
            faults.extend(refused.faults)
    if faults:
        raise FileRefused(*faults)
    return found


def records_in(tables: Sequence[OpenedTable], reader: ValueReader) -> TableSet:
    """The records that these tables hold. Raises FileRefused with every fault."""
    faults = Faults()
    lines: Lines = {}
    rows: list[TableRow] = []
    named = [each.section for each in tables if each.section]
    whole = set(named) == set(sections()) and len(named) == len(tables)
    for each in tables:
        for section, line in _lines(each, reader, faults, whole):
            lines.setdefault(section, []).append(line)
            rows.append(TableRow(line.origin, line.patient, section))
    found = assembled(lines, faults) if not faults.found else []
    warnings = _same_days(found, faults, whole)
    if not faults.found and not found:
        faults.found.append(Fault(tables[0].file, "table_no_rows"))
    if faults.found:
        raise FileRefused(*faults.found)
    records = tuple(TableRecord(record, raw.first) for record, raw in found)
    return TableSet(records, tuple(rows), whole, tuple(warnings))


def read_tables(paths: Sequence[Path], reader: ValueReader) -> TableSet:
    """The records of table files, columns taken as guessed; one that nobody knows refuses the file.

    Raises:
        FileRefused: with every fault of all files.
    """
    return records_in(opened_tables(paths), reader)


def _lines(each: OpenedTable, reader: ValueReader, faults: Faults, whole: bool) -> list[tuple[str, Line]]:
    if each.section is not None:
        section = sections()[each.section]
        found = lines_of(each.file, each.table, section, reader, faults, verbatim=whole)
        return [(each.section, line) for line in found]
    mapping = each.mapping or guessed_mapping(each.table)
    return list(ward_lines(each.file, each.table, mapping, reader, faults))


def _same_days(found: Sequence[tuple[PatientRecord, RawRecord]], faults: Faults, whole: bool) -> list[Fault]:
    """In a whole export such a day was in the store before: it comes back with a warning, as from a cohort."""
    told = Faults()
    for record, raw in found:
        tell_same_days(record, raw, told)
    if whole:
        return told.found
    faults.found.extend(told.found)
    return []


def joined_records(found: TableSet, stored: Mapping[str, PatientRecord]) -> dict[str, PatientRecord]:
    """Each patient's record as it is to be kept, together with what is stored of the patient.

    Raises:
        FileRefused: where the rows and what is stored disagree.
    """
    faults = Faults()
    records: dict[str, PatientRecord] = {}
    for each in found.records:
        patient = each.record.patient.id
        present = None if found.whole else stored.get(patient)
        try:
            records[patient] = each.record if present is None else joined(present, each.record)
        except Differs as differs:
            faults.add(each.first, differs.fault, patient)
    if faults.found:
        raise FileRefused(*faults.found)
    return records
