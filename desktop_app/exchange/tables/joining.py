"""Rows that join a stored record: what is new is added, what is missing filled, and nothing is overwritten."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from pydantic import ValidationError

from desktop_app.exchange.path import path_text
from desktop_app.exchange.tables.values import Unread
from domain.record import PatientRecord

_IDENTITY: Final = {
    "sessions": ("date", "type"),
    "images": ("date", "modality"),
    "markers": ("date", "marker"),
    "status": ("date",),
    "therapies": ("kind", "name", "from"),
    "overrides": ("definition", "on"),
    "targets": ("lesion",),
}
_OPEN: Final = frozenset({"modality"})
"""Part of an identity that may be unrecorded on either side."""


class Differs(Exception):  # noqa: N818  (named after what happened)
    """The rows say something else than what is stored; ``fault`` says where."""

    def __init__(self, fault: Unread) -> None:
        super().__init__(fault.code)
        self.fault = fault


def joined(stored: PatientRecord, added: PatientRecord) -> PatientRecord:
    """The stored record with the rows of the other. Raises Differs where both know a value and disagree."""
    value = {
        name: _rows(name, was, now, name) if name in _IDENTITY else _merged(was, now, name)
        for name, was, now in _pairs(stored.exported(), added.exported())
    }
    try:
        return PatientRecord.model_validate(value)
    except ValidationError as error:
        location = tuple(part for part in error.errors()[0]["loc"] if not str(part).startswith("tuple["))
        raise Differs(Unread("table_join_contradicts", (("path", path_text(location)),))) from None


def _pairs(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    return ((name, one[name], other[name]) for name in one)


def _merged(was: Any, now: Any, path: str) -> Any:
    if now is None or now == was:
        return was
    if was is None:
        return now
    if isinstance(was, dict) and isinstance(now, dict):
        return {
            name: _rows(name, old, new, f"{path}.{name}")
            if name == "targets"
            else _merged(old, new, f"{path}.{name}")
            for name, old, new in _pairs(was, now)
        }
    if _same_number(was, now):
        return was
    facts = (("path", path), ("stored", _short(was)), ("found", _short(now)))
    raise Differs(Unread("table_differs", facts))


def _short(value: Any) -> str:
    return str(value)[:60]


def _same_number(was: Any, now: Any) -> bool:
    try:
        return Decimal(was) == Decimal(now)
    except (InvalidOperation, TypeError, ValueError):
        return False


def _rows(name: str, was: list[Any], now: list[Any], path: str) -> list[Any]:
    rows = list(was)
    for row in now:
        if row in rows:
            continue
        at = [index for index, other in enumerate(rows) if _alike(name, other, row)]
        if not at:
            rows.append(row)
        elif len(at) == 1:
            where = row.get("date") or row.get("lesion") or row.get("on") or row.get("from") or at[0]
            rows[at[0]] = _merged(rows[at[0]], row, f"{path}[{where}]")
        else:
            raise Differs(Unread("table_differs_several", (("path", path), ("day", row.get("date")))))
    return rows


def _alike(name: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows tell of the same thing."""
    return all(
        one[key] == other[key] or (key in _OPEN and None in (one[key], other[key])) for key in _IDENTITY[name]
    )
