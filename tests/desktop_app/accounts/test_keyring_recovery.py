"""The recovery code, and a change of key; guesses cost next to nothing here."""

from pathlib import Path

import pytest

from desktop_app.accounts.contents import Access, DataKey, Person, Role
from desktop_app.accounts.keyring import Keyring, NewAccount, keyring_path
from desktop_app.accounts.refusals import (
    AccountsNeeded,
    KeyChangeUnfinished,
    RecoveryCodeMistyped,
    RecoveryCodeWrong,
    UserTaken,
)
from desktop_app.accounts.slots import PUBLISHED
from desktop_app.errors import (
    NotPermitted,
)
from tests.desktop_app.accounts.keyring_samples import (
    ADMIN,
    ADMIN_PASSWORD,
    ENTRY,
    EVERYBODY,
    NEW_PASSWORD,
    NOON,
    PASSWORD,
    PHYSICIAN,
    admin_of,
    set_up_cheaply,
)

pytestmark = pytest.mark.usefixtures("cheap")


def test_the_recovery_code_makes_a_new_administrator_and_is_spent(tmp_path: Path) -> None:
    made, key, code = set_up_cheaply(tmp_path / "ward.db")
    new = NewAccount("rescue", "科主任", Role.ADMIN, NEW_PASSWORD)
    access, next_code = made.recover(code.lower().replace("-", " "), new, now=NOON)
    assert access == Access(key, Person("rescue", "科主任", Role.ADMIN))
    assert made.login("rescue", NEW_PASSWORD, now=NOON) == access
    assert not made.recovery_code_fits(code)
    assert made.recovery_code_fits(next_code)
    with pytest.raises(RecoveryCodeWrong):
        made.recover(code, new, now=NOON)
    keyring_path(made.store).unlink()
    assert not Keyring.load(made.store).recovery_code_fits(code)


def test_an_administrator_who_forgot_the_password_recovers_the_same_account(tmp_path: Path) -> None:
    made, key, code = set_up_cheaply(tmp_path / "ward.db")
    access, _ = made.recover(code, NewAccount("LI", "李管理", Role.ADMIN, NEW_PASSWORD), now=NOON)
    assert access.person.user == "li"
    assert made.login("li", NEW_PASSWORD, now=NOON).key == key
    assert len(made.accounts) == 3


def test_the_recovery_code_gives_no_other_role_and_nobody_elses_account(tmp_path: Path) -> None:
    made, _, code = set_up_cheaply(tmp_path / "ward.db")
    with pytest.raises(AccountsNeeded):
        made.recover(code, NewAccount("x", "X", Role.PHYSICIAN, NEW_PASSWORD), now=NOON)
    with pytest.raises(UserTaken):
        made.recover(code, NewAccount(PHYSICIAN.user, "X", Role.ADMIN, NEW_PASSWORD), now=NOON)
    assert made.recovery_code_fits(code)


def test_a_wrong_code_is_told_from_a_mistyped_one(tmp_path: Path) -> None:
    made, _, code = set_up_cheaply(tmp_path / "ward.db")
    _, _, other = set_up_cheaply(tmp_path / "other.db")
    new = NewAccount("rescue", "科主任", Role.ADMIN, NEW_PASSWORD)
    with pytest.raises(RecoveryCodeWrong):
        made.recover(other, new, now=NOON)
    with pytest.raises(RecoveryCodeMistyped):
        made.recover(code[:-6], new, now=NOON)
    assert not made.recovery_code_fits(other)
    assert not made.recovery_code_fits("")


def test_an_open_keyring_has_no_recovery_code(tmp_path: Path) -> None:
    made, _ = Keyring.create(tmp_path / "ward.db")
    _, _, code = set_up_cheaply(tmp_path / "other.db")
    assert not made.recovery_code_fits(code)
    with pytest.raises(RecoveryCodeWrong):
        made.recover(code, NewAccount("rescue", "科主任", Role.ADMIN, NEW_PASSWORD), now=NOON)


def test_a_new_key_goes_to_every_account_and_the_old_one_waits_under_it(tmp_path: Path) -> None:
    made, key, code = set_up_cheaply(tmp_path / "ward.db")
    made.remove_account(admin_of(made), ENTRY.user)
    done = made.rekey(admin_of(made), ADMIN_PASSWORD, now=NOON)
    new = done.access.key
    assert new is not None
    assert new != key
    read = Keyring.load(made.store)
    assert admin_of(read) == done.access
    assert not read.account(ADMIN.user).must_change
    assert set(done.one_time_passwords) == {PHYSICIAN.user}
    assert read.login(PHYSICIAN.user, done.one_time_passwords[PHYSICIAN.user], now=NOON).key == new
    assert read.account(PHYSICIAN.user).must_change
    assert read.account(ENTRY.user).disabled
    assert read.recovery_code_fits(done.recovery_code)
    assert not read.recovery_code_fits(code)
    assert read.former_key(new) == key
    assert read.former_key(key) is None


def test_a_key_is_not_changed_twice_before_the_file_is_under_the_first(tmp_path: Path) -> None:
    made, key, _ = set_up_cheaply(tmp_path / "ward.db")
    access = made.rekey(admin_of(made), ADMIN_PASSWORD, now=NOON).access
    with pytest.raises(KeyChangeUnfinished):
        made.rekey(access, ADMIN_PASSWORD, now=NOON)
    assert access.key is not None
    with pytest.raises(NotPermitted):
        made.rekey_finished(key)
    made.rekey_finished(access.key)
    assert made.former_key(access.key) is None
    keyring_path(made.store).unlink()
    assert Keyring.load(made.store).former_key(access.key) is None
    assert made.rekey(admin_of(made), ADMIN_PASSWORD, now=NOON).access.key != access.key


def test_an_access_from_before_a_change_of_key_manages_nothing(tmp_path: Path) -> None:
    made, *_ = set_up_cheaply(tmp_path / "ward.db")
    before = admin_of(made)
    made.rekey(before, ADMIN_PASSWORD, now=NOON)
    with pytest.raises(NotPermitted):
        made.remove_account(before, ENTRY.user)


def test_T2_set_up_can_change_the_key_that_lay_in_the_clear(tmp_path: Path) -> None:
    made, key = Keyring.create(tmp_path / "ward.db")
    new = DataKey(bytes(range(32)))
    code = made.set_up(key, EVERYBODY, now=NOON, new_key=new, cost=PUBLISHED)
    assert made.login(PHYSICIAN.user, PASSWORD, now=NOON).key == new
    assert made.recovery_code_fits(code)
    assert made.former_key(new) == key
    made.rekey_finished(new)
    assert made.former_key(new) is None
