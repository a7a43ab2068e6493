"""Sums of target diameters, possibly with unknown targets, and exact comparisons between them.

With unknown targets a sum is the interval [known part, ∞). Intervals are independent of each other and
every comparison is three-valued: certain as soon as the known part alone decides it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from domain.course import ChosenImage, Course, Reads, once_while
from domain.logic.cell import Cell
from domain.logic.deciding import NEVER, NOW, Way, Ways, jointly, way
from domain.logic.finding import Fact, Finding, decided, undecided
from domain.logic.verdict import Verdict
from domain.record.imaging import TargetLesion, TargetState

Diameter = Literal["viable_mm", "total_mm"]
TOO_SMALL_MM = Decimal(5)
NOT_EVALUABLE = "not_evaluable"
NO_TARGETS = "no_targets"
ZERO = Decimal(0)


@dataclass(frozen=True)
class TargetSum:
    """A sum of diameters in mm. ``known`` is its certain part; ``to_enter`` the cells that would complete it.

    ``because`` is set where no entry can complete it: a target not evaluable, no targets, a session overtaken.
    ``besides`` is what must be entered before there is anything to measure.
    """

    known: Decimal = ZERO
    to_enter: tuple[Cell, ...] = ()
    because: str = ""
    image: int | None = None
    diameter: Diameter = "viable_mm"
    lesions: tuple[str, ...] = ()
    measured: bool = True
    besides: tuple[Cell, ...] = ()

    @property
    def exact(self) -> bool:
        return not self.to_enter and not self.because

    @cached_property
    def read(self) -> tuple[Cell, ...]:
        """The cells of the targets whose value is known."""
        if self.image is None:
            return ()
        return tuple(Cell("images", self.image, self.diameter, lesion) for lesion in self.lesions)

    @property
    def mm(self) -> Decimal | None:
        return self.known if self.exact else None


@dataclass(frozen=True, slots=True)
class Level:
    """A sum to compare with, and the cells that must be answered yes before it may be used.

    ``no_stands``: against a level whose phase is not recorded, "does not exceed" stays no.
    """

    sum: TargetSum
    pending: tuple[Cell, ...] = ()
    no_stands: bool = False

    @property
    def certain(self) -> bool:
        return self.sum.exact and not self.pending


@once_while(Reads.ONE_IMAGE)
def target_sum(course: Course, image: int, diameter: Diameter, *, liver_only: bool = False) -> TargetSum:
    """The sum of the target set on one image; absent targets are not evaluable there.

    Where the image has a row for none of the targets, ``measured`` is False.
    """
    rows, diameter_of = course.targets_on(image), _DIAMETER[diameter]
    lesions = course.lesions_in_liver if liver_only else course.lesions
    if not lesions:
        return TargetSum(because=NO_TARGETS, image=image, measured=False)
    known, to_enter, because, read = ZERO, [], "", []
    for lesion in lesions:
        row = rows.get(lesion)
        value = None if row is None else diameter_of(row)
        if value is not None:
            known += value
            read.append(lesion)
        elif row is not None and row.state is TargetState.NOT_EVALUABLE:
            because = NOT_EVALUABLE
        else:
            to_enter.append(Cell("images", image, diameter, lesion))
    return TargetSum(known, tuple(to_enter), because, image, diameter, tuple(read), measured_on(course, image))


def measured_on(course: Course, image: int) -> bool:
    """Whether the image has a row for any target of the set."""
    return not course.targets_on(image).keys().isdisjoint(course.lesions)


def viable_mm(row: TargetLesion) -> Decimal | None:
    """The viable diameter that a row stands for; None = unknown."""
    if row.state is None or row.state is TargetState.MEASURED:
        return ZERO if row.viable_mm is None and row.total_mm == 0 else row.viable_mm
    if row.state is TargetState.TOO_SMALL:
        return TOO_SMALL_MM if row.viable_mm is None else row.viable_mm
    return ZERO if row.state is TargetState.NO_ENHANCEMENT else None


def total_mm(row: TargetLesion) -> Decimal | None:
    """The whole diameter that a row stands for; None = unknown."""
    if row.state is TargetState.NOT_EVALUABLE:
        return None
    if row.state is TargetState.TOO_SMALL and row.total_mm is None:
        return TOO_SMALL_MM
    return row.total_mm


_DIAMETER: dict[Diameter, Callable[[TargetLesion], Decimal | None]] = {
    "viable_mm": viable_mm,
    "total_mm": total_mm,
}


def sum_on(
    course: Course, chosen: ChosenImage, diameter: Diameter = "viable_mm", *, liver_only: bool = False
) -> Level:
    """The sum on a chosen image as a level; an image still to be entered is one empty cell."""
    if chosen.image is not None:
        return Level(target_sum(course, chosen.image, diameter, liver_only=liver_only), chosen.pending)
    if chosen.to_enter is None:
        return Level(TargetSum(because=chosen.because, measured=False))
    return Level(_sum_to_enter(course, chosen.to_enter))


def _sum_to_enter(course: Course, image: Cell) -> TargetSum:
    """The sum on an image still to be entered. Where the earlier image that sets the targets has none, only
    an image before the first session can set them."""
    earliest = course.images[course.contrast[0]].date if course.contrast else date.max
    if course.target_set or image.earliest < earliest:
        return TargetSum(to_enter=(image,), measured=False)
    if course.baseline.to_enter is None:
        return TargetSum(because=NO_TARGETS, measured=False)
    return TargetSum(to_enter=(image,), besides=(course.baseline.to_enter,), measured=False)


@dataclass(frozen=True, slots=True)
class Threshold:
    """``percent`` of the level, reached (``inclusive``) or exceeded; ``at_least_mm`` above it besides."""

    percent: int
    inclusive: bool
    at_least_mm: Decimal = ZERO

    def passed(self, follow: Decimal, level: Decimal) -> bool:
        """A sum of 0 exceeds nothing; over a level of 0 any enhancement counts, whatever the millimetres."""
        if follow == 0:
            return False
        if level == 0:
            return True
        scaled, limit = 100 * follow, self.percent * level
        enough = scaled >= limit if self.inclusive else scaled > limit
        return enough and (not self.at_least_mm or follow - level >= self.at_least_mm)

    def limit_mm(self, level: Decimal) -> Decimal:
        """The sum at which the threshold lies, in mm."""
        if level == 0:
            return ZERO
        limit = self.percent * level / 100
        return max(limit, level + self.at_least_mm) if self.at_least_mm else limit


def compare(follow: TargetSum, level: Level, threshold: Threshold) -> Verdict:
    """Whether a sum passes a threshold over a level: certain as soon as the known parts decide it."""
    passed = threshold.passed(follow.known, level.sum.known)
    if passed and level.certain:
        return Verdict.MET
    usable = follow.known == 0 or level.no_stands or not level.pending
    return Verdict.NOT_MET if follow.exact and usable and not passed else Verdict.INDETERMINATE


def exceeds(criterion: str, follow: TargetSum, level: Level, threshold: Threshold, **facts: Fact) -> Finding:
    """As ``compare``, with what was compared, and what would decide it where that is open."""
    verdict = compare(follow, level, threshold)
    facts = _facts(follow, level.sum, threshold) | facts
    cells = (*follow.read, *level.sum.read)
    if verdict.decided:
        return decided(criterion, verdict is Verdict.MET, cells, **facts)
    to_met = _ways_above(follow, level, threshold)
    to_not_met = _ways_below(follow, level, threshold)
    return undecided(criterion, to_met, to_not_met, cells, follow.because or level.sum.because, **facts)


def _facts(follow: TargetSum, base: TargetSum, threshold: Threshold) -> dict[str, Fact]:
    limit = threshold.limit_mm(base.known) if base.exact else None
    return {
        "now_mm": follow.mm,
        "known_mm": follow.known,
        "reference_mm": base.mm,
        "threshold_mm": limit,
        "percent": threshold.percent,
    }


def answer(value: str, cells: Iterable[Cell]) -> Way:
    """The cells answered alike; a row still to be entered can say anything, so it contradicts nothing."""
    return frozenset((cell, "entered" if cell.to_be_added else value) for cell in cells)


def _ways_above(follow: TargetSum, level: Level, threshold: Threshold) -> Ways:
    """The level completed with nothing more, and the sum large enough, by itself or by one large target."""
    if level.sum.because:
        return NEVER
    completed: Ways = (answer("low", level.sum.to_enter) | way("yes", *level.pending),)
    if threshold.passed(follow.known, level.sum.known):
        return completed
    return jointly(completed, tuple(answer("high", (cell, *follow.besides)) for cell in follow.to_enter))


def _ways_below(follow: TargetSum, level: Level, threshold: Threshold) -> Ways:
    """The sum completed with nothing more, and the level high enough, by itself or by one large target."""
    if follow.because:
        return NEVER
    completed: Ways = (answer("low", (*follow.to_enter, *follow.besides)),)
    if follow.known == 0:
        return completed
    usable: Ways = NOW if level.no_stands else (way("yes", *level.pending),)
    if not threshold.passed(follow.known, level.sum.known):
        return jointly(completed, usable)
    return jointly(completed, usable, tuple(answer("high", (cell,)) for cell in level.sum.to_enter))
