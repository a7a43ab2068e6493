"""Axes: where a day, a length or a marker value stands between 0 and 1, and where the ticks are.

Computed once, so that the screen and the paper show the same.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MOST_DATE_LABELS = 9
MOST_LENGTH_STEPS = 5
MOST_DECADE_LABELS = 5
MOST_DIVIDED_DECADES = 3
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)
_NICE = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: its place between 0 and 1, and its label ("" = unlabelled).

    ``minor`` labels give way where there is no room for all.
    """

    at: float
    label: str
    minor: bool = False


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Calendar days from ``first`` to ``last``."""

    first: date
    last: date
    ticks: tuple[Tick, ...]

    def at(self, day: date) -> float:
        return _share_of(day, self.first, self.last)


@dataclass(frozen=True, slots=True)
class LengthAxis:
    """Millimetres from 0 to ``top``."""

    top: float
    ticks: tuple[Tick, ...]

    def at(self, millimetres: float) -> float:
        return min(1.0, max(0.0, millimetres / self.top))


@dataclass(frozen=True, slots=True)
class LogAxis:
    """Powers of ten from ``lowest`` to ``highest``. Zero has no logarithm: it stands on the floor."""

    lowest: int
    highest: int
    ticks: tuple[Tick, ...]

    def at(self, value: float) -> float:
        if value <= 0:
            return 0.0
        share = (math.log10(value) - self.lowest) / (self.highest - self.lowest)
        return min(1.0, max(0.0, share))


def time_axis(days: Iterable[date]) -> TimeAxis:
    """An axis that holds all these days with some air on both sides; ticks on days a reader expects."""
    known = sorted(days)
    air = max(timedelta(days=5), (known[-1] - known[0]) * 0.04)
    return time_axis_between(known[0] - air, known[-1] + air)


def time_axis_between(first: date, last: date) -> TimeAxis:
    """Exactly these days, both included."""
    ticks = tuple(Tick(_share_of(day, first, last), label) for day, label in _dates(first, last))
    return TimeAxis(first, last, ticks)


def length_axis(largest: float) -> LengthAxis:
    """An axis from 0 to a round number above ``largest`` (mm)."""
    step = _nice_step(max(largest, 1.0) * 1.06 / MOST_LENGTH_STEPS)
    count = max(1, math.ceil(max(largest, 1.0) * 1.06 / step))
    ticks = tuple(Tick(number / count, f"{number * step:g}") for number in range(count + 1))
    return LengthAxis(count * step, ticks)


def log_axis(values: Iterable[float]) -> LogAxis | None:
    """An axis of whole decades around the positive values; None where there are none at all."""
    known = list(values)
    positive = [value for value in known if value > 0]
    if not known:
        return None
    low = math.floor(math.log10(min(positive))) if positive else 0
    high = math.ceil(math.log10(max(positive))) if positive else 1
    if len(positive) < len(known):
        low -= 1
    high = max(high, low + 1)
    return LogAxis(low, high, _decades(low, high))


def _decades(low: int, high: int) -> tuple[Tick, ...]:
    """Labels at the decades; also at 2 and 5 times them where there are few decades."""
    every = math.ceil((high - low) / MOST_DECADE_LABELS)
    ticks = [
        Tick((power - low) / (high - low), _power_of_ten(power) if (power - low) % every == 0 else "")
        for power in range(low, high + 1)
    ]
    if high - low <= MOST_DIVIDED_DECADES:
        ticks += [
            Tick((math.log10(factor) + power - low) / (high - low), f"{factor * 10.0**power:g}", minor=True)
            for power in range(low, high)
            for factor in (2, 5)
        ]
    return tuple(sorted(ticks, key=lambda tick: tick.at))


def _power_of_ten(power: int) -> str:
    """The plain number, in groups of three where it is long."""
    if power < 0:
        return f"{10.0**power:.{-power}f}"
    return f"{10**power}" if power < 6 else f"{10**power:,}".replace(",", "\u00a0")


def _nice_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in _NICE if factor * power >= rough * 0.999)


def _dates(first: date, last: date) -> list[tuple[date, str]]:
    span = (last - first).days
    if span <= 70:
        every = 7 if span <= 7 * MOST_DATE_LABELS else 14
        monday = first + timedelta(days=-first.weekday() % 7)
        days = (monday + timedelta(days=every * number) for number in range(span // every + 1))
        return [(day, day.isoformat()[5:]) for day in days if day <= last]
    step = next((step for step in _MONTH_STEPS if span / 30.44 / step <= MOST_DATE_LABELS), _MONTH_STEPS[-1])
    starts = _month_starts(first, last, step)
    return [(day, f"{day:%Y}" if step >= 12 else f"{day:%Y-%m}") for day in starts]


def _month_starts(first: date, last: date, step: int) -> list[date]:
    """First days of every ``step``-th month (counted from January of year 0) within the axis."""
    month = first.year * 12 + first.month - 1 + (first.day > 1)
    month += -month % step
    starts = []
    while date(month // 12, month % 12 + 1, 1) <= last:
        starts.append(date(month // 12, month % 12 + 1, 1))
        month += step
    return starts


def _share_of(day: date, first: date, last: date) -> float:
    return (day - first).days / max(1, (last - first).days)
