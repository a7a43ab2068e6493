"""What the audit trail tells of and what its verification finds, free of any database: cheap to import."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from desktop_app.accounts.contents import Action


class AuditAction(StrEnum):
    """What somebody did; the first group is written by the store itself, with the change it tells of."""

    CREATE = "create"
    UPDATE = "update"
    VOID = "void"
    UNVOID = "unvoid"
    SIGN = "sign"
    IMPORT = "import"
    PROFILE = "profile"
    REJUDGE = "rejudge"
    SETTING = "setting"
    DRAFT = "draft"
    """Unsaved work: begun, dropped, offered, gone on with. What a save took away the save tells of."""
    MIGRATE = "migrate"
    CLOCK_ANOMALY = "clock_anomaly"

    VIEW = "view"
    PRINT = "print"
    EXPORT = "export"
    LOGIN = "login"
    LOGIN_FAIL = "login_fail"
    LOGOUT = "logout"
    LOCK = "lock"
    UNLOCK = "unlock"
    SET_UP = "set_up"
    USER_ADD = "user_add"
    USER_CHANGE = "user_change"
    USER_REMOVE = "user_remove"
    BACKUP = "backup"
    RESTORE = "restore"
    CONVERT = "convert"
    REKEY = "rekey"
    DRILL = "drill"
    """Whether the recovery code is still on paper: fits, refused, put off, renewed."""
    VERIFY = "verify"


NOTED: Final[Mapping[AuditAction, tuple[Action, ...]]] = {
    AuditAction.VIEW: (Action.VIEW,),
    AuditAction.PRINT: (Action.PRINT_DRAFT, Action.PRINT_SIGNED),
    AuditAction.EXPORT: (Action.EXPORT, Action.READ_AUDIT),
    AuditAction.LOGIN: (),
    AuditAction.LOGIN_FAIL: (),
    AuditAction.LOGOUT: (),
    AuditAction.LOCK: (),
    AuditAction.UNLOCK: (),
    AuditAction.SET_UP: (),
    AuditAction.USER_ADD: (Action.MANAGE_ACCOUNTS,),
    AuditAction.USER_CHANGE: (),
    AuditAction.USER_REMOVE: (Action.MANAGE_ACCOUNTS,),
    AuditAction.BACKUP: (),
    AuditAction.RESTORE: (Action.RESTORE,),
    AuditAction.CONVERT: (),
    AuditAction.REKEY: (Action.MANAGE_ACCOUNTS,),
    AuditAction.DRILL: (Action.MANAGE_ACCOUNTS,),
    AuditAction.VERIFY: (Action.VERIFY,),
    AuditAction.DRAFT: (Action.ENTER,),
    AuditAction.CLOCK_ANOMALY: (),
}
"""What may be noted from outside the store → the rights of which one is needed; none: whoever is working."""


ANSWERED: Final = "anchor"
"""In the entry of a restoration: the anchor that the restored file does not fulfil, and the file's own head."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of the chain as it was seen outside the store: beside the file, in a backup, on paper."""

    sequence: int
    hash: str

    @property
    def code(self) -> str:
        """As it is printed: "000123-9f3a1c"."""
        return f"{self.sequence:06d}-{self.hash[:6]}"


class FaultKind(StrEnum):
    """What is wrong; the words are under ``audit.fault.<kind>``."""

    CHAIN_EMPTY = "chain_empty"
    CHAIN_UNREADABLE = "chain_unreadable"
    ENTRY_CHANGED = "entry_changed"
    ENTRY_MISSING = "entry_missing"
    LINK_BROKEN = "link_broken"
    ANCHOR_MISSING = "anchor_missing"
    ANCHOR_UNREADABLE = "anchor_unreadable"
    OLDER_THAN_ANCHOR = "older_than_anchor"
    OTHER_THAN_ANCHOR = "other_than_anchor"
    ROW_CHANGED = "row_changed"
    ROW_MISSING = "row_missing"
    ROW_UNKNOWN = "row_unknown"
    PRESENT_DIFFERS = "present_differs"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class AuditFault:
    """One thing that verification found. ``facts`` may name a patient: for the screen, never for a log."""

    kind: FaultKind
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The wording key of its sentence."""
        return f"audit.fault.{self.kind.value}"
