"""Who opens a store on the command line: a store with accounts asks for one, every other lets anybody in."""

import getpass
import os
import sys
from typing import TYPE_CHECKING

from desktop_app.accounts.contents import Access
from desktop_app.cli.console import Console
from desktop_app.errors import KeyringMissing, KnownError, LoginNeeded
from desktop_app.store import StoreLocation
from desktop_app.store.list_store import without_accounts

if TYPE_CHECKING:
    from desktop_app.accounts.keyring import Keyring

USER_VARIABLE = "TACEWATCH_USER"
PASSWORD_VARIABLE = "TACEWATCH_PASSWORD"  # noqa: S105  (the name of the variable)


class PasswordToBeChanged(KnownError):  # noqa: N818  (named after what happened)
    """A one-time password, or one that is too old, opens nothing here: another one is chosen in the window."""

    key = "cli.password_to_be_changed"


def access_for(location: StoreLocation, console: Console) -> Access | None:
    """None where nobody has to log in: no store yet, no accounts, a database server.

    A demo lets anybody do anything: nothing in it is real, and scripts try the commands on it.
    Raises LoginNeeded, WrongPassword, AccountLocked, PasswordToBeChanged, KeyringDamaged.
    """
    if location.path is None:
        return None
    from desktop_app.accounts.keyring import Keyring

    try:
        keyring = Keyring.load(location.path)
    except KeyringMissing:
        return None
    wanted = _user_for(keyring, console)
    if wanted is None:
        anybody = without_accounts().person
        return Access(keyring.open_access(anybody.user).key, anybody)
    password = password_of(wanted, console) if wanted else None
    if password is None:
        raise LoginNeeded(path=location.shown)
    access = keyring.login(wanted, password, now=console.clock())
    if keyring.account(wanted).must_change or keyring.password_days_left(access, console.clock()) == 0:
        raise PasswordToBeChanged(user=wanted)
    return access


def _user_for(keyring: "Keyring", console: Console) -> str | None:
    """Who logs in, "" where somebody has to and nobody is named; None where nobody has to."""
    named = os.environ.get(USER_VARIABLE, "")
    if not keyring.open:
        return console.user or named
    known = any(account.user == named for account in keyring.accounts)
    return (console.user or (named if known else None)) if keyring.demo else None


def password_of(user: str, console: Console) -> str | None:
    """From the environment or, on a terminal, asked for without an echo; never an argument.

    Arguments stand in every list of processes and in the shell's history.
    """
    given = os.environ.get(PASSWORD_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        return None
    return getpass.getpass(console.words("cli.login.password", user=user))
