"""What may be done to a keyring, as contents in, contents out; each demands the key and who may do it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from desktop_app.accounts import lockout
from desktop_app.accounts.contents import Access, Action, DataKey, Role
from desktop_app.accounts.keyring_contents import Account, KeyringContents, NewAccount, mark_of, named, same_user
from desktop_app.accounts.keyring_rules import LONGEST_NAME, MOST_NAMES, Rules, bounded_days
from desktop_app.accounts.password_rules import problems_of
from desktop_app.accounts.refusals import (
    AccountsNeeded,
    AlreadySetUp,
    KeyChangeUnfinished,
    LastAdminStays,
    PasswordRefused,
    UserTaken,
)
from desktop_app.accounts.slots import PUBLISHED, Cost, Slot, wrapped
from desktop_app.errors import NotPermitted

DEMO_PASSWORD: Final = "tacewatch-demo"  # noqa: S105  (published)
DEMO_ACCOUNTS: Final = (
    NewAccount("demo-entry", "录入（演示）", Role.ENTRY, DEMO_PASSWORD),
    NewAccount("demo-physician", "医师（演示）", Role.PHYSICIAN, DEMO_PASSWORD),
    NewAccount("demo-admin", "管理员（演示）", Role.ADMIN, DEMO_PASSWORD),
)


class ForgedError(Exception):
    """An account is not as the holder of the key left it."""


def opened_by(contents: KeyringContents, access: Access) -> DataKey:
    """The key of a person who may manage accounts, as the keyring knows both at this moment.

    Raises:
        NotPermitted: another role, an account closed meanwhile, or the key of another store.
        ForgedError: of any account, because what follows would seal it.
    """
    access.person.require(Action.MANAGE_ACCOUNTS)
    account = contents.find(access.person.user)
    known = account is not None and not account.disabled and account.role is access.person.role
    if not known or access.key is None or not contents.fits(access.key):
        raise _no_admin(access)
    for user in contents.accounts:
        genuine(contents, user.user, access.key)
    return access.key


def _no_admin(access: Access) -> NotPermitted:
    role = access.person.role
    return NotPermitted(action=Action.MANAGE_ACCOUNTS.value, role=None if role is None else role.value)


def genuine(contents: KeyringContents, user: str, key: DataKey) -> Account:
    """Raises UnknownAccount, ForgedError."""
    account = contents.account(user)
    if not account.is_sealed(key):
        raise ForgedError
    return account


def entered(contents: KeyringContents, new: NewAccount, key: DataKey, now: datetime) -> Account:
    """An account with its slot.

    Raises:
        UnusableUserName
        PasswordRefused: unless the keyring is that of a demo.
    """
    user, printed_name = named(new.user), named(new.printed_name)
    if not contents.demo:
        require_good(new.password, user, printed_name, rules_of(contents, key).names)
    slot, made = Slot.sealed(key, new.password, contents.cost), now.astimezone(UTC)
    return Account(user, printed_name, new.role, made, slot=slot, password_since=made).sealed(key)


def require_good(password: str, user: str, printed_name: str, places: Sequence[str]) -> None:
    """Raises PasswordRefused."""
    problems = problems_of(password, user=user, printed_name=printed_name, hospital=places)
    if problems:
        raise PasswordRefused(problems)


def for_demo(key: DataKey, now: datetime) -> KeyringContents:
    empty = KeyringContents(1, True, mark_of(key), PUBLISHED, key)
    return replace(empty, accounts=tuple(entered(empty, new, key, now) for new in DEMO_ACCOUNTS))


def set_up(
    contents: KeyringContents,
    key: DataKey,
    accounts: Sequence[NewAccount],
    code: str,
    now: datetime,
    new_key: DataKey | None = None,
    names: Sequence[str] = (),
) -> KeyringContents:
    """The open key gives way to slots under passwords and one under the recovery code.

    Raises:
        AlreadySetUp, AccountsNeeded, UserTaken, UnusableUserName, PasswordRefused
        NotPermitted: the key is that of another store.
    """
    if contents.accounts or contents.open_key is None:
        raise AlreadySetUp
    if not contents.fits(key):
        raise NotPermitted(action=Action.MANAGE_ACCOUNTS.value, role=None)
    if not {Role.PHYSICIAN, Role.ADMIN} <= {new.role for new in accounts}:
        raise AccountsNeeded
    contents = replace(contents, open_key=None)
    if new_key is not None:
        contents = replace(contents, mark=mark_of(new_key), former=wrapped(key, new_key))
    contents = replace(contents, rules=Rules(names=_places(names)).sealed(new_key or key))
    for new in accounts:
        contents = _joined(contents, new, new_key or key, now)
    return replace(contents, recovery=Slot.sealed(new_key or key, code, contents.cost))


def _joined(contents: KeyringContents, new: NewAccount, key: DataKey, now: datetime) -> KeyringContents:
    if contents.find(new.user) is not None:
        raise UserTaken(user=new.user)
    return contents.with_account(entered(contents, new, key, now))


def added(contents: KeyringContents, access: Access, new: NewAccount, now: datetime) -> KeyringContents:
    """The administrator knows this password, so the person changes it at the first login."""
    key = opened_by(contents, access)
    joined = _joined(contents, new, key, now)
    return joined.with_account(replace(joined.account(new.user), must_change=True).sealed(key))


def reset(contents: KeyringContents, access: Access, user: str, password: str) -> KeyringContents:
    """A one-time password; opens a closed account again and lifts its lock."""
    key = opened_by(contents, access)
    return contents.with_account(_with_slot(contents.account(user), key, password, contents.cost, one_time=True))


def _with_slot(account: Account, key: DataKey, password: str, cost: Cost, *, one_time: bool) -> Account:
    slot = Slot.sealed(key, password, cost)
    return replace(lockout.lifted(account), must_change=one_time, slot=slot).sealed(key)


def with_password(
    contents: KeyringContents, user: str, key: DataKey, password: str, now: datetime
) -> KeyringContents:
    """Raises PasswordRefused, ForgedError."""
    account = genuine(contents, user, key)
    if not contents.demo:
        require_good(password, account.user, account.printed_name, rules_of(contents, key).names)
    account = replace(account, password_since=now.astimezone(UTC))
    return contents.with_account(_with_slot(account, key, password, contents.cost, one_time=False))


def removed(contents: KeyringContents, access: Access, user: str) -> KeyringContents:
    """The slot goes, the name stays. Raises LastAdminStays."""
    key = opened_by(contents, access)
    account = contents.account(user)
    if account.role is Role.ADMIN and not account.disabled and contents.active_admins == 1:
        raise LastAdminStays(user=account.user)
    return contents.with_account(replace(lockout.lifted(account), slot=None).sealed(key))


def lock_lifted(contents: KeyringContents, access: Access, user: str) -> KeyringContents:
    opened_by(contents, access)
    return contents.with_account(lockout.lifted(contents.account(user)))


def recovered(
    contents: KeyringContents, key: DataKey, new_admin: NewAccount, code: str, now: datetime
) -> KeyringContents:
    """A new administrator, or an old one with a new password; ``code`` takes the place of the spent one.

    Raises:
        AccountsNeeded: the new account is none of an administrator.
        UserTaken: by a person of another role.
        UnusableUserName, PasswordRefused
    """
    if new_admin.role is not Role.ADMIN:
        raise AccountsNeeded
    known = contents.find(new_admin.user)
    if known is not None and known.role is not Role.ADMIN:
        raise UserTaken(user=new_admin.user)
    account = entered(contents, new_admin, key, now)
    if known is not None:
        account = replace(account, user=known.user, created_at=known.created_at).sealed(key)
    return _with_code(contents.with_account(account), key, code)


def _with_code(contents: KeyringContents, key: DataKey, code: str) -> KeyringContents:
    """Another recovery code, which nobody has shown to have on paper yet."""
    rules = replace(rules_of(contents, key), code_checked_at=None, drill_put_off_until=None).sealed(key)
    return replace(contents, rules=rules, recovery=Slot.sealed(key, code, contents.cost))


def with_new_code(contents: KeyringContents, access: Access, code: str) -> KeyringContents:
    return _with_code(contents, opened_by(contents, access), code)


def rules_of(contents: KeyringContents, key: DataKey) -> Rules:
    """As they were sealed. Before the second format: none, and the code as old as the oldest account.

    Raises ForgedError.
    """
    if contents.rules is None:
        return Rules(code_checked_at=min((each.created_at for each in contents.accounts), default=None))
    if not contents.rules.is_sealed(key):
        raise ForgedError
    return contents.rules


def with_rules(contents: KeyringContents, key: DataKey, change: Callable[[Rules], Rules]) -> KeyringContents:
    """Raises ForgedError, NotPermitted: the key is another one."""
    if not contents.fits(key):
        raise NotPermitted(action=Action.MANAGE_ACCOUNTS.value, role=None)
    return replace(contents, rules=change(rules_of(contents, key)).sealed(key))


def with_password_days(contents: KeyringContents, access: Access, days: int | None) -> KeyringContents:
    key = opened_by(contents, access)
    return with_rules(contents, key, lambda rules: replace(rules, password_days=bounded_days(days)))


def with_names(contents: KeyringContents, access: Access, names: Sequence[str]) -> KeyringContents:
    """Of hospital and ward: what no password may rest on."""
    key = opened_by(contents, access)
    return with_rules(contents, key, lambda rules: replace(rules, names=_places(names)))


def _places(names: Sequence[str]) -> tuple[str, ...]:
    shown = ("".join(letter for letter in name if letter.isprintable()).strip() for name in names)
    return tuple(name[:LONGEST_NAME] for name in shown if name)[:MOST_NAMES]


def under_new_key(
    contents: KeyringContents, access: Access, new: DataKey, passwords: Mapping[str, str], code: str
) -> KeyringContents:
    """Every slot and the recovery code wrap the new key; the old one waits under it in ``former``.

    ``passwords``: user → password, for each account that is not closed; the administrator's own among them, which
    alone is none for one time.

    Raises:
        KeyChangeUnfinished
        NotPermitted: also where the store opens without a login, because its key is known to everybody.
    """
    old = opened_by(contents, access)
    if contents.open_key is not None:
        raise _no_admin(access)
    if contents.former is not None:
        raise KeyChangeUnfinished
    rules = rules_of(contents, old).sealed(new)
    contents = replace(contents, mark=mark_of(new), former=wrapped(old, new), rules=rules)
    contents = contents.each_account(lambda account: account.sealed(new))
    for user, password in passwords.items():
        account = contents.account(user)
        own = same_user(user, access.person.user)
        contents = contents.with_account(_with_slot(account, new, password, contents.cost, one_time=not own))
    return _with_code(contents, new, code)


def rewrapped(
    contents: KeyringContents, seen: Account, key: DataKey, password: str, cost: Cost
) -> KeyringContents:
    """The same password at a higher cost, unless the account has become another since it was seen."""
    account = genuine(contents, seen.user, key)
    if account.slot != seen.slot:
        return contents
    account = replace(account, slot=Slot.sealed(key, password, cost)).sealed(key)
    return replace(contents, cost=contents.cost.raised_to(cost)).with_account(account)


def without_former(contents: KeyringContents, key: DataKey) -> KeyringContents:
    """Raises NotPermitted: the key is another one."""
    if not contents.fits(key):
        raise NotPermitted(action=Action.MANAGE_ACCOUNTS.value, role=None)
    return replace(contents, former=None)
