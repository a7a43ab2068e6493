"""What users do to a store, each as one step between two known states."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from desktop_app.accounts.contents import Access
from desktop_app.accounts.keyring import Keyring
from desktop_app.exchange import write_records
from desktop_app.report import write_pdf
from desktop_app.store import (
    ChangeReason,
    FaultKind,
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
from desktop_app.store.backup import back_up, read_backup
from desktop_app.store.backup_contents import Backup
from desktop_app.store.cipher_file import connected
from desktop_app.store.converting import encrypt_plain_store
from desktop_app.store.copying import verified_copy
from desktop_app.store.restoring_file import access_to, restore_to
from desktop_app.store.restoring_file import restore as restore_file
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.reliability.folder_state import MANIFEST, State, state_of
from tests.reliability.prepared import once

DATABASES: Final = Path(__file__).parents[1] / "databases"
MISTAKE: Final = "误操作"
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


@once
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


def file_in(folder: Path) -> Path:
    path = place(folder).path
    assert path is not None
    return path


@once
def prepare_plain(folder: Path) -> None:
    """A few patients of the oldest schema that was ever released, in the clear."""
    path = file_in(folder)
    path.parent.mkdir()
    path.write_bytes(gzip.decompress((DATABASES / "schema_0001.db.gz").read_bytes()))
    with closing(connected(path, None)) as connection:
        _keep_few(connection)


@once
def prepare_oldest(folder: Path) -> None:
    """The same, encrypted."""
    prepare_plain(folder)
    encrypt_plain_store(file_in(folder), clock=noon).unlink()


def _keep_few(connection: Any) -> None:
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
    path = file_in(folder)
    key = Keyring.load(path).open_access("test").key
    yield lambda: verified_copy(path, path.with_name("copy.db"), key=key)


@contextmanager
def _encrypting(folder: Path) -> Iterator[Perform]:
    yield lambda: encrypt_plain_store(file_in(folder), clock=noon)


@contextmanager
def _backing_up(folder: Path) -> Iterator[Perform]:
    with open_store(place(folder), clock=noon) as store:
        yield lambda: back_up(store, cleared(folder / "ward" / "kept" / "backup.db", MANIFEST), clock=noon)


def cleared(name: Path, made_last: str) -> Path:
    """As a person does who tries again: what an attempt left that was cut off is deleted first."""
    with suppress(OSError):
        if not name.with_name(f"{name.stem}{made_last}").exists():
            for remains in name.parent.glob(f"{name.stem}.*"):
                remains.unlink()
    return name


@once
def prepare_backup(folder: Path) -> None:
    """A backup, and a patient saved since."""
    prepare_store(folder)
    with _backing_up(folder) as perform:
        perform()
    with open_store(place(folder), clock=noon) as store:
        save_new(store)


def backup_in(folder: Path) -> Backup:
    return read_backup(folder / "ward" / "kept" / "backup.db")


@contextmanager
def _restoring_beside(folder: Path) -> Iterator[Perform]:
    backup = backup_in(folder)
    access = access_to(backup, None)
    yield lambda: restore_to(backup, cleared(folder / "ward" / "again" / "store.db", ".db"), access)


@contextmanager
def _restoring(folder: Path) -> Iterator[Perform]:
    backup = backup_in(folder)
    access = user_1(folder)
    then = access_to(backup, access)
    yield lambda: restore_file(
        file_in(folder),
        backup,
        access=access,
        backup_access=then,
        reason=MISTAKE,
        clock=noon,
    )


def user_1(folder: Path) -> Access:
    return Keyring.load(file_in(folder)).open_access("user-1")


def settled_state(folder: Path, action: str) -> State:
    """What the folder holds; a restored store that was not confirmed yet asks for that, as the program does.

    Killed after the entry and before the anchor, it is confirmed once more than undisturbed; and what it keeps of
    the store that goes is only of interest once that one is gone.
    """
    if action == RESTORED:
        confirm_restored(folder)
    state = state_of(folder)
    if action == RESTORED:
        state = {name: held for name, held in state.items() if "before-restore" not in name}
        state[STORE] = {table: rows for table, rows in state[STORE].items() if table != "audit"}
    return state


def confirm_restored(folder: Path) -> None:
    with open_store(place(folder), clock=noon, access=user_1(folder)) as store:
        if [fault.kind for fault in store.verify().faults] == [FaultKind.OLDER_THAN_ANCHOR]:
            store.accept_anchor(MISTAKE)


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


RESTORED: Final = "restore in its place"
STORE: Final = "ward/store.db"
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
    "encrypt": Action(prepare_plain, _encrypting),
    "copy": Action(prepare_store, _copying),
    "back up": Action(prepare_store, _backing_up),
    "restore into a new file": Action(prepare_backup, _restoring_beside),
    RESTORED: Action(prepare_backup, _restoring),
    "export": Action(prepare_file, _exporting),
    "print to a file": Action(prepare_file, _printing),
}
