"""Every operation of the keyring on real files."""

import base64
import errno
import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop_app.accounts import keyring as keyring_module
from desktop_app.accounts import slots
from desktop_app.accounts.contents import Access, Person, Role
from desktop_app.accounts.keyring import Keyring, NewAccount, keyring_path, older_keyring_path
from desktop_app.accounts.refusals import (
    KeyringExists,
)
from desktop_app.accounts.slots import FLOOR, Cost
from desktop_app.errors import (
    KeyringDamaged,
    KeyringMissing,
    LoginNeeded,
    StoreUnreachable,
    WrongPassword,
)
from tests.desktop_app.accounts.conftest import SetUp
from tests.desktop_app.accounts.keyring_samples import (
    ADMIN,
    ADMIN_PASSWORD,
    EVERYBODY,
    NOON,
    PASSWORD,
    PHYSICIAN,
    admin_of,
    edited,
    set_up_cheaply,
)


def test_a_new_keyring_opens_without_a_login(tmp_path: Path) -> None:
    made, key = Keyring.create(tmp_path / "ward.db")
    read = Keyring.load(tmp_path / "ward.db")
    assert read.open
    assert not read.demo
    assert read.accounts == ()
    assert read.open_access("windows-user") == Access(key, Person("windows-user", "windows-user", None))
    assert made.open_access("x").key == key


def test_two_keyrings_have_two_keys(tmp_path: Path) -> None:
    assert Keyring.create(tmp_path / "a.db")[1] != Keyring.create(tmp_path / "b.db")[1]


def test_stores_that_differ_in_their_ending_do_not_share_a_keyring() -> None:
    names = {keyring_path(Path(name)).name for name in ("ward.db", "ward.sqlite", "ward.db.copy")}
    assert names == {"ward.keyring.json", "ward.sqlite.keyring.json", "ward.db.copy.keyring.json"}


def test_no_keyring_is_ever_overwritten(tmp_path: Path) -> None:
    store = tmp_path / "ward.db"
    Keyring.create(store)
    store.touch()
    before = keyring_path(store).read_bytes()
    with pytest.raises(KeyringExists):
        Keyring.create(store)
    assert keyring_path(store).read_bytes() == before


def test_a_keyring_without_its_store_is_taken_by_the_next_start(tmp_path: Path) -> None:
    _, key = Keyring.create(tmp_path / "ward.db")
    assert Keyring.create(tmp_path / "ward.db")[1] == key
    with pytest.raises(KeyringExists):
        Keyring.create(tmp_path / "ward.db", demo=True)


def test_a_keyring_with_accounts_is_not_taken_for_a_new_store(ward: SetUp) -> None:
    with pytest.raises(KeyringExists):
        Keyring.create(ward.store)


def test_a_damaged_keyring_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    keyring_path(tmp_path / "ward.db").write_bytes(b"{")
    with pytest.raises(KeyringDamaged):
        Keyring.create(tmp_path / "ward.db")


def test_a_missing_keyring_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyringMissing):
        Keyring.load(tmp_path / "ward.db")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachable):
        Keyring.create(tmp_path / "nowhere" / "ward.db")


@pytest.mark.posix
def test_only_the_owner_may_read_a_new_keyring_and_wider_rights_stay(tmp_path: Path) -> None:
    made, _ = Keyring.create(tmp_path / "demo.db", demo=True)
    path = keyring_path(made.store)
    assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()} == {0o600}
    path.chmod(0o660)
    with pytest.raises(WrongPassword):
        made.login("demo-admin", "wrong", now=NOON)
    assert stat.S_IMODE(path.stat().st_mode) == 0o660


def test_T2_each_slot_opens_to_the_same_key(ward: SetUp) -> None:
    made = Keyring.load(ward.store)
    assert not made.open
    for new in EVERYBODY:
        person = Person(new.user, new.printed_name, new.role)
        assert made.login(new.user, new.password, now=NOON) == Access(ward.key, person)
    assert made.recovery_code_fits(ward.code)


def test_T2_the_slots_cost_what_rfc_9106_recommends(ward: SetUp) -> None:
    values = json.loads(keyring_path(ward.store).read_text(encoding="utf-8"))
    slots = [account["slot"] for account in values["accounts"]] + [values["recovery"]]
    assert len(slots) == 4
    assert all(slot["argon2id"].startswith("$argon2id$v=19$m=65536,t=3,p=4$") for slot in slots)
    assert len({slot["argon2id"] for slot in slots}) == 4, "every slot has its own salt"


def test_T2_no_file_holds_the_key_or_a_password_after_set_up(ward: SetUp) -> None:
    secrets = [ward.key.secret, ward.key.secret.hex().encode(), base64.b64encode(ward.key.secret)]
    secrets += [new.password.encode() for new in EVERYBODY]
    secrets += [group.encode() for group in ward.code.split("-")[:-1]]
    files = list(ward.store.parent.iterdir())
    assert keyring_path(ward.store) in files
    assert older_keyring_path(ward.store) in files
    for file in files:
        content = file.read_bytes()
        for number, secret in enumerate(secrets[:6]):
            assert secret not in content, f"secret {number} in {file.name}"
        assert ward.code.encode() not in content


@pytest.mark.usefixtures("cheap")
def test_T2_before_set_up_the_open_key_is_there_as_the_control(tmp_path: Path) -> None:
    made, key = Keyring.create(tmp_path / "ward.db")
    for path in (keyring_path(made.store), older_keyring_path(made.store)):
        assert base64.b64encode(key.secret) in path.read_bytes()


def test_T1_after_set_up_nothing_opens_without_a_login(ward: SetUp) -> None:
    with pytest.raises(LoginNeeded):
        Keyring.load(ward.store).open_access("windows-user")


