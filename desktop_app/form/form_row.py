"""One row of the form: what is recorded, what was typed but cannot count, and the row it makes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from typing import Any, NewType

from pydantic import ValidationError

from desktop_app.form.field_spec import MODELS, FieldSpec, Kind, Value
from desktop_app.form.fields import FIELDS, read, writes
from desktop_app.form.problem import Problem
from domain.record import Row

RowId = NewType("RowId", str)
"""A row's identity in the form; it stays the same however the record sorts its rows."""
MOST_COMBINED = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """A text that cannot count, kept as typed. ``updates``: it could be read, but contradicts the row."""

    text: str
    problem: Problem
    updates: Mapping[str, Value] | None = None


@dataclass(frozen=True, slots=True)
class FormRow:
    """``row`` is None while a required field is missing: such a row is not part of the record yet.

    ``offered`` is a lesion of the target set that stands here only to be filled in: with its name alone
    it is no entry. ``taken_over`` are the fields whose value was carried over from an earlier row.
    """

    id: RowId
    section: str
    parent: RowId | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    row: Row | None = None
    offered: bool = False
    taken_over: frozenset[str] = frozenset()
    answered: Mapping[str, str] = field(default_factory=dict)
    """The question about a field that somebody has answered: its value was looked at and stands."""

    def value(self, path: str) -> Value:
        return self.values.get(path)

    @property
    def date(self) -> date | None:
        day = self.values.get("date")
        return day if isinstance(day, date) else None

    @property
    def lacks(self) -> tuple[str, ...]:
        """The required fields that are still empty or faulty."""
        return tuple(
            path for path, spec in FIELDS[self.section].items() if spec.required and self.value(path) is None
        )

    @property
    def empty(self) -> bool:
        return not self.faults and all(value is None for value in self.values.values())


Validate = Callable[[Mapping[str, Value]], Row | None]
"""The row that these values make, None while it lacks a required field; ValidationError where they clash."""


def row_of(
    section: str, values: Mapping[str, Value], inside: Mapping[str, tuple[Row, ...]] | None = None
) -> Row | None:
    """The record's row of these values, validated; ``inside`` are the rows in it, by their dotted place."""
    specs = FIELDS[section]
    if any(spec.required and values.get(path) is None for path, spec in specs.items()):
        return None
    return MODELS[section].model_validate(_nested(specs, values, inside or {}))


def _nested(
    specs: Mapping[str, FieldSpec], values: Mapping[str, Value], inside: Mapping[str, tuple[Row, ...]]
) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for path, value in values.items():
        if value is None or path not in specs:
            continue
        _put(data, path, () if specs[path].kind is Kind.PRESENCE else value)
    for path, rows in inside.items():
        if rows:
            _put(data, path, rows)
    return data


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    *outer, last = path.split(".")
    for key in outer:
        data = data.setdefault(key, {})
    data[last] = value


def edited(row: FormRow, path: str, text: str, today: date, validate: Validate) -> FormRow:
    """The row with this text in this field.

    What cannot be read is kept as a fault and counts as not recorded. What can be read but contradicts the
    rest of the row is kept likewise, and tried again whenever the row changes.
    """
    reading = read(FIELDS[row.section][path], text, today)
    faults = {key: fault for key, fault in row.faults.items() if key != path}
    settled = {**row.values, **dict.fromkeys(writes(FIELDS[row.section][path]))}
    pending = {key: fault.updates for key, fault in faults.items() if fault.updates is not None}
    if isinstance(reading, Problem):
        faults[path] = Fault(text, reading)
    else:
        pending[path] = reading
        faults[path] = Fault(text, Problem(""), reading)
    answered = {key: question for key, question in row.answered.items() if key != path}
    row = replace(row, taken_over=row.taken_over - {path}, answered=answered)
    return _settled(row, settled, faults, pending, path, validate)


def revalidated(row: FormRow, validate: Validate) -> FormRow:
    """The same row after something around it changed (a row inside it, say)."""
    pending = {key: fault.updates for key, fault in row.faults.items() if fault.updates is not None}
    return _settled(row, row.values, dict(row.faults), pending, "", validate)


def _settled(
    row: FormRow,
    settled: Mapping[str, Value],
    faults: dict[str, Fault],
    pending: Mapping[str, Mapping[str, Value]],
    newest: str,
    validate: Validate,
) -> FormRow:
    """As many of the pending fields as go together; the others stay faults, with the reason."""
    for chosen in _preferred(tuple(pending), newest):
        values = dict(settled)
        for path in chosen:
            values.update(pending[path])
        try:
            made = validate(values)
        except ValidationError:
            continue
        kept = {path: fault for path, fault in faults.items() if path not in chosen}
        return replace(row, values=values, faults=_explained(kept, values, validate), row=made)
    # What was emptied was needed ("other" lost its text): the row waits outside the record until it is mended.
    return replace(row, values=settled, faults=_explained(faults, settled, validate), row=None)


def _preferred(pending: tuple[str, ...], newest: str) -> Iterator[tuple[str, ...]]:
    """Which pending fields to try together: most of them first, the newest rather than an older one."""
    tried = pending[-MOST_COMBINED:]
    for size in range(len(tried), -1, -1):
        yield from sorted(combinations(tried, size), key=lambda chosen: newest not in chosen)


def _explained(faults: Mapping[str, Fault], values: Mapping[str, Value], validate: Validate) -> dict[str, Fault]:
    """Each readable fault with the reason why the row does not take it as it stands now."""
    explained = {}
    for path, fault in faults.items():
        explained[path] = fault
        if fault.updates is not None:
            reason = _clash({**values, **fault.updates}, validate) or fault.problem
            explained[path] = replace(fault, problem=reason)
    return explained


def _clash(values: Mapping[str, Value], validate: Validate) -> Problem | None:
    try:
        validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        facts = {key: str(value) for key, value in first.get("ctx", {}).items()}
        return Problem(f"form.problem.{first['type']}", tuple(sorted(facts.items())))
    return None
