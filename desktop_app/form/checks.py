"""Doubts about entries that count: a tenfold jump, an unlikely value, a day out of order."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from desktop_app.form.cells import Address, cell_of
from desktop_app.form.field_spec import FieldSpec, Kind
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import FormRow, RowId
from desktop_app.form.patient_form import PatientForm
from desktop_app.form.previous import Previous, previous
from desktop_app.form.problem import Problem, Severity, note, problem, warning
from domain.course import Course, once_per_course
from domain.discrepancy import Discrepancy, discrepancies
from domain.logic.cell import Cell
from domain.record import Albumin, AlbuminUnit, Bilirubin, BilirubinUnit
from domain.staging.chemistry import (
    PLAUSIBLE_ALBUMIN,
    PLAUSIBLE_BILIRUBIN,
    albumin_g_per_l,
    bilirubin_umol_per_l,
)

TENFOLD = 10
QUESTIONS = frozenset({"form.warning.tenfold", "form.warning.unlikely", "form.warning.liver_value"})
"""Doubts that somebody who has looked at the report again can answer with "it is so"."""


def remark(
    form: PatientForm,
    row: FormRow,
    path: str,
    last: Callable[[], Previous | None] | None = None,
    *,
    typing: bool = False,
) -> Problem | None:
    """What to say beside this field: why it does not count, what is doubtful about it, what it does not fit.

    ``last`` gives the previous value where that is known already; looking it up reads every row. What it does not
    fit is not looked for while somebody is ``typing``: half a number fits nothing.
    """
    fault = row.faults.get(path)
    if fault is not None:
        return fault.problem
    spec = FIELDS[row.section][path]
    if row.value(path) is None and path != "modality":
        return None
    doubt = next(_doubts(form, row, spec, last or (lambda: previous(form, row, path))), None)
    if doubt is None:
        return None if typing else _misfit(form, row, path)
    return _as_answered(doubt) if row.answered.get(path) == _question(doubt) else doubt


def asks(found: Problem) -> bool:
    """Whether this doubt waits for an answer: until then it stands beside the field."""
    return found.key in QUESTIONS


def confirmed(form: PatientForm, row_id: RowId, path: str) -> PatientForm:
    """The form in which what is asked about this field is answered: the value stands. The same form if nothing is.

    Kept with the draft, and with the save beside the record. Another value, or another one to compare with, is
    asked about anew.
    """
    row = form.rows.get(row_id)
    found = None if row is None else remark(form, row, path)
    if row is None or found is None or not asks(found):
        return form
    answered = replace(row, answered={**row.answered, path: _question(found)})
    return replace(form, rows={**form.rows, row_id: answered})


def answered(form: PatientForm, address: Address) -> bool:
    """Whether what is asked about this field was answered, for the value that stands there."""
    row = form.rows.get(address.row_id)
    if row is None or address.path not in row.answered or row.value(address.path) is None:
        return False
    spec = FIELDS[row.section][address.path]
    doubt = next(_doubts(form, row, spec, lambda: previous(form, row, address.path)), None)
    return doubt is not None and row.answered[address.path] == _question(doubt)


def _question(doubt: Problem) -> str:
    """A doubt as text, with what it compares: the answer holds for just this."""
    return "|".join((doubt.key, *(str(fact) for _, fact in doubt.facts)))


def _as_answered(doubt: Problem) -> Problem:
    return note(doubt.key.rpartition(".")[2], **dict(doubt.facts))


def _misfit(form: PatientForm, row: FormRow, path: str) -> Problem | None:
    """What the list of discrepancies says about this field, said beside it as well; the entry counts.

    A unit stands beside its value, where it is said already.
    """
    if path.rpartition(".")[2] == "unit":
        return None
    cell = cell_of(form, Address(row.id, path))
    found = None if cell is None else _by_cell(form.course).get(cell)
    if found is None:
        return None
    severity = Severity.NOTE if found.severity.value == "note" else Severity.WARNING
    return Problem(f"discrepancy.{found.code}", found.facts, severity)


@once_per_course
def _by_cell(course: Course) -> Mapping[Cell, Discrepancy]:
    """The first discrepancy of each cell."""
    return {cell: found for found in reversed(discrepancies(course)) for cell in found.cells}


def _doubts(
    form: PatientForm, row: FormRow, spec: FieldSpec, last: Callable[[], Previous | None]
) -> Iterator[Problem]:
    if spec.kind is Kind.DECIMAL:
        yield from _number_doubts(row, spec, last)
    if spec.kind is Kind.DATE:
        yield from _day_doubts(form, row, spec)
    if spec.path == "modality" and row.section == "images":
        yield from _same_day(form, row)


def _number_doubts(row: FormRow, spec: FieldSpec, last: Callable[[], Previous | None]) -> Iterator[Problem]:
    value = row.value(spec.path)
    detail = spec.detail
    yield from _liver_value(row, spec.path)
    low, high = detail.doubtful_below, detail.doubtful_above
    if value and ((low is not None and value < low) or (high is not None and value > high)):
        yield warning(
            "unlikely", lowest=low, highest=high, unit=detail.unit or str(row.value(detail.unit_field) or "")
        )
    if detail.unit_field and row.value(detail.unit_field) is None:
        yield warning("unit_missing")
    if value:
        yield from _jump(row, spec, value, last())


def _liver_value(row: FormRow, path: str) -> Iterator[Problem]:
    """Bilirubin and albumin in the unit that they were entered in: 3.8 g/L of albumin are 3.8 g/dL."""
    if path not in ("bilirubin.value", "albumin.value"):
        return
    value, unit, (least, most) = _liver_unit(row, path)
    if value is not None and not least <= value <= most:
        yield warning("liver_value", value=value, unit=unit, lowest=least, highest=most)


def _liver_unit(row: FormRow, path: str) -> tuple[Decimal | None, str, tuple[Decimal, Decimal]]:
    """The value in the unit of its plausible range, None without a unit."""
    number = row.value(path)
    unit = row.value(path.replace("value", "unit"))
    if path == "albumin.value":
        albumin = Albumin(value=number, unit=unit and AlbuminUnit(unit))
        return albumin_g_per_l(albumin), "g/L", PLAUSIBLE_ALBUMIN
    bilirubin = Bilirubin(value=number, unit=unit and BilirubinUnit(unit))
    return bilirubin_umol_per_l(bilirubin), "µmol/L", PLAUSIBLE_BILIRUBIN


def _jump(row: FormRow, spec: FieldSpec, value: Decimal, last: Previous | None) -> Iterator[Problem]:
    """Ten times more or less than last time is more often a slip of the point than a change."""
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
