"""Doubts about entries that count: a tenfold jump, an unlikely value, a day out of order."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from desktop_app.form.field_spec import FieldSpec, Kind
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import FormRow
from desktop_app.form.patient_form import PatientForm
from desktop_app.form.previous import previous
from desktop_app.form.problem import Problem, problem, warning

TENFOLD = 10


def remark(form: PatientForm, row: FormRow, path: str) -> Problem | None:
    """What to say beside this field: why it does not count, or what is doubtful about it."""
    fault = row.faults.get(path)
    if fault is not None:
        return fault.problem
    spec = FIELDS[row.section][path]
    if row.value(path) is None and path != "modality":
        return None
    return next(_doubts(form, row, spec), None)


def _doubts(form: PatientForm, row: FormRow, spec: FieldSpec) -> Iterator[Problem]:
    if spec.kind is Kind.DECIMAL:
        yield from _number_doubts(form, row, spec)
    if spec.kind is Kind.DATE:
        yield from _day_doubts(form, row, spec)
    if spec.path == "modality" and row.section == "images":
        yield from _same_day(form, row)


def _number_doubts(form: PatientForm, row: FormRow, spec: FieldSpec) -> Iterator[Problem]:
    value = row.value(spec.path)
    detail = spec.detail
    low, high = detail.doubtful_below, detail.doubtful_above
    if value and ((low is not None and value < low) or (high is not None and value > high)):
        yield warning(
            "unlikely", lowest=low, highest=high, unit=detail.unit or str(row.value(detail.unit_field) or "")
        )
    if detail.unit_field and row.value(detail.unit_field) is None:
        yield warning("unit_missing")
    yield from _jump(form, row, spec, value)


def _jump(form: PatientForm, row: FormRow, spec: FieldSpec, value: Decimal) -> Iterator[Problem]:
    """Ten times more or less than last time is more often a slip of the point than a change."""
    last = previous(form, row, spec.path)
    if last is None or not value or not last.value:
        return
    unit = row.value(spec.detail.unit_field) if spec.detail.unit_field else spec.detail.unit
    if unit and last.unit and unit != last.unit:
        yield warning("other_unit", last=last.text, unit=last.unit)
    elif value >= TENFOLD * last.value or last.value >= TENFOLD * value:
        yield warning("tenfold", last=last.text, unit=last.unit, day=last.day)


def _day_doubts(form: PatientForm, row: FormRow, spec: FieldSpec) -> Iterator[Problem]:
    day: date = row.value(spec.path)
    patient = form.record.patient
    if patient.birth_date is not None and spec.path != "birth_date" and day < patient.birth_date:
        yield warning("before_birth", birth=patient.birth_date)
    if patient.died_on is not None and spec.path == "date" and day > patient.died_on:
        yield warning("after_death", died=patient.died_on)
    if row.section == "sessions":
        others = [other for other in form.listed("sessions") if other.id != row.id and other.date == day]
        if others:
            yield warning("same_day_session")
    started, ended = row.value("from"), row.value("to")
    if spec.path in ("from", "to") and started and ended and ended < started:
        yield warning("ends_before_it_starts")


def _same_day(form: PatientForm, row: FormRow) -> Iterator[Problem]:
    """Two contrast images of one day that cannot be told apart: nothing is chosen from such a day."""
    position = form.positions.get(row.id)
    if position is not None and position in form.course.conflicting:
        yield problem("same_day_images")
