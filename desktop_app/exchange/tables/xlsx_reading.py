"""XLSX to cells: what the spreadsheet shows, as text with the kind it had; what cannot be known is a fault."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from desktop_app.exchange.tables.contents import (
    LARGEST_UNPACKED,
    LONGEST_CELL,
    MIB,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TABLES,
    Cell,
    CellKind,
    Cells,
    Table,
    Unreadable,
)
from desktop_app.exchange.tables.xlsx_package import SheetNotes, refuse_bomb, refuse_unfit

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DECIMALS: Final = re.compile(r"[#,]*0(?:\.(?P<zeros>0+))?(?![0#?])")
_LITERAL: Final = re.compile(r'"([^"]*)"')
_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def read_xlsx(content: bytes) -> list[Table]:
    """The tables of the visible sheets that hold something. Raises Unreadable, and whatever the parsers raise."""
    from openpyxl import load_workbook

    refuse_unfit(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        refuse_bomb(archive, len(content))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if len(shown) > MOST_TABLES:
            raise Unreadable("table_too_many", limit=MOST_TABLES)
        budget = _Budget()
        tables = [_table(sheet, archive, budget) for sheet in shown]
    filled = [table for table in tables if table.rows]
    if not filled:
        raise Unreadable("empty")
    return filled


class _Budget:
    """One text may stand in a million cells: what the cells hold together is limited as the file is."""

    def __init__(self) -> None:
        self._left = LARGEST_UNPACKED

    def spend(self, cell: Cell) -> None:
        self._left -= len(cell.text) + 1
        if self._left < 0:
            raise Unreadable("table_too_large", limit=LARGEST_UNPACKED // MIB)


def _table(sheet: Any, archive: zipfile.ZipFile, budget: _Budget) -> Table:
    notes = SheetNotes().read(archive, sheet._worksheet_path)  # noqa: SLF001  (the sheet's part; no other way to it)
    faults = {place: Cell(CellKind.FAULT, "cell_formula") for place in map(_place, notes.uncomputed) if place}
    sheet.reset_dimensions()
    found = list(_rows(sheet, faults, budget))
    return Table(
        str(sheet.title),
        tuple(cells for _, cells in found),
        tuple(number for number, _ in found),
        tuple(_ranges(notes.merged)),
    )


def _rows(sheet: Any, faults: dict[tuple[int, int], Cell], budget: _Budget) -> Iterator[tuple[int, Cells]]:
    filled = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [faults.get((number, at)) or _cell(cell, budget) for at, cell in enumerate(row)]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        filled += 1
        if filled > MOST_ROWS + 1:
            raise Unreadable("table_too_many_rows", limit=MOST_ROWS)
        if len(cells) > MOST_COLUMNS:
            raise Unreadable("table_too_many_columns", limit=MOST_COLUMNS)
        yield number, tuple(cells)


def _cell(cell: Any, budget: _Budget) -> Cell | None:
    value = cell.value
    if value is None or value == "":
        return None
    read = Cell(CellKind.FAULT, "cell_error") if cell.data_type == "e" else _typed(value, cell)
    if len(read.text) > LONGEST_CELL:
        raise Unreadable("table_cell_too_long", row=cell.row, limit=LONGEST_CELL)
    budget.spend(read)
    return read


def _typed(value: Any, cell: Any) -> Cell:
    if isinstance(value, str):
        return Cell(CellKind.TEXT, unescaped(value))
    if isinstance(value, bool):
        return Cell(CellKind.YES_NO, "yes" if value else "no")
    if isinstance(value, datetime):
        return Cell(CellKind.DATE, value.date().isoformat())
    if isinstance(value, date):
        return Cell(CellKind.DATE, value.isoformat())
    if isinstance(value, time | timedelta):
        return Cell(CellKind.TEXT, str(value))
    return Cell(CellKind.NUMBER, number_text(value, str(cell.number_format or "General")))


def unescaped(text: str) -> str:
    """Characters that XML cannot hold stand in the file as ``_x000D_``."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def number_text(value: float, shown_as: str) -> str:
    """The number with the decimals, the per cent sign and the unit that the spreadsheet shows behind it.

    A spreadsheet keeps fifteen digits; what a binary number has beyond them nobody has entered.
    """
    number = Decimal(f"{value:.15g}")
    if not number.is_finite():
        return str(number)
    positive = shown_as.split(";")[0]
    bare = _LITERAL.sub("", positive)
    if "%" in bare:
        number *= 100
    zeros = _DECIMALS.search(bare)
    wanted = len(zeros["zeros"] or "") if zeros and "E" not in bare.upper().replace("GENERAL", "") else 0
    text = f"{number.normalize():f}"
    decimals = len(text.partition(".")[2])
    if decimals < wanted:
        text = f"{number.normalize():.{wanted}f}"
    behind = "%" if "%" in bare else "".join(_LITERAL.findall(positive)).strip()
    return f"{text}{behind}"


def _place(reference: str) -> tuple[int, int] | None:
    """Row from 1 and column from 0 of "B12"."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1


def _ranges(references: Iterable[str]) -> Iterator[tuple[int, int, int, int]]:
    for reference in references:
        start, _, end = reference.partition(":")
        first, last = _place(start), _place(end or start)
        if first is None or last is None:
            raise Unreadable("table_not_xlsx")
        yield (*first, *last)
