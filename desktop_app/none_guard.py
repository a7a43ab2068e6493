"""Keeps ``None`` alive under Python 3.11.

PySide6 6.12 hands out ``None`` without counting the reference. From Python 3.12 on that does no harm, because
``None`` is immortal there; under 3.11 every call without a result takes one reference away, and after some
thousands of calls the interpreter dies ("deallocating None"). So ``None`` gets more references than a program can
ever lose.
"""

import ctypes
import sys
from typing import Final

PLENTY: Final = 1 << 40


def keep_none_alive() -> None:
    """Makes ``None`` as good as immortal; does nothing where it is already, or was made so before."""
    if not none_is_safe():
        ctypes.c_ssize_t.from_address(id(None)).value += 2 * PLENTY


def none_is_safe() -> bool:
    """Whether no number of calls can take the last reference to ``None``."""
    return sys.version_info >= (3, 12) or sys.getrefcount(None) >= PLENTY
