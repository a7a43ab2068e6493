"""A store in the clear becomes an encrypted one when asked; killed anywhere it is the one or the other."""

import gzip
import json
import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desktop_app.accounts.keyring import Keyring, keyring_path
from desktop_app.errors import (
    DiskFull,
    NotAStore,
    StoreError,
    StoreIsNewer,
    StoreLocked,
    StoreMissing,
    StoreNotEncrypted,
)
from desktop_app.store import StoreLocation, copying, open_store, space
from desktop_app.store.cipher_file import connected
from desktop_app.store.converting import AlreadyEncrypted, encrypt_plain_store
from desktop_app.store.file_refusals import StoreBehindLink, is_plain
from tests.desktop_app.store.cutting_off import cut_off_at
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.raw_store import in_the_clear, raw

DATABASES = Path(__file__).parents[2] / "databases"
RELEASED = DATABASES / "schema_0003.db.gz"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A small store of schema 3 in the clear, as a ward has it."""
    path = tmp_path / "ward" / "store.db"
    path.parent.mkdir()
    path.write_bytes(gzip.decompress(RELEASED.read_bytes()))
    return path


def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(raw(path, mode="ro")) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT rowid, * FROM "{name}"').fetchall() for name in names}  # noqa: S608


def test_T2_a_store_is_encrypted_with_every_row_and_a_copy_stays(plain: Path) -> None:
    before = rows_of(plain)
    copy = encrypt_plain_store(plain, clock=noon)
    assert not is_plain(plain)
    assert is_plain(copy)
    assert copy.name == "store.plain.20250301T120000Z.db"
    assert rows_of(plain) == before == rows_of(copy)
    with pytest.raises(sqlite3.DatabaseError), closing(sqlite3.connect(plain)) as connection:
        connection.execute("SELECT * FROM patient").fetchall()
    golden = json.loads(gzip.decompress((DATABASES / "schema_0003.json.gz").read_bytes()))
    with open_store(StoreLocation(path=plain), clock=noon) as store:
        assert len(store.patient_ids(with_void=True)) == len(golden)
        assert store.verify().sound
        assert store.save(save_of(record("after"))).number == 1


def test_triggers_indexes_and_the_header_come_along(plain: Path) -> None:
    with closing(raw(plain)) as connection:
        before = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        header = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")]
    encrypt_plain_store(plain, clock=noon)
    with closing(raw(plain)) as connection:
        assert (
            connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
            == before
        )
        assert [
            connection.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
        ] == header


def test_an_open_store_is_never_converted_by_itself(plain: Path) -> None:
    before = plain.read_bytes()
    with pytest.raises(StoreNotEncrypted):
        open_store(StoreLocation(path=plain), clock=noon, create=True)
    assert plain.read_bytes() == before
    assert [file.name for file in plain.parent.iterdir()] == ["store.db"]


def test_an_encrypted_store_is_not_converted_again(plain: Path) -> None:
    encrypt_plain_store(plain, clock=noon)
    before = plain.read_bytes()
    with pytest.raises(AlreadyEncrypted):
        encrypt_plain_store(plain, clock=noon)
    assert plain.read_bytes() == before


def test_what_is_no_store_is_refused(plain: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (x)")
    noise = tmp_path / "noise.db"
    noise.write_bytes(b"x" * 5000)
    linked = tmp_path / "linked.db"
    linked.symlink_to(plain)
    with closing(raw(plain)) as connection:
        connection.execute("PRAGMA user_version=99")
    for path, expected in (
        (other, NotAStore),
        (noise, NotAStore),
        (tmp_path / "absent.db", StoreMissing),
        (linked, StoreBehindLink),
        (plain, StoreIsNewer),
    ):
        before = path.read_bytes() if path.exists() else b""
        with pytest.raises(expected):
            encrypt_plain_store(path, clock=noon)
        assert (path.read_bytes() if path.exists() else b"") == before
        assert not keyring_path(path).exists()


def test_a_change_that_was_cut_off_in_the_clear_is_taken_back_first(plain: Path) -> None:
    before = rows_of(plain)
    with closing(raw(plain)) as connection:
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE patient SET name = 'cut off'")
        for name in ("store.db", "store.db-journal"):
            shutil.copy(plain.with_name(name), plain.with_name(f"kept-{name}"))
        connection.execute("ROLLBACK")
    for name in ("store.db", "store.db-journal"):
        plain.with_name(f"kept-{name}").replace(plain.with_name(name))
    assert plain.with_name("store.db-journal").stat().st_size > 0
    encrypt_plain_store(plain, clock=noon)
    assert rows_of(plain) == before


def test_half_a_copy_in_the_clear_is_removed_by_the_next_attempt(plain: Path) -> None:
    half = plain.with_name("store.plain.20250101T000000Z.db.tmp")
    half.write_bytes(plain.read_bytes()[:8192])
    encrypt_plain_store(plain, clock=noon)
    assert not half.exists()


def test_a_store_that_somebody_writes_is_not_converted(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "connected", partial(connected, busy_timeout_ms=50))
    before = rows_of(plain)
    with closing(raw(plain)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked):
            encrypt_plain_store(plain, clock=noon)
        writer.execute("ROLLBACK")
    assert is_plain(plain)
    assert rows_of(plain) == before


def test_T19_there_must_be_room_for_both_copies(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space, "free_bytes", lambda _: space.LEAST_FREE - 1)
    with pytest.raises(DiskFull):
        encrypt_plain_store(plain, clock=noon)
    assert [file.name for file in plain.parent.iterdir()] == ["store.db"]


@pytest.mark.posix
def test_a_conversion_cut_off_at_any_step_leaves_the_old_store_or_the_new_one(plain: Path, tmp_path: Path) -> None:
    """Few rows, many kills."""
    small = tmp_path / "small" / "store.db"
    with open_store(StoreLocation(path=small), clock=noon, create=True) as store:
        store.save(save_of(record()))
    plain.unlink()
    in_the_clear(small, plain)
    wanted = rows_of(plain)
    sides, step, killed = set(), 0, True
    while killed:
        step += 1
        folder = tmp_path / f"cut-{step}"
        shutil.copytree(plain.parent, folder)
        path = folder / "store.db"
        killed = cut_off_at(step, lambda at=path: encrypt_plain_store(at, clock=noon))  # type: ignore[misc]
        sides.add(is_plain(path))
        if is_plain(path):
            encrypt_plain_store(path, clock=noon)
        assert not is_plain(path)
        assert rows_of(path) == wanted
        assert Keyring.load(path).open
        # What was in the clear has a name that says so, even after a kill and a second attempt.
        assert all(".plain." in file.name for file in folder.iterdir() if file.is_file() and is_plain(file))
        shutil.rmtree(folder)
    assert sides == {True, False}
    assert step > 15


def test_the_errors_of_files_have_their_words() -> None:
    from desktop_app.store.backup_contents import BackupDamaged, BackupExists, NotAFile
    from desktop_app.store.file_refusals import UnfinishedChange
    from desktop_app.wording import LANGUAGES, Wording

    kinds: list[type[StoreError]] = [
        AlreadyEncrypted,
        BackupDamaged,
        BackupExists,
        NotAFile,
        StoreBehindLink,
        UnfinishedChange,
    ]
    for language in LANGUAGES:
        words = Wording(language)
        for kind in kinds:
            assert all(words(f"{kind.key}.{part}", path="here").strip() for part in ("title", "text", "remedy"))
