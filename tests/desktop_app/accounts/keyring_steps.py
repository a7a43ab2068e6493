"""Every write of a keyring as a step between two known states."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop_app.accounts.contents import DataKey, Role
from desktop_app.accounts.keyring import Keyring, NewAccount
from desktop_app.accounts.slots import PUBLISHED
from desktop_app.errors import KeyringMissing, WrongPassword
from tests.desktop_app.accounts.keyring_samples import (
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

NEW_KEY: Final = DataKey(bytes(range(32)))
_NEW: Final = NewAccount("qian", "钱", Role.ADMIN, NEW_PASSWORD)


def nothing(store: Path) -> str:
    return ""


def open_keyring(store: Path) -> str:
    Keyring.create(store)
    return ""


def with_everybody(store: Path) -> str:
    return set_up_cheaply(store)[2]


def with_a_failure(store: Path) -> str:
    code = with_everybody(store)
    _fail(store)
    return code


def in_a_change_of_key(store: Path) -> str:
    made, *_ = set_up_cheaply(store)
    return made.rekey(admin_of(made), ADMIN_PASSWORD, now=NOON).recovery_code


@dataclass(frozen=True, slots=True)
class Step:
    """``perform`` and ``arrived`` get the recovery code that ``prepare`` gave."""

    prepare: Callable[[Path], str]
    perform: Callable[[Path, str], object]
    arrived: Callable[[Keyring, str], bool]
    takes_away: bool = True
    """Afterwards no generation may give back what was before."""


def _fail(store: Path, _: str = "") -> None:
    with suppress(WrongPassword):
        Keyring.load(store).login(PHYSICIAN.user, "wrong", now=NOON)


def _create(store: Path, _: str) -> None:
    Keyring.create(store)


def _set_up(store: Path, _: str, new_key: DataKey | None = None) -> None:
    made = Keyring.load(store)
    key = made.open_access("os").key
    assert key is not None
    made.set_up(key, EVERYBODY, now=NOON, new_key=new_key, cost=PUBLISHED)


def opens(made: Keyring, user: str, password: str) -> DataKey | None:
    """The key; None where the password is another one. Nothing is counted that was not counted before."""
    slot = made.account(user).slot
    return None if slot is None else slot.opened(password)


def _all_open(made: Keyring) -> bool:
    return not made.open and None not in [opens(made, new.user, new.password) for new in EVERYBODY]


def _finish(store: Path, _: str) -> None:
    made = Keyring.load(store)
    key = admin_of(made).key
    assert key is not None
    made.rekey_finished(key)


def _rekey(store: Path, _: str) -> None:
    made = Keyring.load(store)
    made.rekey(admin_of(made), ADMIN_PASSWORD, now=NOON)


def _former(made: Keyring) -> DataKey | None:
    key = opens(made, "li", ADMIN_PASSWORD)
    return None if key is None else made.former_key(key)


def _as_admin(do: Callable[[Keyring], object]) -> Callable[[Path, str], object]:
    return lambda store, _: do(Keyring.load(store))


STEPS: Final[Mapping[str, Step]] = {
    "create": Step(nothing, _create, lambda made, _: made.open, takes_away=False),
    "set up": Step(open_keyring, _set_up, lambda made, _: _all_open(made)),
    "set up under a new key": Step(
        open_keyring,
        lambda store, _: _set_up(store, _, NEW_KEY),
        lambda made, _: _all_open(made) and made.former_key(NEW_KEY) is not None,
    ),
    "add": Step(
        with_everybody,
        _as_admin(lambda made: made.add_account(admin_of(made), _NEW, now=NOON)),
        lambda made, _: len(made.accounts) == 4 and opens(made, "qian", NEW_PASSWORD) is not None,
        takes_away=False,
    ),
    "change a password": Step(
        with_everybody,
        _as_admin(lambda made: made.change_password(PHYSICIAN.user, PASSWORD, NEW_PASSWORD, now=NOON)),
        lambda made, _: opens(made, PHYSICIAN.user, NEW_PASSWORD) is not None,
    ),
    "reset a password": Step(
        with_everybody,
        _as_admin(lambda made: made.reset_password(admin_of(made), ENTRY.user)),
        lambda made, _: made.account(ENTRY.user).must_change and opens(made, ENTRY.user, ENTRY.password) is None,
    ),
    "remove": Step(
        with_everybody,
        _as_admin(lambda made: made.remove_account(admin_of(made), ENTRY.user)),
        lambda made, _: made.account(ENTRY.user).disabled,
    ),
    "fail": Step(with_everybody, _fail, lambda made, _: made.account("wang").failures == 1, takes_away=False),
    "lift": Step(
        with_a_failure,
        _as_admin(lambda made: made.lift_lock(admin_of(made), "wang")),
        lambda made, _: made.account("wang").failures == 0,
        takes_away=False,
    ),
    "recover": Step(
        with_everybody,
        lambda store, code: Keyring.load(store).recover(code, _NEW, now=NOON),
        lambda made, code: opens(made, "qian", NEW_PASSWORD) is not None and not made.recovery_code_fits(code),
    ),
    "change the key": Step(with_everybody, _rekey, lambda made, _: _former(made) is not None),
    "finish the change": Step(in_a_change_of_key, _finish, lambda made, _: _former(made) is None),
}


def found(store: Path) -> Keyring | None:
    try:
        return Keyring.load(store)
    except KeyringMissing:
        return None
