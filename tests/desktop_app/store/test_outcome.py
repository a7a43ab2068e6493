"""Nothing is said about a save that was not found out: full disks, failing commits, killed processes."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from desktop_app.errors import DiskFailed, DiskFull, StaleRecord, StoreLocked, UnknownOutcome
from desktop_app.store import RecordStore, StoreLocation, open_store, opening
from domain.record import PatientRecord
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.raw_store import OperationalError, raw

ROOT = Path(__file__).parents[3]


def big(patient: str, size: int = 20_000) -> PatientRecord:
    """A record that no page of free space can hold, incompressible."""
    generator = random.Random(patient)  # noqa: S311
    return record(patient, note="".join(chr(generator.randrange(0x4E00, 0x9FFF)) for _ in range(size)))


def test_a_full_disk_saves_nothing_by_halves(store: RecordStore) -> None:
    store.save(save_of(record(note="before")))
    draft = store.put_draft("0001", "user-1", {"a": 1})
    with store._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
    save = save_of(big("0001"), 1, draft_key="0001")
    with pytest.raises(DiskFull):
        store.save(save)
    assert store.load("0001").record == record(note="before")
    assert len(store.revisions("0001")) == 1
    assert store.drafts() == (draft,)
    # The failed attempt reopened the file, so the limit, which belongs to a connection, is gone: room was made.
    assert store.save(save).number == 2
    assert store.load("0001").record == save.record


@pytest.mark.posix
def test_a_file_that_may_not_grow_saves_nothing_by_halves(location: StoreLocation) -> None:
    with open_store(location, clock=noon, create=True) as store:
        store.save(save_of(record()))
    code = (
        "import resource, sys\n"
        "from desktop_app.errors import StoreError\n"
        "from desktop_app.store import open_store, store_location\n"
        "from tests.desktop_app.store.store_samples import noon, record, save_of\n"
        "from tests.desktop_app.store.test_outcome import big\n"
        "store = open_store(store_location(sys.argv[1]), clock=noon)\n"
        "size = store.location.path.stat().st_size\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))\n"
        "try: store.save(save_of(big('0001'), 1))\n"
        "except StoreError as error: print(type(error).__name__)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "print(store.save(save_of(record(note='room'), 1)).number)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(location.path)], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.stdout.split() == [DiskFailed.__name__, "2"], ran.stderr
    with open_store(location, clock=noon) as store:
        assert store.load("0001").record == record(note="room")


class FailingCommit:
    """A commit that fails before or after it reached the disk."""

    def __init__(self, store: RecordStore, *, after: bool, then: Callable[[], None] = lambda: None) -> None:
        self.dialect = store._engine.dialect
        self.commit = self.dialect.do_commit
        self.after = after
        self.then = then

    def __call__(self, connection: Any) -> None:
        self.dialect.do_commit = self.commit  # type: ignore[method-assign]
        if self.after:
            self.commit(connection)
        self.then()
        error = OperationalError("disk I/O error")
        error.sqlite_errorcode, error.sqlite_errorname = 1034, "SQLITE_IOERR_FSYNC"
        raise error


def test_a_commit_that_failed_after_it_was_durable_is_saved(
    store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store._engine.dialect, "do_commit", FailingCommit(store, after=True))
    revision = store.save(save_of(record()))
    assert store.revisions("0001") == (revision,)


def test_a_commit_that_failed_before_it_was_durable_is_not_saved(
    store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = save_of(record())
    monkeypatch.setattr(store._engine.dialect, "do_commit", FailingCommit(store, after=False))
    with pytest.raises(DiskFailed):
        store.save(save)
    assert store.patient_ids() == []
    assert store.save(save).number == 1


def test_an_import_whose_commit_failed_after_it_was_durable_is_saved(
    store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store._engine.dialect, "do_commit", FailingCommit(store, after=True))
    written = store.save_many(save_of(record(f"{number:04}")) for number in range(700))
    assert len(written) == len(store.patient_ids()) == 700


def test_an_outcome_that_cannot_be_looked_up_is_said_to_be_unknown(
    store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store.location.path
    assert path is not None
    away = path.with_name("away.db")
    save = save_of(record())
    failing = FailingCommit(store, after=True, then=lambda: path.replace(away) and None)
    monkeypatch.setattr(store._engine.dialect, "do_commit", failing)
    with pytest.raises(UnknownOutcome):
        store.save(save)
    away.replace(path)
    assert store.save(save).number == 1
    assert len(store.revisions("0001")) == 1


def test_a_locked_store_says_so_and_keeps_nothing(location: StoreLocation) -> None:
    with opening.open_store(location, clock=noon, create=True, busy_timeout_ms=200) as store:
        other = raw(location.path)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreLocked):
            store.save(save_of(record()))
        with pytest.raises(StoreLocked):
            store.put_draft("0001", "user-1", {})
        other.close()
        assert store.save(save_of(record())).number == 1


WRITER = (
    "import sys\n"
    "from uuid import UUID\n"
    "from desktop_app.errors import StaleRecord\n"
    "from desktop_app.store import open_store, store_location\n"
    "from tests.desktop_app.store.store_samples import noon, record, save_of\n"
    "store = open_store(store_location(sys.argv[1]), clock=noon)\n"
    "print('ready', flush=True)\n"
)


def started(code: str, location: StoreLocation, *words: str) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER + code, str(location.path), *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def killed_at_work(child: subprocess.Popen[str]) -> list[int]:
    """Kill a writer some moments after its third acknowledged change; returns all it acknowledged."""
    assert child.stdout is not None
    lines = [child.stdout.readline() for _ in range(3)]
    time.sleep(random.Random(child.pid).uniform(0, 0.05))  # noqa: S311
    child.kill()
    lines += child.stdout.readlines()
    child.wait()
    return [int(line) for line in lines]


def test_two_processes_lose_no_change(location: StoreLocation) -> None:
    """Each adds its word to the note again and again; a stale change is read again and retried."""
    with open_store(location, clock=noon, create=True) as store:
        store.save(save_of(record(note="")))
        code = (
            "done = 0\n"
            "while done < 25:\n"
            "    stored = store.load('0001')\n"
            "    note = stored.record.patient.note + sys.argv[2]\n"
            "    try: store.save(save_of(record(note=note), stored.revision, author=sys.argv[2]))\n"
            "    except StaleRecord: continue\n"
            "    done += 1\n"
        )
        children = [started(code, location, word) for word in "ab"]
        assert [child.wait(60) for child in children] == [0, 0]
        stored = store.load("0001")
        note = stored.record.patient.note or ""
        assert (note.count("a"), note.count("b"), stored.revision) == (25, 25, 51)
        assert [revision.number for revision in store.revisions("0001")] == list(range(1, 52))


def test_a_draft_outlives_a_killed_process(location: StoreLocation) -> None:
    open_store(location, clock=noon, create=True).close()
    code = (
        "for typed in range(1000000):\n"
        "    store.put_draft('new-1', 'user-1', {'typed': typed})\n"
        "    print(typed, flush=True)\n"
    )
    acknowledged = killed_at_work(started(code, location))
    with open_store(location, clock=noon) as store:
        (draft,) = store.drafts("user-1")
    assert acknowledged[-1] <= draft.content["typed"] <= acknowledged[-1] + 1


def test_a_killed_process_loses_no_acknowledged_save(location: StoreLocation) -> None:
    with open_store(location, clock=noon, create=True) as store:
        store.save(save_of(record(note="0")))
    code = (
        "for number in range(1, 1000000):\n"
        "    store.save(save_of(record(note=str(number)), number))\n"
        "    print(number, flush=True)\n"
    )
    for _ in range(4):
        with open_store(location, clock=noon) as store:
            before = store.load("0001").revision
        child = started(code.replace("range(1,", f"range({before},"), location)
        acknowledged = killed_at_work(child)
        with open_store(location, clock=noon) as store:
            stored = store.load("0001")
            assert stored.revision >= acknowledged[-1] + 1
            assert stored.record == store.record_at("0001", stored.revision)
            assert stored.record.patient.note == str(stored.revision - 1)


def test_a_retry_after_a_stale_record_needs_a_new_request_only_when_it_was_written(store: RecordStore) -> None:
    store.save(save_of(record()))
    request = uuid4()
    with pytest.raises(StaleRecord):
        store.save(save_of(record(note="b"), request_id=request))
    assert store.save(save_of(record(note="b"), 1, request_id=request)).number == 2
