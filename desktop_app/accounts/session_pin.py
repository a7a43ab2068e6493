"""Four to six digits that unlock for the rest of a session, so that locking is no burden.

The key stays in memory, wrapped under them: they keep out a colleague who passes by, with three tries. Whoever can
read the memory of the program finds so few digits at once; against him stands only ``drop``, after a while or when
the computer itself is locked.
"""

import re
import unicodedata
from typing import Final

from desktop_app.accounts.contents import Access
from desktop_app.accounts.refusals import PinRefused, WrongPin
from desktop_app.accounts.slots import Cost, Slot

TRIES: Final = 3
_COST: Final = Cost(19 * 1024, 2, 1)
"""A twentieth of a second: the ward is waiting."""
_DIGITS: Final = re.compile(r"[0-9]{4,6}", re.ASCII)
_RUNS: Final = ("0123456789", "9876543210", "1234567890", "0987654321")


class Pin:
    """The access of one person under these digits, until three wrong tries or ``drop``."""

    def __init__(self, access: Access, digits: str) -> None:
        """Raises PinRefused: not 4 to 6 digits, all the same, or in counting order."""
        plain = _plain(digits)
        if not _DIGITS.fullmatch(plain) or len(set(plain)) == 1 or any(plain in run for run in _RUNS):
            raise PinRefused
        self.person = access.person
        self._tries = 0 if access.key is None else TRIES
        self._slot = None if access.key is None else Slot.sealed(access.key, plain, _COST)

    def __repr__(self) -> str:
        return f"Pin(person={self.person!r}, tries_left={self._tries})"

    @property
    def usable(self) -> bool:
        return self._tries > 0

    def unlock(self, digits: str) -> Access:
        """Raises WrongPin with the tries that are left; at 0 the key is gone."""
        key = self._slot.opened(_plain(digits)) if self._slot is not None else None
        if key is None:
            self._tries = max(0, self._tries - 1)
            if self._tries == 0:
                self.drop()
            raise WrongPin(tries_left=self._tries)
        self._tries = TRIES
        return Access(key, self.person)

    def drop(self) -> None:
        """The key is let go; from here on only the password helps."""
        self._tries, self._slot = 0, None


def _plain(digits: str) -> str:
    """An input method may leave digits full-width."""
    return unicodedata.normalize("NFKC", digits).strip()
