"""A store's file opened behind the program's back, with its key where it has one."""

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlcipher3.dbapi2 import Error, IntegrityError, OperationalError

from desktop_app.accounts.contents import DataKey
from desktop_app.accounts.keyring import Keyring
from desktop_app.store.cipher_file import connected
from desktop_app.store.file_refusals import is_plain

__all__ = ["Error", "IntegrityError", "OperationalError", "in_the_clear", "key_of", "raw"]


def key_of(path: Path | str | None) -> DataKey | None:
    """The key in the open slot beside this file; None of a file in the clear."""
    assert path is not None
    file = Path(path)
    return None if is_plain(file) else Keyring.load(file).open_access("test").key


def in_the_clear(path: Path, to: Path) -> Path:
    """The same store as an older version of the program kept it, header included."""
    with closing(raw(path)) as connection:
        connection.execute("ATTACH DATABASE ? AS clear KEY ''", (str(to),))
        connection.execute("SELECT sqlcipher_export('clear')").fetchall()
        for pragma in ("application_id", "user_version"):
            (value,) = connection.execute(f"PRAGMA {pragma}").fetchone()
            connection.execute(f"PRAGMA clear.{pragma}={value}")
    return to


def raw(path: Path | str | None, *, mode: str = "rw") -> Any:
    """A connection without any of the program's settings; every statement is committed unless BEGIN was said."""
    assert path is not None
    return connected(Path(path), key_of(path), mode=mode, check_same_thread=False)
