"""JSH item B: a continuous rise of a tumour marker, as this program makes it computable [P].

Steps (clinical-rules, section 5), each a sufficient condition, in this order: 1 all values within normal,
2 no value to compare, 3 different assays, 4 no rise of 20 %, 5 too few or too close, 6 a rise, 7 otherwise.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import dropwhile, islice

from domain.course import CountedSession, Window, days_after
from domain.logic.verdict import Verdict, kleene_or
from domain.resistance.marker_values import DayValue, MarkerRows, values_within

RISE = Decimal("1.20")
DIP = Decimal("0.80")
APART = timedelta(days=14)
BEFORE_DAYS = 14
AFTER_DAYS = 92


@dataclass(frozen=True, slots=True)
class ValuesAround:
    """The values of one marker before and after one session, in order of their days."""

    session: int
    before: tuple[DayValue, ...]
    after: tuple[DayValue, ...]


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


def values_around(rows: MarkerRows, session: CountedSession) -> ValuesAround:
    """The values in the windows of one session."""
    before, after = before_window(session), after_window(session)
    return ValuesAround(session.number, values_within(rows, before), values_within(rows, after))


def trends(rows: MarkerRows, sessions: Sequence[CountedSession], limit: Decimal) -> tuple[Trend, ...]:
    """The tests of one marker: the latest session with a value after it, and it together with the one before."""
    latest_first = (values_around(rows, session) for session in reversed(sessions))
    latest_two = tuple(islice(dropwhile(lambda around: not around.after, latest_first), 2))
    return tuple(_trend(tested, limit) for tested in _tests(latest_two[::-1]))


def trend_verdict(latest_two: Sequence[ValuesAround], limit: Decimal) -> Verdict:
    """Kleene OR of the tests of a session that has a value after it and the session before it, if there is one."""
    return kleene_or(_step(*_used(tested), limit)[0] for tested in _tests(latest_two))


def verdicts_in_reach(
    latest_two: Sequence[ValuesAround], limit: Decimal, entered_before: Collection[int]
) -> set[Verdict]:
    """What further values can still decide, some of them before the sessions of these numbers.

    A test that has a value above normal, and none before, stays open until one is entered before it (step 2).
    """
    stays_open = [
        tested[0].session not in entered_before
        and not tested[0].before
        and not all(value.surely_at_most(limit) for around in tested for value in around.after)
        for tested in _tests(latest_two)
    ]
    if all(stays_open):
        return set()
    return {Verdict.MET} if any(stays_open) else {Verdict.MET, Verdict.NOT_MET}


def _tests(latest_two: Sequence[ValuesAround]) -> tuple[Sequence[ValuesAround], ...]:
    """The sessions of each test, in order of time: the latest alone, and both."""
    return (latest_two[-1:], latest_two)[: len(latest_two)]


def _used(tested: Sequence[ValuesAround]) -> tuple[DayValue | None, tuple[DayValue, ...]]:
    """The value before the first of the sessions, and those after all of them: their windows do not overlap."""
    before = tested[0].before[-1] if tested[0].before else None
    return before, tuple(value for around in tested for value in around.after)


def _trend(tested: Sequence[ValuesAround], limit: Decimal) -> Trend:
    before, after = _used(tested)
    verdict, step = _step(before, after, limit)
    borderline = step == 4 and before is not None and after[-1].low > (before.high or before.low)
    return Trend(verdict, step, tuple(around.session for around in tested), before, after, borderline)


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
