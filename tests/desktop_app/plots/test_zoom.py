"""The part of time that is shown never leaves the whole."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.plots.scales import TimeAxis, time_axis_between
from desktop_app.plots.zoom import FEWEST_DAYS, chosen, day_at, followed, panned, zoomed

FIRST = date(2022, 1, 1)
WHOLE = time_axis_between(FIRST, FIRST + timedelta(days=1000))
days = st.integers(0, 1000).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def parts(draw: st.DrawFn) -> TimeAxis:
    start = draw(st.integers(0, 1000 - FEWEST_DAYS))
    length = draw(st.integers(FEWEST_DAYS, 1000 - start))
    return time_axis_between(FIRST + timedelta(days=start), FIRST + timedelta(days=start + length))


def within(part: TimeAxis) -> bool:
    return WHOLE.first <= part.first < part.last <= WHOLE.last


def span(part: TimeAxis) -> int:
    return (part.last - part.first).days


@given(parts(), st.floats(0.1, 10), st.floats(0, 1))
def test_nearer_shows_less_further_shows_more_and_the_whole_is_the_end(
    part: TimeAxis, factor: float, at: float
) -> None:
    after = zoomed(WHOLE, part, factor, at)
    assert within(after)
    assert span(after) <= span(part) if factor <= 1 else span(after) >= span(part)
    assert span(after) >= FEWEST_DAYS


@given(parts(), st.floats(0, 1))
def test_coming_nearer_keeps_the_day_that_is_pointed_at(part: TimeAxis, at: float) -> None:
    after = zoomed(WHOLE, part, 0.5, at)
    assert abs((day_at(after, at) - day_at(part, at)).days) <= 2


@given(parts(), st.floats(-3, 3))
def test_going_along_keeps_the_span(part: TimeAxis, share: float) -> None:
    after = panned(WHOLE, part, share)
    assert within(after)
    assert span(after) == span(part)


@given(days, days)
def test_chosen_days_are_in_sight_in_whichever_order(one: date, other: date) -> None:
    after = chosen(WHOLE, one, other)
    assert within(after)
    assert after == chosen(WHOLE, other, one)
    assert 0 <= after.at(one) <= 1
    assert 0 <= after.at(other) <= 1


@given(parts(), days)
def test_a_day_that_is_gone_to_comes_into_sight(part: TimeAxis, day: date) -> None:
    after = followed(WHOLE, part, day)
    assert within(after)
    assert 0 <= after.at(day) <= 1
    assert span(after) == span(part)


def test_a_short_course_cannot_be_shown_nearer_than_it_is() -> None:
    short = time_axis_between(FIRST, FIRST + timedelta(days=12))
    assert zoomed(short, short, 0.1, 0.5) is short
    assert chosen(short, short.first, short.first) is short
