"""Tables as they come out of a file: cells with the kind that the file gave them, nothing interpreted."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

MIB = 1024 * 1024
LARGEST_FILE = 20 * MIB
LARGEST_UNPACKED = 50 * MIB
GREATEST_RATIO = 100
MOST_PARTS = 200
MOST_ROWS = 20_000
"""Of one table; a file may hold one for each section of the record."""
MOST_COLUMNS = 64
MOST_TABLES = 32
LONGEST_CELL = 32_767
"""What a cell of a spreadsheet can hold."""
SECONDS = 30
MEMORY = 512 * MIB


class CellKind(StrEnum):
    """``NUMBER``, ``DATE`` and ``YES_NO`` were such in the file; ``FAULT`` holds the code of what is wrong."""

    TEXT = "s"
    NUMBER = "n"
    DATE = "d"
    YES_NO = "b"
    FAULT = "f"


class Cell(NamedTuple):
    kind: CellKind
    text: str


Cells = tuple[Cell | None, ...]
"""One row; None is a blank cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that hold something and their ``numbers`` in the file; ``merged`` are ranges as (row, column, row,
    column), the rows by their numbers, the columns from 0."""

    name: str
    rows: tuple[Cells, ...]
    numbers: tuple[int, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()


class Unreadable(Exception):  # noqa: N818  (named after what happened)
    """The file as a whole cannot be read: the code of its fault and the facts that fill it."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts: tuple[tuple[str, object], ...] = tuple(facts.items())


def column_name(index: int) -> str:
    """The letters over a column: 0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def packed(tables: Sequence[Table]) -> list[Any]:
    """The tables as JSON values; a text cell is its text, since most are."""
    return [
        [table.name, table.numbers, table.merged, [[_packed(cell) for cell in row] for row in table.rows]]
        for table in tables
    ]


def _packed(cell: Cell | None) -> Any:
    if cell is None:
        return None
    return cell.text if cell.kind is CellKind.TEXT else [cell.kind.value, cell.text]


def unpacked(value: Any) -> tuple[Table, ...]:
    """The tables again. Raises ValueError, TypeError, where this is nothing that ``packed`` made."""
    return tuple(
        Table(
            str(name),
            tuple(tuple(map(_unpacked, row)) for row in rows),
            tuple(map(int, numbers)),
            tuple((int(top), int(left), int(bottom), int(right)) for top, left, bottom, right in merged),
        )
        for name, numbers, merged, rows in value
    )


def _unpacked(value: Any) -> Cell | None:
    if value is None:
        return None
    if isinstance(value, str):
        return Cell(CellKind.TEXT, value)
    kind, text = value
    return Cell(CellKind(kind), str(text))
