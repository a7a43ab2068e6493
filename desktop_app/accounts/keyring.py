"""The keys of one store, in a file beside it: who opens it with which password, and who may change that."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from desktop_app.accounts import changing, keyring_file, lockout
from desktop_app.accounts.contents import Access, DataKey
from desktop_app.accounts.keyring_contents import Account, KeyringContents, NewAccount
from desktop_app.accounts.keyring_file import keyring_path, older_keyring_path
from desktop_app.accounts.password_rules import one_time_password
from desktop_app.accounts.recovery_code import new_code
from desktop_app.accounts.refusals import (
    AccountClosed,
    RecoveryCodeWrong,
)
from desktop_app.accounts.ruled_keyring import RuledKeyring
from desktop_app.accounts.slots import FLOOR, Cost, calibrated, waste
from desktop_app.errors import (
    AccountLocked,
    KeyringDamaged,
    StoreError,
    WrongPassword,
)

__all__ = ["Account", "Keyring", "NewAccount", "Rekeyed", "keyring_path", "older_keyring_path"]


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What a change of key leaves to be said once: to whom which one-time password, and the new recovery code."""

    access: Access
    one_time_passwords: Mapping[str, str] = field(repr=False)
    recovery_code: str = field(repr=False)


class Keyring(RuledKeyring):
    """As it was read last; every operation reads it anew, changes it under a lock and writes it whole.

    Any of them may raise a StoreError of the disk (DiskFull, DiskFailed, StoreReadOnly, StoreLocked), and then the
    keyring reads as before or as it was meant to.
    """

    def login(self, user: str, password: str, *, now: datetime) -> Access:
        """Counts a failure durably, forgets earlier ones at a success, pays a raised cost.

        Raises:
            WrongPassword: also where there is no such account, after the same time.
            AccountLocked, AccountClosed
            KeyringDamaged: the account was changed by somebody without the key.
        """
        self._contents = contents = keyring_file.load(self.store)
        account = contents.find(user)
        if account is None:
            waste(password, contents.cost)
            raise WrongPassword(user=user, wait_seconds=0)
        if account.slot is None:
            raise AccountClosed(user=account.user)
        self._refuse_while_locked(account, now)
        key = account.slot.opened(password)
        if key is None:
            raise WrongPassword(user=account.user, wait_seconds=self._counted(account.user, now))
        if not (contents.fits(key) and account.is_sealed(key)):
            raise KeyringDamaged(path=str(self.store))
        self._after_success(account, key, password)
        return Access(key, account.person)

    def _refuse_while_locked(self, account: Account, now: datetime) -> None:
        wait = lockout.wait_seconds(account, now)
        if wait == 0:
            return
        if lockout.anchored(account, now) != account:
            self._count(account.user, lambda found: lockout.anchored(found, now))
        raise AccountLocked(user=account.user, wait_seconds=wait)

    def _counted(self, user: str, now: datetime) -> int:
        self._count(user, lambda account: lockout.failed(account, now))
        return lockout.wait_seconds(self.account(user), now)

    def _count(self, user: str, change: Callable[[Account], Account]) -> None:
        """Where the disk takes it: an answer to the person must not fail on the counter."""
        with suppress(StoreError):
            self._write(lambda contents: contents.with_account(change(contents.account(user))), both=False)

    def _after_success(self, account: Account, key: DataKey, password: str) -> None:
        if account.failures:
            self._count(account.user, lockout.lifted)
        cost = self._contents.cost if self.demo else self._contents.cost.raised_to(FLOOR)
        if account.slot is not None and not account.slot.cost.covers(cost):
            with suppress(StoreError):
                self._write(lambda found: changing.rewrapped(found, account, key, password, cost), both=True)

    def set_up(
        self,
        key: DataKey,
        accounts: Sequence[NewAccount],
        *,
        now: datetime,
        new_key: DataKey | None = None,
        cost: Cost | None = None,
        names: Sequence[str] = (),
    ) -> str:
        """Closes the open slot; returns the recovery code, which is shown once and kept nowhere.

        ``names``: of hospital and ward, on which no password may rest.

        Both generations are replaced, but the blocks they were in may still hold the key in the clear, and so may
        a backup from before: whoever finds it there can read the store. So set-up is better done with a
        ``new_key``: the slots wrap that one, the caller changes the file to it (``former_key`` opens the file
        until then) and calls ``rekey_finished``. What the disk remembers is then of no use.

        Raises:
            AlreadySetUp, AccountsNeeded, UserTaken, UnusableUserName, PasswordRefused
            NotPermitted: the key is that of another store.
        """
        code, paid = new_code(), cost or calibrated()
        if not paid.covers(FLOOR):
            raise ValueError("guesses would be too cheap")

        def closed(contents: KeyringContents) -> KeyringContents:
            contents = replace(contents, cost=paid)
            return changing.set_up(contents, key, accounts, code, now, new_key, names)

        self._write(closed, both=True)
        return code

    def add_account(self, access: Access, new: NewAccount, *, now: datetime) -> None:
        """Raises NotPermitted, UserTaken, UnusableUserName, PasswordRefused."""
        self._write(lambda contents: changing.added(contents, access, new, now), both=False)

    def change_password(self, user: str, old: str, new: str, *, now: datetime) -> Access:
        """Raises PasswordRefused, and what ``login`` raises about the old one."""
        access = self.login(user, old, now=now)
        key = access.key
        assert key is not None  # noqa: S101  (a keyring's login always gives one)
        self._write(lambda contents: changing.with_password(contents, user, key, new, now), both=True)
        return access

    def reset_password(self, access: Access, user: str) -> str:
        """A one-time password, also for a closed account, which it opens. Raises NotPermitted, UnknownAccount."""
        password = one_time_password()
        self._write(lambda contents: changing.reset(contents, access, user, password), both=True)
        return password

    def remove_account(self, access: Access, user: str) -> None:
        """Raises NotPermitted, UnknownAccount, LastAdminStays."""
        self._write(lambda contents: changing.removed(contents, access, user), both=True)

    def lift_lock(self, access: Access, user: str) -> None:
        """Raises NotPermitted, UnknownAccount."""
        self._write(lambda contents: changing.lock_lifted(contents, access, user), both=False)

    def recover(self, code: str, new_admin: NewAccount, *, now: datetime) -> tuple[Access, str]:
        """A new administrator, and the code that takes the place of the one that is now spent.

        Raises:
            RecoveryCodeMistyped, RecoveryCodeWrong
            AccountsNeeded, UserTaken, UnusableUserName, PasswordRefused
        """
        self._contents = contents = keyring_file.load(self.store)
        key = self._recovered_key(code)
        if key is None or not contents.fits(key):
            raise RecoveryCodeWrong
        next_code = new_code()

        def change(found: KeyringContents) -> KeyringContents:
            if found.recovery != contents.recovery:
                raise RecoveryCodeWrong
            return changing.recovered(found, key, new_admin, next_code, now)

        self._write(change, both=True)
        return Access(key, self.account(new_admin.user).person), next_code

    def rekey(self, access: Access, password: str, *, now: datetime) -> Rekeyed:
        """A new data key, for a suspicion; ``password`` is the administrator's own.

        When it returns, the store's file is still under the old key: ``former_key`` gives it until the caller has
        changed the file and calls ``rekey_finished``. Everybody else gets a one-time password.

        Raises:
            NotPermitted, KeyChangeUnfinished, and what ``login`` raises about the password.
        """
        own = self.login(access.person.user, password, now=now).person.user
        one_time = {
            each.user: one_time_password() for each in self.accounts if not each.disabled and each.user != own
        }
        new, code = DataKey(secrets.token_bytes(32)), new_code()
        passwords = {**one_time, own: password}
        self._write(lambda found: changing.under_new_key(found, access, new, passwords, code), both=True)
        return Rekeyed(Access(new, access.person), one_time, code)

    def rekey_finished(self, key: DataKey) -> None:
        """The store's file is under this key now: the former one is forgotten. Raises NotPermitted."""
        self._write(lambda contents: changing.without_former(contents, key), both=True)
