"""The whole file, page by page and table by table, while others work: weekly, and after it was left open (T22).

A damaged file is never written again; the way back is the newest backup that is proved.
"""

from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from desktop_app.accounts.contents import Access, DataKey
from desktop_app.errors import LoginNeeded, NotAStore, StoreDamaged, StoreError, WrongKey
from desktop_app.store.audit_contents import AuditAction
from desktop_app.store.backup import backups, prove
from desktop_app.store.backup_contents import Backup
from desktop_app.store.cipher_file import Driven, connected
from desktop_app.store.faults import faults_named
from desktop_app.store.record_store import RecordStore
from desktop_app.store.restoring_file import access_to

EVERY: Final = timedelta(days=7)
LOOKED_SETTING: Final = "file.looked_at"
Tell = Callable[[int, int], None]
"""Hears how many parts are done, of how many; what it raises ends the look."""


def is_due(store: RecordStore, now: datetime) -> bool:
    """After the file was left open, and a week after the last look; a clock that went back delays nothing."""
    if store.location.path is None or store.read_only:
        return False
    last = _moment(store.setting(LOOKED_SETTING))
    return store.left_open or last is None or not timedelta() <= now - last < EVERY


def _moment(kept: object) -> datetime | None:
    with suppress(ValueError):
        moment = datetime.fromisoformat(kept) if isinstance(kept, str) else None
        return moment if moment is not None and moment.tzinfo is not None else None
    return None


def look_over(
    store: RecordStore, clock: Callable[[], datetime], tell: Tell = lambda *_: None
) -> StoreError | None:
    """What is wrong with the file, after which nothing is written into it any more; None = it is sound.

    May run in a thread of its own: between two tables others save. Raises a ``StoreError`` where the look could
    not be taken, such as StoreLocked.
    """
    path, key = store.location.path, store.access.key
    if path is None or key is None:
        return None
    try:
        with faults_named(store.location):
            _prove(path, key, tell)
    except (StoreDamaged, NotAStore, WrongKey):
        fault = StoreDamaged(path=str(path))
        store.looked_at(fault)
        return fault
    store.looked_at(None)
    with suppress(StoreError):
        store.put_setting(LOOKED_SETTING, clock().isoformat())
        store.note(AuditAction.VERIFY, file="sound")
    return None


def _prove(path: Path, key: DataKey, tell: Tell) -> None:
    """Each page as it was closed, then each table with its indexes: one lock for each. Raises StoreDamaged."""
    with closing(connected(path, key)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        tell(0, len(names) + 1)
        if _broken_pages(connection) and _broken_for_good(connection):
            raise StoreDamaged(path=str(path))
        for done, (name,) in enumerate(names, start=1):
            tell(done, len(names) + 1)
            # The names are the database's own.
            if connection.execute(f'PRAGMA quick_check("{name}")').fetchall() != [("ok",)]:
                raise StoreDamaged(path=str(path))
        tell(len(names) + 1, len(names) + 1)


def _broken_pages(connection: Driven) -> bool:
    return bool(connection.execute("PRAGMA cipher_integrity_check").fetchall())


def _broken_for_good(connection: Driven) -> bool:
    """Pages are read past the locks: one that is just being written looks broken. Once more, with nobody at it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        return _broken_pages(connection)
    finally:
        connection.execute("ROLLBACK")


def newest_proved(folder: Path, access: Access) -> tuple[Backup, Access] | None:
    """The newest backup in this folder that opens and is whole, with what opens it; None where there is none."""
    for backup in backups(folder):
        with suppress(StoreError, LoginNeeded):
            opens = access_to(backup, access)
            if opens.key is not None:
                prove(backup, opens.key)
                return backup, opens
    return None
