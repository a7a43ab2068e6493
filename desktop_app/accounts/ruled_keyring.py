"""A keyring's rules: how old a password may be, what it may not rest on, when the recovery code was proved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from desktop_app.accounts import changing
from desktop_app.accounts.contents import Access, DataKey
from desktop_app.accounts.kept_keyring import KeptKeyring
from desktop_app.accounts.keyring_rules import PUT_OFF_BY, Rules
from desktop_app.accounts.recovery_code import new_code, read_code
from desktop_app.accounts.refusals import RecoveryCodeMistyped


class RuledKeyring(KeptKeyring):
    """Every operation reads the keyring anew, changes it under a lock and writes it whole."""

    def rules(self, key: DataKey) -> Rules:
        """Rules that somebody changed without the key count for nothing: the code is then to be proved at once."""
        try:
            return changing.rules_of(self._contents, key)
        except changing.ForgedError:
            return Rules()

    def use_password_days(self, access: Access, days: int | None) -> None:
        """30 to 365, None = passwords may grow old. Raises NotPermitted."""
        self._write(lambda contents: changing.with_password_days(contents, access, days), both=False)

    def use_names(self, access: Access, names: Sequence[str]) -> None:
        """Of hospital and ward: what no new password may rest on. Raises NotPermitted."""
        self._write(lambda contents: changing.with_names(contents, access, names), both=False)

    def password_days_left(self, access: Access, now: datetime) -> int | None:
        """Until this person's password is to be changed, 0 = it is time; None where passwords may grow old."""
        if access.key is None or self.demo or access.person.role is None:
            return None
        account = self.account(access.person.user)
        return self.rules(access.key).days_left(account.password_since or account.created_at, now)

    # The recovery code

    def recovery_code_fits(self, code: str) -> bool:
        """Nothing is changed."""
        try:
            return self._recovered_key(code) is not None
        except RecoveryCodeMistyped:
            return False

    def _recovered_key(self, code: str) -> DataKey | None:
        recovery = self._contents.recovery
        return None if recovery is None else recovery.opened(read_code(code))

    def code_proved(self, key: DataKey, now: datetime) -> None:
        """Somebody has typed it from the paper. Raises NotPermitted: the key is another one."""
        moment = now.astimezone(UTC)

        def proved(rules: Rules) -> Rules:
            return replace(rules, code_checked_at=moment, drill_put_off_until=None)

        self._write(lambda contents: changing.with_rules(contents, key, proved), both=False)

    def put_off_drill(self, access: Access, now: datetime) -> None:
        """By a month. Raises NotPermitted."""
        until = now.astimezone(UTC) + PUT_OFF_BY

        def put_off(rules: Rules) -> Rules:
            return replace(rules, drill_put_off_until=until)

        self._write(
            lambda contents: changing.with_rules(contents, changing.opened_by(contents, access), put_off),
            both=False,
        )

    def renew_code(self, access: Access) -> str:
        """A new recovery code, shown once and kept nowhere; the one before opens nothing any more.

        Raises NotPermitted.
        """
        code = new_code()
        self._write(lambda contents: changing.with_new_code(contents, access, code), both=True)
        return code
