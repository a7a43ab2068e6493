"""What the keyring refuses to do. ``str()`` holds no user, password or code."""

# ruff: noqa: N818  (named after what happened)

from desktop_app.errors import KnownError, StoreError


class KeyringExists(StoreError):
    """There is a keyring already: making a new one would lock its store for ever."""

    key = "accounts.keyring_exists"


class AlreadySetUp(KnownError):
    """The store has its accounts; a further one is added by an administrator."""

    key = "accounts.already_set_up"


class AccountsNeeded(KnownError):
    """Set-up takes at least one physician and one administrator."""

    key = "accounts.accounts_needed"


class KeyChangeUnfinished(KnownError):
    """The store's file may still be under the former key; that is finished before another change."""

    key = "accounts.key_change_unfinished"


class UnusableUserName(KnownError):
    """Empty, too long, or with characters that cannot be seen. Facts: ``user``."""

    key = "accounts.unusable_user_name"


class UserTaken(KnownError):
    """Facts: ``user``. Names stay taken after their account was closed: the audit trail holds them."""

    key = "accounts.user_taken"


class UnknownAccount(KnownError):
    """Facts: ``user``."""

    key = "accounts.unknown_account"


class AccountClosed(KnownError):
    """Facts: ``user``."""

    key = "accounts.account_closed"


class LastAdminStays(KnownError):
    """Facts: ``user``."""

    key = "accounts.last_admin_stays"


class PasswordRefused(KnownError):
    """``problems`` are the wording keys of what is wrong with the new password."""

    key = "accounts.password_refused"

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__()
        self.problems = problems


class RecoveryCodeMistyped(KnownError):
    """Its check symbol does not fit, or symbols are missing."""

    key = "accounts.recovery_code_mistyped"


class RecoveryCodeWrong(KnownError):
    """Well formed, but of another store or spent."""

    key = "accounts.recovery_code_wrong"


class PinRefused(KnownError):
    """A new PIN that is not 4 to 6 digits or is the first one anybody would try."""

    key = "accounts.pin_refused"


class WrongPin(KnownError):
    """Facts: ``tries_left``; 0 = the key was dropped and the password is needed."""

    key = "accounts.wrong_pin"
