"""One cell to the value of one field: exactly what an export wrote, anything else through the strict parser."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from desktop_app.exchange.tables.contents import Cell, CellKind
from desktop_app.exchange.tables.flattening import unguarded
from desktop_app.exchange.tables.layout import Column, Kind

_PLAIN: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_EIGHT: Final = re.compile(r"[12][0-9]{7}", re.ASCII)
_EXPONENT: Final = re.compile(r"\s*[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+\s*", re.ASCII)
_ANSWERS: Final = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a cell was not taken: the code of its fault and what fills it."""

    code: str
    facts: tuple[tuple[str, object], ...] = ()


Read = Mapping[str, Any]
"""What one cell says, field → value as the exchange format writes it: "<2" brings its bound."""
ValueReader = Callable[[str, str, str], Read | str]
"""The strict parser: section and field (as the words name them) and a text → values, or why not, worded."""


def read_cell(column: Column, cell: Cell, reader: ValueReader) -> Read | Unread:
    """The values of a cell that is not blank."""
    if cell.kind is CellKind.FAULT:
        return Unread(f"table_{cell.text}")
    text = unguarded(cell.text) if cell.kind is CellKind.TEXT else cell.text
    if column.kind is Kind.TEXT:
        return {column.path: text}
    if column.kind is Kind.DATE and cell.kind is CellKind.NUMBER and not _EIGHT.fullmatch(text):
        return Unread("table_serial_date", (("text", text),))
    exact = _exact(column, text)
    if exact is not None:
        return {column.path: exact}
    if column.kind is Kind.PART:
        return Unread("table_part")
    found = reader(column.section, column.path, text)
    return Unread("table_value", (("reason", found),)) if isinstance(found, str) else found


def _exact(column: Column, text: str) -> Any:
    """The value of what an export writes; None where it would have written something else."""
    if column.kind is Kind.DECIMAL:
        return text if _PLAIN.fullmatch(text) else None
    if column.kind is Kind.DATE:
        return text if _ISO.fullmatch(text) else None
    if column.kind is Kind.WHOLE:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    if column.kind is Kind.CHOICE:
        return text if text in column.choices else None
    if column.kind is Kind.NAMES:
        return _listed(text)
    return _ANSWERS.get(text.strip().lower())


def _listed(text: str) -> list[str] | None:
    if not text.startswith("["):
        return None
    try:
        names = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return names if isinstance(names, list) and all(isinstance(name, str) for name in names) else None


def read_number_of_patient(cell: Cell | None, *, verbatim: bool) -> str | Unread:
    """A hospital number is text: as a number it has lost its zeros or its last digits, and nobody can tell."""
    if cell is None:
        return Unread("table_no_patient")
    if cell.kind is CellKind.FAULT:
        return Unread(f"table_{cell.text}")
    if cell.kind is not CellKind.TEXT:
        return Unread("table_patient_as_number", (("text", cell.text),))
    text = unguarded(cell.text)
    if _EXPONENT.fullmatch(text):
        return Unread("table_patient_exponent", (("text", text.strip()),))
    return text if verbatim else text.strip() or Unread("table_no_patient")
