"""What a score reads from a record: rows of the latest day within a window, and the cells they stand in."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from domain.logic.cell import NEW_ROW, Cell
from domain.record import ClinicalStatus, ImagingStudy, TumourMarker

Value = Decimal | int | str | bool | None
DatedRow = TypeVar("DatedRow", ClinicalStatus, ImagingStudy, TumourMarker)
"""A row of the record that carries a date."""


@dataclass(frozen=True, slots=True)
class Days:
    """A window of calendar days: later than ``after`` and up to ``until``; None leaves that side open."""

    after: date | None = None
    until: date | None = None

    def row_to_add(self, section: str, purpose: str, item: str = "") -> Cell:
        """The cell of a row that would have to be entered with a date in this window."""
        earliest = date.min if self.after is None else self.after + timedelta(days=1)
        return Cell(section, NEW_ROW, purpose, item, earliest, self.until or date.max)


ALWAYS = Days()


@dataclass(frozen=True, slots=True)
class Input:
    """One value that a score used, as it was entered, or did not find.

    ``value`` None = not recorded; ``cells`` then name where it would be entered. ``bound`` is "<" or ">"
    where the laboratory reported no exact value; ``on`` the day of the row.
    """

    name: str
    value: Value
    unit: str = ""
    on: date | None = None
    cells: tuple[Cell, ...] = ()
    bound: str = ""


def rows_of_latest_day(
    rows: Sequence[DatedRow], has: Callable[[DatedRow], bool], days: Days = ALWAYS
) -> tuple[tuple[int, DatedRow], ...]:
    """The rows (with their index) of the latest day in the window on which any row has what is asked for.

    ``rows`` stand in the order of their dates, as in a record.
    """
    after = days.after or date.min
    end = len(rows) if days.until is None else bisect_right(rows, days.until, key=lambda row: row.date)
    found: list[tuple[int, DatedRow]] = []
    for index in range(end - 1, -1, -1):
        row = rows[index]
        if row.date <= after or (found and row.date != found[0][1].date):
            break
        if has(row):
            found.append((index, row))
    return tuple(reversed(found))


def cell_to_fill(rows: Sequence[DatedRow], section: str, field: str, days: Days = ALWAYS) -> Cell:
    """Where ``field`` would be entered: in the latest row of the window, else in a row to be added."""
    latest = rows_of_latest_day(rows, lambda _: True, days)
    return Cell(section, latest[-1][0], field) if latest else days.row_to_add(section, field)
