"""A keyring where it is kept: read, made, opened, changed under a lock. What else may be done to it: ``keyring``.

A start that asks nobody for a password loads no more than this.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from desktop_app.accounts import keyring_file
from desktop_app.accounts.contents import Access, DataKey, Person
from desktop_app.accounts.keyring_contents import Account, KeyringContents, mark_of
from desktop_app.accounts.refusals import KeyringExists
from desktop_app.accounts.slots import FLOOR
from desktop_app.errors import KeyringDamaged, KeyringMissing, LoginNeeded

_DEMO_USER: Final = "demo-physician"
_BEFORE_ANY: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""When the demo's accounts were made: the demo is the same whenever it is made."""


class KeptKeyring:
    """``contents`` are as they were read last."""

    def __init__(self, store: Path, contents: KeyringContents) -> None:
        self.store = store
        self._contents = contents

    @classmethod
    def load(cls, store: Path) -> Self:
        """Raises KeyringMissing, KeyringDamaged, StoreIsNewer, StoreUnreachable."""
        return cls(store, keyring_file.load(store))

    @classmethod
    def create(cls, store: Path, *, demo: bool = False) -> tuple[Self, DataKey]:
        """A random key, without a login (with the published ones for a demo).

        Where a killed start has left such a keyring without its store, that one is taken.

        Raises:
            KeyringExists: nothing is ever overwritten.
        """
        with keyring_file.locked(store):
            try:
                left = keyring_file.load(store)
            except KeyringMissing:
                key = DataKey(secrets.token_bytes(32))
                contents = _new_contents(key, demo=demo)
                keyring_file.save(store, contents, both=True)
                return cls(store, contents), key
        if left.open_key is None or left.demo is not demo or store.exists():
            raise KeyringExists(path=str(store))
        return cls(store, left), left.open_key

    @property
    def open(self) -> bool:
        """Whether it opens without a login."""
        return self._contents.open_key is not None

    @property
    def demo(self) -> bool:
        return self._contents.demo

    @property
    def accounts(self) -> tuple[Account, ...]:
        return self._contents.accounts

    @property
    def wants_second_admin(self) -> bool:
        """One administrator alone can forget the password or leave."""
        return not self.open and self._contents.active_admins < 2

    def account(self, user: str) -> Account:
        """Raises UnknownAccount."""
        return self._contents.account(user)

    def open_access(self, os_user: str) -> Access:
        """Raises LoginNeeded."""
        key = self._contents.open_key
        if key is None:
            raise LoginNeeded(path=str(self.store))
        return Access(key, self.account(_DEMO_USER).person if self.demo else Person(os_user, os_user))

    def former_key(self, key: DataKey) -> DataKey | None:
        """The key before an unfinished change of key; None where there is none or ``key`` is another store's."""
        return self._contents.former_key(key) if self._contents.fits(key) else None

    def _write(self, change: Callable[[KeyringContents], KeyringContents], *, both: bool) -> None:
        """``both`` where something is taken away that the older generation must not give back."""
        from desktop_app.accounts import changing

        with keyring_file.locked(self.store):
            found = keyring_file.load(self.store)
            try:
                changed = replace(change(found), generation=found.generation + 1)
            except changing.ForgedError:
                raise KeyringDamaged(path=str(self.store)) from None
            keyring_file.save(self.store, changed, both=both)
        self._contents = changed


def _new_contents(key: DataKey, *, demo: bool) -> KeyringContents:
    if not demo:
        return KeyringContents(1, False, mark_of(key), FLOOR, key)
    from desktop_app.accounts import changing

    return changing.for_demo(key, _BEFORE_ANY)
