"""The rows of one table as fields and values, every fault of them told with its place."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from desktop_app.exchange.fault import MOST_FAULTS, Fault
from desktop_app.exchange.tables.contents import Cell, CellKind, Cells, Table, column_name
from desktop_app.exchange.tables.headings import names_in, plain
from desktop_app.exchange.tables.layout import DATE, IMAGE, PATIENT, Section, sections
from desktop_app.exchange.tables.values import Unread, ValueReader, read_cell, read_number_of_patient


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row stood: the file, the table in it ("" where there is only one), the row's number."""

    file: str
    table: str
    number: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a section; ``image`` and ``date`` tie it to an image where it stands inside one."""

    origin: Origin
    patient: str
    values: dict[str, Any]
    image: int | None = None
    date: str | None = None


@dataclass(slots=True)
class Faults:
    """What is wrong, in the order in which it was found."""

    found: list[Fault] = field(default_factory=list)

    def add(self, origin: Origin, fault: Unread, patient: str = "", column: str = "") -> None:
        if len(self.found) < MOST_FAULTS:
            place = "!".join(part for part in (origin.table, column) if part)
            self.found.append(Fault(origin.file, fault.code, patient, origin.number or None, place, fault.facts))


def lines_of(
    file: str, table: Table, section: Section, reader: ValueReader, faults: Faults, *, verbatim: bool
) -> Iterator[Line]:
    """The rows below the headings; a row with a fault is left out, the file is refused for it later."""
    if not table.rows:
        return
    head = Origin(file, table.name, table.numbers[0])
    columns = _columns(table.rows[0], section, head, faults)
    tell_merged(file, table, table.numbers[0], faults)
    for number, cells in zip(table.numbers[1:], table.rows[1:], strict=True):
        line = _line(Origin(file, table.name, number), cells, columns, section, reader, faults, verbatim)
        if line is not None:
            yield line


def tell_merged(file: str, table: Table, first: int, faults: Faults) -> None:
    """Of merged cells one holds the value; whose the others are, no program can tell. Titles may be merged."""
    for top, left, bottom, right in table.merged:
        if bottom >= first:
            span = f"{column_name(left)}{top}:{column_name(right)}{bottom}"
            faults.add(Origin(file, table.name, top), Unread("table_merged", (("span", span),)))


def _columns(headings: Cells, section: Section, head: Origin, faults: Faults) -> list[str]:
    """The column's name for each heading, "" where it has none."""
    names = names_in(section.name)
    columns = ["" if cell is None else names.get(plain(cell.text), "") for cell in headings]
    for cell, name in zip(headings, columns, strict=True):
        if cell is not None and not name:
            known = (("heading", cell.text[:60]), ("known", ", ".join(section.headers)))
            faults.add(head, Unread("table_column_unknown", known))
    for name in sorted({name for name in columns if name and columns.count(name) > 1}):
        faults.add(head, Unread("table_column_twice", (("column", name),)))
    required = [PATIENT, *(column.path for column in section.columns if column.required)]
    for name in required:
        if name not in columns:
            faults.add(head, Unread("table_column_missing", (("column", name),)))
    return columns


def _line(
    origin: Origin,
    cells: Cells,
    columns: list[str],
    section: Section,
    reader: ValueReader,
    faults: Faults,
    verbatim: bool,
) -> Line | None:
    before = len(faults.found)
    if any(cell and not name for name, cell in zip_longest(columns, cells, fillvalue=None)):
        faults.add(origin, Unread("table_no_heading"))
        return None
    named = {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell is not None}
    patient = read_number_of_patient(named.pop(PATIENT, None), verbatim=verbatim)
    if isinstance(patient, Unread):
        faults.add(origin, patient, column=PATIENT)
        patient = ""
    image = _image(named, section, origin, faults, patient)
    day = _day(named, section, origin, reader, faults, patient)
    values: dict[str, Any] = {}
    for name, cell in named.items():
        read = read_cell(section.column(name), cell, reader)
        if isinstance(read, Unread):
            faults.add(origin, read, patient, name)
            continue
        for path, value in read.items():
            if value is not None and values.setdefault(path, value) != value:
                faults.add(origin, Unread("table_two_values", (("field", path),)), patient, name)
    return Line(origin, patient, values, image, day) if len(faults.found) == before else None


def _image(named: dict[str, Cell], section: Section, origin: Origin, faults: Faults, patient: str) -> int | None:
    cell = named.pop(IMAGE, None) if IMAGE in section.keys else None
    if cell is None:
        return None
    if cell.text.isascii() and cell.text.isdigit() and 0 < len(cell.text) < 6:
        return int(cell.text)
    faults.add(origin, Unread("table_image_number"), patient, IMAGE)
    return None


def _day(
    named: dict[str, Cell], section: Section, origin: Origin, reader: ValueReader, faults: Faults, patient: str
) -> str | None:
    """The image's date repeated beside what is inside it."""
    cell = named.pop(DATE, None) if DATE in section.keys else None
    if cell is None:
        return None
    read = read_cell(sections()["images"].column(DATE), cell, reader)
    if isinstance(read, Unread):
        faults.add(origin, read, patient, DATE)
        return None
    return str(read[DATE])


def blank(cell: Cell | None) -> bool:
    return cell is None or (cell.kind is CellKind.TEXT and not cell.text.strip())
