"""``accounts``: who may open this store, by an administrator."""

import argparse
import sys

from desktop_app.accounts.contents import Action, Role
from desktop_app.accounts.keyring import Account, Keyring, NewAccount
from desktop_app.accounts.password_rules import one_time_password
from desktop_app.accounts.recovery_code import ASKED_BACK, code_groups, group_fits
from desktop_app.cli.console import Console
from desktop_app.cli.login import password_of
from desktop_app.cli.stored import opened
from desktop_app.errors import KnownError, LoginNeeded
from desktop_app.store import AuditAction, RecordStore, store_location
from desktop_app.store.renewing_key import renew_key

_TRIES = 3


class NoAccounts(KnownError):  # noqa: N818  (named after what happened)
    """A store without accounts, whose first ones are made in the window; or one on a database server."""

    key = "cli.no_accounts"


def run(options: argparse.Namespace, console: Console) -> int:
    path = store_location(options.store).path
    with opened(options.store, console) as store:
        store.person.require(Action.MANAGE_ACCOUNTS)
        if path is None or not (keyring := Keyring.load(path)).accounts:
            raise NoAccounts(path=store.location.shown)
        if options.what == "list":
            console.say_table([_heads(console), *(_row(account, console) for account in keyring.accounts)])
        else:
            _CHANGES[options.what](options, store, keyring, console)
    return 0


def _add(options: argparse.Namespace, store: RecordStore, keyring: Keyring, console: Console) -> None:
    """The first password is a one-time one: nobody but its owner is ever to know the lasting one."""
    password = one_time_password()
    new = NewAccount(options.account, options.name, Role(options.role), password)
    keyring.add_account(store.access, new, now=console.clock())
    store.note(AuditAction.USER_ADD, account=options.account, role=options.role)
    _say_password(options.account, password, console)


def _reset(options: argparse.Namespace, store: RecordStore, keyring: Keyring, console: Console) -> None:
    password = keyring.reset_password(store.access, options.account)
    store.note(AuditAction.USER_CHANGE, account=options.account, change="reset")
    _say_password(options.account, password, console)


def _remove(options: argparse.Namespace, store: RecordStore, keyring: Keyring, console: Console) -> None:
    keyring.remove_account(store.access, options.account)
    store.note(AuditAction.USER_REMOVE, account=options.account)
    console.say(console.words("cli.accounts.removed", account=options.account))


def _lift(options: argparse.Namespace, store: RecordStore, keyring: Keyring, console: Console) -> None:
    keyring.lift_lock(store.access, options.account)
    store.note(AuditAction.USER_CHANGE, account=options.account, change="lift")
    console.say(console.words("cli.accounts.lifted", account=options.account))


def _rekey(_: argparse.Namespace, store: RecordStore, keyring: Keyring, console: Console) -> None:
    """The password is asked for once more: whoever finds a terminal left open changes no key."""
    password = password_of(store.person.user, console)
    if password is None:
        raise LoginNeeded(path=store.location.shown)
    store.close()
    renewed = renew_key(
        keyring.store,
        store.access,
        password,
        clock=console.clock,
        progress=lambda left, total: console.progress(total)(total - left),
    )
    for user, one_time in renewed.one_time_passwords.items():
        console.say(f"{user}\t{one_time}")
    console.say(renewed.recovery_code)
    console.note(console.words("cli.accounts.rekeyed", count=len(renewed.one_time_passwords)))
    if _proved(renewed.recovery_code, console) and renewed.access.key is not None:
        Keyring.load(keyring.store).code_proved(renewed.access.key, console.clock())
    else:
        console.note(console.words("cli.accounts.code_unproved"))


def _proved(code: str, console: Console) -> bool:
    """Two groups typed back from the paper; where nobody can type, a later start of the window asks."""
    if not sys.stdin.isatty():
        return False
    groups = code_groups(code)
    return all(_typed_back(number, groups[number - 1], console) for number in ASKED_BACK)


def _typed_back(number: int, group: str, console: Console) -> bool:
    asked = console.words("cli.accounts.group", number=number)
    return any(group_fits(input(asked), group) for _ in range(_TRIES))


_CHANGES = {"add": _add, "reset": _reset, "remove": _remove, "lift": _lift, "rekey": _rekey}


def _say_password(account: str, password: str, console: Console) -> None:
    """The password alone on its line, so that it can be copied."""
    console.say(password)
    console.note(console.words("cli.accounts.one_time", account=account))


def _heads(console: Console) -> list[str]:
    return [console.words(f"cli.accounts.{name}") for name in ("account", "name", "role", "state")]


def _row(account: Account, console: Console) -> list[str]:
    role = console.words(f"cli.role.{account.role.value}")
    return [account.user, account.printed_name, role, console.words(f"cli.accounts.{_state(account, console)}")]


def _state(account: Account, console: Console) -> str:
    if account.disabled:
        return "closed"
    if account.locked_until is not None and account.locked_until > console.clock():
        return "locked"
    return "one_time_password" if account.must_change else "in_use"
