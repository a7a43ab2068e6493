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
    """The lock, held until it is released or the process ends, however it ends."""

    _descriptor: int | None

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def only_instance(store: Path) -> Instance:
    """Take the lock of this store. Raises StoreOpenElsewhere (facts: ``host``, ``pid``), OSError.

    The file stays: removing it would let two processes lock two files of one name.
    """
    descriptor = os.open(lock_path(store), os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        if not _locked(descriptor):
            raise StoreOpenElsewhere(path=str(store), **_holder(descriptor))
        os.ftruncate(descriptor, 0)
        os.write(descriptor, json.dumps({"host": socket.gethostname(), "pid": os.getpid()}).encode())
    except BaseException:
        os.close(descriptor)
        raise
    return Instance(descriptor)


def _locked(descriptor: int) -> bool:
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
    windows.locking(descriptor, windows.LK_NBLCK, 1)
    os.lseek(descriptor, 0, os.SEEK_SET)


def _holder(descriptor: int) -> dict[str, str | int]:
    """Who wrote themselves into the file; empty facts where that cannot be read."""
    found: dict[str, str | int] = {"host": "?", "pid": 0}
    with suppress(OSError, ValueError, TypeError):
        os.lseek(descriptor, 0, os.SEEK_SET)
        written = json.loads(os.read(descriptor, _SIZE))
        found = {"host": str(written["host"])[:64], "pid": int(written["pid"])}
    return found
