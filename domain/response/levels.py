"""The earlier sums that a later one is compared with: the nadir, and the open ones that might lie below it."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from domain.course import CONFLICT, ChosenImage, Course, Reads, once_per_course, once_while
from domain.response.interval import Diameter, Level, TargetSum, target_sum


@dataclass(frozen=True, slots=True)
class Levels:
    """Of the certain levels only the smallest, the nadir; of the open ones those that might lie below it."""

    nadir: Level | None = None
    still_open: tuple[Level, ...] = ()

    @property
    def that_matter(self) -> tuple[Level, ...]:
        return self.still_open if self.nadir is None else (self.nadir, *self.still_open)

    def with_level(self, level: Level) -> "Levels":
        nadir, still_open = self.nadir, self.still_open
        if not level.certain:
            still_open = (*still_open, level)
        elif nadir is None or level.sum.known < nadir.sum.known:
            nadir = level
        if nadir is not None and still_open:
            lowest = nadir.sum.known
            still_open = tuple(each for each in still_open if not each.no_stands or each.sum.known < lowest)
        return Levels(nadir, still_open)


def levels_before(course: Course, image: int, diameter: Diameter) -> tuple[Level, ...]:
    """The earlier sums that can decide a progression: the nadir, and the open ones that might lie below it."""
    return _levels_before_each(course, diameter)[image]


@once_per_course
def _levels_before_each(course: Course, diameter: Diameter) -> tuple[tuple[Level, ...], ...]:
    """For each image what its sum is compared with: the levels of the days before its own."""
    levels = _at_baseline(course, diameter)
    before: list[tuple[Level, ...]] = []
    for _, same_day in groupby(range(len(course.images)), key=lambda image: course.images[image].date):
        that_matter = levels.that_matter
        for image in same_day:
            before.append(that_matter)
            levels = _levels_through(course, image, diameter)
    return tuple(before)


@once_while(Reads.UP_TO_IMAGE)
def _levels_through(course: Course, image: int, diameter: Diameter) -> Levels:
    """The levels up to this image; asked for in order of time, so each one adds to the one before it."""
    levels = _levels_through(course, image - 1, diameter) if image else _at_baseline(course, diameter)
    chosen = _first_ranked(course).get(image)
    if chosen is None:
        return levels
    level = _later_level(course, chosen, diameter)
    return levels.with_level(level) if level.sum.measured else levels


@once_while(Reads.STUDIES)
def _first_ranked(course: Course) -> dict[int, ChosenImage]:
    """The images whose sums are levels, one of each later day than the baseline; a clash at its first image."""
    baseline = course.baseline.image
    since = date.min if baseline is None else course.images[baseline].date
    days = [image.date for image in course.images]
    return {
        days.index(day) if chosen.image is None else chosen.image: chosen
        for day, chosen in course.first_of_each_day
        if day > since
    }


def _at_baseline(course: Course, diameter: Diameter) -> Levels:
    """The baseline stands first, whatever its day."""
    return Levels().with_level(baseline_level(course, diameter))


@once_per_course
def baseline_level(course: Course, diameter: Diameter) -> Level:
    """The baseline; where it is missing, clashing or without targets, a level that nothing is known of."""
    chosen = course.baseline
    if chosen.image is None:
        to_enter = () if chosen.to_enter is None else (chosen.to_enter,)
        return Level(TargetSum(to_enter=to_enter, because=chosen.because, measured=False))
    return Level(target_sum(course, chosen.image, diameter), chosen.pending)


def _later_level(course: Course, chosen: ChosenImage, diameter: Diameter) -> Level:
    if chosen.image is None:
        return Level(TargetSum(because=CONFLICT))
    return Level(target_sum(course, chosen.image, diameter), chosen.pending, no_stands=True)
