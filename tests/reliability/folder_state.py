"""What a folder holds once it has been opened again: the rows of its databases, the bytes of its other files."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

State = dict[str, Any]
_UNFINISHED = (".tmp", ".part", ".tmp-journal")
_OF_A_DATABASE = ("-journal", "-wal", "-shm")


def state_of(folder: Path) -> State:
    """File below the folder → what it holds. A database without tables counts as absent, like an empty file."""
    held: State = {}
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path.name.endswith(_UNFINISHED + _OF_A_DATABASE):
            continue
        content = rows_of(path) if path.suffix == ".db" else path.read_bytes()
        if content:
            held[str(path.relative_to(folder))] = content
    return held


def left_behind(folder: Path) -> list[str]:
    """Unfinished files that nobody will ever finish."""
    return [path.name for path in folder.rglob("*") if path.name.endswith(_UNFINISHED)]


class UnsoundError(AssertionError):
    """A database that SQLite itself finds fault with."""


def rows_of(path: Path) -> dict[str, str]:
    """Table → digest of its rows; what was cut off is rolled back first, as any opening does."""
    if path.stat().st_size == 0:
        return {}
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise UnsoundError("integrity_check")
        if connection.execute("PRAGMA foreign_key_check").fetchall():
            raise UnsoundError("foreign_key_check")
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}  # noqa: S608
    return {
        name: hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest() for name, rows in tables.items()
    }


def between(old: State, new: State, found: State) -> list[str]:
    """The files that are neither as before nor as after."""
    return [
        name
        for name in old.keys() | new.keys() | found.keys()
        if found.get(name) not in (old.get(name), new.get(name))
    ]
