"""A copy of a store's file through SQLite's own backup, proved whole before it gets its name."""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from desktop_app.accounts.contents import DataKey
from desktop_app.durable import sync_folder, while_scanned
from desktop_app.errors import StoreDamaged, StoreLocked
from desktop_app.store.cipher_file import Driven, connected
from desktop_app.store.faults import faults_named, os_fault
from desktop_app.store.file_refusals import has_journal
from desktop_app.store.location import StoreLocation
from desktop_app.store.sqlite_file import GROWING, create_file

PAGES_AT_ONCE = 1024
"""Four megabytes under one lock: a save in between waits for no longer than that takes."""
Progress = Callable[[int, int], None]
"""Hears how many pages are left, and of how many."""


def verified_copy(
    path: Path,
    copy: Path,
    *,
    key: DataKey | None,
    copy_key: DataKey | None = None,
    progress: Progress | None = None,
    before_named: Callable[[Path], None] = lambda _: None,
) -> Path:
    """A copy checked page by page and row by row before it gets its name; under the same key, or another one.

    ``before_named`` sees the whole copy before. Raises a ``StoreError``; the store itself is only read.
    """
    place = StoreLocation(path=copy)
    try:
        with faults_named(place):
            unfinished = copy.with_name(copy.name + ".tmp")
            unfinished.unlink(missing_ok=True)
            create_file(unfinished)
            _copy(path, unfinished, key, copy_key or key, progress)
            before_named(unfinished)
            put_in_place(unfinished, copy)
    except OSError as error:
        raise os_fault(error, place) from None
    return copy


def _copy(
    path: Path, target_path: Path, key: DataKey | None, target_key: DataKey | None, progress: Progress | None
) -> None:
    with closing(connected(path, key, mode="ro")) as source:
        version = _version(source)
        with closing(connected(target_path, target_key)) as target:
            source.backup(target, pages=PAGES_AT_ONCE, progress=_steps(progress))
        with closing(connected(target_path, target_key, mode="ro")) as target:
            prove_sound(target, path, encrypted=target_key is not None)
            if not _complete(source, target, unchanged_since=version):
                raise StoreDamaged(path=str(path))


def _complete(source: Driven, target: Driven, *, unchanged_since: int) -> bool:
    """Row for row; if somebody saved meanwhile, of what only grows the copy holds no more than the store."""
    held, copied = counts(source), counts(target)
    if _version(source) == unchanged_since:
        return held == copied
    return held.keys() == copied.keys() and all(copied[table] <= held[table] for table in GROWING & held.keys())


def _version(connection: Driven) -> int:
    """Changes whenever another connection has written."""
    (version,) = connection.execute("PRAGMA data_version").fetchone()
    return int(version)


def _steps(progress: Progress | None) -> Callable[[int, int, int], None] | None:
    return None if progress is None else lambda _, left, total: progress(left, total)


def put_in_place(unfinished: Path, name: Path) -> None:
    """Give a whole file its name: it is durable before the name is."""
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    while_scanned(lambda: unfinished.replace(name))
    sync_folder(name.parent)


def replace_whole(path: Path, key: DataKey | None, make: Callable[[], Path]) -> None:
    """Put what is made in the place of this file, while nobody writes into the one that goes.

    Whoever has it open keeps the old file. Raises StoreLocked where somebody is writing, or left a transaction.
    """
    with closing(connected(path, key)) as former:
        former.execute("BEGIN IMMEDIATE")
        made = make()
        if has_journal(path):
            raise StoreLocked(path=str(path))
        if os.name != "nt":
            put_in_place(made, path)
            return
    # Windows does not exchange a file that is open.
    put_in_place(made, path)


def prove_sound(connection: Driven, path: Path, *, encrypted: bool) -> None:
    """Every page closed as it was written, every row and index in its place. Raises StoreDamaged."""
    broken = connection.execute("PRAGMA cipher_integrity_check").fetchall() if encrypted else []
    if broken or connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        raise StoreDamaged(path=str(path))


def counts(connection: Driven) -> dict[str, int]:
    """Rows by table."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    # The names are the database's own.
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608
