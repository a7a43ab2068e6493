"""What the chart of single lesions shows: each viable diameter as a share of its first value."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from desktop_app.plots.course_plot import ProcedureMark
from desktop_app.plots.drawing_course import procedures_of, reader_of
from desktop_app.plots.numbers import share_of
from desktop_app.plots.scales import LengthAxis, TimeAxis, length_axis, time_axis
from domain.assessment import Assessment
from domain.course import Course
from domain.logic.cell import Cell
from domain.record import ImagingStudy, TargetLesion, TargetState
from domain.response.interval import viable_mm

NO_LESIONS = "plots.no_lesions"
MOST_PERCENT = 400.0
"""A lesion that grows beyond this would press all others to the foot; it is drawn at the top edge."""


class LesionState(StrEnum):
    """What an image says of a lesion; ``UNKNOWN`` = entered without a diameter, ``ABSENT`` = no entry."""

    MEASURED = "measured"
    NO_ENHANCEMENT = "no_enhancement"
    TOO_SMALL = "too_small"
    NOT_EVALUABLE = "not_evaluable"
    UNKNOWN = "unknown"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class LesionPoint:
    """A lesion on an image; ``percent`` of its first value and in words as ``share``, None and "" without."""

    day: date
    lesion: str
    millimetres: float | None
    percent: float | None
    share: str
    state: LesionState
    cell: Cell
    reader: str = ""


@dataclass(frozen=True, slots=True)
class LesionLine:
    """One lesion through time. ``in_sum`` = a target of the baseline; others were first seen later."""

    lesion: str
    points: tuple[LesionPoint, ...]
    in_sum: bool

    @property
    def known(self) -> tuple[LesionPoint, ...]:
        return tuple(point for point in self.points if point.percent is not None)

    @property
    def end(self) -> LesionPoint:
        """What the last image says."""
        return self.points[-1]

    @property
    def runs(self) -> tuple[tuple[LesionPoint, ...], ...]:
        """What a line may join: neighbouring images on both of which the diameter is known."""
        runs: list[list[LesionPoint]] = [[]]
        for point in self.points:
            if point.percent is not None:
                runs[-1].append(point)
            elif runs[-1]:
                runs.append([])
        return tuple(tuple(run) for run in runs if len(run) > 1)

    @property
    def gaps(self) -> tuple[tuple[LesionPoint, LesionPoint], ...]:
        """Neighbouring known points with an image between them on which the diameter is not known."""
        places = {point: number for number, point in enumerate(self.points)}
        return tuple(pair for pair in pairwise(self.known) if places[pair[1]] - places[pair[0]] > 1)


@dataclass(frozen=True, slots=True)
class LesionPlot:
    """Without a lesion that has a first value there are no axes, and ``message`` says why."""

    message: str
    time: TimeAxis | None
    shares: LengthAxis | None
    lines: tuple[LesionLine, ...]
    procedures: tuple[ProcedureMark, ...]

    @property
    def compares(self) -> bool:
        """Whether there are diameters of at least two days, so that anything can be seen to change."""
        return len({point.day for line in self.lines for point in line.known}) > 1


def lesion_plot(assessment: Assessment) -> LesionPlot:
    """Every lesion with at least one diameter above 0; ``percent`` of the first such value."""
    course = assessment.course
    lines = tuple(_lines(course))
    if not lines:
        return LesionPlot(NO_LESIONS, None, None, (), ())
    shown = [point for line in lines for point in line.points]
    highest = max(point.percent or 0.0 for point in shown)
    first = min(point.day for point in shown)
    procedures = tuple(mark for mark in procedures_of(course) if mark.last >= first)
    days = [point.day for point in shown] + [mark.last for mark in procedures]
    axis = length_axis(min(max(highest, 120.0), MOST_PERCENT))
    return LesionPlot("", time_axis(days), axis, lines, procedures)


def _lines(course: Course) -> Iterator[LesionLine]:
    targets = [target.lesion for target in course.target_set]
    later = [row.lesion for index in course.contrast for row in course.images[index].targets]
    for lesion in dict.fromkeys((*targets, *later)):
        points = tuple(_points(course, lesion))
        if any(point.percent is not None for point in points):
            yield LesionLine(lesion, points, lesion in targets)


def _points(course: Course, lesion: str) -> Iterator[LesionPoint]:
    """From the image on which the lesion first stands, on every later image of the liver."""
    first = None
    seen = False
    for index in course.contrast:
        row = course.targets_on(index).get(lesion)
        seen = seen or row is not None
        if not seen:
            continue
        now = None if row is None else viable_mm(row)
        first = now if first is None and now else first
        image = course.images[index]
        state = _state(row, known=now is not None)
        share = share_of(now, first) if first is not None and now is not None else ""
        percent = float(now * 100 / first) if first is not None and now is not None else None
        yield LesionPoint(
            image.date,
            lesion,
            None if now is None else float(now),
            percent,
            share,
            state,
            _cell(image, index, lesion, row),
            reader_of(image),
        )


def _state(row: TargetLesion | None, *, known: bool) -> LesionState:
    if row is None:
        return LesionState.ABSENT
    if row.state in (None, TargetState.MEASURED):
        return LesionState.MEASURED if known else LesionState.UNKNOWN
    return LesionState(str(row.state))


def _cell(image: ImagingStudy, index: int, lesion: str, row: TargetLesion | None) -> Cell:
    if row is None and not image.targets:
        return Cell("images", index, "date")
    return Cell("images", index, "viable_mm", lesion)
