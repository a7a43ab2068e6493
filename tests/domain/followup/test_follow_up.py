"""The worklist's states at each boundary day (section 11)."""

from typing import Any

import pytest

from domain.followup import FollowUp, follow_up, planned_too_early
from tests.domain.builders import Day, Values, course, day, haic, record, scan, tace


def states(*rows: Day | Values, today: int = 30, images: tuple[Values, ...] = (), **sections: Any) -> list[str]:
    of = course(record(rows, images=images, **sections))
    return [each.state.value for each in follow_up(of, day(today))]


def on_day(today: int, **settings: Any) -> FollowUp:
    (only,) = follow_up(course(record([0]), **settings), day(today))
    return only


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        (0, "waiting", 92),
        (27, "waiting", 65),
        (28, "due", 64),
        (42, "due", 50),
        (43, "overdue", 49),
        (75, "overdue", 17),
        (76, "closing", 16),
        (92, "closing", 0),
        (93, "missed", None),
        (400, "missed", None),
    ],
)
def test_each_state_begins_on_its_day(today: int, state: str, left: int | None) -> None:
    found = on_day(today)
    assert (found.state, found.days, found.days_left) == (state, today, left)
    assert (found.due_from, found.window_ends) == (day(28), day(92))


@pytest.mark.parametrize(
    ("today", "state"), [("2024-02-09", "waiting"), ("2024-02-10", "due"), ("2024-04-10", "closing")]
)
def test_the_window_is_the_profiles(today: str, state: str) -> None:
    (found,) = follow_up(course(record([0]), response_window_days="calendar_months"), day(today))
    assert found.state == state


def test_an_image_makes_it_done_even_if_its_phase_is_not_recorded() -> None:
    assert states(0, images=(scan(40, "50"),), today=100) == ["done"]
    assert states(0, images=(scan(40, "50", arterial_phase=None),), today=100) == ["done"]
    assert states(0, images=(scan(40, "50", arterial_phase=False),), today=100) == ["missed"]
    assert states(0, images=(scan(27, "50"),), today=50) == ["overdue"]


@pytest.mark.parametrize("following", [60, haic(60)])
def test_the_next_session_first_is_unassessed(following: Day | Values) -> None:
    assert states(0, following, today=61)[0] == "unassessed"
    assert states(0, following, images=(scan(60, "50"),), today=61)[0] == "done"


def test_each_counted_session_has_a_state_of_its_own() -> None:
    assert states(0, 60, 120, images=(scan(40, "50"),), today=150) == ["done", "unassessed", "due"]
    assert states(haic(0), today=30) == []


def test_days_count_from_the_last_part() -> None:
    assert states(tace(0, course="A"), tace(20, course="A"), today=47) == ["waiting"]
    assert states(tace(0, course="A"), tace(20, course="A"), today=48) == ["due"]


@pytest.mark.parametrize(
    "sections",
    [
        {"patient": {"id": "1", "died_on": day(29).isoformat()}},
        {"therapies": [{"kind": "transplant", "from": day(29).isoformat()}]},
    ],
)
def test_death_and_transplant_end_what_is_open(sections: dict[str, Any]) -> None:
    assert states(0, today=28, **sections) == ["due"]
    assert states(0, today=29, **sections) == ["ended"]
    assert states(0, 60, images=(scan(40, "50"),), today=100, **sections) == ["done", "ended"]
    (found,) = follow_up(course(record([0], **sections)), day(40))
    assert found.days_left is None


def test_an_undated_transplant_or_another_therapy_ends_nothing() -> None:
    assert states(0, therapies=[{"kind": "transplant"}]) == ["due"]
    assert states(0, therapies=[{"kind": "ablation", "from": day(5).isoformat()}]) == ["due"]


@pytest.mark.parametrize(("planned", "warned"), [(0, True), (27, True), (28, False), (-1, False)])
def test_a_tace_planned_before_day_28_is_warned_about(planned: int, warned: bool) -> None:
    assert planned_too_early(course(record([0])), day(planned)) == (day(28) if warned else None)


def test_without_a_session_nothing_is_too_early() -> None:
    assert planned_too_early(course(record()), day(0)) is None
