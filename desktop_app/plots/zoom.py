"""The part of time that a chart shows: nearer, further, along, never outside of the whole."""

from datetime import date, timedelta
from typing import Final

from desktop_app.plots.scales import TimeAxis, time_axis_between

FEWEST_DAYS: Final = 21


def zoomed(whole: TimeAxis, shown: TimeAxis, factor: float, at: float) -> TimeAxis:
    """``factor`` below 1 comes nearer; the day at this share of the axis stays where it is."""
    days = _days(shown)
    wanted = max(days * factor, min(days, FEWEST_DAYS))
    centre = shown.first.toordinal() + at * days
    return _within(whole, round(centre - at * wanted), round(wanted))


def panned(whole: TimeAxis, shown: TimeAxis, share: float) -> TimeAxis:
    """Along by this share of what is shown, as far as the whole goes."""
    days = _days(shown)
    step = round(days * share) or (1 if share > 0 else -1)
    return _within(whole, shown.first.toordinal() + step, days)


def chosen(whole: TimeAxis, one: date, other: date) -> TimeAxis:
    """These days and those between them, in whichever order they were chosen."""
    first, last = sorted((one.toordinal(), other.toordinal()))
    days = max(last - first, FEWEST_DAYS)
    return _within(whole, (first + last - days) // 2, days)


def followed(whole: TimeAxis, shown: TimeAxis, day: date) -> TimeAxis:
    """What is shown, moved just so far that this day stands well inside."""
    if 0.0 <= shown.at(day) <= 1.0:
        return shown
    days = _days(shown)
    margin = days // 8
    before = day < shown.first
    start = day.toordinal() - margin if before else day.toordinal() + margin - days
    return _within(whole, start, days)


def day_at(axis: TimeAxis, share: float) -> date:
    """The day at this share of the axis, held within it."""
    days = _days(axis)
    return axis.first + timedelta(days=min(max(round(share * days), 0), days))


def _within(whole: TimeAxis, start: int, days: int) -> TimeAxis:
    """So many days from this one on, shifted into the whole; the whole itself where it holds no more."""
    if days >= _days(whole):
        return whole
    start = min(max(start, whole.first.toordinal()), whole.last.toordinal() - days)
    return time_axis_between(date.fromordinal(start), date.fromordinal(start + days))


def _days(axis: TimeAxis) -> int:
    return (axis.last - axis.first).days
