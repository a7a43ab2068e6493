"""Backups and restorations that were cut off: what is said is true, and what they left stands in nobody's way."""

import errno
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.errors import StoreError
from desktop_app.store import StoreLocation, open_store
from desktop_app.store.audit_contents import AuditAction
from desktop_app.store.backup import back_up, backups, parts_of, read_backup
from desktop_app.store.backup_contents import BackupExists
from desktop_app.store.unfinished import being_made, clear_remains, note_path
from tests.desktop_app.store.keeping_under_faults import REASON, STEPS, performed, prepare, store_in
from tests.desktop_app.store.store_samples import noon
from tests.reliability.forked_steps import StepServer, folder_in_memory
from tests.reliability.shim import CHANGING, EVERY, FOR_GOOD, Fault, Mode, built

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="LD_PRELOAD is a matter of Linux"),
    pytest.mark.skipif(shutil.which("cc") is None, reason="the fault library needs a C compiler (cc)"),
]
INTO_A_FILE = ("back up", "restore to")
MOST = 14
"""Operations that are tried of each step, spread over all of them; all of them are the reliability suite's."""


def some_of(total: int) -> list[int]:
    """The first, the last, and those between at even distances."""
    return sorted({1 + round(number * (total - 1) / (MOST - 1)) for number in range(MOST)})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StepServer]:
    running = StepServer("tests.desktop_app.store.keeping_under_faults", built(tmp_path_factory.mktemp("faultio")))
    yield running
    running.end()


@pytest.fixture
def folders() -> Iterator["Folders"]:
    with folder_in_memory() as base:
        yield Folders(base)


class Folders:
    """One step from the same beginning, again and again."""

    def __init__(self, base: Path) -> None:
        self.before, self.tried = base / "before", base / "tried"
        self.before.mkdir()
        prepare(self.before)

    @property
    def target(self) -> Path:
        return self.tried / "out" / "made.db"

    def run(self, server: StepServer, step: str, fault: Fault) -> tuple[str, int]:
        shutil.rmtree(self.tried, ignore_errors=True)
        shutil.copytree(self.before, self.tried)
        return server.run(self.tried, fault, step=step)

    def restored(self) -> bool:
        """By its patients; the entry is there with them and never without them, and the anchor is no fault."""
        with open_store(StoreLocation(path=store_in(self.tried)), clock=noon) as store:
            assert store.verify().sound
            told = store.audit_entries(actions=frozenset({AuditAction.RESTORE}))
            found = set(store.patient_ids()) == {"0001"}
        assert [entry.reason_text for entry in told] == ([REASON] if found else [])
        return found

    def made(self) -> set[str]:
        with open_store(StoreLocation(path=self.target), clock=noon) as store:
            assert store.verify().sound
            return set(store.patient_ids())


@pytest.mark.parametrize("step", INTO_A_FILE)
def test_R2_what_a_killed_copy_left_is_cleared_by_the_next_and_stands_in_nobodys_way(
    step: str, server: StepServer, folders: Folders
) -> None:
    told, total = folders.run(server, step, Fault(CHANGING))
    assert told == "done"
    wanted, cleared = folders.made(), 0
    for at in some_of(total):
        mode = (Mode.KILL, Mode.HALF_THEN_KILL)[at % 2]
        assert folders.run(server, step, Fault(CHANGING, at, 1, mode))[0] == "killed"
        (folders.tried / "out").mkdir(exist_ok=True)
        letter = folders.tried / "out" / "made.db.letter"
        letter.write_text("somebody's own")
        gone: list[Path] = []
        again = performed(step, folders.tried, gone.extend)
        # Refused only where nothing but the way out was cut off: the copy was whole already, and stays.
        assert again == "done" or not gone, at
        assert folders.made() == wanted, at
        assert not list((folders.tried / "out").glob("*.tmp*")), at
        assert letter.read_text() == "somebody's own"
        cleared += bool(gone)
    assert cleared > MOST / 3


@pytest.mark.parametrize("step", INTO_A_FILE)
def test_R4_a_copy_that_failed_leaves_nothing_once_the_disk_does_its_work(
    step: str, server: StepServer, folders: Folders
) -> None:
    _, total = folders.run(server, step, Fault(EVERY))
    for at in some_of(total):
        told, _ = folders.run(server, step, Fault(EVERY, at, 1, Mode.FAIL, errno.EIO))
        assert told in ("done", "refused"), f"{at}: {told}"
        if told == "refused":
            again = performed(step, folders.tried)
            assert again == "done" or read_backup(folders.target), at
        assert folders.made()
        assert not list((folders.tried / "out").glob("*.tmp*")), at


