"""The steps from a warning to a dropped key, by a clock that the test turns."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from desktop_app.session.idle import (
    LONGEST_MINUTES,
    SHORTEST_MINUTES,
    Idle,
    Rest,
    bounded_minutes,
    elapsed_seconds,
)


class TurnedClock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def idle(clock: TurnedClock, qapp: QCoreApplication) -> Iterator[Idle]:
    made = Idle(now=clock)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def told(idle: Idle) -> list[str]:
    heard: list[str] = []
    idle.warned.connect(lambda seconds: heard.append(f"warned {seconds}"))
    idle.stirred.connect(lambda: heard.append("stirred"))
    idle.locked.connect(lambda: heard.append("locked"))
    idle.dropped.connect(lambda: heard.append("dropped"))
    return heard


def pass_by(idle: Idle, clock: TurnedClock, seconds: float) -> None:
    clock.seconds += seconds
    idle.look()


def test_T3_a_warning_at_four_and_a_half_minutes_the_lock_at_five(
    idle: Idle, clock: TurnedClock, told: list[str]
) -> None:
    pass_by(idle, clock, 269)
    assert told == []
    pass_by(idle, clock, 1)
    assert told == ["warned 30"]
    pass_by(idle, clock, 29)
    assert told == ["warned 30"]
    pass_by(idle, clock, 1)
    assert told == ["warned 30", "locked"]
    pass_by(idle, clock, 599)
    assert told[-1] == "locked"
    pass_by(idle, clock, 1)
    assert told == ["warned 30", "locked", "dropped"]
    pass_by(idle, clock, 100_000)
    assert len(told) == 3


def test_whoever_stirs_is_not_locked_out(idle: Idle, clock: TurnedClock, told: list[str]) -> None:
    for _ in range(20):
        pass_by(idle, clock, 200)
        idle.stir()
    assert told == []
    pass_by(idle, clock, 275)
    idle.stir()
    assert told == ["warned 25", "stirred"]
    pass_by(idle, clock, 269)
    assert told[-1] == "stirred"


def test_stirring_does_not_end_a_lock(idle: Idle, clock: TurnedClock, told: list[str]) -> None:
    pass_by(idle, clock, 300)
    idle.stir()
    assert idle.rest is Rest.LOCKED
    pass_by(idle, clock, 600)
    assert told[-1] == "dropped"
    idle.wake()
    assert idle.rest is Rest.AWAKE
    pass_by(idle, clock, 200)
    assert told[-1] == "dropped"


def test_the_key_that_wakes_a_computer_comes_too_late(idle: Idle, clock: TurnedClock, told: list[str]) -> None:
    """It slept, so nothing looked at the clock; the first key finds it locked."""
    clock.seconds += 3600
    idle.stir()
    assert told == ["warned 0", "locked", "dropped"]


def test_locking_by_hand_drops_the_key_ten_minutes_later(idle: Idle, clock: TurnedClock, told: list[str]) -> None:
    idle.lock()
    idle.lock()
    assert told == ["locked"]
    pass_by(idle, clock, 599)
    assert told == ["locked"]
    pass_by(idle, clock, 1)
    assert told == ["locked", "dropped"]


@pytest.mark.parametrize(
    ("chosen", "minutes"),
    [(2, 2), (15, 15), (1, SHORTEST_MINUTES), (99, LONGEST_MINUTES), (None, 5), ("9", 5), (True, 5)],
)
def test_a_ward_chooses_within_bounds(chosen: object, minutes: int) -> None:
    assert bounded_minutes(chosen) == minutes


def test_another_time_moves_warning_and_lock(idle: Idle, clock: TurnedClock, told: list[str]) -> None:
    idle.use_minutes(15)
    pass_by(idle, clock, 869)
    assert told == []
    pass_by(idle, clock, 1)
    assert told == ["warned 30"]
    pass_by(idle, clock, 30)
    assert told == ["warned 30", "locked", "dropped"]


def test_its_own_timer_looks_by_itself(idle: Idle, clock: TurnedClock, qtbot: QtBot) -> None:
    clock.seconds += 300
    with qtbot.waitSignal(idle.locked, timeout=3000):
        pass


def test_real_seconds_go_on() -> None:
    first = elapsed_seconds()
    assert elapsed_seconds() >= first
