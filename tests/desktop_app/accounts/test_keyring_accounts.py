"""What may be done to the accounts of a keyring, on real files; guesses cost next to nothing here."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.accounts.contents import Access, DataKey, Person, Role
from desktop_app.accounts.keyring import Keyring, NewAccount, keyring_path
from desktop_app.accounts.refusals import (
    AccountClosed,
    AccountsNeeded,
    AlreadySetUp,
    LastAdminStays,
    PasswordRefused,
    UnknownAccount,
    UnusableUserName,
    UserTaken,
)
from desktop_app.accounts.slots import PUBLISHED
from desktop_app.errors import (
    KeyringDamaged,
    NotPermitted,
    WrongPassword,
)
from tests.desktop_app.accounts.keyring_samples import (
    ADMIN,
    ADMIN_PASSWORD,
    ENTRY,
    ENTRY_PASSWORD,
    EVERYBODY,
    NEW_PASSWORD,
    NOON,
    PASSWORD,
    PHYSICIAN,
    admin_of,
    edited,
    set_up_cheaply,
)

pytestmark = pytest.mark.usefixtures("cheap")


def test_a_wrong_password_opens_nothing(tmp_path: Path) -> None:
    made, *_ = set_up_cheaply(tmp_path / "ward.db")
    for wrong in ("", PASSWORD.lower(), PASSWORD + " ", ADMIN_PASSWORD, "ｓlow-Harbor-19"):
        made.lift_lock(admin_of(made), PHYSICIAN.user)
        with pytest.raises(WrongPassword):
            made.login(PHYSICIAN.user, wrong, now=NOON)


@pytest.mark.parametrize("typed", ["wang", "WANG", " Wang ", "ｗａｎｇ"])
def test_a_user_is_known_in_any_case_and_width(tmp_path: Path, typed: str) -> None:
    made, *_ = set_up_cheaply(tmp_path / "ward.db")
    assert made.login(typed, PASSWORD, now=NOON).person.user == "wang"


def test_a_password_is_the_same_however_its_accents_were_typed(tmp_path: Path) -> None:
    made, key = Keyring.create(tmp_path / "ward.db")
    composed = NewAccount("a", "A", Role.PHYSICIAN, "caf\u00e9 au matin")
    made.set_up(key, (composed, ADMIN), now=NOON, cost=PUBLISHED)
    assert made.login("a", "cafe\u0301 au matin", now=NOON).key == key


def test_set_up_wants_a_physician_and_an_administrator(tmp_path: Path) -> None:
    made, key = Keyring.create(tmp_path / "ward.db")
    for accounts in ((), (PHYSICIAN,), (ADMIN,), (ADMIN, ENTRY)):
        with pytest.raises(AccountsNeeded):
            made.set_up(key, accounts, now=NOON, cost=PUBLISHED)
    assert Keyring.load(made.store).open


def test_set_up_takes_the_key_of_this_store_only(tmp_path: Path) -> None:
    made, _ = Keyring.create(tmp_path / "ward.db")
    with pytest.raises(NotPermitted):
        made.set_up(DataKey(bytes(32)), EVERYBODY, now=NOON, cost=PUBLISHED)


def test_a_second_set_up_is_refused(tmp_path: Path) -> None:
    made, key, _ = set_up_cheaply(tmp_path / "ward.db")
    with pytest.raises(AlreadySetUp):
        made.set_up(key, EVERYBODY, now=NOON, cost=PUBLISHED)
    demo, key = Keyring.create(tmp_path / "demo.db", demo=True)
    with pytest.raises(AlreadySetUp):
        demo.set_up(key, EVERYBODY, now=NOON, cost=PUBLISHED)


@pytest.mark.parametrize("user", ["", " ", "a\nb", "a\u200bb", "x" * 65, "a\x00"])
def test_a_name_that_cannot_be_seen_is_refused(tmp_path: Path, user: str) -> None:
    made, *_ = set_up_cheaply(tmp_path / "ward.db")
    access = admin_of(made)
    for new in (
        NewAccount(user, "Name", Role.ENTRY, NEW_PASSWORD),
        NewAccount("u", user, Role.ENTRY, NEW_PASSWORD),
    ):
        with pytest.raises(UnusableUserName):
            made.add_account(access, new, now=NOON)


def test_an_administrator_adds_an_account_whose_password_is_changed_first(tmp_path: Path) -> None:
    made, key, _ = set_up_cheaply(tmp_path / "ward.db")
    made.add_account(admin_of(made), NewAccount("qian", "钱", Role.ENTRY, NEW_PASSWORD), now=NOON)
    read = Keyring.load(made.store)
    assert read.login("qian", NEW_PASSWORD, now=NOON).key == key
    assert read.account("qian").must_change
    read.change_password("qian", NEW_PASSWORD, ENTRY_PASSWORD, now=NOON)
    assert not Keyring.load(made.store).account("qian").must_change


@pytest.mark.parametrize("user", ["zhao", "ZHAO", "ｚｈａｏ"])
def test_a_name_is_given_once(tmp_path: Path, user: str) -> None:
    made, *_ = set_up_cheaply(tmp_path / "ward.db")
    with pytest.raises(UserTaken):
        made.add_account(admin_of(made), NewAccount(user, "赵", Role.ENTRY, NEW_PASSWORD), now=NOON)


def test_a_guessable_password_is_refused_everywhere(tmp_path: Path) -> None:
    made, key = Keyring.create(tmp_path / "ward.db")
    weak = NewAccount("li", "李", Role.ADMIN, "Aa123456")
    with pytest.raises(PasswordRefused):
        made.set_up(key, (PHYSICIAN, weak), now=NOON, cost=PUBLISHED)
    code = made.set_up(key, EVERYBODY, now=NOON, cost=PUBLISHED)
    access = admin_of(made)
    before = keyring_path(made.store).read_bytes()
    with pytest.raises(PasswordRefused):
        made.add_account(access, NewAccount("qian", "钱", Role.ENTRY, "qian-qian-1"), now=NOON)
    with pytest.raises(PasswordRefused):
        made.change_password("li", ADMIN_PASSWORD, "password2026", now=NOON)
    with pytest.raises(PasswordRefused):
        made.recover(code, weak, now=NOON)
    assert keyring_path(made.store).read_bytes() == before


def test_a_changed_password_replaces_the_old_one_in_both_generations(tmp_path: Path) -> None:
    made, key, _ = set_up_cheaply(tmp_path / "ward.db")
    made.change_password(PHYSICIAN.user, PASSWORD, NEW_PASSWORD, now=NOON)
    keyring_path(made.store).write_bytes(b"spoiled to get the older one back")
    older = Keyring.load(made.store)
    with pytest.raises(WrongPassword):
        older.login(PHYSICIAN.user, PASSWORD, now=NOON)
    assert older.login(PHYSICIAN.user, NEW_PASSWORD, now=NOON).key == key


def test_a_password_is_changed_only_by_who_knows_the_old_one(tmp_path: Path) -> None:
    made, *_ = set_up_cheaply(tmp_path / "ward.db")
    with pytest.raises(WrongPassword):
        made.change_password(PHYSICIAN.user, "not the password", NEW_PASSWORD, now=NOON)
    assert made.account(PHYSICIAN.user).failures == 1


def test_a_forgotten_password_is_reset_to_one_for_one_time(tmp_path: Path) -> None:
    made, key, _ = set_up_cheaply(tmp_path / "ward.db")
    one_time = made.reset_password(admin_of(made), PHYSICIAN.user)
    assert made.account(PHYSICIAN.user).must_change
    with pytest.raises(WrongPassword):
        made.login(PHYSICIAN.user, PASSWORD, now=NOON)
    assert made.login(PHYSICIAN.user, one_time, now=NOON).key == key


def test_a_removed_account_opens_nothing_and_keeps_its_name(tmp_path: Path) -> None:
    made, key, _ = set_up_cheaply(tmp_path / "ward.db")
    access = admin_of(made)
    made.remove_account(access, ENTRY.user)
    assert made.account(ENTRY.user).disabled
    with pytest.raises(AccountClosed):
        made.login(ENTRY.user, ENTRY_PASSWORD, now=NOON)
    with pytest.raises(UserTaken):
        made.add_account(access, ENTRY, now=NOON)
    keyring_path(made.store).unlink()
    with pytest.raises(AccountClosed):
        Keyring.load(made.store).login(ENTRY.user, ENTRY_PASSWORD, now=NOON)
    assert made.login(ENTRY.user, made.reset_password(access, ENTRY.user), now=NOON).key == key


def test_the_last_administrator_stays(tmp_path: Path) -> None:
    made, *_ = set_up_cheaply(tmp_path / "ward.db")
    access = admin_of(made)
    assert made.wants_second_admin
    with pytest.raises(LastAdminStays):
        made.remove_account(access, ADMIN.user)
    made.add_account(access, NewAccount("second", "二", Role.ADMIN, NEW_PASSWORD), now=NOON)
    assert not made.wants_second_admin
    made.remove_account(access, ADMIN.user)
    with pytest.raises(LastAdminStays):
        made.remove_account(made.login("second", NEW_PASSWORD, now=NOON), "second")


def test_an_unknown_account_is_named(tmp_path: Path) -> None:
    made, *_ = set_up_cheaply(tmp_path / "ward.db")
    for operation in (made.remove_account, made.reset_password, made.lift_lock):
        with pytest.raises(UnknownAccount):
            operation(admin_of(made), "nobody")


@pytest.mark.parametrize("new", [PHYSICIAN, ENTRY], ids=lambda new: new.role)
def test_only_an_administrator_manages_accounts(tmp_path: Path, new: NewAccount) -> None:
    made, *_ = set_up_cheaply(tmp_path / "ward.db")
    access = made.login(new.user, new.password, now=NOON)
    before = keyring_path(made.store).read_bytes()
    for operation in managing(made, access):
        with pytest.raises(NotPermitted):
            operation()
    assert keyring_path(made.store).read_bytes() == before


def test_a_dismissed_administrator_who_is_still_logged_in_manages_nothing(tmp_path: Path) -> None:
    made, *_ = set_up_cheaply(tmp_path / "ward.db")
    made.add_account(admin_of(made), NewAccount("second", "二", Role.ADMIN, NEW_PASSWORD), now=NOON)
    second = made.login("second", NEW_PASSWORD, now=NOON)
    made.remove_account(admin_of(made), "second")
    for operation in managing(made, second)[:4]:
        with pytest.raises(NotPermitted):
            operation()


def test_a_person_without_an_account_manages_nothing(tmp_path: Path) -> None:
    made, key, _ = set_up_cheaply(tmp_path / "ward.db")
    for access in (Access(key, Person("os", "os", None)), Access(None, admin_of(made).person)):
        for operation in managing(made, access)[:4]:
            with pytest.raises(NotPermitted):
                operation()


def managing(made: Keyring, access: Access) -> list[Callable[[], object]]:
    new = NewAccount("qian", "钱", Role.ADMIN, NEW_PASSWORD)
    password = {new.user: new.password for new in EVERYBODY}.get(access.person.user, "")
    return [
        lambda: made.add_account(access, new, now=NOON),
        lambda: made.reset_password(access, ENTRY.user),
        lambda: made.remove_account(access, ENTRY.user),
        lambda: made.lift_lock(access, ENTRY.user),
        lambda: made.rekey(access, password, now=NOON),
    ]


def test_T1_a_file_edited_by_hand_makes_nobody_an_administrator(tmp_path: Path) -> None:
    made, *_ = set_up_cheaply(tmp_path / "ward.db")
    edited(made.store, lambda values: values["accounts"][2].update(role="admin"))
    read = Keyring.load(made.store)
    assert read.account(ENTRY.user).role is Role.ADMIN, "the file says so"
    with pytest.raises(KeyringDamaged):
        read.login(ENTRY.user, ENTRY_PASSWORD, now=NOON)
    with pytest.raises(KeyringDamaged):
        read.reset_password(admin_of(read), ENTRY.user)


def test_a_slot_moved_to_another_account_opens_nothing(tmp_path: Path) -> None:
    made, *_ = set_up_cheaply(tmp_path / "ward.db")
    edited(made.store, lambda values: values["accounts"][1].update(slot=values["accounts"][2]["slot"]))
    with pytest.raises(KeyringDamaged):
        Keyring.load(made.store).login(ADMIN.user, ENTRY_PASSWORD, now=NOON)


def test_two_processes_do_not_lose_each_others_accounts(tmp_path: Path) -> None:
    one, *_ = set_up_cheaply(tmp_path / "ward.db")
    two = Keyring.load(one.store)
    one.add_account(admin_of(one), NewAccount("a1", "一", Role.ENTRY, NEW_PASSWORD), now=NOON)
    two.add_account(admin_of(two), NewAccount("a2", "二", Role.ENTRY, NEW_PASSWORD), now=NOON)
    assert [account.user for account in Keyring.load(one.store).accounts] == ["wang", "li", "zhao", "a1", "a2"]


def test_the_file_is_locked_while_it_is_changed(tmp_path: Path) -> None:
    made, *_ = set_up_cheaply(tmp_path / "ward.db")
    waiting = (
        "import sys, time; from pathlib import Path; from desktop_app.accounts import keyring_file as f\n"
        "with f.locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(0.5)"
    )
    other = subprocess.Popen([sys.executable, "-c", waiting, str(made.store)], stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    began = time.monotonic()
    with pytest.raises(WrongPassword):
        made.login(PHYSICIAN.user, "wrong", now=NOON)
    assert time.monotonic() - began > 0.2
    assert made.account(PHYSICIAN.user).failures == 1
    other.communicate()


def test_the_demo_opens_as_its_physician_and_takes_the_published_password(tmp_path: Path) -> None:
    made, key = Keyring.create(tmp_path / "demo.db", demo=True)
    read = Keyring.load(made.store)
    assert read.demo
    assert read.open
    person = Person("demo-physician", "医师（演示）", Role.PHYSICIAN)
    assert read.open_access("windows-user") == Access(key, person)
    for user, role in (("demo-entry", "entry"), ("demo-physician", "physician"), ("demo-admin", "admin")):
        access = read.login(user, "tacewatch-demo", now=NOON)
        assert (access.key, access.person.role) == (key, role)
    with pytest.raises(NotPermitted):
        read.rekey(read.login("demo-admin", "tacewatch-demo", now=NOON), "tacewatch-demo", now=NOON)
