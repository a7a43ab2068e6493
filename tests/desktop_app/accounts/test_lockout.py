"""Waiting after wrong passwords, with a clock that the test turns."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from desktop_app.accounts.keyring import Keyring, keyring_path
from desktop_app.errors import AccountLocked, WrongPassword
from tests.desktop_app.accounts.keyring_samples import (
    ADMIN,
    ADMIN_PASSWORD,
    NOON,
    PASSWORD,
    PHYSICIAN,
    admin_of,
    after,
    set_up_cheaply,
)

pytestmark = pytest.mark.usefixtures("cheap")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    set_up_cheaply(tmp_path / "ward.db")
    return tmp_path / "ward.db"


def wait_after_failing(store: Path, now: datetime = NOON) -> int:
    with pytest.raises(WrongPassword) as refused:
        Keyring.load(store).login(PHYSICIAN.user, "wrong", now=now)
    assert refused.value.facts["user"] == PHYSICIAN.user
    return int(refused.value.facts["wait_seconds"] or 0)


def locked_for(store: Path, now: datetime, password: str = PASSWORD) -> int:
    with pytest.raises(AccountLocked) as refused:
        Keyring.load(store).login(PHYSICIAN.user, password, now=now)
    return int(refused.value.facts["wait_seconds"] or 0)


def fail_five_times(store: Path, start: float = 0) -> None:
    waits = [wait_after_failing(store, after(start + at)) for at in (0, 0, 0, 5, 20)]
    assert waits == [0, 0, 5, 15, 600]


def test_the_waits_are_none_none_5_s_15_s_and_10_min(store: Path) -> None:
    fail_five_times(store)


def test_a_wait_ends_to_the_second_and_the_right_password_does_not_shorten_it(store: Path) -> None:
    fail_five_times(store)
    assert locked_for(store, after(20)) == 600
    assert locked_for(store, after(619)) == 1
    assert Keyring.load(store).login(PHYSICIAN.user, PASSWORD, now=after(620)).person.user == "wang"


def test_tries_during_a_wait_are_not_counted(store: Path) -> None:
    for _ in range(3):
        wait_after_failing(store)
    for _ in range(5):
        assert locked_for(store, NOON, "wrong") == 5
    assert Keyring.load(store).account("wang").failures == 3


def test_after_ten_minutes_one_more_failure_costs_ten_more(store: Path) -> None:
    fail_five_times(store)
    assert wait_after_failing(store, after(620)) == 600


def test_a_success_forgets_the_failures(store: Path) -> None:
    for _ in range(2):
        wait_after_failing(store)
    Keyring.load(store).login(PHYSICIAN.user, PASSWORD, now=NOON)
    fail_five_times(store)


def test_other_accounts_are_not_locked(store: Path) -> None:
    fail_five_times(store)
    assert Keyring.load(store).login(ADMIN.user, ADMIN_PASSWORD, now=after(21)).person.user == "li"


def test_an_administrator_lifts_the_lock_at_once(store: Path) -> None:
    fail_five_times(store)
    made = Keyring.load(store)
    made.lift_lock(admin_of(made), PHYSICIAN.user)
    Keyring.load(store).login(PHYSICIAN.user, PASSWORD, now=after(21))


def test_a_new_password_lifts_the_lock(store: Path) -> None:
    fail_five_times(store)
    made = Keyring.load(store)
    one_time = made.reset_password(admin_of(made), PHYSICIAN.user)
    made.login(PHYSICIAN.user, one_time, now=after(21))


def test_the_count_survives_a_lost_newer_file(store: Path) -> None:
    fail_five_times(store)
    keyring_path(store).unlink()
    assert Keyring.load(store).account("wang").failures == 4, "one write older, not forgotten"


@pytest.mark.parametrize("back", [60, 86_400, 365 * 86_400], ids=str)
def test_T17_a_clock_that_went_back_locks_for_no_longer_than_ten_minutes(store: Path, back: int) -> None:
    fail_five_times(store)
    earlier = after(20 - back)
    assert locked_for(store, earlier) == 600
    assert locked_for(store, earlier + timedelta(seconds=300)) == 300, "counted from the first look at that clock"
    Keyring.load(store).login(PHYSICIAN.user, PASSWORD, now=earlier + timedelta(seconds=600))


def test_T17_the_same_moment_in_another_zone_is_the_same_moment(store: Path) -> None:
    fail_five_times(store)
    china = timezone(timedelta(hours=8))
    assert locked_for(store, after(120).astimezone(china)) == 500
    assert Keyring.load(store).account("wang").locked_until == after(620).astimezone(UTC)
