"""From a record and its assessment to what the course chart shows."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from desktop_app.plots.course_plot import (
    CoursePlot,
    Level,
    LevelKind,
    MarkerPoint,
    MarkerSeries,
    ProcedureKind,
    ProcedureMark,
    SumMark,
    SumPoint,
)
from desktop_app.plots.marker_values import CANONICAL_UNITS, canonical_value, entered_value
from desktop_app.plots.numbers import change
from desktop_app.plots.scales import length_axis, log_axis, time_axis
from domain.assessment import Assessment
from domain.course import COUNTED, Course
from domain.logic.cell import Cell
from domain.record import Bound, ImagingStudy, Marker, PatientRecord, TumourMarker
from domain.response.image_response import ImageResponse
from domain.response.interval import TargetSum, target_sum

NOTHING_YET = "plots.nothing_yet"


def course_plot(record: PatientRecord, assessment: Assessment) -> CoursePlot:
    """The chart of one course; an empty record gives an empty plot with a message."""
    course = assessment.course
    sums = tuple(sum_points(course, assessment.responses))
    procedures = tuple(procedures_of(course))
    markers = tuple(_marker_series(record))
    days = [point.day for point in sums]
    days += [day for mark in procedures for day in (mark.first, mark.last)]
    days += [point.day for series in markers for point in series.points]
    undrawn = len(record.markers) - sum(len(series.points) for series in markers)
    if not days:
        return CoursePlot(NOTHING_YET, None, None, None, (), (), (), (), undrawn)
    levels = tuple(_levels(course, assessment.responses, max(days)))
    heights = [point.millimetres for point in sums if point.millimetres is not None]
    heights += [step[2] for level in levels for step in level.steps]
    show_sums = bool(sums or procedures)
    return CoursePlot(
        "",
        time_axis(days),
        length_axis(max(heights, default=100.0)) if show_sums else None,
        log_axis(point.value for series in markers for point in series.points),
        sums,
        levels,
        procedures,
        markers,
        undrawn,
    )


def sum_points(course: Course, responses: Sequence[ImageResponse]) -> Iterator[SumPoint]:
    by_image = {response.image: response for response in responses}
    for index, image in enumerate(course.images):
        response = by_image.get(index)
        total = target_sum(course, index, "viable_mm")
        if image.arterial_phase is False and response is None and not total.measured:
            continue
        word, reported = _word(response)
        mark = _mark_of(total)
        yield SumPoint(
            day=image.date,
            millimetres=None if mark is SumMark.NONE else float(total.known),
            mark=mark,
            word=word,
            reported=reported,
            baseline=index == course.baseline.image,
            image=index,
            cell=_cell_of_image(image, index),
            modality=image.modality.value if image.modality is not None else "",
            reader=reader_of(image),
            **_changes(response),
        )


def _changes(response: ImageResponse | None) -> dict[str, str]:
    if response is None or response.sum_mm is None:
        return {}
    return {
        "from_first": change(response.sum_mm, response.baseline_mm),
        "from_nadir": change(response.sum_mm, response.nadir_mm),
    }


def reader_of(image: ImagingStudy) -> str:
    """Who read the image, else who stated its category; "" where neither is recorded."""
    return image.reader or (image.reported.reader if image.reported else None) or ""


def _mark_of(total: TargetSum) -> SumMark:
    """A lower bound of 0 says nothing, so it is no sum."""
    if total.exact and total.measured:
        return SumMark.KNOWN
    return SumMark.AT_LEAST if total.measured and total.known > 0 else SumMark.NONE


def _word(response: ImageResponse | None) -> tuple[str, bool]:
    """The response to write beside a point, and whether it is only the radiologist's word."""
    if response is None:
        return "", False
    computed = response.mrecist_overall or response.mrecist_target
    if computed is not None:
        return computed.value, response.sum_mm is None and response.reported is not None
    return (response.reported.value, True) if response.reported is not None else ("", False)


def _cell_of_image(image: ImagingStudy, index: int) -> Cell:
    if image.targets:
        return Cell("images", index, "viable_mm", image.targets[0].lesion)
    reported = image.reported is not None and image.reported.category is not None
    return Cell("images", index, "reported.category" if reported else "date")


def procedures_of(course: Course) -> Iterator[ProcedureMark]:
    rows = course.record.sessions
    for session in course.sessions:
        what = " + ".join(dict.fromkeys(rows[part].type.value for part in session.parts))
        cell = _cell_of_session(session.parts[0])
        yield ProcedureMark(ProcedureKind.TACE, session.first, session.last, session.number, cell, what)
    for index, row in enumerate(rows):
        if row.completed is False or row.type not in COUNTED:
            kind = ProcedureKind.ABORTED if row.completed is False else ProcedureKind.HAIC
            yield ProcedureMark(kind, row.date, row.date, None, _cell_of_session(index), row.type.value)


def _cell_of_session(index: int) -> Cell:
    return Cell("sessions", index, "date")


def _levels(course: Course, responses: Sequence[ImageResponse], end: date) -> Iterator[Level]:
    """Reference lines from the baseline on; the nadir and the PD limit step down with the sums."""
    if course.baseline.image is None:
        return
    start = course.images[course.baseline.image].date
    baseline = next((each.baseline_mm for each in responses if each.baseline_mm is not None), None)
    if baseline is not None and start < end:
        yield Level(LevelKind.BASELINE, ((start, end, float(baseline)),))
        yield Level(LevelKind.PR_LIMIT, ((start, end, float(baseline * 7 / 10)),))
        yield Level(LevelKind.CCI_LIMIT, ((start, end, float(baseline * 12 / 10)),))
    nadirs = [(each.day, each.nadir_mm) for each in responses if each.nadir_mm is not None]
    steps = tuple(_steps(start, nadirs))
    if steps:
        yield Level(LevelKind.NADIR, tuple((begin, until, float(height)) for begin, until, height in steps))
        limits = tuple((begin, until, float(height * 12 / 10)) for begin, until, height in steps)
        yield Level(LevelKind.PD_LIMIT, limits)


def _steps(start: date, nadirs: list[tuple[date, Decimal]]) -> Iterator[tuple[date, date, Decimal]]:
    """(from, to, nadir): up to each image the smallest sum before it, equal neighbours joined."""
    ends = [start, *(day for day, _ in nadirs)]
    steps: list[tuple[date, date, Decimal]] = []
    for (begin, until), (_, height) in zip(pairwise(ends), nadirs, strict=True):
        if steps and steps[-1][2] == height:
            steps[-1] = (steps[-1][0], until, height)
        elif begin < until:
            steps.append((begin, until, height))
    yield from steps


def _marker_series(record: PatientRecord) -> Iterator[MarkerSeries]:
    points: dict[Marker, list[MarkerPoint]] = {marker: [] for marker in Marker}
    for index, row in enumerate(record.markers):
        value = canonical_value(row)
        if value is not None:
            points[row.marker].append(_marker_point(row, float(value), index))
    for marker, found in points.items():
        if found:
            yield MarkerSeries(marker, CANONICAL_UNITS[marker], tuple(found))


def _marker_point(row: TumourMarker, value: float, index: int) -> MarkerPoint:
    where = " · ".join(filter(None, (row.laboratory, row.assay)))
    cell = Cell("markers", index, "value")
    return MarkerPoint(row.date, row.marker, value, row.bound or Bound.EXACT, entered_value(row), cell, where)
