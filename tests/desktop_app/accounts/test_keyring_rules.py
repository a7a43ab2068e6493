"""The rules in a keyring: an older format has none, sealed ones count, what is written is read again."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.accounts import keyring_file
from desktop_app.accounts.keyring import Keyring
from desktop_app.accounts.keyring_rules import Rules, bounded_days
from desktop_app.errors import NotPermitted
from tests.desktop_app.accounts.keyring_samples import (
    ADMIN_PASSWORD,
    NOON,
    PASSWORD,
    PHYSICIAN,
    admin_of,
    edited,
    set_up_cheaply,
)

pytestmark = pytest.mark.usefixtures("cheap")


def first_format(values: dict[str, Any]) -> None:
    values["format"] = 1
    del values["rules"]
    for account in values["accounts"]:
        del account["password_since"]


def test_a_keyring_of_the_first_format_opens_and_becomes_one_of_the_second(tmp_path: Path) -> None:
    """Its accounts were sealed without the day of a password, so here they are sealed as they were then."""
    store = tmp_path / "ward.db"
    made, key, code = set_up_cheaply(store)
    older = made._contents.each_account(lambda account: replace(account, password_since=None).sealed(key))
    keyring_file.save(store, replace(older, rules=None), both=True)
    edited(store, first_format)
    ring = Keyring.load(store)
    access = ring.login(PHYSICIAN.user, PASSWORD, now=NOON)
    assert access.key == key
    assert ring.rules(key) == Rules(code_checked_at=NOON)
    assert ring.password_days_left(access, NOON) is None
    ring.code_proved(key, NOON + timedelta(days=3))
    assert Keyring.load(store).rules(key).code_checked_at == NOON + timedelta(days=3)
    assert Keyring.load(store).recovery_code_fits(code)
    assert Keyring.load(store).login("li", ADMIN_PASSWORD, now=NOON).key == key


def test_only_an_administrator_lays_down_rules(tmp_path: Path) -> None:
    made, *_ = set_up_cheaply(tmp_path / "ward.db")
    physician = made.login(PHYSICIAN.user, PASSWORD, now=NOON)
    for change in (
        lambda: made.use_password_days(physician, 90),
        lambda: made.use_names(physician, ["x"]),
        lambda: made.put_off_drill(physician, NOON),
        lambda: made.renew_code(physician),
    ):
        with pytest.raises(NotPermitted):
            change()


@pytest.mark.parametrize(("given", "kept"), [(None, None), (0, None), (1, 30), (90, 90), (400, 365)])
def test_days_are_kept_within_their_bounds(tmp_path: Path, given: int | None, kept: int | None) -> None:
    made, key, _ = set_up_cheaply(tmp_path / "ward.db")
    made.use_password_days(admin_of(made), given)
    assert Keyring.load(tmp_path / "ward.db").rules(key).password_days == kept == bounded_days(given)


def test_rules_outlive_a_change_of_key_and_the_code_is_to_be_proved_again(tmp_path: Path) -> None:
    made, key, _ = set_up_cheaply(tmp_path / "ward.db")
    made.use_password_days(admin_of(made), 90)
    made.code_proved(key, NOON)
    renewed = made.rekey(admin_of(made), ADMIN_PASSWORD, now=NOON)
    assert renewed.access.key is not None
    rules = made.rules(renewed.access.key)
    assert (rules.password_days, rules.code_checked_at) == (90, None)
    assert rules.drill_due(NOON)


def test_a_clock_that_goes_back_asks_for_the_drill_and_puts_nothing_off_for_ever() -> None:
    rules = Rules(code_checked_at=NOON, drill_put_off_until=NOON + timedelta(days=30))
    assert not rules.drill_due(NOON)
    assert rules.drill_due(NOON - timedelta(days=1))
