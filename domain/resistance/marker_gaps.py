"""Which marker entries would decide item B: a search over the few rows that matter."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations, product

from domain.course import CountedSession, Course, Window
from domain.logic.cell import NEW_ROW, Cell
from domain.logic.deciding import Way, Ways
from domain.logic.verdict import Verdict
from domain.record.tumour_marker import UNITS, Marker
from domain.resistance.marker_trend import after_window, before_window, trend_verdict, trends
from domain.resistance.marker_values import DayValue, by_day, value_of

_LOW = Decimal(0)
_HIGH = Decimal(10) ** 12
MOST_TOGETHER = 3

Entry = tuple[Way, DayValue]
"""What an entry would say: the cells answered, and the value of its day."""


def deciding_entries(
    course: Course, marker: Marker, values: Sequence[DayValue], limit: Decimal
) -> tuple[Ways, Ways]:
    """Ways to met and to not met of one marker: rows left without value or unit, and rows still to be entered."""
    sessions = _that_matter(course.sessions, values, limit)
    values = _within(values, sessions)
    gaps = [*_unfinished_rows(course, marker, sessions), *_rows_to_enter(sessions, marker, values, limit)]
    to_met: list[Way] = []
    to_not_met: list[Way] = []
    for size in range(1, min(MOST_TOGETHER, len(gaps)) + 1):
        for entries in (chosen for some in combinations(gaps, size) for chosen in product(*some)):
            way = frozenset(answer for cells, _ in entries for answer in cells)
            if _known(way, to_met) and _known(way, to_not_met):
                continue
            filled = by_day((*values, *(value for _, value in entries)))
            verdict = trend_verdict(filled, sessions, limit)
            found = {Verdict.MET: to_met, Verdict.NOT_MET: to_not_met}.get(verdict)
            if found is not None and not _known(way, found):
                found.append(way)
    return tuple(to_met), tuple(to_not_met)


def _known(way: Way, ways: list[Way]) -> bool:
    """Whether no more than this was found to be enough already."""
    return any(shorter <= way for shorter in ways)


def _that_matter(
    sessions: Sequence[CountedSession], values: Sequence[DayValue], limit: Decimal
) -> Sequence[CountedSession]:
    """The sessions tested now and the later ones: no entry brings an earlier one back."""
    tests = trends(values, sessions, limit)
    earliest = min((number for test in tests for number in test.sessions), default=1)
    return sessions[earliest - 1 :]


def _windows(sessions: Sequence[CountedSession]) -> list[Window]:
    return [window for session in sessions for window in (after_window(session), before_window(session))]


def _within(values: Sequence[DayValue], sessions: Sequence[CountedSession]) -> tuple[DayValue, ...]:
    """The values that a test of these sessions can read."""
    windows = _windows(sessions)
    return tuple(value for value in values if any(value.day in window for window in windows))


def _unfinished_rows(course: Course, marker: Marker, sessions: Sequence[CountedSession]) -> Iterator[list[Entry]]:
    """Rows without a value or a unit: what each could say."""
    windows = _windows(sessions)
    for index, row in enumerate(course.record.markers):
        if row.marker is not marker or value_of(row, index) or not any(row.date in window for window in windows):
            continue
        units = UNITS[marker] if row.unit is None else (row.unit,)
        amounts = {"low": _LOW, "high": _HIGH} if row.value is None else {"": row.value}
        entries = []
        for unit, (answer, amount) in product(units, amounts.items()):
            cells = [(Cell("markers", index, "value"), answer)] if row.value is None else []
            cells += [(Cell("markers", index, "unit"), unit.value)] if row.unit is None else []
            value = value_of(row.model_copy(update={"value": amount, "unit": unit}), index)
            assert value is not None  # noqa: S101 - both are there now
            entries.append((frozenset(cells), value))
        yield entries


def _rows_to_enter(
    sessions: Sequence[CountedSession], marker: Marker, values: Sequence[DayValue], limit: Decimal
) -> Iterator[list[Entry]]:
    """The value before and a value after each session that the test looks at."""
    tests = trends(values, sessions, limit)
    numbers = {number for test in tests for number in test.sessions} or {sessions[-1].number}
    for session in sessions:
        if session.number not in numbers:
            continue
        before = before_window(session)
        if not any(value.day in before for value in values):
            yield [*_entered(marker, "value_before", before, before.first, ())]
        after = after_window(session)
        if not after.empty:
            seen = tuple(value for value in values if value.day in after)
            yield [
                *_entered(marker, "value_after", after, after.last, ()),
                *_entered(marker, "value_after", after, after.first, seen),
            ]


def _entered(marker: Marker, purpose: str, window: Window, day: date, like: Sequence[DayValue]) -> Iterator[Entry]:
    cell = Cell("markers", NEW_ROW, purpose, marker.value, window.first, window.last)
    way = frozenset({(cell, "entered")})
    if like:
        yield way, replace(like[0], day=day, rows=())
    else:
        yield way, DayValue(day, _LOW, _LOW)
        yield way, DayValue(day, _HIGH, _HIGH)
