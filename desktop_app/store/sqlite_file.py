"""Everything that is true of SQLite only: the file, its safety settings, its header, its guards.

TRUNCATE with EXTRA loses no acknowledged save when the power fails; SQLite's own default does. Every setting is
read back, because SQLite ignores what it does not understand.
"""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from desktop_app.errors import NotAStore, PragmaRefused, StoreDamaged, StoreIsNewer, StoreMissing
from desktop_app.store.faults import faults_named, os_fault
from desktop_app.store.location import StoreLocation

APPLICATION_ID: Final = 0x54414345  # "TACE"
BUSY_TIMEOUT_MS: Final = 5000
_MAGIC = b"SQLite format 3\x00"
_APPEND_ONLY = ("revision", "profile", "ward_profile", "signature", "change_reason")


@dataclass(frozen=True, slots=True)
class FileHeader:
    """What the first 100 bytes of a database say, read without opening it."""

    application_id: int
    schema: int


def safety_settings(*, foreign_keys: bool, busy_timeout_ms: int) -> dict[str, tuple[str, str | int]]:
    """PRAGMA → (as written, as it must read back)."""
    return {
        "busy_timeout": (str(busy_timeout_ms), busy_timeout_ms),
        "journal_mode": ("TRUNCATE", "truncate"),
        "synchronous": ("EXTRA", 3),
        "foreign_keys": ("ON", 1) if foreign_keys else ("OFF", 0),
        "temp_store": ("MEMORY", 2),
    }


def sqlite_engine(
    path: Path, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS, foreign_keys: bool = True, pooled: bool = True
) -> Engine:
    """An engine over this file, which must exist; writing transactions begin IMMEDIATE."""
    settings = safety_settings(foreign_keys=foreign_keys, busy_timeout_ms=busy_timeout_ms)
    engine = create_engine(
        "sqlite://",
        creator=lambda: _connected(path, settings, busy_timeout_ms),
        poolclass=QueuePool if pooled else NullPool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # The driver would begin only before a change, and deferred: two writers could then deadlock on the upgrade.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _connected(path: Path, settings: dict[str, tuple[str, str | int]], busy_timeout_ms: int) -> sqlite3.Connection:
    # mode=rw: a store that has gone away meanwhile is never replaced by an empty one.
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode=rw",
        uri=True,
        timeout=busy_timeout_ms / 1000,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for pragma, (written, wanted) in settings.items():
            _set(connection, path, pragma, written, wanted)
    except BaseException:
        connection.close()
        raise
    return connection


def _set(connection: sqlite3.Connection, path: Path, pragma: str, written: str, wanted: str | int) -> None:
    connection.execute(f"PRAGMA {pragma}={written}").close()
    row = connection.execute(f"PRAGMA {pragma}").fetchone()
    found = row[0] if row else None
    if found != wanted:
        raise PragmaRefused(path=str(path), pragma=pragma, wanted=str(wanted), found=str(found))


def is_absent(path: Path) -> bool:
    """Whether there is no store yet; a creation that is under way or was cut off leaves an empty file."""
    return not path.exists() or (path.is_file() and path.stat().st_size == 0)


def create_file(path: Path) -> None:
    """An empty file, readable by its owner only, in a folder that is made where it is missing."""
    missing = [folder for folder in path.parents if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    for made in [path, *missing]:
        _sync_names(made.parent)


def _sync_names(folder: Path) -> None:
    """A new name is durable only with its folder; Windows cannot sync one and does not need to."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def refuse_unless_ours(path: Path, *, known_schema: int) -> None:
    """Refuse another program's file and a newer store by the header alone, so that not one byte changes."""
    if path.is_dir():
        raise NotAStore(path=str(path))
    if is_absent(path):
        raise StoreMissing(path=str(path))
    header = _header(path)
    if header is None or header.application_id != APPLICATION_ID:
        raise NotAStore(path=str(path))
    if header.schema > known_schema and _has_hot_journal(path):
        _roll_back(path)
        header = _header(path) or header
    if header.schema > known_schema:
        raise StoreIsNewer(path=str(path), found=header.schema, known=known_schema)


def _header(path: Path) -> FileHeader | None:
    with path.open("rb") as file:
        head = file.read(100)
    if len(head) < 100 or not head.startswith(_MAGIC):
        return None
    return FileHeader(int.from_bytes(head[68:72], "big"), int.from_bytes(head[60:64], "big"))


def _journal(path: Path) -> Path:
    return path.with_name(path.name + "-journal")


def _has_hot_journal(path: Path) -> bool:
    journal = _journal(path)
    return journal.exists() and journal.stat().st_size > 0


def _roll_back(path: Path) -> None:
    """Let SQLite undo a transaction that was cut off: until then the header may be from the future."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


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
    for table in _APPEND_ONLY:
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


def verified_copy(path: Path, copy: Path) -> Path:
    """A copy through SQLite's own backup, checked page by page and row by row before it gets its name.

    Raises a ``StoreError``; the store itself is only read.
    """
    place = StoreLocation(path=copy)
    try:
        with faults_named(place):
            return _verified_copy(path, copy)
    except OSError as error:
        raise os_fault(error, place) from None


def _verified_copy(path: Path, copy: Path) -> Path:
    unfinished = copy.with_name(copy.name + ".tmp")
    unfinished.unlink(missing_ok=True)
    create_file(unfinished)
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as source:
        with closing(sqlite3.connect(f"{unfinished.as_uri()}?mode=rw", uri=True)) as target:
            source.backup(target)
        with closing(sqlite3.connect(f"{unfinished.as_uri()}?mode=ro", uri=True)) as target:
            sound = target.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            if not sound or _counts(source) != _counts(target):
                raise StoreDamaged(path=str(path))
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    unfinished.replace(copy)
    _sync_names(copy.parent)
    return copy


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    # The names are the database's own.
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608
