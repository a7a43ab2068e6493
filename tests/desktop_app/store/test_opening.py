"""What is opened, what is refused, and that a refused file keeps every byte."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from desktop_app.errors import (
    DriverMissing,
    NotAStore,
    PragmaRefused,
    StoreDamaged,
    StoreError,
    StoreIsNewer,
    StoreLocked,
    StoreMissing,
    StoreUnreachable,
)
from desktop_app.store import StoreLocation, open_store, opening, sqlite_file, store_location
from desktop_app.store.engine import engine_for
from desktop_app.store.schema import CURRENT
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.raw_store import key_of, raw

ROOT = Path(__file__).parents[3]


def made(location: StoreLocation) -> Path:
    assert location.path is not None
    with open_store(location, clock=noon, create=True) as store:
        store.save(save_of(record()))
    return location.path


def test_the_place_is_the_users_data_folder_a_path_or_an_address(tmp_path: Path) -> None:
    default = store_location(None).path
    assert default is not None
    assert default.parts[-2:] == ("tacewatch", "store.db")
    assert store_location(str(tmp_path / "a.db")).path == tmp_path / "a.db"
    assert store_location(f"sqlite:///{tmp_path}/a.db").path == tmp_path / "a.db"
    server = store_location("postgresql+psycopg://ward:secret@db.local:5432/tace?sslmode=require")
    assert server.path is None
    assert server.shown == "postgresql+psycopg://db.local:5432/tace"
    assert "secret" not in repr(server)


def test_the_store_is_imported_without_its_database() -> None:
    late = {"sqlalchemy", "alembic", "sqlite3", "sqlcipher3", "cryptography"}
    code = f"import sys, desktop_app.store; sys.exit(bool({late} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_a_second_opening_needs_no_alembic(location: StoreLocation) -> None:
    path = made(location)
    code = (
        "import sys; from datetime import datetime, UTC\n"
        "from desktop_app.store import open_store, store_location\n"
        "open_store(store_location(sys.argv[1]), clock=lambda: datetime.now(UTC)).close()\n"
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT).returncode == 0


def test_a_missing_store_is_made_only_when_asked(location: StoreLocation) -> None:
    with pytest.raises(StoreMissing):
        open_store(location, clock=noon)
    assert location.path is not None
    assert not location.path.parent.exists()


def test_a_creation_that_was_cut_off_is_made_again(location: StoreLocation) -> None:
    assert location.path is not None
    sqlite_file.create_file(location.path)
    with pytest.raises(StoreMissing):
        open_store(location, clock=noon)
    made(location)


@pytest.mark.skipif(os.name != "posix", reason="file modes are a matter of POSIX")
def test_the_file_is_for_its_owner_only(location: StoreLocation) -> None:
    assert made(location).stat().st_mode & 0o077 == 0


def test_every_safety_setting_took(location: StoreLocation) -> None:
    made(location)
    engine = engine_for(location, key_of(location.path))
    wanted = {
        "journal_mode": "truncate",
        "synchronous": 3,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "temp_store": 2,
    }
    with engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    engine.dispose()
    assert found == wanted


def test_a_journal_mode_that_cannot_be_left_is_refused(location: StoreLocation) -> None:
    """SQLite cannot leave WAL while another connection uses the file, and says so only when asked."""
    path = made(location)
    with closing(raw(path)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("SELECT count(*) FROM patient").fetchone()
        with pytest.raises(StoreLocked):
            opening.open_store(location, clock=noon, busy_timeout_ms=50)


def test_a_setting_that_reads_back_otherwise_is_refused(tmp_path: Path) -> None:
    """A database in memory has no journal to truncate, and an unknown setting is silently ignored."""
    path = tmp_path / "store.db"
    with closing(sqlite3.connect(":memory:")) as connection:
        with pytest.raises(PragmaRefused) as refused:
            sqlite_file._set(connection, path, "journal_mode", "TRUNCATE", "truncate")
        with pytest.raises(PragmaRefused):
            sqlite_file._set(connection, path, "no_such_setting", "1", 1)
    assert refused.value.facts["found"] == "memory"


def test_a_newer_store_is_refused_byte_for_byte(location: StoreLocation) -> None:
    path = made(location)
    with closing(raw(path)) as later:
        later.execute("PRAGMA user_version=99")
    before = path.read_bytes()
    with pytest.raises(StoreIsNewer) as refused:
        open_store(location, clock=noon)
    assert refused.value.facts == {"path": str(path), "found": 99, "known": CURRENT.number}
    assert path.read_bytes() == before
    assert list(path.parent.glob("*journal")) == [] or path.with_name("store.db-journal").stat().st_size == 0


@pytest.mark.parametrize("content", [b"PK\x03\x04 not a database", b"SQLite format 3\x00", b"x" * 5000])
@pytest.mark.parametrize("create", [True, False])
def test_another_programs_file_is_refused_byte_for_byte(tmp_path: Path, content: bytes, create: bool) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(content)
    with pytest.raises(NotAStore):
        open_store(StoreLocation(path=path), clock=noon, create=create)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE patient (id)")
    before = path.read_bytes()
    with pytest.raises(NotAStore):
        open_store(StoreLocation(path=path), clock=noon, create=True)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_folder_is_not_a_store(tmp_path: Path) -> None:
    with pytest.raises(NotAStore):
        open_store(StoreLocation(path=tmp_path), clock=noon, create=True)


def test_a_path_through_a_file_cannot_be_reached(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnreachable):
        open_store(StoreLocation(path=tmp_path / "file" / "store.db"), clock=noon, create=True)


def test_an_address_without_its_driver_is_refused() -> None:
    with pytest.raises(DriverMissing):
        open_store(store_location("oracle+nosuchdriver://db.local/tace"), clock=noon)


def test_a_locked_store_is_waited_for_and_then_refused(location: StoreLocation) -> None:
    path = made(location)
    with closing(raw(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(StoreLocked):
            opening.open_store(location, clock=noon, busy_timeout_ms=300)
        assert time.monotonic() - began >= 0.3


def test_a_lock_that_is_released_in_time_is_no_error(location: StoreLocation) -> None:
    path = made(location)
    with open_store(location, clock=noon) as store:
        other = raw(path)
        other.execute("BEGIN EXCLUSIVE")
        release = threading.Timer(0.5, other.close)
        release.start()
        assert store.save(save_of(record(note="b"), 1)).number == 2
        release.join()


def test_a_value_that_the_program_never_writes_is_damage(location: StoreLocation) -> None:
    path = made(location)
    for change in ("sex = 'x'", "birth_date = '1850-01-01'", "height_cm = '1e3'", "aetiology = '{'"):
        with closing(raw(path)) as other:
            other.execute("UPDATE patient SET sex = NULL, birth_date = NULL, height_cm = NULL, aetiology = NULL")
            other.execute(f"UPDATE patient SET {change}")  # noqa: S608
        with open_store(location, clock=noon) as store, pytest.raises(StoreDamaged) as refused:
            store.load("0001")
        assert "王伟" not in repr(refused.value.__context__)


def test_a_truncated_file_is_damage_or_no_store(location: StoreLocation) -> None:
    path = made(location)
    whole = path.read_bytes()
    for kept in (50, 4096, len(whole) // 2):
        path.write_bytes(whole[:kept])
        with pytest.raises(StoreError):
            read_all(location)


def read_all(location: StoreLocation) -> None:
    with open_store(location, clock=noon) as store:
        for patient in store.patient_ids():
            store.load(patient)


def test_history_refuses_change_and_patients_refuse_deletion(location: StoreLocation) -> None:
    made(location)
    engine = engine_for(location, key_of(location.path))
    statements = (
        "UPDATE revision SET author = 'x'",
        "DELETE FROM revision",
        "UPDATE profile SET settings = '{}'",
        "DELETE FROM profile",
        "DELETE FROM patient",
    )
    for statement in statements:
        with pytest.raises(DatabaseError, match="refuses"), engine.begin() as connection:
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_store_that_went_away_is_not_replaced_by_an_empty_one(location: StoreLocation) -> None:
    path = made(location)
    with open_store(location, clock=noon) as store:
        store.close()
        path.unlink()
        with pytest.raises(StoreUnreachable):
            store.load("0001")
    assert not path.exists()
