"""The image before the first TACE and its target set."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from domain.course import Course
from domain.discrepancy.found import STOPS, WARNING, Discrepancy, found
from domain.logic.cell import Cell
from domain.record.imaging import NonTarget, TargetState

BASELINE_AGE = timedelta(days=28)
TARGET_FROM_MM = Decimal(10)
IN_LIVER, IN_ALL = 2, 5
_NOT_VIABLE = (TargetState.NO_ENHANCEMENT, TargetState.NOT_EVALUABLE)
_AGAINST_BEFORE = (NonTarget.CR, NonTarget.PD)


def baseline(course: Course) -> Iterator[Discrepancy]:
    if not course.sessions:
        return
    first, index = course.sessions[0].first, course.baseline.image
    if index is None:
        if course.baseline.to_enter is not None:
            yield found("no_baseline", STOPS, course.baseline.to_enter, day=first)
        return
    image = course.images[index]
    cell = Cell("images", index, "date")
    if first - image.date > BASELINE_AGE:
        yield found("baseline_old", WARNING, cell, days=(first - image.date).days, day=image.date)
    if not image.targets:
        yield found("baseline_without_targets", STOPS, cell, day=image.date)
    yield from _target_set(course, index)
    yield from _nothing_before(course, index)


def _target_set(course: Course, image: int) -> Iterator[Discrepancy]:
    """At most two targets in the liver and five in all, each at least 10 mm and enhancing."""
    cells = tuple(Cell("images", image, "viable_mm", target.lesion) for target in course.target_set)
    if len(course.lesions_in_liver) > IN_LIVER or len(course.target_set) > IN_ALL:
        yield found("too_many_targets", WARNING, *cells, count=len(course.target_set))
    for target, cell in zip(course.target_set, cells, strict=True):
        if target.viable_mm is not None and target.viable_mm < TARGET_FROM_MM:
            yield found("target_too_small", WARNING, cell, lesion=target.lesion, mm=target.viable_mm)
        if target.state in _NOT_VIABLE:
            state = Cell("images", image, "state", target.lesion)
            yield found("target_not_enhancing", WARNING, state, lesion=target.lesion, state=target.state)


def _nothing_before(course: Course, index: int) -> Iterator[Discrepancy]:
    """What compares with an earlier image cannot stand on the first one; what was not there cannot respond."""
    image = course.images[index]
    cell = Cell("images", index, "non_target")
    if image.new_lesions:
        yield found("new_lesion_at_baseline", WARNING, Cell("images", index, "new_lesions"), day=image.date)
    if image.non_target in _AGAINST_BEFORE:
        yield found("non_target_at_baseline", WARNING, cell, day=image.date, category=image.non_target)
    if image.non_target is not NonTarget.NONE:
        return
    for number, later in enumerate(course.images[index + 1 :], index + 1):
        if later.non_target not in (None, NonTarget.NONE) and later.date > image.date:
            cells = (Cell("images", number, "non_target"), cell)
            yield found("non_target_appeared", WARNING, *cells, day=later.date, category=later.non_target)
            return
