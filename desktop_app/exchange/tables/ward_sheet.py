"""A ward's own spreadsheet, one row for each visit, to rows of the record's sections."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from desktop_app.exchange.tables.contents import Cell, CellKind, Cells, Table
from desktop_app.exchange.tables.layout import Column, Kind, sections
from desktop_app.exchange.tables.lines import Faults, Line, Origin, blank, tell_merged
from desktop_app.exchange.tables.values import Read, Unread, ValueReader, read_cell, read_number_of_patient
from desktop_app.exchange.tables.ward_mapping import IGNORED, PATIENT_ID, VISIT, Mapping, Meaning

_BARE: Final = re.compile(r"\s*[<>＜＞]?\s*[0-9０-９]+(?:[.．][0-9０-９]+)?\s*")
_NOT_DONE: Final = frozenset({"/", "-", "—", "–", "——", "未查", "未测", "未做", "na", "n/a"})
"""What stands in a cell for a number or a date that there is not."""
_IDENTITY: Final = {"sessions": ("date", "type"), "images": ("date", "modality"), "markers": ("date", "marker")}


@dataclass(slots=True)
class _Visit:
    """One row, read: the values of each section, lesions and markers by their names."""

    origin: Origin
    patient: str = ""
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    items: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def day(self, *sections_asked: str) -> str | None:
        for section in (*sections_asked, VISIT):
            day = self.parts.get(section, {}).get("date")
            if day is not None:
                return str(day)
        return None


def ward_lines(
    file: str, table: Table, mapping: Mapping, reader: ValueReader, faults: Faults
) -> Iterator[tuple[str, Line]]:
    """Section and row, for every part of every visit; what stands in two rows alike is taken once."""
    if not _usable(file, table, mapping, faults):
        return
    seen: dict[tuple[str, ...], dict[str, Any]] = {}
    patients: dict[str, Line] = {}
    for number, cells in zip(table.numbers[mapping.header + 1 :], table.rows[mapping.header + 1 :], strict=True):
        visit = _Visit(Origin(file, table.name, number))
        if not all(map(blank, cells)) and _read(visit, cells, mapping, reader, faults):
            _add_patient(visit, patients, faults)
            yield from _lines(visit, seen, faults)
    yield from (("patients", line) for line in patients.values())


def _usable(file: str, table: Table, mapping: Mapping, faults: Faults) -> bool:
    before = len(faults.found)
    head = Origin(file, table.name, table.numbers[mapping.header] if table.numbers else 0)
    if PATIENT_ID not in mapping.meanings:
        faults.add(head, Unread("table_unknown", (("known", ", ".join(sections())),)))
        return False
    known = ("known", "、".join(_examples()))
    for heading in mapping.unknown:
        faults.add(head, Unread("table_column_unknown", (("heading", heading[:60]), known)))
    for heading, meaning in zip(mapping.headings, mapping.meanings, strict=True):
        if meaning is not None and meaning.length and not meaning.unit:
            faults.add(head, Unread("table_unit_missing", (("heading", heading[:60]),)))
    tell_merged(file, table, head.number, faults)
    return len(faults.found) == before


def _examples() -> list[str]:
    return [
        "住院号",
        "姓名",
        "手术日期",
        "术式",
        "影像日期",
        "T1 (mm)",
        "化验日期",
        "AFP (ng/mL)",
        "PIVKA-II (mAU/mL)",
    ]


def _read(visit: _Visit, cells: Cells, mapping: Mapping, reader: ValueReader, faults: Faults) -> bool:
    before = len(faults.found)
    if len(cells) > len(mapping.meanings) and not all(map(blank, cells[len(mapping.meanings) :])):
        faults.add(visit.origin, Unread("table_no_heading"))
    found = dict(zip(mapping.meanings, cells, strict=False))
    patient = read_number_of_patient(found.get(PATIENT_ID), verbatim=False)
    if isinstance(patient, Unread):
        faults.add(visit.origin, patient)
    else:
        visit.patient = patient
    for heading, meaning, cell in zip(mapping.headings, mapping.meanings, cells, strict=False):
        if cell is None or blank(cell) or meaning in (IGNORED, PATIENT_ID):
            continue
        if meaning is None:
            faults.add(visit.origin, Unread("table_no_heading"), visit.patient)
            continue
        read = _value(meaning, cell, reader)
        if isinstance(read, Unread):
            faults.add(visit.origin, read, visit.patient, heading)
        elif meaning.item:
            visit.items.setdefault((meaning.section, meaning.item), {}).update(read)
        else:
            visit.parts.setdefault(meaning.section, {}).update(read)
    return len(faults.found) == before


def _value(meaning: Meaning, cell: Cell, reader: ValueReader) -> Read | Unread:
    column = _column(meaning)
    if column.kind in (Kind.DECIMAL, Kind.WHOLE, Kind.DATE) and cell.text.strip().lower() in _NOT_DONE:
        return {}
    if column.kind is Kind.TEXT:
        return read_cell(column, cell._replace(text=cell.text.strip()), reader)
    if meaning.unit and cell.kind in (CellKind.TEXT, CellKind.NUMBER) and _BARE.fullmatch(cell.text):
        cell = Cell(CellKind.TEXT, f"{cell.text.strip()} {meaning.unit}")
    read = _strictly(column, cell, reader)
    if isinstance(read, Unread) and meaning.length and cell.kind is CellKind.TEXT:
        state = reader(column.section, "state", cell.text)
        return read if isinstance(state, str) else state
    return read


def _strictly(column: Column, cell: Cell, reader: ValueReader) -> Read | Unread:
    """Through the strict parser even where it is plain: "<" and a unit bring their fields, no day is to come."""
    kinds = (CellKind.TEXT, CellKind.NUMBER) if column.kind is Kind.DECIMAL else (CellKind.TEXT, CellKind.DATE)
    if column.kind not in (Kind.DECIMAL, Kind.DATE) or cell.kind not in kinds:
        return read_cell(column, cell, reader)
    read = reader(column.section, column.path, cell.text)
    return Unread("table_value", (("reason", read),)) if isinstance(read, str) else read


def _column(meaning: Meaning) -> Column:
    if meaning.section == VISIT:
        return sections()["images"].column(meaning.path)
    return sections()[meaning.section].column(meaning.path)


def _add_patient(visit: _Visit, patients: dict[str, Line], faults: Faults) -> None:
    """What the rows of a patient say about the patient is one thing, or the file is refused."""
    line = patients.setdefault(visit.patient, Line(visit.origin, visit.patient, {}))
    for path, value in visit.parts.get("patients", {}).items():
        if value is not None and line.values.setdefault(path, value) != value:
            faults.add(visit.origin, Unread("table_patient_differs", (("field", path),)), visit.patient)


def _lines(
    visit: _Visit, seen: dict[tuple[str, ...], dict[str, Any]], faults: Faults
) -> Iterator[tuple[str, Line]]:
    for section, values, inside in _parts(visit):
        if values.get("date") is None:
            faults.add(visit.origin, Unread("table_no_date", (("section", section),)), visit.patient)
            continue
        identity = [str(values.get(path)) for path in _IDENTITY.get(section, ("date",))]
        key = (section, visit.patient, *identity)
        whole = {**values, "targets": inside}
        if key not in seen:
            seen[key] = whole
            number = len(seen)
            yield section, Line(visit.origin, visit.patient, values, number if section == "images" else None)
            for lesion, fields in inside.items():
                row = {"lesion": lesion, **fields}
                yield "targets", Line(visit.origin, visit.patient, row, number, values["date"])
        elif seen[key] != whole:
            facts = (("section", section), ("day", values["date"]))
            faults.add(visit.origin, Unread("table_visit_twice", facts), visit.patient)


def _parts(visit: _Visit) -> Iterator[tuple[str, dict[str, Any], dict[str, dict[str, Any]]]]:
    """Section, values with their date, lesions. Laboratory values without a date of their own are of the visit's
    day, else of the image's: the window says so before anything is taken."""
    session, image = _filled(visit, "sessions"), _filled(visit, "images")
    targets = {item: values for (section, item), values in visit.items.items() if section == "targets" and values}
    note = visit.parts.get(VISIT, {}).get("note")
    if set(session) - {"date"} or session.get("date"):
        own = {} if image or targets or note is None else {"note": note}
        yield "sessions", {**session, **own, "date": visit.day("sessions")}, {}
    if image or targets:
        own = {} if note is None else {"note": note}
        yield "images", {**image, **own, "date": visit.day("images")}, targets
    day = visit.parts.get("markers", {}).get("date") or visit.day() or visit.day("images")
    for (section, item), values in visit.items.items():
        if section == "markers" and values.get("value") is not None:
            yield section, {"marker": item, **values, "date": day}, {}
    status = _filled(visit, "status")
    if status:
        yield "status", {**status, "date": day}, {}


def _filled(visit: _Visit, section: str) -> dict[str, Any]:
    return {path: value for path, value in visit.parts.get(section, {}).items() if value is not None}
