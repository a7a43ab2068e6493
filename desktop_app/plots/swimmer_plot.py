"""What the line of the whole course shows: from diagnosis to the last contact, with everything that was given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from desktop_app.plots.course_plot import ProcedureKind, ProcedureMark, SumPoint
from desktop_app.plots.drawing_course import NOTHING_YET, procedures_of, sum_points
from desktop_app.plots.scales import TimeAxis, time_axis
from domain.assessment import Assessment
from domain.logic.cell import NO_ROW, Cell
from domain.record import PatientRecord, Therapy, TherapyKind

_AT_ONCE: Final = frozenset({TherapyKind.ABLATION, TherapyKind.RESECTION, TherapyKind.TRANSPLANT})
"""Done on one day: without a last day they are not still going on."""


class Milestone(StrEnum):
    DIAGNOSED = "diagnosed"
    LAST_CONTACT = "last_contact"
    DIED = "died"


@dataclass(frozen=True, slots=True)
class MilestoneMark:
    """``certain`` is False where only the latest entry says that the patient was seen."""

    kind: Milestone
    day: date
    cell: Cell
    certain: bool = True


@dataclass(frozen=True, slots=True)
class TherapySpan:
    """A therapy as it is drawn, from ``begin`` to ``until``; ``started`` and ``ended`` as recorded."""

    kind: TherapyKind
    name: str
    started: date | None
    ended: date | None
    begin: date
    until: date
    cell: Cell

    @property
    def dated(self) -> bool:
        return self.started is not None or self.ended is not None

    @property
    def at_once(self) -> bool:
        """One day, not a span."""
        return self.dated and self.begin == self.until

    @property
    def open_ended(self) -> bool:
        return self.dated and self.ended is None and not self.at_once


@dataclass(frozen=True, slots=True)
class TherapyLane:
    """Therapies of one kind that do not overlap."""

    kind: TherapyKind
    spans: tuple[TherapySpan, ...]


@dataclass(frozen=True, slots=True)
class SwimmerPlot:
    """An empty record has no time axis, and ``message`` says so."""

    message: str
    time: TimeAxis | None
    milestones: tuple[MilestoneMark, ...]
    responses: tuple[SumPoint, ...]
    procedures: tuple[ProcedureMark, ...]
    lanes: tuple[TherapyLane, ...]

    @property
    def tace(self) -> tuple[ProcedureMark, ...]:
        return tuple(mark for mark in self.procedures if mark.kind is not ProcedureKind.HAIC)

    @property
    def haic(self) -> tuple[ProcedureMark, ...]:
        return tuple(mark for mark in self.procedures if mark.kind is ProcedureKind.HAIC)


def swimmer_plot(assessment: Assessment) -> SwimmerPlot:
    """The whole course on one line; therapies without any date stand in their lane without a place in time."""
    record, course = assessment.record, assessment.course
    procedures = tuple(procedures_of(course))
    days = sorted(_days(record))
    if not days:
        return SwimmerPlot(NOTHING_YET, None, (), (), (), ())
    spans = [_span(row, index, days[0], days[-1]) for index, row in enumerate(record.therapies)]
    responses = tuple(point for point in sum_points(course, assessment.responses) if point.word)
    milestones = tuple(_milestones(record, days[-1]))
    return SwimmerPlot("", time_axis(days), milestones, responses, procedures, tuple(_lanes(spans)))


def _days(record: PatientRecord) -> Iterator[date]:
    patient = record.patient
    for day in (patient.diagnosed_on, patient.died_on, patient.followed_until):
        if day is not None:
            yield day
    for rows in (record.sessions, record.images, record.markers, record.status):
        yield from (row.date for row in rows)
    for therapy in record.therapies:
        yield from (day for day in (therapy.started_on, therapy.ended_on) if day is not None)


def _milestones(record: PatientRecord, latest: date) -> Iterator[MilestoneMark]:
    patient = record.patient
    if patient.diagnosed_on is not None:
        yield _milestone(Milestone.DIAGNOSED, patient.diagnosed_on, "diagnosed_on")
    if patient.died_on is not None:
        yield _milestone(Milestone.DIED, patient.died_on, "died_on")
    elif patient.followed_until is not None and patient.followed_until >= latest:
        yield _milestone(Milestone.LAST_CONTACT, patient.followed_until, "followed_until")
    else:
        yield MilestoneMark(
            Milestone.LAST_CONTACT, latest, Cell("patient", NO_ROW, "followed_until"), certain=False
        )


def _milestone(kind: Milestone, day: date, field: str) -> MilestoneMark:
    return MilestoneMark(kind, day, Cell("patient", NO_ROW, field))


def _span(row: Therapy, index: int, first: date, last: date) -> TherapySpan:
    begin = row.started_on or first
    until = row.ended_on or last
    if row.started_on is not None and row.ended_on is None and row.kind in _AT_ONCE:
        until = begin
    if row.started_on is None and row.ended_on is not None and row.kind in _AT_ONCE:
        begin = until
    cell = Cell("therapies", index, "from")
    return TherapySpan(row.kind, row.name or "", row.started_on, row.ended_on, begin, max(begin, until), cell)


def _lanes(spans: Sequence[TherapySpan]) -> Iterator[TherapyLane]:
    """One lane for each kind, more where spans overlap."""
    for kind in TherapyKind:
        lanes: list[list[TherapySpan]] = []
        for span in sorted((each for each in spans if each.kind is kind), key=lambda each: each.begin):
            free = next((lane for lane in lanes if lane[-1].until < span.begin), None)
            if free is None:
                lanes.append([span])
            else:
                free.append(span)
        yield from (TherapyLane(kind, tuple(lane)) for lane in lanes)
