"""The two generations of a keyring on disk, each written whole or not at all.

The newer one, ``X.keyring.json``, is read; the older one, ``X.keyring.old.json``, where the newer one is missing
or damaged. A write that takes something away (a password, an account, the open key) replaces both, or else whoever
spoils the newer file would get back in through the older one.
"""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from desktop_app.accounts import keyring_json
from desktop_app.accounts.keyring_contents import KeyringContents
from desktop_app.accounts.keyring_json import DamagedError, NewerError
from desktop_app.durable import sync_folder, while_scanned
from desktop_app.errors import (
    DiskFailed,
    DiskFull,
    KeyringDamaged,
    KeyringMissing,
    StoreError,
    StoreIsNewer,
    StoreLocked,
    StoreReadOnly,
    StoreUnreachable,
)

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_NO_RIGHTS: Final = (errno.EACCES, errno.EPERM)
_NO_PLACE: Final = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
_LONGEST_WAIT_S: Final = 10.0


def beside(store: Path, ending: str) -> Path:
    """``ward.db`` → ``ward.keyring.json``; a store of another ending keeps it, so that no two share a file."""
    stem = store.stem if store.suffix == ".db" else store.name
    return store.with_name(f"{stem}.{ending}")


def keyring_path(store: Path) -> Path:
    return beside(store, "keyring.json")


def older_keyring_path(store: Path) -> Path:
    return beside(store, "keyring.old.json")


def load(store: Path) -> KeyringContents:
    """The newer generation, else the older one.

    Raises:
        KeyringMissing: there is neither.
        KeyringDamaged: what there is cannot be read.
        StoreUnreachable: no right to read it.
        StoreIsNewer: a later version of the program wrote it.
    """
    newer = _read(keyring_path(store), store)
    if isinstance(newer, KeyringContents):
        return newer
    older = _read(older_keyring_path(store), store)
    if isinstance(older, KeyringContents):
        return older
    raise KeyringMissing(path=str(store)) if newer is older is None else KeyringDamaged(path=str(store))


def _read(path: Path, store: Path) -> KeyringContents | DamagedError | None:
    try:
        with path.open("rb") as file:
            return keyring_json.read(file.read(keyring_json.LONGEST + 1))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except DamagedError as error:
        return error
    except NewerError as error:
        raise StoreIsNewer(path=str(store), found=error.found, known=keyring_json.FORMAT) from None
    except OSError as error:
        # Windows speaks of rights as well where a folder stands in the place of the file.
        if error.errno in _NO_RIGHTS and not path.is_dir():
            raise StoreUnreachable(path=str(store)) from None
        return DamagedError()


def save(store: Path, contents: KeyringContents, *, both: bool) -> None:
    """Durable when it returns. The caller holds the lock.

    ``both`` writes the older generation first: killed between the two, the newer one still reads as before.

    Raises:
        DiskFull, DiskFailed, StoreReadOnly: both generations read as before, or as they were meant to.
    """
    content = keyring_json.written(contents)
    newer, older = keyring_path(store), older_keyring_path(store)
    with _disk_faults(store):
        if both:
            _replace(older, content)
        else:
            _keep_as_older(newer, older)
        _replace(newer, content)


def _keep_as_older(newer: Path, older: Path) -> None:
    """Only what can be read: a damaged file must not push out the good one."""
    try:
        content = newer.read_bytes()
        keyring_json.read(content)
    except (FileNotFoundError, DamagedError):
        return
    _replace(older, content)


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        rights = path.stat().st_mode & 0o777 if path.exists() else 0o600
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if rights != 0o600:
            part.chmod(rights)
        while_scanned(lambda: part.replace(path))
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


@contextmanager
def _disk_faults(store: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _named(error, store) from error


def _named(error: OSError, store: Path) -> StoreError:
    if error.errno in _FULL:
        return DiskFull(path=str(store))
    if error.errno in (errno.EROFS, *_NO_RIGHTS):
        return StoreReadOnly(path=str(store))
    if error.errno in _NO_PLACE:
        return StoreUnreachable(path=str(store))
    return DiskFailed(path=str(store), reason=os.strerror(error.errno or 0))


@contextmanager
def locked(store: Path) -> Iterator[None]:
    """No other process changes the keyring meanwhile; a killed one lets go.

    Raises:
        StoreLocked: it was still being changed after 10 s.
        DiskFull, DiskFailed, StoreReadOnly
    """
    with _disk_faults(store):
        descriptor = os.open(beside(store, "keyring.lock"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        _lock(descriptor, store)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, store: Path) -> None:
    latest = time.monotonic() + _LONGEST_WAIT_S
    while not _try_to_lock(descriptor):
        if time.monotonic() > latest:
            raise StoreLocked(path=str(store))
        time.sleep(0.02)


if sys.platform == "win32":
    import msvcrt

    def _try_to_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_to_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
