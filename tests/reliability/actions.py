"""What users do to a store, each as one step between two known states."""

import gzip
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

from desktop_app.exchange import write_records
from desktop_app.report import write_pdf
from desktop_app.store import (
    ChangeReason,
    Meaning,
    ProfileChoice,
    ReasonCode,
    RecordStore,
    Role,
    Signing,
    StoreLocation,
    Summary,
    open_store,
)
from desktop_app.store.sqlite_file import verified_copy
from domain.record import PatientRecord
from tests.desktop_app.store.store_samples import noon, record, save_of

DATABASES: Final = Path(__file__).parents[1] / "databases"
LONG_NOTE: Final = "".join(chr(0x4E00 + 7919 * at % 20000) for at in range(9000))
"""More than a page of free space can hold."""
Perform = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Action:
    """``prepare`` makes the folder as it is before; within ``stage`` the step can be performed."""

    prepare: Callable[[Path], None]
    stage: Callable[[Path], AbstractContextManager[Perform]]


def place(folder: Path) -> StoreLocation:
    return StoreLocation(path=folder / "ward" / "store.db")


def prepare_store(folder: Path) -> None:
    """Three patients, one of them voided, with history, a signature, a draft and a profile in effect."""
    with open_store(place(folder), clock=noon, create=True) as store:
        for number, patient in enumerate(("0001", "0002", "0003")):
            store.save(save_of(record(patient, note="first"), request_id=UUID(int=100 + number)))
        store.save(save_of(record("0001", note="second"), 1, request_id=UUID(int=103)))
        store.void("0003", reason="重复", author="user-1", expected_revision=1, request_id=UUID(int=104))
        store.sign(signing("0002", 1, 105))
        store.put_draft("0001", "user-1", {"note": "typed"}, patient_id="0001", base_revision=2)
        store.ward_profiles.take(ProfileChoice("own", "own", {"a": 1}, "user-1", None), lines={}, seen=ALL_SEEN)


ALL_SEEN: Final = {"0001": 2, "0002": 1, "0003": 2}


def signing(patient: str, revision: int, request: int) -> Signing:
    return Signing(patient, revision, Meaning.REVIEWED, "user-2", "李医师", Role.PHYSICIAN, UUID(int=request))


def prepare_oldest(folder: Path) -> None:
    """A few patients of the oldest schema that was ever released."""
    path = place(folder).path
    assert path is not None
    path.parent.mkdir()
    path.write_bytes(gzip.decompress((DATABASES / "schema_0001.db.gz").read_bytes()))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        _keep_few(connection)


def _keep_few(connection: sqlite3.Connection) -> None:
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for (table,) in tables:
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        key = "id" if table == "patient" else "patient_id"
        if key in columns and table != "draft":
            # The first numbers are in every table; the names are the database's own.
            connection.execute(f"DELETE FROM {table} WHERE {key} >= '0004'")  # noqa: S608
    for _, sql in triggers:
        connection.execute(sql)
    connection.execute("VACUUM")


def prepare_file(folder: Path) -> None:
    (folder / "ward").mkdir()
    (folder / "ward" / "out.jsonl").write_bytes(b"before")
    (folder / "ward" / "summary.pdf").write_bytes(b"before")


@contextmanager
def _opening(folder: Path) -> Iterator[Perform]:
    yield lambda: open_store(place(folder), clock=noon, create=True).close()


@contextmanager
def _copying(folder: Path) -> Iterator[Perform]:
    path = place(folder).path
    assert path is not None
    yield lambda: verified_copy(path, path.with_name("backup.db"))


@contextmanager
def _exporting(folder: Path) -> Iterator[Perform]:
    yield lambda: write_records(folder / "ward" / "out.jsonl", [record("0001", note=LONG_NOTE)])


@contextmanager
def _printing(folder: Path) -> Iterator[Perform]:
    yield lambda: write_pdf(folder / "ward" / "summary.pdf", b"%PDF" * 5000)


def _in_open_store(step: Callable[[RecordStore], object]) -> Action:
    @contextmanager
    def stage(folder: Path) -> Iterator[Perform]:
        with open_store(place(folder), clock=noon) as store:
            yield lambda: step(store)

    return Action(prepare_store, stage)


def save_new(store: RecordStore) -> None:
    store.save(save_of(record("0009", note="new"), request_id=UUID(int=1)))


def save_again(store: RecordStore) -> None:
    reason = ChangeReason(date(2025, 1, 5), ReasonCode.ENTRY_ERROR)
    save = save_of(record("0001", note=LONG_NOTE), 2, request_id=UUID(int=2), draft_key="0001", reasons=(reason,))
    store.save(save)


def import_many(store: RecordStore) -> None:
    """Fifty new patients and one that was known."""
    saves = [save_of(record(f"1{at:03}"), request_id=UUID(int=300 + at)) for at in range(50)]
    store.save_many([*saves, save_of(record("0002", note="imported"), 1, request_id=UUID(int=350))])


def take_profile(store: RecordStore) -> None:
    choice = ProfileChoice("next", "next", {"a": 2}, "user-1", 1)
    store.ward_profiles.take(choice, lines={"0001": Summary(tace_count=9)}, seen=ALL_SEEN)


def void(store: RecordStore) -> None:
    store.void("0002", reason="重复", author="user-1", expected_revision=1, request_id=UUID(int=3))


def restore(store: RecordStore) -> None:
    store.restore_voided("0003", reason="误", author="user-1", expected_revision=2, request_id=UUID(int=4))


def put_draft(store: RecordStore) -> None:
    store.put_draft("0001", "user-1", {"note": "typed more"}, patient_id="0001", base_revision=2)


ACTIONS: Final[dict[str, Action]] = {
    "save a new patient": _in_open_store(save_new),
    "save an edit": _in_open_store(save_again),
    "import fifty": _in_open_store(import_many),
    "sign": _in_open_store(lambda store: store.sign(signing("0001", 2, 5))),
    "void": _in_open_store(void),
    "restore": _in_open_store(restore),
    "put a draft": _in_open_store(put_draft),
    "drop a draft": _in_open_store(lambda store: store.drop_draft("0001", "user-1")),
    "put a setting": _in_open_store(lambda store: store.put_setting("ward_name", "介入科")),
    "take a profile": _in_open_store(take_profile),
    "open": Action(prepare_store, _opening),
    "create": Action(lambda folder: None, _opening),
    "migrate": Action(prepare_oldest, _opening),
    "back up": Action(prepare_store, _copying),
    "export": Action(prepare_file, _exporting),
    "print to a file": Action(prepare_file, _printing),
}


def course_of_saves() -> list[Callable[[RecordStore], object]]:
    """Ten steps on top of ``prepare_store``, each acknowledged before the next."""

    def saved(content: PatientRecord, number: int, expected: int | None) -> Callable[[RecordStore], object]:
        return lambda store: store.save(save_of(content, expected, request_id=UUID(int=400 + number)))

    return [
        saved(record("0001", note="third"), 1, 2),
        put_draft,
        saved(record("0001", note=LONG_NOTE), 2, 3),
        save_new,
        lambda store: store.sign(signing("0009", 1, 6)),
        void,
        saved(record("0001", note="short again"), 3, 4),
        lambda store: store.drop_draft("0001", "user-1"),
        restore,
        saved(record("0009", note="edited"), 4, 1),
    ]
