"""The schema's number, and the way from an older one: scripts in one transaction, after a verified copy."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text

from desktop_app.accounts.contents import Access
from desktop_app.accounts.keyring_file import keyring_path
from desktop_app.errors import KnownError, MigrationFailed, StoreIsNewer, StoreMissing
from desktop_app.store import sqlite_file
from desktop_app.store.copying import put_in_place, verified_copy
from desktop_app.store.engine import reading, writing
from desktop_app.store.location import StoreLocation
from desktop_app.store.space import require_room


@dataclass(frozen=True, slots=True)
class Schema:
    """The schema this program knows; ``number`` is the number of the newest script."""

    number: int
    scripts: Path


CURRENT: Final = Schema(number=5, scripts=Path(__file__).with_name("migrations"))


def schema_of(connection: Connection) -> int:
    """The schema of this database; 0 = it has none yet, -1 = a number this program cannot read."""
    if not inspect(connection).has_table("alembic_version"):
        return 0
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return int(found) if found is not None and str(found).isdecimal() else -1


def bring_up_to_date(
    engine: Engine,
    location: StoreLocation,
    schema: Schema,
    *,
    create: bool,
    clock: Callable[[], datetime],
    access: Access | None = None,
) -> None:
    """Create the tables or migrate them; a newer schema is refused, an equal one costs one look."""
    with reading(engine) as connection:
        found = schema_of(connection)
    if found == schema.number:
        return
    _refuse_newer(found, schema, location)
    if found == 0 and not create:
        raise StoreMissing(path=location.shown)
    if location.path is not None:
        _migrate_file(location, location.path, access, schema, found, clock)
    else:
        with writing(engine) as connection:
            _upgrade(connection, schema, access, clock)


def _refuse_newer(found: int, schema: Schema, location: StoreLocation) -> None:
    if found > schema.number or found < 0:
        raise StoreIsNewer(path=location.shown, found=found, known=schema.number)


def _migrate_file(
    location: StoreLocation,
    path: Path,
    access: Access | None,
    schema: Schema,
    found: int,
    clock: Callable[[], datetime],
) -> None:
    copy, key = None, access.key if access else None
    if found > 0:
        require_room(path.parent, path)
        stamp = clock().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        copy = verified_copy(path, path.with_name(f"{path.stem}.schema-{found}.{stamp}.db"), key=key)
        if keyring_path(path).exists():
            # A copy whose key is changed later opens with the keyring of today no more.
            unfinished = copy.with_name(f"{keyring_path(copy).name}.tmp")
            unfinished.write_bytes(keyring_path(path).read_bytes())
            unfinished.chmod(0o600)
            put_in_place(unfinished, keyring_path(copy))
    # Rebuilding a table under enforced references deletes the rows that refer to it.
    engine = sqlite_file.sqlite_engine(path, key=key, foreign_keys=False, pooled=False)
    try:
        with writing(engine) as connection:
            _upgrade(connection, schema, access, clock)
            sqlite_file.guard_history(connection)
            sqlite_file.check_references(connection, path)
            sqlite_file.stamp(connection, schema.number)
    except KnownError:
        raise
    except Exception as error:
        raise MigrationFailed(path=location.shown, copy=str(copy) if copy else None) from error
    finally:
        engine.dispose()


def _upgrade(connection: Connection, schema: Schema, access: Access | None, clock: Callable[[], datetime]) -> None:
    """Run what is lacking and tell of it; another process may have done both while this one waited."""
    found = schema_of(connection)
    if found == schema.number:
        return
    _run_scripts(connection, schema)
    from desktop_app.store.audit_beginning import begin_or_continue
    from desktop_app.store.list_store import without_accounts

    begin_or_continue(connection, access or without_accounts(), found, schema.number, clock)


def _run_scripts(connection: Connection, schema: Schema) -> None:
    from alembic.config import Config  # Half a second of imports that a start without migration does not need.
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(schema.scripts))
    config = Config(attributes={"connection": connection})
    head = f"{schema.number:04d}"
    environment = EnvironmentContext(
        config,
        scripts,
        fn=lambda at, _: scripts._upgrade_revs(head, at),  # noqa: SLF001  (the documented use of ``fn``)
        destination_rev=head,
    )
    with environment:
        scripts.run_env()
