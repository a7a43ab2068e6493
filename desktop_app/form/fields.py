"""The table of all fields: each field of the record format, once, with its unit and its limits of doubt."""

from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final

from desktop_app.form.dates import read_date
from desktop_app.form.field_spec import (
    MODELS,
    NEW_LESIONS,
    SECOND_TARGETS,
    TARGETS,
    Detail,
    FieldSpec,
    Kind,
    Value,
    specs_of,
)
from desktop_app.form.problem import Problem
from desktop_app.form.reading import read_choice, read_integer, read_names, read_number, read_text, read_yes_no
from desktop_app.wording import LANGUAGES, Wording
from domain.record import Row
from domain.resistance.registry import DEFINITIONS

Updates = dict[str, Value]
"""What one text says, by path: a marker's value brings its bound, a quantity's number its unit."""


def _between(lowest: str, highest: str, unit: str = "", *, length: bool = False) -> Detail:
    return Detail(unit, length, doubtful_below=Decimal(lowest), doubtful_above=Decimal(highest))


_DIAMETER = _between("1", "300", "mm", length=True)
_LINES = Detail(lines=True)
_CARRIED = Detail(carried=True)
DETAILS: Final[dict[tuple[str, str], Detail]] = {
    ("patient", "birth_date"): Detail(yearless=False),
    ("patient", "height_cm"): _between("120", "210", "cm"),
    ("patient", "weight_kg"): _between("30", "150", "kg"),
    ("patient", "note"): _LINES,
    ("sessions", "note"): _LINES,
    ("images", "modality"): _CARRIED,
    ("images", "largest_mm"): _DIAMETER,
    ("images", "viable_percent"): _between("0", "100", "%"),
    ("images", "note"): _LINES,
    (TARGETS, "viable_mm"): _DIAMETER,
    (TARGETS, "total_mm"): _DIAMETER,
    (SECOND_TARGETS, "viable_mm"): _DIAMETER,
    (SECOND_TARGETS, "total_mm"): _DIAMETER,
    (NEW_LESIONS, "size_mm"): _DIAMETER,
    (NEW_LESIONS, "growth_mm"): _between("0", "300", "mm", length=True),
    ("markers", "value"): Detail(bounds=True, unit_field="unit"),
    ("markers", "unit"): _CARRIED,
    ("markers", "assay"): _CARRIED,
    ("markers", "laboratory"): _CARRIED,
    ("markers", "note"): _LINES,
    ("status", "bilirubin.value"): Detail(
        unit_field="bilirubin.unit", doubtful_below=Decimal("0.1"), doubtful_above=Decimal(700)
    ),
    ("status", "bilirubin.unit"): _CARRIED,
    ("status", "albumin.value"): Detail(
        unit_field="albumin.unit", doubtful_below=Decimal(1), doubtful_above=Decimal(60)
    ),
    ("status", "albumin.unit"): _CARRIED,
    ("status", "inr"): _between("0.7", "6"),
    ("status", "pt_prolongation_s"): _between("0", "60", "s"),
    ("status", "alt"): _between("3", "3000", "U/L"),
    ("status", "ast"): _between("3", "3000", "U/L"),
    ("status", "platelets"): _between("5", "800", "10⁹/L"),
    ("status", "neutrophils"): _between("0.1", "40", "10⁹/L"),
    ("status", "creatinine_clearance"): _between("5", "200", "mL/min"),
    ("status", "note"): _LINES,
    ("therapies", "to"): Detail(future=True),
    ("overrides", "definition"): Detail(suggestions=tuple(definition.id for definition in DEFINITIONS)),
    ("overrides", "text"): _LINES,
}
FIELDS: Final[dict[str, dict[str, FieldSpec]]] = {section: specs_of(section, DETAILS) for section in MODELS}
_HELD: Final = {
    section: [(path, spec.attributes[0] if spec.plain else "", spec) for path, spec in specs.items()]
    for section, specs in FIELDS.items()
}
"""How each field is read off a row: the attribute that holds it as it is, or "" where there is more to do."""


def values_of(section: str, row: Row) -> dict[str, Value]:
    """What the fields hold in this row, as ``read_off`` gives it one by one: a long course has thousands."""
    values: dict[str, Value] = {}
    for path, attribute, spec in _HELD[section]:
        value: Any = getattr(row, attribute) if attribute else spec.read_off(row)
        values[path] = value.value if isinstance(value, Enum) else value
    return values


def writes(spec: FieldSpec) -> tuple[str, ...]:
    """The paths that a text in this field sets for certain: a value without a bound is exact again."""
    return (spec.path, "bound") if spec.detail.bounds else (spec.path,)


def read(spec: FieldSpec, text: str, today: date) -> Updates | Problem:
    """What a text in this field says; the one way from typing to a value."""
    if spec.kind is Kind.DECIMAL:
        return _read_number(spec, text)
    value = _read_plain(spec, text, today)
    return value if isinstance(value, Problem) else {spec.path: value}


def _read_plain(spec: FieldSpec, text: str, today: date) -> Value | Problem:
    if spec.kind is Kind.DATE:
        return read_date(text, today, future=spec.detail.future, yearless=spec.detail.yearless)
    if spec.kind is Kind.WHOLE:
        return read_integer(text, spec.lowest, spec.highest)
    if spec.kind is Kind.CHOICE:
        return read_choice(text, _worded_choices(spec))
    if spec.kind is Kind.NAMES:
        return read_names(text)
    if spec.kind is Kind.TEXT:
        return read_text(text, lines=spec.detail.lines)
    return read_yes_no(text)


def _read_number(spec: FieldSpec, text: str) -> Updates | Problem:
    detail = spec.detail
    unit_spec = FIELDS[spec.section].get(detail.unit_field)
    units = unit_spec.choices if unit_spec else (detail.unit,) if detail.unit else ()
    number = read_number(text, length=detail.length, bounds=detail.bounds, units=units)
    if isinstance(number, Problem):
        return number
    if number is None:
        return dict.fromkeys(writes(spec))
    updates: Updates = {spec.path: number.value}
    if detail.bounds:
        updates["bound"] = number.bound
    if unit_spec and number.unit:
        updates[unit_spec.path] = number.unit
    return updates


@cache
def _worded_choices(spec: FieldSpec) -> dict[str, tuple[str, ...]]:
    languages = [Wording(language) for language in LANGUAGES]
    return {
        code: tuple(words(spec.choice_label(code)) for words in languages if words.has(spec.choice_label(code)))
        for code in spec.choices
    }
