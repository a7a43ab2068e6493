"""Real windows on a real X server, driven by real key events of xdotool."""

import getpass
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app.store import open_store, store_location
from desktop_app.ui.ward import Ward
from tests.desktop_app.ui.conftest import NOW
from tests.desktop_app.ui.store_copies import copy_store

pytestmark = pytest.mark.xvfb
ROOT = Path(__file__).parents[3]
SCRIPT = (
    "import sys; from datetime import UTC, datetime; from desktop_app.main import run_window;"
    "sys.exit(run_window(sys.argv[1], lambda: datetime.now(UTC)))"
)


class Screen:
    """The program on the screen, and a keyboard."""

    def __init__(self, store: Path, home: Path) -> None:
        self.environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "xcb",
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "LANG": "zh_CN.UTF-8",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(store)], cwd=ROOT, env=self.environment, stderr=subprocess.PIPE
        )
        self.window = ""

    def title(self) -> str:
        """The title of the program's window; "" while there is none."""
        found = self._tool("search", "--onlyvisible", "--pid", str(self.process.pid), "--name", ".")
        self.window = (found.split() or [""])[0]
        return self._tool("getwindowname", self.window).strip() if self.window else ""

    def keys(self, *keys: str) -> None:
        self._tool("windowfocus", self.window)
        for key in keys:
            self._tool("key", "--clearmodifiers", key)
            time.sleep(0.05)

    def type(self, text: str) -> None:
        self._tool("windowfocus", self.window)
        self._tool("type", "--delay", "20", text)

    def wait(self, until: Callable[[], bool], seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not until():
            assert self.process.poll() is None, (self.process.stderr or sys.stderr).read()
            assert time.monotonic() < end, self.title()
            time.sleep(0.1)

    def _tool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], capture_output=True, text=True, env=self.environment, timeout=20
        )
        return done.stdout


@pytest.fixture
def store(tmp_path: Path, filled_store: Path) -> Path:
    path = tmp_path / "ward.db"
    copy_store(filled_store, path)
    return path


@pytest.fixture
def screen(store: Path, tmp_path: Path) -> Iterator[Screen]:
    if not os.environ.get("DISPLAY") or not shutil.which("xdotool"):
        pytest.skip("needs an X display and xdotool")
    made = Screen(store, tmp_path)
    yield made
    if made.process.poll() is None:
        made.process.kill()
    made.process.wait()
    if made.process.stderr:
        made.process.stderr.close()


def test_find_a_patient_change_a_value_undo_save_and_leave_by_keys_alone(screen: Screen, store: Path) -> None:
    screen.wait(lambda: "TACEWatch" in screen.title())
    time.sleep(1.5)
    screen.keys("ctrl+f")
    screen.type("demo-02")
    screen.keys("Return")
    screen.wait(lambda: "DEMO-02" in screen.title())
    screen.keys("ctrl+2")
    screen.keys("ctrl+a")
    screen.type("Renamed")
    screen.keys("Tab")
    screen.wait(lambda: "Renamed" in screen.title())
    screen.keys("ctrl+z")
    screen.wait(lambda: "Renamed" not in screen.title())
    screen.keys("ctrl+shift+z")
    screen.wait(lambda: "Renamed" in screen.title())
    screen.keys("ctrl+s")
    screen.keys("alt+Left")
    screen.wait(lambda: "DEMO-02" not in screen.title())
    screen.keys("ctrl+q")
    assert screen.process.wait(timeout=30) == 0
    ward = Ward(open_store(store_location(str(store)), clock=lambda: NOW), lambda: NOW, "tester")
    saved = ward.store.load("DEMO-02")
    assert saved.record.patient.name == "Renamed"
    assert saved.revision == 2
    ward.close()


def test_killed_in_the_middle_of_typing_the_draft_is_there_at_the_next_start(
    screen: Screen, store: Path, tmp_path: Path
) -> None:
    screen.wait(lambda: "TACEWatch" in screen.title())
    time.sleep(1.5)
    screen.keys("ctrl+f")
    screen.type("demo-02")
    screen.keys("Return")
    screen.wait(lambda: "DEMO-02" in screen.title())
    screen.keys("ctrl+2", "ctrl+a")
    screen.type("Kept")
    screen.keys("Tab")
    screen.wait(lambda: "Kept" in screen.title())
    time.sleep(0.5)
    screen.process.kill()
    screen.process.wait()
    ward = Ward(open_store(store_location(str(store)), clock=lambda: NOW), lambda: NOW, getpass.getuser())
    assert [draft.patient for draft in ward.drafts()] == ["DEMO-02"]
    assert ward.resume(ward.drafts()[0].key).record.patient.name == "Kept"
    assert ward.store.load("DEMO-02").record.patient.name != "Kept"
    ward.close()
