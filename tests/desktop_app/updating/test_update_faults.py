"""Killed or refused at any file operation of an update, the next start runs the old version or the new, whole."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.updating.installation import Installation, Kind
from desktop_app.updating.own_files import faults_of
from desktop_app.updating.refusals import UpdateDamaged, UpdateNotWritten
from tests.desktop_app.updating.installing_under_faults import perform
from tests.desktop_app.updating.update_samples import in_effect, installed, package
from tests.reliability.forked_steps import StepServer, folder_in_memory
from tests.reliability.shim import CHANGING, EVERY, Fault, Mode, built

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="LD_PRELOAD is a matter of Linux"),
    pytest.mark.skipif(shutil.which("cc") is None, reason="the fault library needs a C compiler (cc)"),
]
EIO, ENOSPC = 5, 28
REFUSED = {UpdateNotWritten.key, UpdateDamaged.key}
"""The second where what was just written cannot be read again; never that the stick failed, which did not."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StepServer]:
    running = StepServer(
        "tests.desktop_app.updating.installing_under_faults", built(tmp_path_factory.mktemp("faultio"))
    )
    yield running
    running.end()


@pytest.fixture
def fast_folder() -> Iterator[Path]:
    with folder_in_memory() as folder:
        yield folder


class Tried:
    """An installation that is updated, or taken back, again and again from the same beginning."""

    def __init__(self, what: str, base: Path) -> None:
        self.what, self.root, self.before = what, base / "ward", base / "before"
        self.offered = package(base)
        installed(self.before)
        if what == "go back":
            perform("install", self.before, self.offered)
        self.old, self.new = ("0.1.0", "0.2.0") if what == "install" else ("0.2.0", "0.1.0")

    def run(self, server: StepServer, fault: Fault) -> tuple[str, int]:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.before, self.root, symlinks=True)
        return server.run(self.root, fault, what=self.what, package=str(self.offered))

    def judge(self, case: str, *, done: bool = False) -> None:
        """Old or new, whole; and what did not arrive can be done now, with nothing left over."""
        self.whole(case)
        if in_effect(self.ward) == self.old:
            assert not done, f"{case}: said to be done and is not"
            perform(self.what, self.root, self.offered)
            self.whole(f"{case}, again")
        assert in_effect(self.ward) == self.new, f"{case}: not even by trying again"
        assert (self.root / "versions" / self.old / "tacewatch").exists(), f"{case}: no way back"

    def whole(self, case: str) -> None:
        version = in_effect(self.ward)
        assert version in (self.old, self.new), f"{case}: neither"
        assert list(faults_of(self.root / "current")) == [], f"{case}: {version} is not whole"
        for kept in self.ward.kept():
            assert list(faults_of(kept.folder)) == [], f"{case}: {kept.release.version} is offered and not whole"
        said = subprocess.run([self.root / "current" / "tacewatch"], capture_output=True, text=True, check=True)
        assert said.stdout == f"{version}\n", case

    @property
    def ward(self) -> Installation:
        return Installation(Kind.FOLDER, self.root, self.root / "versions" / "0.1.0")


@pytest.mark.parametrize(("what", "least"), [("install", 30), ("go back", 3)])
def test_R2_an_update_killed_at_any_operation_leaves_the_old_or_the_new_version(
    what: str, least: int, server: StepServer, fast_folder: Path
) -> None:
    tried = Tried(what, fast_folder)
    told, total = tried.run(server, Fault(CHANGING))
    assert told == "done", told
    assert total >= least
    tried.judge("undisturbed", done=True)
    _, writes = tried.run(server, Fault("w"))
    kills = [Fault(CHANGING, at, 1, Mode.KILL) for at in range(1, total + 1)]
    halves = [Fault("w", at, 1, Mode.HALF_THEN_KILL) for at in range(1, writes + 1)]
    for fault in kills + halves:
        assert tried.run(server, fault)[0] == "killed"
        tried.judge(str(fault))


@pytest.mark.parametrize("number", [EIO, ENOSPC])
def test_R4_a_failing_disk_refuses_the_update_and_leaves_the_old_or_the_new_version(
    number: int, server: StepServer, fast_folder: Path
) -> None:
    """Every kind of operation, once and for good."""
    tried = Tried("install", fast_folder)
    _, total = tried.run(server, Fault(EVERY))
    seen = set()
    for at in range(1, total + 1):
        told, _ = tried.run(server, Fault(EVERY, at, 1 if at % 2 else 1_000_000, Mode.FAIL, number))
        assert told in {"done", *REFUSED}, f"at {at} of {total}: {told}"
        seen.add(told)
        assert (told in REFUSED) == (in_effect(tried.ward) == tried.old), f"at {at}: told as {told}"
        tried.judge(f"error {number} at {at}, {told}", done=told == "done")
    assert UpdateNotWritten.key in seen


def test_R2_a_program_written_in_place_is_seen_to_break(fast_folder: Path) -> None:
    """The control: half of a program under its final name is found by the same eyes."""
    tried = Tried("install", fast_folder)
    shutil.copytree(tried.before, tried.root, symlinks=True)
    file = tried.root / "current" / "_internal" / "libx.so.1"
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(AssertionError, match="not whole"):
        tried.judge("torn")