def test_T1_a_login_takes_at_most_a_second(ward: SetUp) -> None:
    """Of the processor: what other tests do meanwhile is not the login's."""
    made, times = Keyring.load(ward.store), []
    for _ in range(3):
        began = time.process_time()
        made.login(ADMIN.user, ADMIN_PASSWORD, now=NOON)
        times.append(time.process_time() - began)
    assert min(times) <= 1.0, times


def test_T1_a_user_who_does_not_exist_costs_as_much_as_one_who_does(
    ward: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, paid = Keyring.load(ward.store), list[Cost]()
    monkeypatch.setattr(slots, "_derived", lambda password, salt, cost: paid.append(cost) or bytes(32))
    for user in ("nobody", PHYSICIAN.user):
        with pytest.raises(WrongPassword) as refused:
            made.login(user, "not the password", now=NOON)
        assert refused.value.facts == {"user": user, "wait_seconds": 0}
    assert paid == [FLOOR, FLOOR]


def test_the_demo_is_cheap_and_a_ward_may_not_be(tmp_path: Path) -> None:
    demo, _ = Keyring.create(tmp_path / "demo.db", demo=True)
    assert "m=1024,t=1,p=1" in keyring_path(demo.store).read_text(encoding="utf-8")
    edited(demo.store, lambda values: values.update(demo=False))
    older_keyring_path(demo.store).unlink()
    with pytest.raises(KeyringDamaged):
        Keyring.load(demo.store)


def test_a_set_up_below_the_floor_is_refused(tmp_path: Path) -> None:
    made, key = Keyring.create(tmp_path / "ward.db")
    with pytest.raises(ValueError, match="too cheap"):
        made.set_up(key, EVERYBODY, now=NOON, cost=Cost(32 * 1024, 3, 4))


def test_T2_a_raised_floor_is_paid_at_the_next_login(ward: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Keyring.load(ward.store)
    monkeypatch.setattr(keyring_module, "FLOOR", Cost(72 * 1024, 4, 4))
    assert made.login(PHYSICIAN.user, PASSWORD, now=NOON).key == ward.key
    read = Keyring.load(ward.store)
    slot = read.account(PHYSICIAN.user).slot
    assert slot is not None
    assert slot.phc.startswith("$argon2id$v=19$m=73728,t=4,p=4$")
    assert read.account(ADMIN.user).slot == made.account(ADMIN.user).slot
    assert read.login(PHYSICIAN.user, PASSWORD, now=NOON).key == ward.key
    generation = read._contents.generation
    assert Keyring.load(ward.store)._contents.generation == generation, "paid once"


@pytest.mark.posix
def test_T20_a_login_needs_no_right_to_write(ward: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write anywhere, so the system's refusal is put in its place."""
    opened = os.open

    def refusing(path: str, flags: int, mode: int = 0o777, **more: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, "read-only")
        return opened(path, flags, mode, **more)

    monkeypatch.setattr(os, "open", refusing)
    made = Keyring.load(ward.store)
    with pytest.raises(WrongPassword) as refused:
        made.login(PHYSICIAN.user, "wrong", now=NOON)
    assert refused.value.facts["wait_seconds"] == 0
    assert made.login(PHYSICIAN.user, PASSWORD, now=NOON).key == ward.key


def test_opening_without_a_login_imports_no_cryptography(tmp_path: Path) -> None:
    Keyring.create(tmp_path / "ward.db")
    asking = (
        "import sys; from pathlib import Path; from desktop_app.accounts.keyring import Keyring\n"
        "Keyring.load(Path(sys.argv[1])).open_access('os')\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('cryptography', 'pydantic', 'PySide6')])"
    )
    ran = subprocess.run([sys.executable, "-c", asking, str(tmp_path / "ward.db")], capture_output=True, text=True)
    assert ran.stdout == "[]\n", ran.stderr


@pytest.mark.usefixtures("cheap")
def test_T10_no_secret_is_shown_by_anything_that_may_be_logged(tmp_path: Path) -> None:
    made, key, code = set_up_cheaply(tmp_path / "ward.db")
    access = admin_of(made)
    done = made.rekey(access, ADMIN_PASSWORD, now=NOON)
    shown = [repr(each) + str(each) for each in (made, made._contents, access, done, PHYSICIAN, *made.accounts)]
    shown += [repr(key), repr(made._contents.recovery), repr(made.account(ADMIN.user).slot)]
    for wrong in (
        lambda: made.login(ADMIN.user, "wrong-Password-1", now=NOON),
        lambda: made.recover(code, NewAccount("x", "X", Role.ADMIN, "wrong-Password-1"), now=NOON),
        lambda: made.change_password(ADMIN.user, ADMIN_PASSWORD, "Aa123456", now=NOON),
        lambda: made.remove_account(access, ADMIN.user),
    ):
        with pytest.raises(Exception) as refused:  # noqa: PT011  (whatever is raised, it may not tell)
            wrong()
        error: BaseException | None = refused.value
        while error is not None:
            shown.append(repr(error) + str(error) + repr(getattr(error, "facts", "")))
            error = error.__cause__ or error.__context__
    assert done.access.key is not None
    values = json.loads(keyring_path(made.store).read_text(encoding="utf-8"))
    secrets = [PASSWORD, ADMIN_PASSWORD, "wrong-Password-1", "Aa123456", code, done.recovery_code]
    secrets += [*done.one_time_passwords.values(), key.secret.hex(), done.access.key.secret.hex()]
    secrets += [repr(key.secret), repr(done.access.key.secret), values["former"], values["recovery"]["wrapped"]]
    assert len(shown) > 10
    for secret in secrets:
        assert not any(secret in each for each in shown)


def test_the_floor_of_today_is_the_recommended_one() -> None:
    assert Cost(65536, 3, 4) == FLOOR
