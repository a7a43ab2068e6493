"""The one place where an engine is made; what is special about SQLite stays in ``sqlite_file``."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import NoSuchModuleError

from desktop_app.accounts.contents import DataKey
from desktop_app.errors import DriverMissing, StoreUnreachable
from desktop_app.store.location import StoreLocation
from desktop_app.store.sqlite_file import BUSY_TIMEOUT_MS, sqlite_engine


def engine_for(
    location: StoreLocation, key: DataKey | None = None, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS
) -> Engine:
    """An engine for this place. Parameters are hidden from logs and errors: they are patient data."""
    if location.path is not None:
        return sqlite_engine(location.path, key=key, busy_timeout_ms=busy_timeout_ms)
    if location.url is None:
        raise StoreUnreachable(path=location.shown)
    try:
        return create_engine(location.url, hide_parameters=True, pool_pre_ping=True)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise DriverMissing(path=location.shown, driver=str(error)) from None


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads: what it sees does not change under it."""
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: whole, or not at all."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        yield connection
