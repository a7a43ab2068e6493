"""T13: variables and folders of somebody else do not make the program load their code."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

from desktop_app.surroundings import HOSTILE, drop_hostile
from tests.desktop_app.updating.update_samples import ROOT

PLUGIN = """
#include <fcntl.h>
#include <unistd.h>
__asm__(".section .note.qt.metadata,\\"a\\",@note\\n.balign 8\\n.incbin \\"" NOTES "\\"\\n.previous");
__attribute__((constructor)) static void loaded(void) { close(creat(MARKER, 0600)); }
"""
BARE = "from PySide6.QtWidgets import QApplication; application = QApplication([])"
PROGRAM = "import sys; from desktop_app.__main__ import main; sys.argv[1:] = ['--version']; main(); " + BARE


def test_T13_hostile_variables_are_dropped_and_others_stay() -> None:
    surroundings = dict.fromkeys(HOSTILE, "/elsewhere") | {"QT_QPA_PLATFORM": "offscreen", "LANG": "zh_CN.UTF-8"}
    drop_hostile(surroundings)
    assert surroundings == {"QT_QPA_PLATFORM": "offscreen", "LANG": "zh_CN.UTF-8"}
    named = {"QT_PLUGIN_PATH", "QML2_IMPORT_PATH", "PYTHONPATH", "PYTHONSTARTUP", "QT_QPA_PLATFORM_PLUGIN_PATH"}
    assert named <= set(HOSTILE)


@pytest.fixture
def plugins(tmp_path: Path) -> tuple[Path, Path]:
    """A folder with a plugin that leaves a mark where it is loaded, and that has a real one's notes for Qt."""
    if not (shutil.which("cc") and shutil.which("objcopy")) or not sys.platform.startswith("linux"):
        pytest.skip("a plugin of our own needs a C compiler (cc), objcopy and Linux")
    folder, marker = tmp_path / "plugins", tmp_path / "loaded"
    (folder / "platforms").mkdir(parents=True)
    notes, source = tmp_path / "notes", tmp_path / "plugin.c"
    real = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / "libqoffscreen.so"
    copy = ["objcopy", "-O", "binary", "--only-section=.note.qt.metadata", str(real), str(notes)]
    subprocess.run(copy, check=True)
    source.write_text(f'#define NOTES "{notes}"\n#define MARKER "{marker}"\n{PLUGIN}')
    made = folder / "platforms" / "libqoffscreen.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(made), str(source)], check=True)
    return folder, marker


def said(code: str, **variables: str) -> str:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), **variables}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment, cwd=ROOT, timeout=60, capture_output=True, text=True).stdout


def test_T13_a_plugin_of_somebody_else_is_not_loaded(plugins: tuple[Path, Path]) -> None:
    folder, marker = plugins
    said(BARE, QT_PLUGIN_PATH=str(folder))
    assert marker.exists(), "the control: without the program's care it is loaded"
    marker.unlink()
    said(PROGRAM, QT_PLUGIN_PATH=str(folder))
    assert not marker.exists()


def test_T13_plugins_are_not_looked_for_in_folders_of_somebody_else(tmp_path: Path) -> None:
    paths = "; print(application.libraryPaths())"
    assert str(tmp_path) in said(BARE + paths, QT_PLUGIN_PATH=str(tmp_path)), "the control"
    printed = said(PROGRAM + paths, QT_PLUGIN_PATH=str(tmp_path))
    assert "PySide6" in printed
    assert str(tmp_path) not in printed
