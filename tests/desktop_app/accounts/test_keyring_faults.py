"""Killed, refused or without power at any file operation, a keyring is as before or as after, and always opens."""

import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.accounts import keyring_json
from desktop_app.accounts.keyring import Keyring, keyring_path, older_keyring_path
from desktop_app.accounts.keyring_contents import KeyringContents
from desktop_app.errors import StoreReadOnly
from tests.desktop_app.accounts.keyring_steps import STEPS, found
from tests.reliability.forked_steps import StepServer, folder_in_memory
from tests.reliability.power_loss import Disk, events_of
from tests.reliability.shim import CHANGING, EVERY, Fault, Mode, built

pytestmark = [
    pytest.mark.usefixtures("cheap"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="LD_PRELOAD is a matter of Linux"),
    pytest.mark.skipif(shutil.which("cc") is None, reason="the fault library needs a C compiler (cc)"),
]
EIO, EACCES, ENOSPC = 5, 13, 28


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StepServer]:
    running = StepServer(
        "tests.desktop_app.accounts.keyring_under_faults", built(tmp_path_factory.mktemp("faultio"))
    )
    yield running
    running.end()


@pytest.fixture
def fast_folder() -> Iterator[Path]:
    with folder_in_memory() as folder:
        yield folder


class Tried:
    """A step between two states, in a folder in which it is tried again and again."""

    def __init__(self, name: str, base: Path) -> None:
        self.name, self.step = name, STEPS[name]
        self.before, self.folder = base / "before", base / "tried"
        self.before.mkdir()
        self.code = self.step.prepare(self.before / "ward.db")
        self.old = self._contents(found(self.before / "ward.db"))

    @property
    def store(self) -> Path:
        return self.folder / "ward.db"

    def again(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.before, self.folder)

    def run(self, server: StepServer, fault: Fault, log: Path | None = None) -> tuple[str, int]:
        self.again()
        return server.run(self.folder, fault, log, step=self.name, code=self.code)

    def judge(self, case: str, *, must_have_arrived: bool = False) -> None:
        """Old or new, each file whole; and what did not arrive can be done now."""
        for path in (keyring_path(self.store), older_keyring_path(self.store)):
            if path.exists():
                keyring_json.read(path.read_bytes())
        if self.arrived():
            assert not self.step.takes_away or self.one_generation(), f"{case}: the older one gives it back"
        else:
            assert self._contents(found(self.store)) == self.old, f"{case}: neither"
            assert not must_have_arrived, f"{case}: lost"
            self.step.perform(self.store, self.code)
            assert self.arrived(), f"{case}: not even by trying again"
            assert list(self.folder.glob("*.part")) == []

    def one_generation(self) -> bool:
        return keyring_path(self.store).read_bytes() == older_keyring_path(self.store).read_bytes()

    def arrived(self) -> bool:
        made = found(self.store)
        return made is not None and made._contents != self.old and self.step.arrived(made, self.code)

    def _contents(self, made: Keyring | None) -> KeyringContents | None:
        return None if made is None else made._contents


@pytest.mark.parametrize("name", STEPS)
def test_T25_R2_a_keyring_killed_at_any_operation_is_the_old_or_the_new(
    name: str, server: StepServer, fast_folder: Path
) -> None:
    tried = Tried(name, fast_folder)
    told, total = tried.run(server, Fault(CHANGING))
    assert told == "done", told
    assert total >= 6
    tried.judge("undisturbed", must_have_arrived=True)
    _, writes = tried.run(server, Fault("w"))
    kills = [Fault(CHANGING, at, 1, Mode.KILL) for at in range(1, total + 1)]
    for fault in kills + [Fault("w", at, 1, Mode.HALF_THEN_KILL) for at in range(1, writes + 1)]:
        assert tried.run(server, fault)[0] == "killed"
        tried.judge(str(fault))


@pytest.mark.parametrize("number", [EIO, ENOSPC])
@pytest.mark.parametrize("name", ["create", "set up", "fail", "change the key"])
def test_R4_a_failing_disk_refuses_and_leaves_the_old_or_the_new(
    name: str, number: int, server: StepServer, fast_folder: Path
) -> None:
    """Every kind of operation, reading too; a wrong password stays one even where it cannot be counted."""
    tried = Tried(name, fast_folder)
    _, total = tried.run(server, Fault(EVERY))
    seen = set()
    for at in range(1, total + 1):
        told, _ = tried.run(server, Fault(EVERY, at, 1, Mode.FAIL, number))
        assert told in ("done", "refused"), f"at {at} of {total}: {told}"
        seen.add(told)
        tried.judge(f"error {number} at {at}, {told}", must_have_arrived=told == "done" and name != "fail")
    assert seen == ({"done"} if name == "fail" else {"done", "refused"})


@pytest.mark.parametrize("name", ["create", "set up", "change a password", "change the key", "finish the change"])
def test_T25_R3_a_power_loss_leaves_the_old_or_the_new_and_nothing_done_is_lost(
    name: str, server: StepServer, fast_folder: Path
) -> None:
    tried, log = Tried(name, fast_folder), fast_folder / "log"
    tried.again()
    disk = Disk(tried.folder)
    assert tried.run(server, Fault(), log)[0] == "done"
    events = list(events_of(log.read_bytes()))
    assert any(event.kind == "n" for event in events)
    for number, event in enumerate(events, start=1):
        disk.take(event)
        for which in range(6):
            chance = random.Random(f"{number} {which}")  # noqa: S311
            write_image(disk.image(chance, in_order=which % 2 == 0), tried.folder)
            tried.judge(f"after {number} of {len(events)}", must_have_arrived=disk.acknowledged == 1)


def write_image(image: dict[str, bytes | None], folder: Path) -> None:
    shutil.rmtree(folder)
    for path, content in image.items():
        if content is None:
            Path(path).mkdir(exist_ok=True)
        else:
            Path(path).write_bytes(content)


def test_R2_a_keyring_written_in_place_is_seen_to_break(
    tmp_path: Path,
) -> None:
    """The control: half of a file under its final name is found by the same eyes."""
    tried = Tried("add", tmp_path)
    tried.again()
    path = keyring_path(tried.store)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(keyring_json.DamagedError):
        tried.judge("torn")


@pytest.mark.parametrize("refusals", [1, 5, 9])
def test_T21_a_virus_scanner_that_holds_the_new_file_is_waited_for(
    refusals: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to rename over a file that somebody has open."""
    step, store = STEPS["fail"], tmp_path / "ward.db"
    step.prepare(store)
    left, waited, replace = [refusals], list[float](), Path.replace

    def held(path: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] >= 0:
            raise PermissionError(EACCES, "held")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr("desktop_app.accounts.keyring_file.time.sleep", waited.append)
    step.perform(store, "")
    made = found(store)
    assert made is not None
    assert step.arrived(made, "")
    assert len(waited) == refusals
    assert sum(waited) <= 2.2


def test_T21_a_file_that_is_held_for_good_leaves_the_old_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step, store = STEPS["add"], tmp_path / "ward.db"
    step.prepare(store)
    before = keyring_path(store).read_bytes()

    def held(path: Path, target: Path) -> Path:
        raise PermissionError(EACCES, "held")

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr("desktop_app.accounts.keyring_file.time.sleep", lambda _: None)
    with pytest.raises(StoreReadOnly):
        step.perform(store, "")
    assert keyring_path(store).read_bytes() == before
    assert list(tmp_path.glob("*.part")) == []
