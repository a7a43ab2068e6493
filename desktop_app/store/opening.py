"""From a place to an open store: refuse what is not ours, make or migrate the tables, prove that writing works."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from desktop_app.store import sqlite_file
from desktop_app.store.engine import engine_for
from desktop_app.store.faults import faults_named, os_fault
from desktop_app.store.location import StoreLocation
from desktop_app.store.record_store import RecordStore
from desktop_app.store.schema import CURRENT, Schema, bring_up_to_date


def open_store(
    location: StoreLocation,
    *,
    clock: Callable[[], datetime],
    create: bool = False,
    schema: Schema = CURRENT,
    busy_timeout_ms: int = sqlite_file.BUSY_TIMEOUT_MS,
) -> RecordStore:
    """Open the store at this place, with its schema brought up to date; ``create`` makes it where it is absent.

    Raises a ``StoreError`` that says what stands in the way; a file that is refused is not changed.
    """
    try:
        with faults_named(location):
            if location.path is not None:
                _prepare(location.path, create=create, schema=schema)
            engine = engine_for(location, busy_timeout_ms=busy_timeout_ms)
            _made_ready(engine, location, create=create, schema=schema, clock=clock)
    except OSError as error:
        raise os_fault(error, location) from None
    return RecordStore(engine, location, clock)


def _prepare(path: Path, *, create: bool, schema: Schema) -> None:
    if create and sqlite_file.is_absent(path):
        sqlite_file.create_file(path)
    else:
        sqlite_file.refuse_unless_ours(path, known_schema=schema.number)


def _made_ready(
    engine: Engine, location: StoreLocation, *, create: bool, schema: Schema, clock: Callable[[], datetime]
) -> None:
    try:
        bring_up_to_date(engine, location, schema, create=create, clock=clock)
        if location.path is not None:
            sqlite_file.prove_writable(engine)
    except BaseException:
        engine.dispose()
        raise
