"""Which marker entries would decide item B: a search over the few rows that matter.

Few gaps are tried together, the fewest first, and only where they can still decide something new: an entry moves
only the tests whose windows it lies in, and what was found to be enough is not tried with more besides.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain, combinations, product

from domain.course import CountedSession, Window
from domain.logic.cell import NEW_ROW, Cell
from domain.logic.deciding import Way, Ways
from domain.logic.verdict import Verdict
from domain.record.tumour_marker import UNITS, Marker, MarkerUnit, TumourMarker
from domain.resistance.marker_trend import (
    ValuesAround,
    after_window,
    before_window,
    trend_verdict,
    values_around,
    verdicts_in_reach,
)
from domain.resistance.marker_values import DayValue, MarkerRows, by_day, canonical, usable, value_of

_LOW = Decimal(0)
_HIGH = Decimal(10) ** 12
MOST_TOGETHER = 3
MOST_UNFINISHED = 6
"""Of more rows without value or unit the latest are tried: each of them multiplies the search."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A value that could be entered, and the sessions (by number) before and after which it would count."""

    value: DayValue
    before: frozenset[int]
    after: frozenset[int]


Answer = tuple[Way, tuple[Entry, ...]]
"""Cells answered, and what they could then say."""
Gap = Sequence[Answer]
"""The answers of which one can be given."""
Windows = tuple[CountedSession, Window, Window]
"""A session, the days before it and the days after it that count."""


def deciding_entries(
    marker: Marker,
    rows: MarkerRows,
    sessions: Sequence[CountedSession],
    limit: Decimal,
    tested: Collection[int] = (),
) -> tuple[Ways, Ways]:
    """Ways to met and to not met of one marker: rows left without value or unit, and rows still to be entered.

    ``tested`` are the numbers of the sessions that the tests read now, empty where there is no value after any.
    """
    # The sessions tested now and the later ones: no entry brings an earlier one back.
    sessions = sessions[min(tested, default=1) - 1 :]
    windows = [(session, before_window(session), after_window(session)) for session in sessions]
    around = [values_around(rows, session) for session in sessions]
    gaps = [
        *list(_unfinished_rows(rows, windows))[-MOST_UNFINISHED:],
        *_rows_to_enter(marker, around, tested or {sessions[-1].number}, windows),
    ]
    found: dict[Verdict, list[Way]] = {Verdict.MET: [], Verdict.NOT_MET: []}
    for way, fillings in _together(gaps):
        latest_two = _latest_two(around, fillings)
        before = {number for entries in fillings for entry in entries for number in entry.before}
        wanted = {
            verdict for verdict in verdicts_in_reach(latest_two, limit, before) if not _known(way, found[verdict])
        }
        for entries in product(*fillings):
            if not wanted:
                break
            verdict = trend_verdict([_filled(each, entries) for each in latest_two], limit)
            if verdict in wanted:
                found[verdict].append(way)
                wanted.remove(verdict)
    return tuple(found[Verdict.MET]), tuple(found[Verdict.NOT_MET])


def _together(gaps: Sequence[Gap]) -> Iterator[tuple[Way, list[tuple[Entry, ...]]]]:
    """Answers to some gaps at once, the fewest first, each with what it could then say."""
    for size in range(1, MOST_TOGETHER + 1):
        for answers in chain.from_iterable(product(*some) for some in combinations(gaps, size)):
            yield frozenset[tuple[Cell, str]]().union(*(way for way, _ in answers)), [each for _, each in answers]


def _known(way: Way, ways: list[Way]) -> bool:
    """Whether no more than this was found to be enough already."""
    return any(shorter <= way for shorter in ways)


def _latest_two(around: Sequence[ValuesAround], fillings: Sequence[Sequence[Entry]]) -> Sequence[ValuesAround]:
    """The latest session that then has a value after it, and the one before it; nothing where none has."""
    entered = {number for entries in fillings for number in entries[0].after}
    for position in range(len(around) - 1, -1, -1):
        if around[position].after or around[position].session in entered:
            return around[max(position - 1, 0) : position + 1]
    return ()


def _filled(around: ValuesAround, entries: Iterable[Entry]) -> ValuesAround:
    """The values around a session with those entries that lie in its windows."""
    before = [entry.value for entry in entries if around.session in entry.before]
    after = [entry.value for entry in entries if around.session in entry.after]
    if not before and not after:
        return around
    return ValuesAround(
        around.session,
        by_day((*around.before, *before)) if before else around.before,
        by_day((*around.after, *after)) if after else around.after,
    )


def _entry(value: DayValue, windows: Sequence[Windows]) -> Entry:
    return Entry(
        value,
        frozenset(session.number for session, before, _ in windows if value.day in before),
        frozenset(session.number for session, _, after in windows if value.day in after),
    )


def _unfinished_rows(rows: MarkerRows, windows: Sequence[Windows]) -> Iterator[Gap]:
    """Rows without a value or a unit: what each could say."""
    for index, row in rows:
        if usable(row) or not any(row.date in before or row.date in after for _, before, after in windows):
            continue
        amounts = {"low": _LOW, "high": _HIGH} if row.value is None else {"": row.value}
        answers: list[Answer] = []
        for unit, (answer, amount) in product(_units(row), amounts.items()):
            cells = [(Cell("markers", index, "value"), answer)] if row.value is None else []
            cells += [(Cell("markers", index, "unit"), unit.value)] if row.unit is None else []
            value = value_of(row.model_copy(update={"value": amount, "unit": unit}), index)
            assert value is not None  # noqa: S101 - both are there now
            answers.append((frozenset(cells), (_entry(value, windows),)))
        yield answers


def _units(row: TumourMarker) -> Iterable[MarkerUnit]:
    """One of the units that mean the same; a value beyond every threshold is so in any."""
    if row.unit is not None:
        return (row.unit,)
    if row.value is None:
        return UNITS[row.marker][:1]
    return {canonical(row.value, unit): unit for unit in reversed(UNITS[row.marker])}.values()


def _rows_to_enter(
    marker: Marker, around: Sequence[ValuesAround], tested: Collection[int], windows: Sequence[Windows]
) -> Iterator[Gap]:
    """The value before and a value after each session that the test looks at."""
    for recorded, (session, before, after) in zip(around, windows, strict=True):
        if session.number not in tested:
            continue
        if not recorded.before:
            yield [_entered(marker, "value_before", before, _low_and_high(before.first), windows)]
        if not after.empty:
            possible = _low_and_high(after.last)
            if recorded.after:
                alike = replace(recorded.after[0], day=after.first, rows=())
                possible += (alike, *_low_and_high(after.first))
            yield [_entered(marker, "value_after", after, possible, windows)]


def _low_and_high(day: date) -> tuple[DayValue, ...]:
    return DayValue(day, _LOW, _LOW), DayValue(day, _HIGH, _HIGH)


def _entered(
    marker: Marker, purpose: str, window: Window, possible: Iterable[DayValue], windows: Sequence[Windows]
) -> Answer:
    cell = Cell("markers", NEW_ROW, purpose, marker.value, window.first, window.last)
    return frozenset({(cell, "entered")}), tuple(_entry(value, windows) for value in possible)
