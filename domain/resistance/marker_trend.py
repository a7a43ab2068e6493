"""JSH item B: a continuous rise of a tumour marker, as this program makes it computable [P].

Steps (clinical-rules, section 5), each a sufficient condition, in this order: 1 all values within normal,
2 no value to compare, 3 different assays, 4 no rise of 20 %, 5 too few or too close, 6 a rise, 7 otherwise.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from operator import attrgetter

from domain.course import CountedSession, Window, days_after
from domain.logic.verdict import Verdict, kleene_or
from domain.resistance.marker_values import DayValue

RISE = Decimal("1.20")
DIP = Decimal("0.80")
APART = timedelta(days=14)
BEFORE_DAYS = 14
AFTER_DAYS = 92


@dataclass(frozen=True, slots=True)
class Trend:
    """The outcome of one test: the step that decided it, and the values that it used."""

    verdict: Verdict
    step: int
    sessions: tuple[int, ...]
    before: DayValue | None
    after: tuple[DayValue, ...]
    borderline: bool = False


def after_window(session: CountedSession) -> Window:
    """Day 1–92 after the last part, up to the day of the next completed session."""
    return days_after(session.last, 1, AFTER_DAYS).until(session.next_start)


def before_window(session: CountedSession) -> Window:
    """0–14 days before the first part."""
    return days_after(session.first, -BEFORE_DAYS, 0)


def trends(values: Sequence[DayValue], sessions: Sequence[CountedSession], limit: Decimal) -> tuple[Trend, ...]:
    """The tests of one marker: the latest session with a value after it, and it together with the one before."""
    for position in range(len(sessions) - 1, -1, -1):
        after = _inside(values, after_window(sessions[position]))
        if after:
            alone = _trend(values, sessions[position : position + 1], limit)
            return (alone, _trend(values, sessions[position - 1 : position + 1], limit)) if position else (alone,)
    return ()


def trend_verdict(values: Sequence[DayValue], sessions: Sequence[CountedSession], limit: Decimal) -> Verdict:
    """Kleene OR of the tests; indeterminate where no session has a value after it."""
    found = trends(values, sessions, limit)
    return kleene_or(trend.verdict for trend in found) if found else Verdict.INDETERMINATE


def _inside(values: Sequence[DayValue], *windows: Window) -> tuple[DayValue, ...]:
    """The values of the windows, each once; values stand in order of their days, one a day."""
    positions = {
        position
        for window in windows
        for position in range(
            bisect_left(values, window.first, key=attrgetter("day")),
            bisect_right(values, window.last, key=attrgetter("day")),
        )
    }
    return tuple(values[position] for position in sorted(positions))


def _trend(values: Sequence[DayValue], sessions: Sequence[CountedSession], limit: Decimal) -> Trend:
    before = next(reversed(_inside(values, before_window(sessions[0]))), None)
    after = _inside(values, *(after_window(session) for session in sessions))
    verdict, step = _step(before, after, limit)
    borderline = step == 4 and before is not None and after[-1].low > (before.high or before.low)
    return Trend(verdict, step, tuple(session.number for session in sessions), before, after, borderline)


def _step(before: DayValue | None, after: tuple[DayValue, ...], limit: Decimal) -> tuple[Verdict, int]:
    known = after if before is None else (before, *after)
    if all(value.surely_at_most(limit) for value in known):
        return Verdict.NOT_MET, 1
    if before is None:
        return Verdict.INDETERMINATE, 2
    if len({assay for value in known for assay in value.assays}) > 1:
        return Verdict.INDETERMINATE, 3
    last = after[-1]
    if last.surely_below(RISE, before):
        return Verdict.NOT_MET, 4
    if len(after) < 2 or last.day - after[0].day < APART:
        return Verdict.INDETERMINATE, 5
    if any(value.surely_above(limit) for value in known) and _rises(before, after):
        return Verdict.MET, 6
    return Verdict.INDETERMINATE, 7


def _rises(before: DayValue, after: tuple[DayValue, ...]) -> bool:
    """At least 20 % over the value before, the last two not falling, no dip below 80 %: certainly."""
    return (
        after[-1].surely_at_least(RISE, before)
        and after[-1].surely_at_least(Decimal(1), after[-2])
        and all(value.surely_at_least(DIP, before) for value in after)
    )
