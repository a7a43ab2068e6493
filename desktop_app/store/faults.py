"""A driver's error → what the user can do about it. What is not recognised stays a bug and keeps its traceback."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlcipher3 import dbapi2

from desktop_app.errors import (
    DiskFailed,
    DiskFull,
    NotAStore,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreReadOnly,
    StoreUnreachable,
)
from desktop_app.store.columns import Unreadable
from desktop_app.store.location import StoreLocation

_BY_SQLITE_CODE: Final[dict[str, type[StoreError]]] = {
    "SQLITE_FULL": DiskFull,
    "SQLITE_BUSY": StoreLocked,
    "SQLITE_LOCKED": StoreLocked,
    "SQLITE_READONLY": StoreReadOnly,
    "SQLITE_PERM": StoreReadOnly,
    "SQLITE_NOTADB": NotAStore,
    "SQLITE_CORRUPT": StoreDamaged,
    "SQLITE_CANTOPEN": StoreUnreachable,
    "SQLITE_IOERR": DiskFailed,
    "SQLITE_PROTOCOL": StoreLocked,
}
_BY_TEXT: Final[dict[str, type[StoreError]]] = {
    "database or disk is full": DiskFull,
    "disk I/O error": DiskFailed,
    "unable to open database file": StoreUnreachable,
    "attempt to write a readonly database": StoreReadOnly,
    "database is locked": StoreLocked,
    "database disk image is malformed": StoreDamaged,
}
"""For the errors to which the driver gives no code: of a backup, and of statements over two files."""
_BY_SQLSTATE: Final[dict[str, type[StoreError]]] = {
    "53100": DiskFull,
    "55P03": StoreLocked,
    "40P01": StoreLocked,
    "25006": StoreReadOnly,
}
_BY_ERRNO: Final[dict[int, type[StoreError]]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EROFS: StoreReadOnly,
    errno.EIO: DiskFailed,
}
FILE_ERRORS: Final[tuple[type[Exception], ...]] = (dbapi2.Error, sqlite3.Error)
"""SQLCipher's errors are a family of their own beside those of the standard library."""
_DAMAGE: Final = ("Could not decode to UTF-8", "no such column", "no such table")
"""What SQLite has no code for. The schema's number was right when the file was opened, so its text is damaged."""


@contextmanager
def faults_named(location: StoreLocation) -> Iterator[None]:
    """Raise what the surroundings refused as a ``StoreError`` of this place.

    The driver's own error is left out of the chain: a server quotes the rows it refuses.
    """
    try:
        yield
    except DBAPIError as error:
        known = known_fault(error, location)
        if known is None:
            raise
        raise known from None
    except FILE_ERRORS as error:
        # A copy or a rolled back journal, which do without an engine.
        known = _sqlite_fault(error, location)
        if known is None:
            raise
        raise known from None
    except (Unreadable, UnicodeDecodeError):
        # SQLite's own message about a damaged schema quotes it, and the driver cannot decode what is damaged.
        raise StoreDamaged(path=location.shown) from None


def os_fault(error: OSError, location: StoreLocation) -> StoreError:
    """What the operating system refused of this place."""
    fault = _BY_ERRNO.get(error.errno or 0, StoreUnreachable)
    return fault(path=location.shown, reason=errno.errorcode.get(error.errno or 0))


def known_fault(error: DBAPIError, location: StoreLocation) -> StoreError | None:
    """The environment's fault behind a driver's error, or None where it is not one."""
    if isinstance(error.orig, FILE_ERRORS):
        return _sqlite_fault(error.orig, location)
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state in _BY_SQLSTATE:
        return _BY_SQLSTATE[state](path=location.shown, reason=state)
    if error.connection_invalidated or (isinstance(error, OperationalError) and location.url is not None):
        return StoreUnreachable(path=location.shown, reason=state or None)
    return None


def _sqlite_fault(error: object, location: StoreLocation) -> StoreError | None:
    name = str(getattr(error, "sqlite_errorname", ""))
    if str(error).startswith(_DAMAGE):
        return StoreDamaged(path=location.shown, reason=name or None)
    fault = _BY_SQLITE_CODE.get("_".join(name.split("_")[:2])) or _BY_TEXT.get(str(error))
    return None if fault is None else fault(path=location.shown, reason=name)
