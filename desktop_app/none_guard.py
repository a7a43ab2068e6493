"""Keeps ``None``, ``True`` and ``False`` alive under Python 3.11.

PySide6 6.12 hands them out without counting the reference: ``None`` with every call without a result, the other
two with every signal that carries a yes or no. From Python 3.12 on that does no harm, because they are immortal
there; under 3.11 each takes one reference away, and after some thousands the interpreter dies ("deallocating
None", "deallocating True or False"). So each gets more references than a program can ever lose.
"""

import ctypes
import sys
from typing import Final

PLENTY: Final = 1 << 40


def keep_none_alive() -> None:
    """Makes the three as good as immortal; does nothing where they are already, or were made so before."""
    if not none_is_safe():
        for one in (None, True, False):
            ctypes.c_ssize_t.from_address(id(one)).value += 2 * PLENTY


def none_is_safe() -> bool:
    """Whether no number of calls can take the last reference to ``None``."""
    return sys.version_info >= (3, 12) or sys.getrefcount(None) >= PLENTY
