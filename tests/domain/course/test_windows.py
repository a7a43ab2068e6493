"""Days and months: both sides of every edge."""

from datetime import date

import pytest

from domain.course import Window, add_months, days_after, response_window
from domain.profile import Profile
from tests.domain.builders import day


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2023-08-31", 6, "2024-02-29"),
        ("2022-08-31", 6, "2023-02-28"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-10-31", 1, "2024-11-30"),
        ("2024-11-30", 3, "2025-02-28"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-01-10", 12, "2025-01-10"),
        ("2024-06-30", 6, "2024-12-30"),
    ],
)
def test_months_are_calendar_months_clamped_at_the_months_end(start: str, months: int, end: str) -> None:
    assert add_months(day(start), months) == day(end)


def test_days_after_are_inclusive_on_both_sides() -> None:
    window = days_after(day(0), 28, 92)
    assert [day(on) in window for on in (27, 28, 92, 93)] == [False, True, True, False]


@pytest.mark.parametrize(("until", "last"), [(None, 92), (200, 92), (92, 92), (91, 91), (40, 40)])
def test_a_window_is_cut_on_the_day_of_the_next_session(until: int | None, last: int) -> None:
    window = days_after(day(0), 28, 92).until(None if until is None else day(until))
    assert window == Window(day(28), day(last))


@pytest.mark.parametrize(("until", "empty"), [(27, True), (28, False)])
def test_a_window_that_ends_before_it_begins_is_empty(until: int, empty: bool) -> None:
    assert days_after(day(0), 28, 92).until(day(until)).empty is empty


def test_the_response_window_is_28_to_92_days_by_default() -> None:
    assert response_window(day(0), Profile()) == Window(day(28), day(92))


def test_the_response_window_is_a_setting() -> None:
    assert response_window(day(0), Profile(response_window_days=(20, 60))) == Window(day(20), day(60))


def test_calendar_months_run_from_one_to_three_months() -> None:
    months = Profile(response_window_days="calendar_months")
    assert response_window(date(2024, 1, 31), months) == Window(date(2024, 2, 29), date(2024, 4, 30))
    assert response_window(date(2024, 11, 30), months) == Window(date(2024, 12, 30), date(2025, 2, 28))
