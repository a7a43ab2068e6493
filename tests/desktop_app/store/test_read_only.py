"""T20: a store that cannot be written is read, and nothing tries to write it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.errors import StoreOpenElsewhere, StoreReadOnly
from desktop_app.store import RecordStore, StoreLocation, open_store
from desktop_app.store.file_refusals import UnfinishedChange
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.raw_store import raw

ROOT = Path(__file__).parents[3]
AS_NOBODY = """
import os, sys, tempfile
from pathlib import Path
from desktop_app.errors import StoreError
from desktop_app.store import StoreLocation, open_store
from tests.desktop_app.store.store_samples import noon, record, save_of
# Python itself may be out of reach afterwards: all that is needed is imported by being used.
with tempfile.TemporaryDirectory() as folder:
    with open_store(StoreLocation(path=Path(folder) / "store.db"), clock=noon, create=True, sole=True) as store:
        store.save(save_of(record())); store.load("0001"); store.put_draft("1", store.person.user, {})
os.chdir(sys.argv[1])
if os.getuid() == 0: os.setuid(65534)
def said(work):
    try: return str(work())
    except StoreError as error: return type(error).__name__
def tried():
    with open_store(StoreLocation(path=Path("store.db").absolute()), clock=noon) as store:
        print(store.read_only, type(store.why_read_only).__name__, store.load("0001").revision)
        print(said(lambda: store.save(save_of(record("0002")))))
        print(said(lambda: store.put_setting("ward_name", "x")))
        print(said(lambda: store.put_draft("0001", store.person.user, {})))
print(said(tried))
"""


@pytest.fixture
def path() -> Iterator[Path]:
    """A store in a folder through which others may pass; pytest's own is closed again by each other run of it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "ward" / "store.db"
        with open_store(StoreLocation(path=path), clock=noon, create=True) as store:
            store.save(save_of(record()))
        for file in path.parent.iterdir():
            file.chmod(0o644)
        path.parent.chmod(0o755)
        yield path
        path.parent.chmod(0o755)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def as_nobody(path: Path) -> list[str]:
    """What somebody without rights is told, one line per attempt."""
    ran = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(path.parent)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


@pytest.mark.posix
@pytest.mark.parametrize("what", ["file", "folder"])
def test_T20_a_store_that_cannot_be_written_is_read(path: Path, what: str) -> None:
    path.chmod(0o444 if what == "file" else 0o666)
    path.parent.chmod(0o777 if what == "file" else 0o555)
    before = contents(path.parent)
    assert as_nobody(path) == ["True StoreReadOnly 1", *["StoreReadOnly"] * 3, "None"]
    assert contents(path.parent) == before


@pytest.mark.posix
def test_T20_a_change_that_was_cut_off_is_not_taken_back_where_nobody_may_write(path: Path) -> None:
    leave_hot_journal(path)
    for file in path.parent.iterdir():
        file.chmod(0o644)
    path.parent.chmod(0o555)
    before = contents(path.parent)
    assert as_nobody(path) == [UnfinishedChange.__name__]
    assert contents(path.parent) == before


def leave_hot_journal(path: Path) -> None:
    """As a killed process leaves it: changed pages in the file, the former ones in the journal."""
    kept = path.with_name("kept")
    with closing(raw(path)) as connection:
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA user_version=9999")
        connection.execute("UPDATE patient SET name = 'cut off'")
        connection.execute("CREATE TABLE filler (x)")
        connection.execute("INSERT INTO filler SELECT randomblob(9000) FROM sqlite_master")
        shutil.copytree(path.parent, kept, ignore=shutil.ignore_patterns("kept"))
        connection.execute("ROLLBACK")
    for name in (path.name, f"{path.name}-journal"):
        (kept / name).replace(path.with_name(name))
    shutil.rmtree(kept)
    assert path.with_name(f"{path.name}-journal").stat().st_size > 0


def test_T20_a_store_that_may_be_written_says_so(path: Path) -> None:
    with open_store(StoreLocation(path=path), clock=noon) as store:
        assert (store.read_only, store.why_read_only) == (False, None)


def refused(store: RecordStore) -> None:
    with pytest.raises(StoreOpenElsewhere):
        store.save(save_of(record("0002")))
    with pytest.raises(StoreOpenElsewhere):
        store.save_many([save_of(record("0002"))])
    with pytest.raises(StoreOpenElsewhere):
        store.put_setting("ward_name", "x")


def test_T15_the_second_window_reads_only_and_says_who_writes(path: Path) -> None:
    place = StoreLocation(path=path)
    with open_store(place, clock=noon, sole=True) as first, open_store(place, clock=noon, sole=True) as second:
        assert (first.read_only, second.read_only) == (False, True)
        refused(second)
        why = second.why_read_only
        assert why is not None
        assert why.facts["pid"] == os.getpid()
        assert first.save(save_of(record(note="later"), 1)).number == 2
        assert second.load("0001").revision == 2
    with open_store(place, clock=noon, sole=True) as third:
        assert not third.read_only


def test_T15_the_lock_of_a_killed_window_is_free(path: Path) -> None:
    code = (
        "import sys\n"
        "from desktop_app.store import open_store, store_location\n"
        "from tests.desktop_app.store.store_samples import noon\n"
        "store = open_store(store_location(sys.argv[1]), clock=noon, sole=True)\n"
        "print(store.read_only, flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "False\n"
        with open_store(StoreLocation(path=path), clock=noon, sole=True) as second:
            assert isinstance(second.why_read_only, StoreOpenElsewhere)
            assert second.why_read_only.facts["pid"] == child.pid
        child.kill()
    with open_store(StoreLocation(path=path), clock=noon, sole=True) as third:
        assert not third.read_only


def test_T15_commands_need_no_lock(path: Path) -> None:
    place = StoreLocation(path=path)
    with open_store(place, clock=noon, sole=True), open_store(place, clock=noon) as command:
        assert command.save(save_of(record("0002"))).number == 1


def test_a_store_that_is_only_read_is_not_migrated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop_app.store import opening
    from desktop_app.store.schema import CURRENT, Schema

    monkeypatch.setattr(os, "access", lambda *_: False)
    later = Schema(CURRENT.number + 1, CURRENT.scripts)
    with pytest.raises(StoreReadOnly):
        opening.open_store(StoreLocation(path=path), clock=noon, schema=later)
