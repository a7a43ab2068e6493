"""Days that cannot be, or that stand alone: before birth, after death, in another year."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

from domain.course import Course
from domain.discrepancy.found import ERROR, WARNING, Discrepancy, found, of_patient, whole_years
from domain.logic.cell import Cell
from domain.record.patient import Patient
from domain.record.patient_record import PatientRecord

DATED = ("sessions", "images", "markers", "status")
AGES = (15, 110)
FAR_APART = timedelta(days=730)
BODY_SIZES = (("height_cm", Decimal(120), Decimal(210)), ("weight_kg", Decimal(30), Decimal(150)))
_DAY = attrgetter("date")


def days(course: Course) -> Iterator[Discrepancy]:
    """Birth, death, the end of follow-up and the rows of the record against each other."""
    record = course.record
    yield from _life(record)
    every = sorted({row.date for section in DATED for row in getattr(record, section)})
    if every:
        yield from _age(record.patient, every)
        yield from _followed(record, every[-1])
        yield from _alone(record, every)
    yield from _diagnosis(course)
    yield from _body_size(record.patient)


def _life(record: PatientRecord) -> Iterator[Discrepancy]:
    """Nothing happens before birth or after death."""
    patient = record.patient
    born, died = patient.birth_date or date.min, patient.died_on or date.max
    for cell, day in (*_outside(record, born, died), *_undated(record)):
        if not born <= day <= died:
            yield found("before_birth" if day < born else "after_death", ERROR, cell, day=day)
    if died < born:
        yield found("died_before_birth", ERROR, of_patient("died_on"))


def _outside(record: PatientRecord, born: date, died: date) -> Iterator[tuple[Cell, date]]:
    """The rows before birth and after death; the rows of a section stand in the order of their days."""
    for section in DATED:
        rows = getattr(record, section)
        early, late = bisect_left(rows, born, key=_DAY), bisect_right(rows, died, key=_DAY)
        for index in sorted({*range(early), *range(late, len(rows))}):
            yield Cell(section, index, "date"), rows[index].date


def _undated(record: PatientRecord) -> Iterator[tuple[Cell, date]]:
    """The days that stand elsewhere: the diagnosis, the start of another treatment."""
    if record.patient.diagnosed_on is not None:
        yield of_patient("diagnosed_on"), record.patient.diagnosed_on
    for index, therapy in enumerate(record.therapies):
        if therapy.started_on is not None:
            yield Cell("therapies", index, "from"), therapy.started_on


def _age(patient: Patient, every: list[date]) -> Iterator[Discrepancy]:
    """A child or somebody beyond 110 on a TACE ward is more often a slip in the year of birth."""
    if patient.birth_date is None or every[0] < patient.birth_date:
        return
    youngest, oldest = (whole_years(patient.birth_date, day) for day in (every[0], every[-1]))
    if youngest < AGES[0] or oldest > AGES[1]:
        age = youngest if youngest < AGES[0] else oldest
        yield found("age_unlikely", WARNING, of_patient("birth_date"), age=age)


def _followed(record: PatientRecord, last: date) -> Iterator[Discrepancy]:
    until, died = record.patient.followed_until, record.patient.died_on
    if until is None:
        return
    if last > until:
        yield found(
            "event_after_follow_up",
            WARNING,
            of_patient("followed_until"),
            *_on(record, last),
            day=last,
            until=until,
        )
    if died is not None and until > died:
        yield found("followed_after_death", WARNING, of_patient("followed_until"), until=until, died=died)


def _alone(record: PatientRecord, every: list[date]) -> Iterator[Discrepancy]:
    """A day more than two years from every other one is often a year mistyped."""
    if len(every) < 3 or every[-1] - every[0] <= FAR_APART:
        return
    gaps = [True, *(later - day > FAR_APART for day, later in pairwise(every)), True]
    for day, (before, after) in zip(every, pairwise(gaps), strict=True):
        if before and after:
            yield found("day_far_from_others", WARNING, *_on(record, day), day=day)


def _on(record: PatientRecord, day: date) -> tuple[Cell, ...]:
    return tuple(
        Cell(section, index, "date")
        for section in DATED
        for index, row in enumerate(getattr(record, section))
        if row.date == day
    )


def _diagnosis(course: Course) -> Iterator[Discrepancy]:
    diagnosed = course.record.patient.diagnosed_on
    if diagnosed is not None and course.sessions and diagnosed > course.sessions[0].first:
        cells = (of_patient("diagnosed_on"), Cell("sessions", course.sessions[0].parts[0], "date"))
        yield found("diagnosed_after_treatment", WARNING, *cells, day=diagnosed, first=course.sessions[0].first)


def _body_size(patient: Patient) -> Iterator[Discrepancy]:
    """Doses are computed from them."""
    for field, least, most in BODY_SIZES:
        value = getattr(patient, field)
        if value is not None and not least <= value <= most:
            yield found("body_size_unlikely", WARNING, of_patient(field), value=value, lowest=least, highest=most)
