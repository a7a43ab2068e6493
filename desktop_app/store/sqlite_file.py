"""Everything that is true of SQLite only: the file, its safety settings, its header, its guards.

TRUNCATE with EXTRA loses no acknowledged save when the power fails; SQLite's own default does. Every setting is
read back, because SQLite ignores what it does not understand.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool
from sqlcipher3 import dbapi2

from desktop_app.accounts.contents import DataKey
from desktop_app.durable import sync_folder
from desktop_app.errors import PragmaRefused, StoreDamaged, StoreError
from desktop_app.store.cipher_file import Driven, connected
from desktop_app.store.file_refusals import APPLICATION_ID

BUSY_TIMEOUT_MS: Final = 5000
PAGES_KEPT: Final = -65536
"""In kilobytes, and only as read: a list of 100 000 patients is then decrypted once, and not with every key."""
GROWING = ("revision", "profile", "ward_profile", "signature", "change_reason", "audit", "packing")


def safety_settings(*, foreign_keys: bool, busy_timeout_ms: int) -> dict[str, tuple[str, str | int]]:
    """PRAGMA → (as written, as it must read back)."""
    return {
        "busy_timeout": (str(busy_timeout_ms), busy_timeout_ms),
        "journal_mode": ("TRUNCATE", "truncate"),
        "synchronous": ("EXTRA", 3),
        "foreign_keys": ("ON", 1) if foreign_keys else ("OFF", 0),
        "temp_store": ("MEMORY", 2),
        "cache_size": (str(PAGES_KEPT), PAGES_KEPT),
    }


def reading_settings(*, busy_timeout_ms: int) -> dict[str, tuple[str, str | int]]:
    """Of a connection that never writes; it cannot choose a journal."""
    return {
        "busy_timeout": (str(busy_timeout_ms), busy_timeout_ms),
        "query_only": ("ON", 1),
        "temp_store": ("MEMORY", 2),
        "cache_size": (str(PAGES_KEPT), PAGES_KEPT),
    }


def sqlite_engine(
    path: Path,
    *,
    key: DataKey | None = None,
    busy_timeout_ms: int = BUSY_TIMEOUT_MS,
    foreign_keys: bool = True,
    pooled: bool = True,
) -> Engine:
    """An engine over this file, which must exist; writing transactions begin IMMEDIATE. No key: in the clear."""
    settings = safety_settings(foreign_keys=foreign_keys, busy_timeout_ms=busy_timeout_ms)
    engine = _engine(lambda: _connected(path, key, "rw", settings, busy_timeout_ms), pooled=pooled)
    event.listen(engine, "begin", _begin)
    return engine


def reading_engine(
    path: Path, refusal: Callable[[], StoreError], *, key: DataKey | None, busy_timeout_ms: int = BUSY_TIMEOUT_MS
) -> Engine:
    """An engine that cannot write: a writing transaction is refused before a byte is asked for."""
    settings = reading_settings(busy_timeout_ms=busy_timeout_ms)
    engine = _engine(lambda: _connected(path, key, "ro", settings, busy_timeout_ms), pooled=True)

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writing", False):
            raise refusal()
        connection.exec_driver_sql("BEGIN")

    event.listen(engine, "begin", begin)
    return engine


def _engine(creator: Callable[[], Driven], *, pooled: bool) -> Engine:
    return create_engine(
        "sqlite://",
        creator=creator,
        module=dbapi2,
        poolclass=QueuePool if pooled else NullPool,
        hide_parameters=True,
    )


def _begin(connection: Connection) -> None:
    # The driver would begin only before a change, and deferred: two writers could then deadlock on the upgrade.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _connected(
    path: Path,
    key: DataKey | None,
    mode: str,
    settings: Mapping[str, tuple[str, str | int]],
    busy_timeout_ms: int,
) -> Driven:
    connection = connected(path, key, mode=mode, busy_timeout_ms=busy_timeout_ms, check_same_thread=False)
    try:
        for pragma, (written, wanted) in settings.items():
            _set(connection, path, pragma, written, wanted)
    except BaseException:
        connection.close()
        raise
    return connection


def _set(connection: Driven, path: Path, pragma: str, written: str, wanted: str | int) -> None:
    connection.execute(f"PRAGMA {pragma}={written}").close()
    row = connection.execute(f"PRAGMA {pragma}").fetchone()
    found = row[0] if row else None
    if found != wanted:
        raise PragmaRefused(path=str(path), pragma=pragma, wanted=str(wanted), found=str(found))


def refuse_writing(engine: Engine, refusal: Callable[[], StoreError]) -> None:
    """From now on writing transactions are refused before a byte is asked for; reading goes on."""

    def refuse(connection: Connection) -> None:
        if connection.get_execution_options().get("writing", False):
            raise refusal()

    event.listen(engine, "begin", refuse, insert=True)


def create_file(path: Path) -> None:
    """An empty file, readable by its owner only, in a folder that is made where it is missing."""
    make_folder(path.parent)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """A folder with its parents, durable: what is synced below a name that is not is lost with it."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for made in missing:
        sync_folder(made.parent)


def prove_writable(engine: Engine) -> None:
    """Write within a transaction and take it back: a read-only folder shows only then."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin() as transaction:
        connection.exec_driver_sql("CREATE TABLE writing_probe (x)")
        transaction.rollback()


def stamp(connection: Connection, schema: int) -> None:
    """Write into the header whose file this is and of which schema, within the running transaction."""
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version={int(schema)}")


def guard_history(connection: Connection) -> None:
    """Triggers that keep history append-only and patients undeletable; a rebuilt table loses its triggers."""
    for table in GROWING:
        for change in ("UPDATE", "DELETE"):
            _refuse_change(connection, table, change)
    _refuse_change(connection, "patient", "DELETE")


def _refuse_change(connection: Connection, table: str, change: str) -> None:
    connection.exec_driver_sql(
        f"CREATE TRIGGER IF NOT EXISTS {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} refuses {change}'); END"
    )


def check_references(connection: Connection, path: Path) -> None:
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise StoreDamaged(path=str(path))
