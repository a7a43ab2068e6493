"""Which procedures count, which are one staged session, and what stands between them (section 2)."""

from typing import Any

import pytest

from domain.course import CountedSession
from domain.resistance.session_tests import adequate
from tests.domain.builders import Day, Values, course, day, haic, record, tace


def counted(*rows: Day | Values) -> tuple[CountedSession, ...]:
    return course(record(rows)).sessions


def spans(*rows: Day | Values) -> list[tuple[int, int]]:
    """First and last day of each counted session, from the first TACE."""
    return [((each.first - day(0)).days, (each.last - day(0)).days) for each in counted(*rows)]


@pytest.mark.parametrize("kind", ["cTACE", "DEB-TACE", "TACE-HAIC", "TAE"])
def test_every_kind_of_tace_counts(kind: str) -> None:
    assert len(counted(tace(0, type=kind))) == 1


def test_haic_alone_does_not_count() -> None:
    assert counted(haic(0)) == ()


@pytest.mark.parametrize(("completed", "count"), [(True, 1), (None, 1), (False, 0)])
def test_an_aborted_procedure_is_ignored_and_missing_means_completed(completed: bool | None, count: int) -> None:
    assert len(counted(tace(0, completed=completed))) == count


@pytest.mark.parametrize(("gap", "sessions"), [(28, [(0, 28)]), (29, [(0, 0), (29, 29)])])
def test_parts_of_one_course_are_one_session_within_28_days(gap: int, sessions: list[tuple[int, int]]) -> None:
    assert spans(tace(0, course="A"), tace(gap, course="A")) == sessions


def test_the_28_days_run_from_the_first_part() -> None:
    assert spans(*(tace(on, course="A") for on in (0, 20, 28, 29))) == [(0, 28), (29, 29)]


@pytest.mark.parametrize("label", [None, "", "  "])
def test_an_empty_course_joins_nothing(label: str | None) -> None:
    assert spans(tace(0, course=label), tace(14, course=label)) == [(0, 0), (14, 14)]


def test_the_label_is_compared_without_blanks_around_it() -> None:
    assert spans(tace(0, course="A"), tace(14, course=" A ")) == [(0, 14)]
    assert spans(tace(0, course="A"), tace(14, course="B")) == [(0, 0), (14, 14)]


def test_another_counted_session_between_the_parts_keeps_them_apart() -> None:
    rows = (tace(0, course="A"), tace(7), tace(14, course="A"))
    assert spans(*rows) == [(0, 0), (7, 7), (14, 14)]


@pytest.mark.parametrize("between", [haic(7), tace(7, completed=False)])
def test_what_does_not_count_does_not_keep_the_parts_apart(between: Values) -> None:
    assert spans(tace(0, course="A"), between, tace(14, course="A")) == [(0, 14)]


@pytest.mark.parametrize(
    ("between", "consecutive"),
    [
        ((), True),
        ((haic(30),), False),
        ((haic(30, completed=False),), True),
        ((haic(0),), True),
        ((haic(60),), True),
        ((haic(1),), False),
        ((haic(59),), False),
        ((tace(30, completed=False),), True),
    ],
)
def test_haic_strictly_between_interrupts(between: tuple[Values, ...], consecutive: bool) -> None:
    second = counted(tace(0), *between, tace(60))[1]
    assert second.follows_directly is consecutive


def test_the_first_session_follows_nothing() -> None:
    assert counted(0)[0].follows_directly is False


def test_haic_between_the_parts_of_a_session_does_not_stand_between_sessions() -> None:
    sessions = counted(tace(0), tace(60, course="A"), haic(65), tace(70, course="A"))
    assert [session.follows_directly for session in sessions] == [False, True]


@pytest.mark.parametrize(
    ("later", "starts"),
    [
        ((), None),
        ((tace(60),), 60),
        ((haic(40), tace(60)), 40),
        ((haic(40, completed=False), tace(60)), 60),
        ((tace(40, completed=False),), None),
        ((haic(0),), None),
        ((haic(90), tace(60)), 60),
    ],
)
def test_a_window_ends_with_the_next_completed_session_of_any_kind(
    later: tuple[Values, ...], starts: int | None
) -> None:
    assert counted(tace(0), *later)[0].next_start == (None if starts is None else day(starts))


def test_two_sessions_of_one_day_are_two_sessions() -> None:
    assert spans(tace(0), tace(0, type="TAE")) == [(0, 0), (0, 0)]
    assert counted(tace(0), tace(0, type="TAE"))[0].next_start == day(0)


@pytest.mark.parametrize("order", [(0, 60, 120), (120, 60, 0), (60, 120, 0)])
def test_the_order_of_entry_does_not_matter(order: tuple[int, ...]) -> None:
    assert [(each.number, each.first) for each in counted(*order)] == [(1, day(0)), (2, day(60)), (3, day(120))]


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ((True, True), "met"),
        ((True, None), "indeterminate"),
        ((None, None), "indeterminate"),
        ((True, False), "not_met"),
        ((None, False), "not_met"),
    ],
)
def test_a_staged_session_is_adequate_if_all_its_parts_are(answers: tuple[Any, Any], verdict: str) -> None:
    of = course(record([tace(0, course="A", adequate=answers[0]), tace(14, course="A", adequate=answers[1])]))
    assert adequate(of, of.sessions[0]).verdict == verdict


def test_haic_between_the_parts_of_the_session_before_does_not_interrupt_either() -> None:
    sessions = counted(tace(0, course="A"), haic(10), tace(20, course="A"), tace(60))
    assert [session.follows_directly for session in sessions] == [False, True]


def test_a_window_ends_with_the_first_part_of_the_next_session() -> None:
    assert counted(tace(0), tace(60, course="A"), tace(70, course="A"))[0].next_start == day(60)
