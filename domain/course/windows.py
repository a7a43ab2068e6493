"""Days and months: the windows in which an image or a marker value counts."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from domain.profile import CALENDAR_MONTHS, Profile


@dataclass(frozen=True, slots=True)
class Window:
    """Days from ``first`` to ``last``, both inclusive; empty where ``last`` is before ``first``."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def empty(self) -> bool:
        return self.last < self.first

    def until(self, day: date | None) -> "Window":
        """The part of the window up to and including this day."""
        return self if day is None or day >= self.last else Window(self.first, day)


def add_months(day: date, months: int) -> date:
    """The same day so many calendar months later, clamped at the month's end (31 Aug + 6 = 28/29 Feb)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days_after(day: date, first: int, last: int) -> Window:
    """From the ``first`` to the ``last`` day after ``day``."""
    return Window(day + timedelta(days=first), day + timedelta(days=last))


def response_window(day: date, profile: Profile) -> Window:
    """When an image evaluates a session whose last part was on ``day``."""
    if profile.response_window_days == CALENDAR_MONTHS:
        return Window(add_months(day, 1), add_months(day, 3))
    first, last = profile.response_window_days
    return days_after(day, int(first), int(last))
