"""Files of whole records, told as tables are: what each one holds, and where it stands."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from desktop_app.exchange.days_to_come import days_to_come
from desktop_app.exchange.fault import Fault
from desktop_app.exchange.record_file import FileRecord, RecordFile, read_together
from desktop_app.exchange.tables.lines import Origin
from desktop_app.exchange.tables.reading_tables import TableRecord, TableRow, TableSet

_SECTIONS: Final = ("sessions", "images", "markers", "status", "therapies", "overrides")


def whole_records(paths: Sequence[Path], today: date) -> TableSet:
    """The records of these files; each replaces what is stored of its patient. Raises FileRefused, every fault."""
    files = read_together(paths)
    placed = [(_origin(file, entry), entry) for file in files for entry in file.records]
    return TableSet(
        records=tuple(TableRecord(entry.record, origin) for origin, entry in placed),
        rows=tuple(row for origin, entry in placed for row in _rows(origin, entry)),
        whole=True,
        warnings=tuple(warning for file in files for warning in _warnings(file, today)),
    )


def _warnings(file: RecordFile, today: date) -> Iterator[Fault]:
    yield from file.warnings
    for entry in file.records:
        yield from days_to_come(str(file.path), entry, today)


def _origin(file: RecordFile, entry: FileRecord) -> Origin:
    number = entry.line if entry.line is not None else (entry.position or 0) + 1
    return Origin(str(file.path), "", number)


def _rows(origin: Origin, entry: FileRecord) -> Iterator[TableRow]:
    patient = entry.record.patient.id
    yield TableRow(origin, patient, "patients")
    for section in _SECTIONS:
        if getattr(entry.record, section):
            yield TableRow(origin, patient, section)
