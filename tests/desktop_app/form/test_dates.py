from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.form.dates import read_date
from desktop_app.form.problem import Problem

TODAY = date(2025, 4, 15)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-12", date(2025, 3, 12)),
        ("2025-3-12", date(2025, 3, 12)),
        ("2025/3/12", date(2025, 3, 12)),
        ("2025.3.12", date(2025, 3, 12)),
        ("20250312", date(2025, 3, 12)),
        ("２０２５０３１２", date(2025, 3, 12)),
        ("２０２５－０３－１２", date(2025, 3, 12)),
        ("2025年3月12日", date(2025, 3, 12)),
        ("2025年03月12号", date(2025, 3, 12)),
        ("0312", date(2025, 3, 12)),
        ("3.12", date(2025, 3, 12)),
        ("３．１２", date(2025, 3, 12)),
        ("3月12日", date(2025, 3, 12)),
        ("3月12", date(2025, 3, 12)),
        ("3-12", date(2025, 3, 12)),
        ("3/25", date(2025, 3, 25)),
        ("4/4", date(2025, 4, 4)),
        ("0415", TODAY),
        ("0416", date(2024, 4, 16)),
        ("12.31", date(2024, 12, 31)),
        ("0229", date(2024, 2, 29)),
        ("t", TODAY),
        ("T", TODAY),
        ("今天", TODAY),
        ("-3", date(2025, 4, 12)),
        ("-2w", date(2025, 4, 1)),
        ("－２Ｗ", date(2025, 4, 1)),
        (" 2025-03-12 ", date(2025, 3, 12)),
        ("2025 - 03 - 12", date(2025, 3, 12)),
    ],
)
def test_a_day_may_be_written_in_many_ways(text: str, day: date) -> None:
    assert read_date(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2025-04-16", "future_date"),
        ("2026-01-01", "future_date"),
        ("2025-02-29", "no_such_day"),
        ("2025-13-01", "no_such_day"),
        ("0230", "no_such_day"),
        ("25/3", "no_such_day"),
        ("3/12", "month_or_day"),
        ("1899-12-31", "date_range"),
        ("-9999w", "date_range"),
        ("2025-3/12", "not_a_date"),
        ("12", "not_a_date"),
        ("312", "not_a_date"),
        ("+3", "not_a_date"),
        ("-3m", "not_a_date"),
        ("tomorrow", "not_a_date"),
        ("２０２５", "no_such_day"),
    ],
)
def test_what_is_no_day_of_an_event_is_refused_with_its_reason(text: str, reason: str) -> None:
    read = read_date(text, TODAY)
    assert isinstance(read, Problem)
    assert read.key == f"form.problem.{reason}"


def test_29_february_without_a_year_is_the_last_leap_day() -> None:
    assert read_date("0229", date(2027, 6, 1)) == date(2024, 2, 29)
    assert read_date("0229", date(2103, 6, 1)) == date(2096, 2, 29)


def test_a_planned_day_may_lie_ahead() -> None:
    assert read_date("2025-06-01", TODAY, future=True) == date(2025, 6, 1)


def test_a_birth_date_needs_its_year() -> None:
    refused = read_date("0402", TODAY, yearless=False)
    assert isinstance(refused, Problem)
    assert refused.key == "form.problem.year_needed"
    assert read_date("1961-04-02", TODAY, yearless=False) == date(1961, 4, 2)


def test_blank_is_not_recorded() -> None:
    assert read_date("  ", TODAY) is None


@given(
    st.text() | st.text(alphabet="0123456789０１２.-/年月日tTwW -"), st.dates(date(1950, 1, 1), date(2150, 1, 1))
)
def test_any_text_is_a_day_up_to_today_or_a_problem(text: str, today: date) -> None:
    read = read_date(text, today)
    assert read is None or isinstance(read, Problem) or date(1900, 1, 1) <= read <= today


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_what_is_shown_reads_as_itself(day: date) -> None:
    for text in (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日"):
        assert read_date(text, day) == day
