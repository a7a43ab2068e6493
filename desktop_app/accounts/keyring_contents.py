"""What a keyring holds, without where it lies."""

import hmac
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from desktop_app.accounts.contents import DataKey, Person, Role
from desktop_app.accounts.keyring_rules import Rules, derived
from desktop_app.accounts.refusals import UnknownAccount, UnusableUserName
from desktop_app.accounts.slots import Cost, Slot, text_of, unwrapped

LONGEST_NAME: Final = 64


def named(text: str) -> str:
    """A user or printed name as it is kept. Raises UnusableUserName."""
    name = unicodedata.normalize("NFC", text).strip()
    if not is_name(name):
        raise UnusableUserName(user=name if name.isprintable() else "")
    return name


def is_name(text: str) -> bool:
    """Neither empty nor long, and every character of it can be seen."""
    return 0 < len(text) <= LONGEST_NAME and text.isprintable() and text == text.strip()


def same_user(one: str, other: str) -> bool:
    """No two accounts differ in case or in full-width letters only: at night nobody sees that."""
    return _folded(one) == _folded(other)


def _folded(user: str) -> str:
    return unicodedata.normalize("NFKC", user).strip().casefold()


@dataclass(frozen=True, slots=True)
class NewAccount:
    user: str
    printed_name: str
    role: Role
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Account:
    """``slot`` None = closed; the name stays taken, because what the person wrote still carries it.

    ``seal`` is made with the data key over name, role and the rest that only an administrator may change: whoever
    edits the file by hand without a password cannot make an entry account an administrator's.
    """

    user: str
    printed_name: str
    role: Role
    created_at: datetime
    must_change: bool = False
    failures: int = 0
    locked_until: datetime | None = None
    slot: Slot | None = field(default=None, repr=False)
    seal: bytes = field(default=b"", repr=False)
    password_since: datetime | None = None
    """None in a keyring of the first format: since the account was made, for all that is known."""

    @property
    def disabled(self) -> bool:
        return self.slot is None

    @property
    def person(self) -> Person:
        return Person(self.user, self.printed_name, self.role)

    def sealed(self, key: DataKey) -> "Account":
        return replace(self, seal=self._seal(key))

    def is_sealed(self, key: DataKey) -> bool:
        return hmac.compare_digest(self.seal, self._seal(key))

    def _seal(self, key: DataKey) -> bytes:
        slot = "" if self.slot is None else text_of(self.slot.wrapped)
        facts = [self.user, self.printed_name, self.role.value, self.created_at.isoformat(), str(self.must_change)]
        since = [] if self.password_since is None else [self.password_since.isoformat()]
        return hmac.digest(derived(key, b"account-v1"), "\x00".join([*facts, slot, *since]).encode(), sha256)


def mark_of(key: DataKey) -> bytes:
    """Tells a key from others and nothing else about it."""
    return derived(key, b"mark-v1")[:16]


@dataclass(frozen=True, slots=True)
class KeyringContents:
    """``generation`` counts the writes.

    ``former`` is the key before a change of key, wrapped under the present one, for as long as the store's file
    may still be under it.
    """

    generation: int
    demo: bool
    mark: bytes = field(repr=False)
    cost: Cost
    open_key: DataKey | None
    accounts: tuple[Account, ...] = ()
    recovery: Slot | None = field(default=None, repr=False)
    former: bytes | None = field(default=None, repr=False)
    rules: Rules | None = None
    """None in a keyring of the first format, and while there are no accounts."""

    def find(self, user: str) -> Account | None:
        return next((account for account in self.accounts if same_user(account.user, user)), None)

    def account(self, user: str) -> Account:
        """Raises UnknownAccount."""
        account = self.find(user)
        if account is None:
            raise UnknownAccount(user=user)
        return account

    def fits(self, key: DataKey) -> bool:
        return hmac.compare_digest(self.mark, mark_of(key))

    def with_account(self, account: Account) -> "KeyringContents":
        """Put in the place of the one of that name, else at the end."""
        kept = tuple(account if same_user(old.user, account.user) else old for old in self.accounts)
        known = self.find(account.user) is not None
        return replace(self, accounts=kept if known else (*kept, account))

    def each_account(self, change: Callable[[Account], Account]) -> "KeyringContents":
        return replace(self, accounts=tuple(map(change, self.accounts)))

    def former_key(self, key: DataKey) -> DataKey | None:
        return None if self.former is None else unwrapped(self.former, key)

    @property
    def active_admins(self) -> int:
        return sum(account.role is Role.ADMIN and not account.disabled for account in self.accounts)
