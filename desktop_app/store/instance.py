"""One window per store: a lock beside the file that the system itself takes back when a process ends."""

import json
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.accounts.keyring_file import beside
from desktop_app.errors import StoreOpenElsewhere

_SIZE = 1024
_LOCKED_BYTE = 1 << 20
"""Beyond the text: on Windows a locked byte cannot be read, and the second window wants to say who holds it."""


def lock_path(store: Path) -> Path:
    return beside(store, "lock")


@dataclass(slots=True)
class Instance:
    """The lock, held until it is released or the process ends, however it ends.

    ``left_open``: the holder before did not release it, because it was killed or the power failed.
    """

    _descriptor: int | None
    left_open: bool = False

    def release(self, *, clean: bool = True) -> None:
        """Who leaves something to be looked at, ``clean`` False, leaves as if killed."""
        if self._descriptor is not None:
            with suppress(OSError):
                if clean:
                    os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None


def only_instance(store: Path) -> Instance:
    """Take the lock of this store. Raises StoreOpenElsewhere (facts: ``host``, ``pid``), OSError.

    The file stays: removing it would let two processes lock two files of one name.
    """
    descriptor = os.open(lock_path(store), os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        if not lock_taken(descriptor):
            raise StoreOpenElsewhere(path=str(store), **_holder(descriptor))
        left_open = os.fstat(descriptor).st_size > 0
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, json.dumps({"host": socket.gethostname(), "pid": os.getpid()}).encode())
    except BaseException:
        os.close(descriptor)
        raise
    return Instance(descriptor, left_open)


def lock_taken(descriptor: int) -> bool:
    """Whether this open file is locked by its holder alone now; closing it, or the end of the process, lets go."""
    try:
        if os.name == "nt":
            _lock_on_windows(descriptor)
        else:
            import fcntl

            # Of the open file, not of the process: a second window in this process is refused as well.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _lock_on_windows(descriptor: int) -> None:
    import msvcrt

    windows: Any = msvcrt
    os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
    try:
        windows.locking(descriptor, windows.LK_NBLCK, 1)
    except OSError:
        # Not every Windows gives a reason (wine gives none); unlocked, a window must read only in any case.
        raise BlockingIOError from None
    os.lseek(descriptor, 0, os.SEEK_SET)


def _holder(descriptor: int) -> dict[str, str | int]:
    """Who wrote themselves into the file; empty facts where that cannot be read."""
    found: dict[str, str | int] = {"host": "?", "pid": 0}
    with suppress(OSError, ValueError, TypeError):
        os.lseek(descriptor, 0, os.SEEK_SET)
        written = json.loads(os.read(descriptor, _SIZE))
        found = {"host": str(written["host"])[:64], "pid": int(written["pid"])}
    return found
