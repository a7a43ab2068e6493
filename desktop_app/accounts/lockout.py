"""How long an account waits after wrong passwords: a colleague who guesses is slowed down, nobody else is.

A thief of the file does not ask here; against him stand the cost of a guess and the length of the password.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Final

from desktop_app.accounts.keyring_contents import Account

_WAITS: Final = {3: 5, 4: 15}
_LONGEST_S: Final = 600
_MOST_COUNTED: Final = 1000


def wait_after(failures: int) -> int:
    """Seconds that this many failures in a row cost."""
    return _LONGEST_S if failures > max(_WAITS) else _WAITS.get(failures, 0)


def wait_seconds(account: Account, now: datetime) -> int:
    """Seconds that are left; never more than the last failure cost, wherever the clock was set meanwhile."""
    if account.locked_until is None:
        return 0
    left = ceil((account.locked_until - now.astimezone(UTC)).total_seconds())
    return max(0, min(left, wait_after(account.failures)))


def anchored(account: Account, now: datetime) -> Account:
    """The same wait counted from now, where a clock that went back would make it longer."""
    if account.locked_until is None:
        return account
    latest = _after(now, wait_after(account.failures))
    return replace(account, locked_until=min(account.locked_until, latest))


def failed(account: Account, now: datetime) -> Account:
    failures = min(account.failures + 1, _MOST_COUNTED)
    wait = wait_after(failures)
    return replace(account, failures=failures, locked_until=_after(now, wait) if wait else None)


def lifted(account: Account) -> Account:
    return replace(account, failures=0, locked_until=None)


def _after(now: datetime, seconds: int) -> datetime:
    return now.astimezone(UTC) + timedelta(seconds=seconds)
