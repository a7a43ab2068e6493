"""Flat tables out: one CSV with the sections below one another, or a workbook with a sheet for each."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from desktop_app.exchange.fault import Fault, FileRefused
from desktop_app.exchange.tables.contents import LARGEST_FILE, LONGEST_CELL, MIB, MOST_ROWS
from desktop_app.exchange.tables.csv_reading import END
from desktop_app.exchange.tables.flattening import Values, everything
from desktop_app.exchange.tables.layout import DATE, IMAGE, PATIENT, Kind, Section
from desktop_app.exchange.writing import write_bytes
from domain.record import PatientRecord

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_WIDTH: Final = 14
Tables = Sequence[tuple[Section, list[Values]]]


def write_tables(path: Path, records: Sequence[PatientRecord]) -> None:
    """The records as ``.csv`` or ``.xlsx``, in a form that is read back without any difference.

    Raises:
        FileRefused: more than the reading of tables takes, or a text longer than a cell.
        DiskFull, DiskFailed: with the path and the system's reason.
    """
    tables = list(everything(records))
    for section, rows in tables:
        if len(rows) > MOST_ROWS:
            raise _refused(path, "table_export_too_many", section=section.name, limit=MOST_ROWS)
        for row in rows:
            _refuse_long(path, row)
    content = _workbook(tables) if path.suffix.lower() == ".xlsx" else _csv(tables)
    if len(content) > LARGEST_FILE:
        raise _refused(path, "table_export_too_large", limit=LARGEST_FILE // MIB)
    write_bytes(path, content)


def _refused(path: Path, code: str, patient: str = "", **facts: object) -> FileRefused:
    return FileRefused(Fault(str(path), code, patient, facts=tuple(facts.items())))


def _refuse_long(path: Path, row: Values) -> None:
    for column, text in row.items():
        if len(text) > LONGEST_CELL // 7 and len(escaped(text)) > LONGEST_CELL:
            raise _refused(path, "table_export_long", row[PATIENT], column=column, limit=LONGEST_CELL)


def _csv(tables: Tables) -> bytes:
    """With the mark by which spreadsheets know UTF-8, and every field in quotes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for section, rows in tables:
        writer.writerow([f"[{section.name}]"])
        writer.writerow(section.headers)
        writer.writerows([row.get(header, "") for header in section.headers] for row in rows)
    writer.writerow([f"[{END}]"])
    return text.getvalue().encode("utf-8-sig")


def _workbook(tables: Tables) -> bytes:
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for section, rows in tables:
        sheet = book.create_sheet(section.name)
        sheet.freeze_panes = f"{get_column_letter(len(section.keys) + 1)}2"
        for number in range(1, len(section.headers) + 1):
            sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
        sheet.append(_headings(sheet, section))
        kinds = {**dict.fromkeys(section.keys, Kind.TEXT), IMAGE: Kind.WHOLE, DATE: Kind.DATE}
        kinds |= {column.path: column.kind for column in section.columns}
        for row in rows:
            sheet.append(
                [_cell(sheet, kinds[header], row[header]) if header in row else None for header in section.headers]
            )
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _headings(sheet: Any, section: Section) -> list[Any]:
    from openpyxl.styles import Font

    cells = [_cell(sheet, Kind.TEXT, header) for header in section.headers]
    for cell in cells:
        cell.font = Font(bold=True)
    return cells


def _cell(sheet: Any, kind: Kind, text: str) -> Any:
    """A number is a number with the decimals it was entered with, a date a date, and text nothing but text."""
    from openpyxl.cell import WriteOnlyCell

    if kind is Kind.WHOLE:
        return WriteOnlyCell(sheet, int(text))
    if kind is Kind.DECIMAL:
        number = Decimal(text)
        cell = WriteOnlyCell(sheet, number)
        cell.number_format = f"{Decimal(0):.{max(0, -int(number.as_tuple().exponent))}f}"
        return cell
    if kind is Kind.DATE:
        cell = WriteOnlyCell(sheet, date.fromisoformat(text))
        cell.number_format = "yyyy-mm-dd"
        return cell
    cell = WriteOnlyCell(sheet, escaped(text))
    cell.data_type = "s"  # never a formula and never an error, whatever it looks like
    return cell


def escaped(text: str) -> str:
    """Characters that XML cannot hold, and what would be read as such, as ``_x000D_``."""
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
