"""Records as flat rows: what each cell of an export holds, before any file format."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from desktop_app.exchange.tables.layout import DATE, IMAGE, PATIENT, Column, Kind, Section, sections
from domain.record import PatientRecord

Values = dict[str, str]
"""Column → text; what is not recorded has no key."""
NONE: Final = "none"
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CONTROL: Final = ("\t", "\r")
_SEPARATORS: Final = frozenset(",，、;；\n\r")
NAME_SEPARATOR: Final = "; "


def rows_of(section: Section, records: Sequence[PatientRecord]) -> Iterator[Values]:
    """The rows of one table, patient after patient, in the order of the records."""
    for record in records:
        exported = record.exported()
        keys = {PATIENT: guarded(record.patient.id)}
        for above, row in _placed(section, exported):
            values = dict(_row_values(section, row))
            if section.name != "constraints" or values:
                yield {**keys, **above, **values}


def _placed(section: Section, exported: Mapping[str, Any]) -> Iterator[tuple[Values, Mapping[str, Any]]]:
    """Each row of the section with the keys that tie it to its image."""
    head, *inside = section.place
    if head in ("patient", "constraints"):
        yield {}, exported[head]
        return
    for number, row in enumerate(exported[head], 1):
        above: Values = {IMAGE: str(number)} if head == "images" else {}
        if not inside:
            yield above, row
            continue
        rows: Any = row
        for step in inside:
            rows = rows[step] if rows else None
        yield from (({**above, DATE: row["date"]}, inner) for inner in rows or ())


def _row_values(section: Section, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for column in section.columns:
        value: Any = row
        for step in column.path.split("."):
            value = value[step] if value is not None else None
        if value is not None:
            yield column.path, _text(column, value)


def _text(column: Column, value: Any) -> str:
    if column.kind is Kind.PART:
        return "yes"
    if column.kind in (Kind.ROWS, Kind.YES_NO):
        return "yes" if value else "no"
    if column.kind is Kind.NAMES:
        return guarded(names_text(value))
    return guarded(value) if column.kind is Kind.TEXT else str(value)


def names_text(names: Sequence[str]) -> str:
    """Names set apart by semicolons, "none" for the empty list; where that would be read otherwise, as JSON."""
    if not names:
        return NONE
    simple = all(name == name.strip() and _SEPARATORS.isdisjoint(name) for name in names)
    first = names[0].lower()
    if simple and first not in (NONE, "无", "没有", "-") and not first.startswith("["):
        return NAME_SEPARATOR.join(names)
    return json.dumps(list(names), ensure_ascii=False)


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula, and that comes back as it was: reading removes one ``'``.

    An empty text is a lone ``'``, since a blank cell is a value that is not recorded.
    """
    bare = text.strip()
    risky = text.startswith(("'", *_CONTROL)) or bare.startswith(_FORMULA) or not text
    return f"'{text}" if risky else text


def unguarded(text: str) -> str:
    return text.removeprefix("'")


def everything(records: Sequence[PatientRecord]) -> Iterator[tuple[Section, list[Values]]]:
    """Every table of an export, the empty ones included: their being there says that there is nothing."""
    for section in sections().values():
        yield section, list(rows_of(section, records))
