"""What an administrator has laid down about passwords, and when somebody last proved to have the recovery code."""

import hmac
import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from desktop_app.accounts.contents import DataKey

FEWEST_DAYS, MOST_DAYS = 30, 365
WARNED_BEFORE: Final = timedelta(days=14)
DRILL_EVERY: Final = timedelta(days=365)
PUT_OFF_BY: Final = timedelta(days=30)
MOST_NAMES: Final = 4
LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Rules:
    """Sealed with the data key, so that nobody edits them in the file.

    ``code_checked_at`` None: nobody has shown yet that the present recovery code is on paper. ``password_days``:
    after so many days a password is changed, None = never. ``names``: of hospital and ward, no part of a password.
    """

    code_checked_at: datetime | None = None
    drill_put_off_until: datetime | None = None
    password_days: int | None = None
    names: tuple[str, ...] = ()
    seal: bytes = field(default=b"", repr=False)

    def sealed(self, key: DataKey) -> "Rules":
        return replace(self, seal=self._seal(key))

    def is_sealed(self, key: DataKey) -> bool:
        return hmac.compare_digest(self.seal, self._seal(key))

    def _seal(self, key: DataKey) -> bytes:
        moments = [
            None if at is None else at.isoformat() for at in (self.code_checked_at, self.drill_put_off_until)
        ]
        facts = json.dumps([*moments, self.password_days, list(self.names)])
        return hmac.digest(derived(key, b"rules-v1"), facts.encode(), sha256)

    def drill_due(self, now: datetime) -> bool:
        """A year after the code was proved, at once where it never was; put off by no more than was asked for."""
        until = self.drill_put_off_until
        if until is not None and until - PUT_OFF_BY <= now < until:
            return False
        return self.code_checked_at is None or not timedelta() <= now - self.code_checked_at < DRILL_EVERY

    def days_left(self, since: datetime, now: datetime) -> int | None:
        """Until a password of that day is to be changed, 0 = it is time; None where passwords may grow old."""
        if self.password_days is None:
            return None
        return max(0, -((now - since - timedelta(days=self.password_days)) // timedelta(days=1)))


def derived(key: DataKey, label: bytes) -> bytes:
    """A key for one purpose."""
    return hmac.digest(key.secret, b"tacewatch keyring " + label, sha256)


def bounded_days(days: int | None) -> int | None:
    """What may be laid down: 30 to 365 days, or None."""
    return None if not days else min(max(days, FEWEST_DAYS), MOST_DAYS)
