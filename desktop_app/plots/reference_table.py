"""What the evaluated image is compared with: the first sum, the nadir, the image before, and who compares."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from desktop_app.plots.numbers import change
from domain.assessment import Assessment
from domain.course import Course
from domain.logic.cell import Cell
from domain.logic.finding import Finding
from domain.response.image_response import ImageResponse
from domain.response.interval import target_sum
from domain.response.levels import levels_before


class Reference(StrEnum):
    """``BEFORE_LAST``, the image before the last TACE, is listed where it is not the previous image."""

    FIRST = "first"
    NADIR = "nadir"
    PREVIOUS = "previous"
    BEFORE_LAST = "before_last"
    NOW = "now"


_COMPARED: Final[Mapping[str, tuple[Reference, str]]] = {
    "cci.pd_over_first": (Reference.FIRST, "≥"),
    "jsh.more_than_half_viable": (Reference.FIRST, ">"),
    "response.not_shrunk_30": (Reference.FIRST, ">"),
    "response.over_level": (Reference.NADIR, "≥"),
    "study.not_shrunk_25": (Reference.BEFORE_LAST, ">"),
}
"""The comparisons of sums: what with, and the sign before their percentage."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The definitions that ask for this much of the reference ("≥", 120)."""

    sign: str
    percent: int
    definitions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """One sum, in mm; ``exact`` is False where a target is unknown: then it is the known part.

    ``liver_mm`` is set where targets outside the liver belong to the sum: some definitions leave them out.
    """

    reference: Reference
    day: date
    cell: Cell
    sum_mm: Decimal
    exact: bool
    liver_mm: Decimal | None
    compared: tuple[Comparison, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferenceTable:
    now: ReferenceRow
    rows: tuple[ReferenceRow, ...]

    def change_mm(self, row: ReferenceRow) -> Decimal | None:
        """How much larger the sum is now; None where one of the two has an unknown target."""
        return self.now.sum_mm - row.sum_mm if self.now.exact and row.exact else None

    def change_percent(self, row: ReferenceRow) -> str:
        return change(self.now.sum_mm, row.sum_mm) if self.now.exact and row.exact else ""


def evaluated_response(assessment: Assessment) -> ImageResponse | None:
    """The response that counts: on the latest image that evaluates a session, else on the latest image."""
    evaluating = [each for each in assessment.responses if each.evaluates_session is not None]
    return max(evaluating or assessment.responses, key=lambda each: each.day, default=None)


def reference_table(assessment: Assessment) -> ReferenceTable | None:
    """None where no image was made after the first session, or none of its targets was measured."""
    response = evaluated_response(assessment)
    now = None if response is None else _row(assessment.course, Reference.NOW, response.image)
    if response is None or now is None:
        return None
    images = dict(_images(assessment.course, response.image))
    compared = _compared(assessment, response.day)
    if images[Reference.BEFORE_LAST] == images[Reference.PREVIOUS]:
        del images[Reference.BEFORE_LAST]
        compared[Reference.PREVIOUS] = compared.pop(Reference.BEFORE_LAST, ())
    rows = (
        _row(assessment.course, reference, image, compared.get(reference, ()))
        for reference, image in images.items()
    )
    return ReferenceTable(now, tuple(row for row in rows if row is not None))


def _images(course: Course, now: int) -> Iterator[tuple[Reference, int | None]]:
    yield Reference.FIRST, course.baseline.image
    levels = [level for level in levels_before(course, now, "viable_mm") if level.certain and level.sum.measured]
    nadir = min(levels, key=lambda level: level.sum.known, default=None)
    yield Reference.NADIR, None if nadir is None else nadir.sum.image
    yield Reference.PREVIOUS, _previous(course, now)
    session = course.evaluates(now)
    yield Reference.BEFORE_LAST, None if session is None else course.image_before(session).image


def _previous(course: Course, now: int) -> int | None:
    """The latest image before with a measured target."""
    day = course.images[now].date
    earlier = [chosen.image for of_day, chosen in course.first_of_each_day if of_day < day]
    return next(
        (
            image
            for image in reversed(earlier)
            if image is not None and target_sum(course, image, "viable_mm").measured
        ),
        None,
    )


def _row(
    course: Course, reference: Reference, image: int | None, compared: tuple[Comparison, ...] = ()
) -> ReferenceRow | None:
    if image is None or not (whole := target_sum(course, image, "viable_mm")).measured:
        return None
    cells = (*whole.read, *whole.to_enter)
    cell = cells[0] if cells else Cell("images", image, "date")
    outside = course.lesions_in_liver != course.lesions
    liver = target_sum(course, image, "viable_mm", liver_only=True).mm if outside else None
    return ReferenceRow(
        reference,
        course.images[image].date,
        cell,
        whole.known,
        whole.exact,
        liver,
        compared,
    )


def _compared(assessment: Assessment, day: date) -> dict[Reference, tuple[Comparison, ...]]:
    """Which definitions compare the image of this day with which reference, by the limit they ask for."""
    found: dict[Reference, dict[tuple[str, int], list[str]]] = {}
    for definition, verdict in assessment.verdicts.items():
        for reference, sign, percent in dict.fromkeys(_comparisons(verdict.finding, day)):
            found.setdefault(reference, {}).setdefault((sign, percent), []).append(definition)
    return {
        reference: tuple(Comparison(sign, percent, tuple(names)) for (sign, percent), names in limits.items())
        for reference, limits in found.items()
    }


def _comparisons(finding: Finding, day: date) -> Iterator[tuple[Reference, str, int]]:
    """The comparisons below a finding, but for those of another image."""
    if finding.fact("image_day") not in (None, day):
        return
    percent = finding.fact("percent")
    if finding.criterion in _COMPARED and isinstance(percent, int):
        yield (*_COMPARED[finding.criterion], percent)
    for child in finding.children:
        yield from _comparisons(child, day)
