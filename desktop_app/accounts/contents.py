"""Roles, what each may do, the person at work and the key of a store. Cheap to import at start-up."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Final

from desktop_app.errors import NotPermitted


class Role(StrEnum):
    ENTRY = "entry"
    PHYSICIAN = "physician"
    ADMIN = "admin"


class Action(StrEnum):
    """What a role may or may not do; each is asked for where it happens, not only where it is offered."""

    VIEW = "view"
    ENTER = "enter"
    """Enter data, correct what nobody has signed, keep drafts."""
    CORRECT_SIGNED = "correct_signed"
    VOID_OWN = "void_own"
    """Void a record that only this person has saved and nobody has signed."""
    VOID = "void"
    SEE_RECOMMENDATION = "see_recommendation"
    CONFIRM_ENTRY = "confirm_entry"
    """The signature "entry complete"."""
    SIGN = "sign"
    """The signatures "reviewed" and "approved", and the override of a verdict."""
    PRINT_DRAFT = "print_draft"
    PRINT_SIGNED = "print_signed"
    IMPORT = "import"
    EXPORT = "export"
    CHANGE_PROFILE = "change_profile"
    MANAGE_ACCOUNTS = "manage_accounts"
    BACK_UP = "back_up"
    RESTORE = "restore"
    READ_AUDIT = "read_audit"
    VERIFY = "verify"


_BOTH: Final = frozenset(
    {
        Action.VIEW,
        Action.ENTER,
        Action.VOID_OWN,
        Action.CONFIRM_ENTRY,
        Action.PRINT_DRAFT,
        Action.IMPORT,
        Action.VERIFY,
    }
)
PERMITTED: Final[Mapping[Role, frozenset[Action]]] = {
    Role.ENTRY: _BOTH,
    Role.PHYSICIAN: _BOTH
    | {
        Action.CORRECT_SIGNED,
        Action.VOID,
        Action.SEE_RECOMMENDATION,
        Action.SIGN,
        Action.PRINT_SIGNED,
        Action.EXPORT,
    },
    Role.ADMIN: frozenset(
        {
            Action.CHANGE_PROFILE,
            Action.MANAGE_ACCOUNTS,
            Action.BACK_UP,
            Action.RESTORE,
            Action.READ_AUDIT,
            Action.VERIFY,
        }
    ),
}
"""An administrator holds no clinical rights; one person may have two accounts, never two roles at once."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is working. ``role`` None = the store has no accounts yet: everything is permitted."""

    user: str
    printed_name: str
    role: Role | None = None

    def may(self, action: Action) -> bool:
        return self.role is None or action in PERMITTED[self.role]

    def require(self, action: Action) -> None:
        """Raises NotPermitted."""
        if not self.may(action):
            raise NotPermitted(action=action.value, role=self.role.value if self.role else None)


@dataclass(frozen=True, slots=True)
class DataKey:
    """The 256-bit key of one store's file; never shown, never logged."""

    secret: bytes = field(repr=False)
    chained_with: bytes | None = field(default=None, repr=False, compare=False)
    """The audit key of the data key under which the chain began, where the key was changed since."""

    def __post_init__(self) -> None:
        if len(self.secret) != 32:
            raise ValueError("a data key has 32 bytes")

    @property
    def raw(self) -> str:
        """As SQLCipher takes a raw key, which it does not derive again."""
        return f"x'{self.secret.hex()}'"

    @property
    def audit_key(self) -> bytes:
        """The key of the audit chain: HKDF-SHA256 (RFC 5869) of the data key, without salt, one block.

        It outlives a change of the data key: what was anchored outside under it must still be found true.
        """
        if self.chained_with is not None:
            return self.chained_with
        extracted = hmac.digest(bytes(32), self.secret, sha256)
        return hmac.digest(extracted, b"audit-v1\x01", sha256)


@dataclass(frozen=True, slots=True)
class Access:
    """What opens a store: its key (None where the place has none, such as a database server) and the person."""

    key: DataKey | None
    person: Person
