"""A save into an encrypted store, beside the same save into a file in the clear."""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from desktop_app.accounts.contents import Access, Person
from desktop_app.accounts.keyring import Keyring
from desktop_app.store import RecordStore, StoreLocation, sqlite_file
from desktop_app.store.schema import CURRENT, bring_up_to_date
from tests.desktop_app.store.store_samples import noon, record, save_of

SAVES = 60
WARM_UP = 5
MOST_TIMES_PLAIN = 1.5
MOST_TO_OPEN_MS = 100.0


def made(path: Path, *, encrypted: bool) -> RecordStore:
    """All that opening makes, with or without a key."""
    sqlite_file.create_file(path)
    access = Access(Keyring.create(path)[1] if encrypted else None, Person("user-1", "user-1"))
    engine = sqlite_file.sqlite_engine(path, key=access.key)
    place = StoreLocation(path=path)
    if encrypted:
        bring_up_to_date(engine, place, CURRENT, create=True, clock=noon, access=access)
    else:
        bring_up_to_date(engine, place, CURRENT, create=True, clock=noon)
    return RecordStore(engine, place, noon, access)


def saver(store: RecordStore) -> Callable[[], float]:
    """Milliseconds of each next save of one patient."""
    store.save(save_of(record()))
    revision = 1

    def save() -> float:
        nonlocal revision
        wanted = save_of(record(note=str(revision)), revision)
        began = time.perf_counter()
        store.save(wanted)
        revision += 1
        return (time.perf_counter() - began) * 1000

    return save


def bare_commit(path: Path) -> Callable[[], float]:
    """Milliseconds of a commit of one number with the same settings: the floor."""
    path.touch()
    engine = sqlite_file.sqlite_engine(path)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE counted (number)")

    def commit() -> float:
        began = time.perf_counter()
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            connection.exec_driver_sql("INSERT INTO counted VALUES (1)")
        return (time.perf_counter() - began) * 1000

    return commit


def test_an_encrypted_save_costs_hardly_more_than_one_in_the_clear(tmp_path: Path, benchmark: Any) -> None:
    """The two take turns, so that what else the machine does falls on both."""
    with (
        made(tmp_path / "clear.db", encrypted=False) as clear,
        made(tmp_path / "encrypted.db", encrypted=True) as encrypted,
    ):
        assert clear.location.path is not None
        assert clear.location.path.read_bytes().startswith(b"SQLite format 3")
        plainly, secretly = saver(clear), saver(encrypted)
        barely = bare_commit(tmp_path / "bare.db")
        rounds = [(barely(), plainly(), secretly()) for _ in range(WARM_UP + SAVES)][WARM_UP:]
        benchmark.pedantic(secretly, rounds=SAVES)
    bare, plain, secret = (sorted(each) for each in zip(*rounds, strict=True))
    benchmark.extra_info["bare_ms"] = median(bare)
    benchmark.extra_info["plain_ms"], benchmark.extra_info["encrypted_ms"] = median(plain), median(secret)
    # The quicker half says what the work costs, the slower one what else the machine did.
    assert median(secret[: SAVES // 2]) <= median(plain[: SAVES // 2]) * MOST_TIMES_PLAIN


def test_opening_an_encrypted_file_costs_milliseconds(tmp_path: Path, benchmark: Any) -> None:
    from desktop_app.store import open_store

    place = StoreLocation(path=tmp_path / "store.db")
    open_store(place, clock=noon, create=True).close()

    def opened() -> None:
        began = time.perf_counter()
        open_store(place, clock=noon).close()
        took.append((time.perf_counter() - began) * 1000)

    took: list[float] = []
    benchmark.pedantic(opened, rounds=20)
    opened()
    assert min(took) <= MOST_TO_OPEN_MS
