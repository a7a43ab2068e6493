"""JSH items C and D: vascular invasion or extrahepatic spread that was not there before (section 6).

Any image counts, whatever its phase or day. Entries of one day: present wins.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from domain.course import Course, Reads, once_while
from domain.logic.cell import NEW_ROW, Cell
from domain.logic.deciding import Ways, jointly, way
from domain.logic.finding import Fact, Finding, decided, undecided
from domain.record.imaging import ImagingStudy


@dataclass(frozen=True, slots=True)
class Day:
    """The images of one day and what they say together: present, absent, or nothing."""

    day: date
    images: tuple[int, ...]
    entry: bool | None
    empty: tuple[Cell, ...]


class Appearance:
    """The entries on vessels or on spread, before and after the first session."""

    def __init__(self, course: Course, field: str, read: Callable[[ImagingStudy], bool | None]) -> None:
        first = course.sessions[0].first
        days = [
            _day(day, tuple(same), course, field, read)
            for day, same in groupby(range(len(course.images)), key=lambda index: course.images[index].date)
        ]
        self.field = field
        self.course = course
        self.earlier = [day for day in days if day.day <= first]
        self.later = [day for day in days if day.day > first]

    @cached_property
    def before(self) -> bool | None:
        """The last entry up to the day of the first session."""
        return next((day.entry for day in reversed(self.earlier) if day.entry is not None), None)

    @cached_property
    def present(self) -> list[Day]:
        return [day for day in self.later if day.entry]

    @cached_property
    def absent_first(self) -> bool:
        """Whether an entry after the first session said absent before a later one said present."""
        return bool(self.present) and any(
            day.entry is False and day.day < self.present[-1].day for day in self.later
        )

    def finding(self, criterion: str) -> Finding:
        """Whether it is new since the first session."""
        facts = self._facts()
        if self.before is True:
            return decided(criterion, False, self._read(self.earlier), **facts)
        if self.present:
            if self.before is False or self.absent_first:
                return decided(criterion, True, self._read([*self.earlier, *self.present]), **facts)
            return self._present_from_when(criterion, facts)
        if self.later and self.later[-1].entry is False:
            return decided(criterion, False, self._read(self.later[-1:]), **facts)
        return self._not_documented(criterion, facts)

    def _present_from_when(self, criterion: str, facts: dict[str, Fact]) -> Finding:
        """Present later, nothing known of before: an earlier entry decides, or one that says it came back."""
        known_before = self._cells_before()
        last = self.present[-1].day
        absent_later = [cell for day in self.later if day.day < last for cell in day.empty]
        again = [
            way_to_new
            for day in self.later
            if day.day > last
            for cell in day.empty
            for way_to_new in self._new_if_present(cell)
        ]
        to_met: Ways = (*(_answered("no", cell) for cell in (*known_before, *absent_later)), *again)
        to_not_met: Ways = tuple(_answered("yes", cell) for cell in known_before)
        return undecided(criterion, to_met, to_not_met, self._read(self.present), "", **facts)

    def _not_documented(self, criterion: str, facts: dict[str, Fact]) -> Finding:
        """Never present, and the latest image says nothing: documentation must be as recent as the imaging."""
        latest = self.later[-1].empty if self.later else (self._image_to_enter(),)
        present_before = (
            () if self.before is False else tuple(_answered("yes", cell) for cell in self._cells_before())
        )
        to_not_met: Ways = (*(_answered("no", cell) for cell in latest), *present_before)
        to_met = [
            way_to_new
            for cell in (*latest, *(cell for day in self.later[:-1] for cell in day.empty))
            for way_to_new in self._new_if_present(cell)
        ]
        return undecided(criterion, tuple(to_met), to_not_met, self._read(self.earlier), "", **facts)

    def _new_if_present(self, cell: Cell) -> Ways:
        present: Ways = (_answered("yes", cell),)
        if self.before is False or self._absent_before(cell):
            return present
        absent: Ways = tuple(_answered("no", other) for other in self._cells_before())
        return jointly(present, (*absent, *self._absent_meanwhile(cell)))

    def _absent_before(self, cell: Cell) -> bool:
        return any(day.entry is False and self._is_before(day, cell) for day in self.later)

    def _absent_meanwhile(self, cell: Cell) -> Ways:
        """Without an entry before the first session, an absent one after it and before the cell serves."""
        empty = (other for day in self.later if self._is_before(day, cell) for other in day.empty)
        return tuple(_answered("no", other) for other in empty)

    def _is_before(self, day: Day, cell: Cell) -> bool:
        return cell.to_be_added or day.day < self.course.images[cell.row].date

    def _cells_before(self) -> tuple[Cell, ...]:
        cells = tuple(cell for day in self.earlier for cell in day.empty)
        first = self.course.sessions[0].first
        return cells or (Cell("images", NEW_ROW, "image_before", latest=first),)

    def _image_to_enter(self) -> Cell:
        """The image after the last session, else any later image."""
        last = self.course.sessions[-1]
        evaluating = self.course.evaluating(last).to_enter
        day_after = self.course.sessions[0].first + timedelta(days=1)
        return evaluating or Cell("images", NEW_ROW, "later_image", earliest=day_after)

    def _facts(self) -> dict[str, Fact]:
        return {
            "before": self.before,
            "since": self.present[0].day if self.present else None,
            "latest_image": self.later[-1].day if self.later else None,
            "latest_entry": self.later[-1].entry if self.later else None,
        }

    def _read(self, days: list[Day]) -> tuple[Cell, ...]:
        return tuple(Cell("images", image, self.field) for day in days for image in day.images)


def _day(
    day: date, images: tuple[int, ...], course: Course, field: str, read: Callable[[ImagingStudy], bool | None]
) -> Day:
    entries = [read(course.images[image]) for image in images]
    empty = [Cell("images", image, field) for image, entry in zip(images, entries, strict=True) if entry is None]
    says = True if True in entries else False if False in entries else None
    return Day(day, images, says, tuple(empty))


def _answered(value: str, cell: Cell) -> frozenset[tuple[Cell, str]]:
    return way("entered" if cell.to_be_added else value, cell)


@once_while(Reads.STUDIES)
def new_vascular_invasion(course: Course) -> Finding:
    """Item C."""
    return Appearance(course, "vascular_invasion", lambda image: image.shows_vascular_invasion).finding("jsh.C")


@once_while(Reads.STUDIES)
def new_extrahepatic_spread(course: Course) -> Finding:
    """Item D."""
    read = Appearance(course, "extrahepatic_spread", lambda image: image.shows_extrahepatic_spread)
    return read.finding("jsh.D")
