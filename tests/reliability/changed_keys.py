"""The two steps that give a store another key: its set-up, and a suspicion."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from desktop_app.accounts import keyring as keyrings
from desktop_app.accounts.contents import Access
from desktop_app.accounts.keyring import Keyring
from desktop_app.accounts.slots import PUBLISHED
from desktop_app.store import open_store
from desktop_app.store.renewing_key import renew_key
from desktop_app.ui.access.closing import accounts_made
from desktop_app.ui.ward import Ward
from tests.desktop_app.accounts.keyring_samples import ADMIN, ADMIN_PASSWORD, EVERYBODY, NOON, admin_of, cheapen
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.reliability.actions import Action, Perform, file_in, place
from tests.reliability.prepared import once


def cheaper(replace: Callable[[object, str, object], object]) -> None:
    """Passwords that cost next to nothing, and no measuring of this computer."""
    cheapen(replace)
    replace(keyrings, "calibrated", lambda: PUBLISHED)


def access_in(folder: Path) -> Access:
    """As whoever has to get in again gets in: without a login, or as the administrator."""
    keyring = Keyring.load(file_in(folder))
    return keyring.open_access("user-1") if keyring.open else admin_of(keyring)


@once
def prepare_open(folder: Path) -> None:
    """Three patients, under the profile that every ward begins with."""
    with open_store(place(folder), clock=noon, create=True) as store:
        for patient in ("0001", "0002", "0003"):
            store.save(save_of(record(patient)))


@once
def prepare_guarded(folder: Path) -> None:
    prepare_open(folder)
    with _setting_up(folder) as perform:
        perform()


@contextmanager
def _setting_up(folder: Path) -> Iterator[Perform]:
    with open_store(place(folder), clock=noon) as store:
        yield lambda: accounts_made(Ward(store, noon, store.person.user), EVERYBODY, noon)


@contextmanager
def _changing_key(folder: Path) -> Iterator[Perform]:
    access = Keyring.load(file_in(folder)).login(ADMIN.user, ADMIN_PASSWORD, now=NOON)
    yield lambda: renew_key(file_in(folder), access, ADMIN_PASSWORD, clock=noon)


KEY_ACTIONS: Final[dict[str, Action]] = {
    "set up": Action(prepare_open, _setting_up),
    "change the key": Action(prepare_guarded, _changing_key),
}
