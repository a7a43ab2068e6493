"""Computed, reported and second reading side by side."""

from collections.abc import Iterator

from domain.course import Course
from domain.discrepancy.found import NOTE, WARNING, Discrepancy, found
from domain.logic.cell import Cell
from domain.record.imaging import ComparedWith, ImagingStudy, ReportedResponse, ResponseCategory
from domain.response.interval import measured_on
from domain.response.mrecist import mrecist_target


def readings(course: Course) -> Iterator[Discrepancy]:
    for index, image in enumerate(course.images):
        if image.reported is not None:
            yield from _reported(course, index, image.reported)
        if image.second_reading is not None:
            yield from _second(index, image)


def _reported(course: Course, index: int, reported: ReportedResponse) -> Iterator[Discrepancy]:
    """A report that differs from the targets, or that does not say what it was compared with."""
    day, cell = course.images[index].date, Cell("images", index, "reported.category")
    if reported.category is not None and measured_on(course, index):
        computed = mrecist_target(course, index)
        if computed is not None and computed is not reported.category:
            yield found("reported_differs", WARNING, cell, computed=computed, reported=reported.category, day=day)
    if reported.category is ResponseCategory.PD and reported.compared_with is None:
        compared = Cell("images", index, "reported.compared_with")
        yield found("reported_reference_missing", NOTE, compared, day=day)
    elif reported.compared_with is ComparedWith.BASELINE and not course.sessions:
        yield found("reported_without_session", NOTE, cell)


def _second(index: int, image: ImagingStudy) -> Iterator[Discrepancy]:
    """Two readers of one image: shown where they disagree, or are the same person."""
    second = image.second_reading
    assert second is not None  # noqa: S101 (asked by the caller)
    first_category = None if image.reported is None else image.reported.category
    category = None if second.reported is None else second.reported.category
    if None not in (first_category, category) and category is not first_category:
        cell = Cell("images", index, "second_reading.reported.category")
        yield found("second_reading_differs", NOTE, cell, day=image.date, first=first_category, second=category)
    reader, again = (image.reader or "").strip(), (second.reader or "").strip()
    if reader and reader == again:
        cell = Cell("images", index, "second_reading.reader")
        yield found("same_reader_twice", NOTE, cell, day=image.date, reader=reader)
