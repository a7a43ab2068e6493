"""CSV to cells: the encoding found strictly, the separator from the first lines, nothing repaired."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from desktop_app.exchange.tables.contents import (
    LARGEST_UNPACKED,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TABLES,
    Cell,
    CellKind,
    Cells,
    Table,
    Unreadable,
)

MARK: Final = re.compile(r"\[(?P<name>[a-z_]+)\]")
END: Final = "end"
"""Tables of several sections stand below one another, each behind a line ``[section]``; ``[end]`` is the last
line, so that a file that was cut short is known."""
_SEPARATORS: Final = (",", "\t", ";")
_LOOKED_AT, _FIRST_LINES = 10_000, 10
_UTF16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_NO_TEXT: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF")


def read_csv(content: bytes) -> list[Table]:
    """The tables of a CSV file. Raises Unreadable."""
    text = decoded(content)
    if not text.strip():
        raise Unreadable("empty")
    if len(text) > LARGEST_UNPACKED:
        raise Unreadable("table_too_large", limit=LARGEST_UNPACKED // 2**20)
    lines = list(_lines(text, _separator(text)))
    marked = MARK.fullmatch(_only(lines[0][1])) if lines else None
    return list(_stacked(lines)) if marked else [_table("", lines)]


def decoded(content: bytes) -> str:
    """The text: UTF-16 by its mark, else UTF-8, else GB18030, each without a single fault. Raises Unreadable."""
    if content.startswith(_NO_TEXT):
        raise Unreadable("table_not_csv")
    try:
        if content[:2] in _UTF16:
            return content[2:].decode(_UTF16[content[:2]])
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        raise Unreadable("table_encoding") from None
    if any(_unwritten(character) for character in text):
        raise Unreadable("table_encoding")
    return text


def _unwritten(character: str) -> bool:
    """GB18030 gives a character for nearly any bytes; text of another encoding shows by those nobody writes."""
    return unicodedata.category(character) in ("Co", "Cn", "Cs", "Cc") and character not in "\t\r\n"


def _separator(text: str) -> str:
    start = [line for line in re.split(r"[\r\n]+", text[:_LOOKED_AT]) if line.strip()][:_FIRST_LINES]
    return max(_SEPARATORS, key="".join(start).count)


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The lines with their numbers from 1; in a field a line may end without ending the row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = 0
    try:
        for fields in reader:
            yield before + 1, fields
            before = reader.line_num
    except csv.Error:
        raise Unreadable("table_csv_damaged", row=before + 1) from None


def _only(fields: list[str]) -> str:
    """What stands in a line that has one filled field, the first; else ""."""
    return fields[0] if fields and not any(fields[1:]) else ""


def _stacked(lines: list[tuple[int, list[str]]]) -> Iterator[Table]:
    name, block, found = "", [], 0
    for number, fields in lines:
        mark = MARK.fullmatch(_only(fields))
        if mark is None:
            if name != END:
                block.append((number, fields))
            elif any(fields):
                raise Unreadable("table_after_end", row=number)
            continue
        if name:
            yield _table(name, block)
        name, block, found = mark["name"], [], found + 1
        if found > MOST_TABLES:
            raise Unreadable("table_too_many", limit=MOST_TABLES)
    if name != END:
        raise Unreadable("table_cut_short")


def _table(name: str, lines: list[tuple[int, list[str]]]) -> Table:
    filled = [line for line in lines if any(line[1])]
    if len(filled) > MOST_ROWS + 1:
        raise Unreadable("table_too_many_rows", limit=MOST_ROWS)
    for number, fields in filled:
        if len(fields) > MOST_COLUMNS and any(fields[MOST_COLUMNS:]):
            raise Unreadable("table_too_many_columns", limit=MOST_COLUMNS)
        if max(map(len, fields)) > LONGEST_CELL:
            raise Unreadable("table_cell_too_long", row=number, limit=LONGEST_CELL)
    return Table(
        name, tuple(_cells(fields) for _, fields in filled), numbers=tuple(number for number, _ in filled)
    )


def _cells(fields: list[str]) -> Cells:
    return tuple(Cell(CellKind.TEXT, text) if text else None for text in fields)
