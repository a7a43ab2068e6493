"""Table files on the command line: strict, since nobody confirms what a column means."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from desktop_app.cli.console import Console
from desktop_app.exchange import Fault, FileRecord, FileRefused
from desktop_app.exchange.tables.opening import is_table
from desktop_app.exchange.tables.reading_tables import TableSet, joined_records, read_tables
from desktop_app.session.table_fields import field_reader
from desktop_app.store import StoredRecord


class TableFiles:
    """The tables among the files that were named, read; ``others`` are the files that are none."""

    def __init__(self, files: Sequence[Path], console: Console) -> None:
        """Raises FileRefused with every fault of the tables."""
        self.others = [path for path in files if not is_table(path)]
        self._console = console
        self._found: TableSet | None = None
        paths = [path for path in files if is_table(path)]
        if paths:
            self._found = read_tables(paths, field_reader(console.words, console.today))
            console.warn(self._found.warnings)
            console.note(console.words("tables.rows_replace" if self._found.whole else "tables.rows_join"))

    @property
    def patients(self) -> list[str]:
        return [] if self._found is None else [each.record.patient.id for each in self._found.records]

    def refuse_repeated(self, others: Iterable[str]) -> None:
        """A patient that stands in a table and in a file of records: which one is meant, no program can tell."""
        known = set(others)
        twice = [each for each in (self._found.records if self._found else ()) if each.record.patient.id in known]
        if twice:
            raise FileRefused(*(Fault(each.first.file, "patient_twice", each.record.patient.id) for each in twice))

    def entries(self, stored: Mapping[str, StoredRecord]) -> Iterator[tuple[str, FileRecord]]:
        """Each record as it is to be kept, with the name of its file. Raises FileRefused."""
        if self._found is None:
            return
        kept = {patient: found.record for patient, found in stored.items() if not found.void}
        records = joined_records(self._found, kept)
        for each in self._found.records:
            patient = each.record.patient.id
            yield each.first.file, FileRecord(records[patient], line=each.first.number)

    def say_rows(self, actions: Mapping[str, str]) -> None:
        """Row by row: where it stands, whose it is, what it holds, what happens to that patient's record."""
        words = self._console.words
        found = {} if self._found is None else self._found.by_row()
        for origin, (patient, sections) in found.items():
            table = f" [{origin.table}]" if origin.table else ""
            place = words("tables.row", file=origin.file, table=table, row=origin.number)
            held = words("exchange.comma").join(words(f"tables.section.{section}") for section in sections)
            self._console.say("\t".join((place, patient, held, words(f"cli.import.{actions[patient]}"))))
