"""Windows of days and months: when an image or a value counts. Free of the record: lists need them before it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

CALENDAR_MONTHS: Final = "calendar_months"
ResponseWindow = tuple[int, int] | Literal["calendar_months"]
DEFAULT_RESPONSE_WINDOW: Final = (28, 92)
DUE_DAYS: Final = 15
CLOSING_DAYS: Final = 17


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


def window_after(day: date, setting: ResponseWindow) -> Window:
    """When an image evaluates a session whose last part was on ``day``."""
    if setting == CALENDAR_MONTHS:
        return Window(add_months(day, 1), add_months(day, 3))
    first, last = setting
    return days_after(day, int(first), int(last))