def test_R2_a_restoration_in_place_killed_anywhere_took_place_with_its_entry_or_not_at_all(
    server: StepServer, folders: Folders
) -> None:
    told, total = folders.run(server, "restore", Fault(CHANGING))
    assert told == "done"
    assert folders.restored()
    seen = set()
    for at in some_of(total):
        mode = (Mode.KILL, Mode.HALF_THEN_KILL)[at % 2]
        assert folders.run(server, "restore", Fault(CHANGING, at, 1, mode))[0] == "killed"
        found = folders.restored()
        seen.add(found)
        if not found:
            assert performed("restore", folders.tried) == "done"
            assert folders.restored()
            assert not list(folders.tried.glob("*restor*tmp*")), at
    assert seen == {False, True}


@pytest.mark.parametrize("times", [1, FOR_GOOD])
def test_R4_what_is_said_of_a_restoration_in_place_is_so(times: int, server: StepServer, folders: Folders) -> None:
    """Also where the disk fails after the exchange: that it took place is looked up, not guessed."""
    _, total = folders.run(server, "restore", Fault(EVERY))
    seen = set()
    for at in some_of(total):
        told, _ = folders.run(server, "restore", Fault(EVERY, at, times, Mode.FAIL, errno.EIO))
        assert told in ("done", "refused", "unknown"), f"{at}: {told}"
        seen.add(told)
        assert told == "unknown" or folders.restored() == (told == "done"), f"{at}: {told} is not so"
    assert {"done", "refused"} <= seen


def test_remains_that_somebody_has_used_since_stay(server: StepServer, folders: Folders) -> None:
    """Killed after the copy had its name; then it was opened as a store."""
    _, total = folders.run(server, "restore to", Fault(CHANGING))
    for at in range(total, 0, -1):
        folders.run(server, "restore to", Fault(CHANGING, at, 1, Mode.KILL))
        if folders.target.exists() and note_path(folders.target).exists():
            break
    with open_store(StoreLocation(path=folders.target), clock=noon) as store:
        store.put_setting("ward_name", "在用")
    assert performed("restore to", folders.tried) == "refused"
    with open_store(StoreLocation(path=folders.target), clock=noon) as store:
        assert store.setting("ward_name") == "在用"
    assert not note_path(folders.target).exists()


def test_remains_in_the_folder_of_automatic_backups_go_with_the_next_one(
    server: StepServer, folders: Folders
) -> None:
    _, total = folders.run(server, "back up", Fault(CHANGING))
    folders.run(server, "back up", Fault(CHANGING, total // 2, 1, Mode.KILL))
    left = {path.name for path in (folders.tried / "out").iterdir()}
    assert note_path(folders.target).name in left
    gone: list[Path] = []
    with open_store(StoreLocation(path=store_in(folders.tried)), clock=noon) as store:
        made = back_up(store, folders.tried / "out", clock=noon, cleared=gone.extend)
    assert {path.name for path in gone} == left - {note_path(folders.target).name}
    assert backups(folders.tried / "out") == [made]
    assert {path.name for path in (folders.tried / "out").iterdir()} == {part.name for part in parts_of(made.path)}


@pytest.mark.parametrize("name", ["made.db", "made.keyring.json", "made.anchor.json", "made.db.tmp"])
def test_a_file_of_somebody_else_stays_and_refuses_the_name(name: str, folders: Folders) -> None:
    shutil.copytree(folders.before, folders.tried)
    foreign = folders.tried / "out" / name
    foreign.parent.mkdir()
    foreign.write_bytes(b"a letter")
    for step in INTO_A_FILE:
        assert performed(step, folders.tried) == "refused"
        assert [(path.name, path.read_bytes()) for path in foreign.parent.iterdir()] == [(name, b"a letter")]


@pytest.mark.parametrize("content", [b"a letter", b"{}\n", b"\xff" * 90])
def test_a_note_of_somebody_else_is_none(content: bytes, tmp_path: Path) -> None:
    target = tmp_path / "made.db"
    note_path(target).write_bytes(content)
    target.write_bytes(b"a letter")
    with pytest.raises(BackupExists):
        clear_remains(target, [target])
    assert (target.read_bytes(), note_path(target).read_bytes()) == (b"a letter", content)


def test_what_another_process_is_making_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "made.db"
    with being_made(target, [target]):
        for attempt in (lambda: clear_remains(target, [target]), lambda: being_made(target, [target]).__enter__()):
            with pytest.raises(StoreError):
                attempt()
        assert note_path(target).exists()
    assert not note_path(target).exists()


def test_every_step_is_tried() -> None:
    assert set(STEPS) == {*INTO_A_FILE, "restore"}
