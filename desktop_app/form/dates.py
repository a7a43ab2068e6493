"""A typed date: many ways to write it, one way to read it; nothing jumps, nothing is guessed silently."""

import re
from datetime import date, timedelta

from desktop_app.form.problem import Problem, problem
from desktop_app.form.reading import folded

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
_WHOLE = (
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})", re.ASCII),
    re.compile(r"(?P<year>[0-9]{4})(?P<sep>[-./])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})", re.ASCII),
    re.compile(r"(?P<year>[0-9]{4})年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})[日号]?", re.ASCII),
)
_YEARLESS = (
    re.compile(r"(?P<month>[0-9]{2})(?P<day>[0-9]{2})", re.ASCII),
    re.compile(r"(?P<month>[0-9]{1,2})[.](?P<day>[0-9]{1,2})", re.ASCII),
    re.compile(r"(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})[日号]?", re.ASCII),
    re.compile(r"(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})", re.ASCII),
)
_SLASHED = re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})", re.ASCII)
_BLANKS = re.compile(r"\s+(?![0-9])|(?<![0-9])\s+")
"""Blanks around separators; between two digits they stay, since "1 1.2" is no "11.2"."""
_BACK = re.compile(r"-(?P<count>[0-9]{1,4})(?P<weeks>[wW周]?)", re.ASCII)


def read_date(text: str, today: date, *, future: bool = False, yearless: bool = True) -> date | Problem | None:
    """The day meant, or a Problem. A day without a year is the latest such day that is not in the future.

    ``t`` is today, ``-3`` three days ago, ``-2w`` two weeks ago. ``3/12`` could be either of two days
    and is asked about. ``future`` allows a day to come, ``yearless`` a day without its year.
    """
    written = _BLANKS.sub("", folded(text))
    if not written:
        return None
    day = _relative(written, today) or _whole(written) or _without_year(written, today, yearless)
    if day is None:
        return problem("full_stop" if "。" in written else "not_a_date", text=written)
    if isinstance(day, Problem):
        return day
    if not EARLIEST <= day <= LATEST:
        return problem("date_range")
    if day > today and not future:
        return problem("future_date", day=day, today=today)
    return day


def _relative(written: str, today: date) -> date | Problem | None:
    if written.lower() in ("t", "今天", "今日"):
        return today
    found = _BACK.fullmatch(written)
    if found is None:
        return None
    days = int(found["count"]) * (7 if found["weeks"] else 1)
    return today - timedelta(days=days) if days < (today - EARLIEST).days else problem("date_range")


def _whole(written: str) -> date | Problem | None:
    for pattern in _WHOLE:
        if found := pattern.fullmatch(written):
            return _calendar(int(found["year"]), int(found["month"]), int(found["day"]))
    return None


def _without_year(written: str, today: date, allowed: bool) -> date | Problem | None:
    slashed = _SLASHED.fullmatch(written)
    found = slashed or next((hit for pattern in _YEARLESS if (hit := pattern.fullmatch(written))), None)
    if found is None:
        return None
    month, day = int(found["month"]), int(found["day"])
    if not allowed:
        return problem("year_needed", text=written)
    if slashed and month != day and month <= 12 and day <= 12:
        return problem("month_or_day", text=written, one=f"{month}.{day}", other=f"{day}.{month}")
    return _latest_such_day(month, day, today)


def _latest_such_day(month: int, day: int, today: date) -> date | Problem:
    """29 February goes back to the last leap year."""
    for year in range(today.year, today.year - 9, -1):
        such = _calendar(year, month, day)
        if isinstance(such, date) and such <= today:
            return such
    return problem("no_such_day")


def _calendar(year: int, month: int, day: int) -> date | Problem:
    try:
        return date(year, month, day)
    except ValueError:
        return problem("no_such_day")
