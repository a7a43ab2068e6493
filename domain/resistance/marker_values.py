"""Tumour marker values as intervals in one unit per marker (clinical-rules, section 5)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise
from operator import attrgetter

from domain.course import Window
from domain.record.tumour_marker import Bound, Marker, MarkerUnit, TumourMarker

NG_PER_IU = Decimal("1.21")
_TO_CANONICAL = {
    MarkerUnit.NG_PER_ML: Decimal(1),
    MarkerUnit.UG_PER_L: Decimal(1),
    MarkerUnit.IU_PER_ML: NG_PER_IU,
    MarkerUnit.KIU_PER_L: NG_PER_IU,
    MarkerUnit.MAU_PER_ML: Decimal(1),
    MarkerUnit.AU_PER_L: Decimal(1),
    MarkerUnit.PERCENT: Decimal(1),
}


@dataclass(frozen=True, slots=True)
class DayValue:
    """What one day's value can be: between ``low`` and ``high``, each excluded where open; None = unbounded.

    In ng/mL for AFP, mAU/mL for PIVKA-II, % for AFP-L3.
    """

    day: date
    low: Decimal
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False
    assays: frozenset[str] = frozenset()
    rows: tuple[int, ...] = ()

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def surely_at_most(self, limit: Decimal) -> bool:
        return self.high is not None and self.high <= limit

    def surely_above(self, limit: Decimal) -> bool:
        return self.low > limit or (self.low_open and self.low == limit)

    def surely_at_least(self, factor: Decimal, other: "DayValue") -> bool:
        return other.high is not None and self.low >= factor * other.high

    def surely_below(self, factor: Decimal, other: "DayValue") -> bool:
        if self.high is None:
            return False
        limit = factor * other.low
        return self.high < limit or (self.high == limit and (self.high_open or other.low_open))


def canonical(value: Decimal, unit: MarkerUnit) -> Decimal:
    """The value in ng/mL, mAU/mL or %; 1 IU of AFP is 1.21 ng."""
    return value * _TO_CANONICAL[unit]


def usable(row: TumourMarker) -> bool:
    """A row counts once it has a value and a unit."""
    return row.value is not None and row.unit is not None


def value_of(row: TumourMarker, index: int) -> DayValue | None:
    """The row as an interval: ``<0.605`` is [0, 0.605), ``>60500`` is (60500, ∞); None where it is ignored."""
    if row.value is None or row.unit is None:
        return None
    value = canonical(row.value, row.unit)
    assays = frozenset({row.assay.strip()}) if row.assay and row.assay.strip() else frozenset[str]()
    if row.bound is Bound.LT:
        return DayValue(row.date, Decimal(0), value, False, True, assays, (index,))
    if row.bound is Bound.GT:
        return DayValue(row.date, value, None, True, False, assays, (index,))
    return DayValue(row.date, value, value, False, False, assays, (index,))


MarkerRows = Sequence[tuple[int, TumourMarker]]
"""The rows of one marker, each with its index in the record, in order of their dates."""


def rows_of(markers: Iterable[TumourMarker], marker: Marker) -> MarkerRows:
    return [(index, row) for index, row in enumerate(markers) if row.marker is marker]


def values_within(rows: MarkerRows, window: Window) -> tuple[DayValue, ...]:
    """One value per day of the window, in order of time; several rows of a day are what lies between them."""
    start = bisect_left(rows, window.first, key=_date)
    stop = bisect_right(rows, window.last, lo=start, key=_date)
    found = (value_of(row, index) for index, row in rows[start:stop])
    return by_day([value for value in found if value is not None])


def _date(indexed: tuple[int, TumourMarker]) -> date:
    return indexed[1].date


def by_day(values: Iterable[DayValue]) -> tuple[DayValue, ...]:
    """The values in order of time, those of one day joined to what lies between them."""
    ordered = sorted(values, key=attrgetter("day"))
    if all(one.day < next_one.day for one, next_one in pairwise(ordered)):
        return tuple(ordered)
    return tuple(_hull(tuple(same)) for _, same in groupby(ordered, key=attrgetter("day")))


def _hull(values: tuple[DayValue, ...]) -> DayValue:
    lowest = min(values, key=lambda value: (value.low, value.low_open))
    unbounded = any(value.high is None for value in values)
    highest = max(values, key=lambda value: (value.high or Decimal(0), not value.high_open))
    return DayValue(
        values[0].day,
        lowest.low,
        None if unbounded else highest.high,
        lowest.low_open,
        not unbounded and highest.high_open,
        frozenset(assay for value in values for assay in value.assays),
        tuple(index for value in values for index in value.rows),
    )
