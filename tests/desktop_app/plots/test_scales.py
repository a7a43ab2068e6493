"""Axes: places between 0 and 1, ticks where a reader expects them."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.plots import spread
from desktop_app.plots.scales import length_axis, log_axis, time_axis

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(st.lists(days, min_size=1, max_size=40))
def test_every_day_has_a_place_on_the_axis_and_the_order_is_kept(drawn: list[date]) -> None:
    axis = time_axis(drawn)
    places = [axis.at(day) for day in sorted(drawn)]
    assert all(0 < place < 1 for place in places)
    assert places == sorted(places)


@given(st.lists(days, min_size=1, max_size=40))
def test_dates_are_labelled_few_in_order_and_inside(drawn: list[date]) -> None:
    ticks = time_axis(drawn).ticks
    assert [tick.at for tick in ticks] == sorted(tick.at for tick in ticks)
    assert all(0 <= tick.at <= 1 and tick.label for tick in ticks)
    assert len(ticks) <= 10


def test_a_course_of_some_months_is_labelled_by_months() -> None:
    axis = time_axis([date(2024, 1, 3), date(2024, 6, 15)])
    assert [tick.label for tick in axis.ticks] == [f"2024-0{month}" for month in range(1, 7)]


def test_a_course_of_some_weeks_is_labelled_by_days() -> None:
    labels = [tick.label for tick in time_axis([date(2024, 1, 3), date(2024, 1, 20)]).ticks]
    assert labels == ["01-01", "01-08", "01-15", "01-22"]


def test_a_course_of_many_years_is_labelled_by_years() -> None:
    labels = [tick.label for tick in time_axis([date(2004, 1, 3), date(2024, 1, 20)]).ticks]
    assert all(len(label) == 4 for label in labels)
    assert 2 <= len(labels) <= 10


@given(st.floats(0, 1000))
def test_a_length_axis_begins_at_nought_and_holds_the_largest(largest: float) -> None:
    axis = length_axis(largest)
    assert axis.at(0) == 0
    assert axis.at(largest) < 1
    assert axis.ticks[0].label == "0"
    assert 2 <= len(axis.ticks) <= 7


def test_lengths_have_round_numbers() -> None:
    assert [tick.label for tick in length_axis(75).ticks] == ["0", "20", "40", "60", "80"]


@given(st.lists(st.decimals(0, Decimal(10) ** 9, places=3), min_size=1, max_size=50))
def test_every_value_has_a_place_on_a_log_axis_nought_included(values: list[Decimal]) -> None:
    axis = log_axis(float(value) for value in values)
    assert axis is not None
    places = [axis.at(float(value)) for value in sorted(values)]
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in places)
    assert all((axis.at(float(value)) == 0) for value in values if value == 0)


def test_nought_stands_below_the_smallest_positive_value() -> None:
    axis = log_axis([0, 1, 100])
    assert axis is not None
    assert axis.at(0) == 0 < axis.at(1)


def test_decades_are_labelled_as_plain_numbers() -> None:
    axis = log_axis([0.605, 60500])
    assert axis is not None
    assert [tick.label for tick in axis.ticks if tick.label] == ["0.1", "10", "1000", "100000"]


def test_without_values_there_is_no_log_axis() -> None:
    assert log_axis([]) is None


@given(st.lists(st.floats(0, 1), max_size=8))
def test_labels_are_spread_apart_in_order_and_stay_inside(places: list[float]) -> None:
    spaced = spread(tuple(places), 0.1)
    order = sorted(range(len(places)), key=lambda index: (places[index], index))
    apart = [spaced[after] - spaced[before] for before, after in pairwise(order)]
    assert all(gap >= 0.1 - 1e-9 for gap in apart)
    assert all(-1e-9 <= place <= 1 + 1e-9 for place in spaced)


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread((0.2, 0.8), 0.1) == (0.2, 0.8)


@pytest.mark.parametrize("span", [1, 60, 71, 400, 4000, 20000])
def test_ticks_fall_on_the_first_of_a_month_or_a_monday(span: int) -> None:
    first = date(2001, 5, 17)
    axis = time_axis([first, first + timedelta(days=span)])
    whole = (axis.last - axis.first).days
    ticked = [axis.first + timedelta(days=round(tick.at * whole)) for tick in axis.ticks]
    assert all(day.day == 1 or day.weekday() == 0 for day in ticked)
