"""The last value before this one: the latest earlier row by clinical date that has it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from desktop_app.form.field_spec import INSIDE_IMAGES, SINGLE, Value
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import FormRow
from desktop_app.form.patient_form import PatientForm
from desktop_app.form.showing import shown


@dataclass(frozen=True, slots=True)
class Previous:
    """An earlier entry: ``text`` as it could be typed again, with the unit it stands in."""

    day: date
    value: Value
    text: str
    unit: str = ""


_ALIKE = {"markers": "marker", "images.targets": "lesion", "images.second_reading.targets": "lesion"}
"""Rows that are compared only with rows of the same kind: a marker with itself, a lesion with itself."""
_NEVER = frozenset({"date", "marker", "lesion"})


def previous(form: PatientForm, row: FormRow, path: str) -> Previous | None:
    """The value of this field in the latest earlier row; a row without a date looks back from the latest one."""
    if row.section in SINGLE or path in _NEVER or row.section in ("images.new_lesions", "therapies", "overrides"):
        return None
    day = _day(form, row)
    spec = FIELDS[row.section][path]
    latest: tuple[date, FormRow] | None = None
    for other_day, other in _alike(form, row):
        if other.value(path) is None or (day is not None and other_day >= day):
            continue
        if latest is None or other_day > latest[0]:
            latest = other_day, other
    if latest is None:
        return None
    unit = spec.detail.unit or str(latest[1].value(spec.detail.unit_field) or "")
    return Previous(latest[0], latest[1].value(path), shown(latest[1], spec), unit)


def _alike(form: PatientForm, row: FormRow) -> Iterator[tuple[date, FormRow]]:
    same = _ALIKE.get(row.section)
    if same and row.value(same) is None and row.section in INSIDE_IMAGES:
        return
    for other in form.rows.values():
        if other.section != row.section or other.id == row.id:
            continue
        if same and row.value(same) not in (None, other.value(same)):
            continue
        day = _day(form, other)
        if day is not None:
            yield day, other


def _day(form: PatientForm, row: FormRow) -> date | None:
    return form.rows[row.parent].date if row.parent else row.date
