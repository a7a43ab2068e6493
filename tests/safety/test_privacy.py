"""Nothing of a patient is anywhere but where it was asked for, and nothing leaves the computer."""

import json
import os
import re
import stat
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.ui.copied import NOT_FOR_HISTORIES, CopiedText, marked
from desktop_app.ui.dialogs.confirming import confirms
from desktop_app.ui.dialogs.private_folder import private_folder, remove_left_over
from tests.reliability.canary import NAME, NOTE, NUMBER, exported_record, traces_below, traces_in

ROOT = Path(__file__).parents[2]
XDG = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
SETTINGS = re.compile(
    r"window/(geometry|splitters/\w+)|language|chart/view|help/(guided|self_test)|keys|access/\w+"
)
"""All that a workstation may remember: no patient, no user name."""
STORE_FILES = re.compile(
    r"(store-backups/?)?(\.?[\w.-]*\.db(-journal)?|[\w.-]+\.(keyring|keyring\.old|anchor)\.json|[\w.-]+\.manifest\.json|[\w.-]+\.lock)?"
)
MADE = re.compile(
    r"home/xdg_config_home/(TACEWatch(/TACEWatch\.conf)?|tacewatch(/settings\.json)?)"
    r"|home/xdg_(cache|data)_home/(tacewatch|fontconfig|qtshadercache|mesa_shader_cache|qt_)[^\n]*"
    r"|asked/patient-[0-9a-f]{8}-2026-11-23\.pdf"
    r"|home/[\w.]+/?"
)
"""What a session may leave besides the store."""


METADATA = {"Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate", "Trapped"}


class Home:
    """A home folder of its own; whatever a session leaves is below it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("home", "temp", "runtime", "asked"):
            (folder / name).mkdir(mode=0o700)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("COV_")},
            **{name: str(folder / "home" / name.lower()) for name in XDG},
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "temp"),
            "XDG_RUNTIME_DIR": str(folder / "runtime"),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, *words]
        return subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, timeout=180)

    def files(self) -> set[str]:
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*")}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, subprocess.CompletedProcess[bytes]]:
    """One session at the window on an embedded store; every test here looks at what it left."""
    home = Home(tmp_path_factory.mktemp("session"))
    other = exported_record()
    other["patient"] |= {"id": "0001", "name": "别人", "note": None}
    (home.folder / "in.json").write_text(json.dumps(other, ensure_ascii=False), encoding="utf-8")
    assert home.run("-m", "desktop_app", "import", "in.json", "--store", "store.db").returncode == 0
    ran = home.run("-m", "tests.safety.session_script", str(home.folder / "store.db"), str(home.folder / "asked"))
    assert ran.returncode == 0, ran.stderr.decode()
    return home, ran


Session = tuple[Home, subprocess.CompletedProcess[bytes]]


def line(ran: subprocess.CompletedProcess[bytes], word: str) -> list[str]:
    found = next(line for line in ran.stdout.decode().splitlines() if line.startswith(word))
    return found.split()[1:]


def test_R13_T10_a_session_writes_no_patient_data_to_the_terminal(session: Session) -> None:
    _, ran = session
    assert traces_in(ran.stderr + ran.stdout) == []


def test_R13_T28_a_session_leaves_patient_data_only_in_the_store_and_the_paper(session: Session) -> None:
    home, _ = session
    papers = tuple(path.name for path in (home.folder / "asked").iterdir())
    assert len(papers) == 1
    kept = tuple(name for name in (path.name for path in home.folder.iterdir()) if STORE_FILES.fullmatch(name))
    assert list(traces_below(home.folder, may_hold=(*papers, *kept))) == []


def test_T28_a_session_makes_no_file_but_these(session: Session) -> None:
    home, _ = session
    made = {name for name in home.files() if not MADE.fullmatch(name) and name not in ("home", "asked", "in.json")}
    made -= {"temp", "runtime"}
    assert {name for name in made if not STORE_FILES.fullmatch(name)} == set()
    assert list((home.folder / "temp").iterdir()) == []


def test_T1_the_workstation_remembers_no_person(session: Session) -> None:
    _, ran = session
    keys = line(ran, "keys")
    assert keys
    assert [key for key in keys if not SETTINGS.fullmatch(key)] == []


def test_T8_the_paper_holds_the_patient_in_its_text_alone(session: Session) -> None:
    home, _ = session
    (paper,) = (home.folder / "asked").iterdir()
    assert traces_in(paper.name.encode()) == []
    reader = pypdf.PdfReader(BytesIO(paper.read_bytes()))
    assert traces_in(str(dict(reader.metadata or {})).encode()) == []
    assert {key.strip("/") for key in reader.metadata or {}} <= METADATA
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert NUMBER in text
    assert NAME in text


def test_no_socket_is_opened_in_a_whole_session(session: Session) -> None:
    _, ran = session
    assert line(ran, "sockets") == []


def test_a_socket_would_be_seen() -> None:
    """The control: by the hook and in the process's own table."""
    code = (
        "import sys\n"
        "from tests.safety import session_script as script\n"
        "sys.addaudithook(script.watch)\n"
        "import socket\n"
        "kept = socket.socket(socket.AF_INET, socket.SOCK_STREAM)\n"
        "kept.bind(('127.0.0.1', 0)); kept.listen()\n"
        "assert script.sockets and script.networked()\n"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True)
    assert ran.returncode == 0, ran.stderr.decode()


# T8: what printing leaves on its way


def test_T8_what_a_print_job_writes_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    base = tmp_path / "printing"
    with private_folder(base) as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(base.stat().st_mode) == 0o700
        made = subprocess.run(
            [sys.executable, "-c", "import tempfile; print(tempfile.mkstemp()[1])"], capture_output=True, text=True
        )
        assert Path(made.stdout.strip()).parent == folder
    assert list(base.iterdir()) == []
    assert os.environ.get("TMPDIR") != str(folder)
    assert Path(tempfile.gettempdir()).exists()


def test_T8_a_job_that_fails_leaves_nothing_either(tmp_path: Path) -> None:
    before = {name: os.environ.get(name) for name in ("TMPDIR", "TMP", "TEMP")}
    with pytest.raises(FileNotFoundError), private_folder(tmp_path / "printing") as folder:
        (folder / "spool").write_text(NOTE, encoding="utf-8") and (folder / "paper").read_bytes()
    assert list((tmp_path / "printing").iterdir()) == []
    assert {name: os.environ.get(name) for name in before} == before


KILLED = """
import sys, time
from pathlib import Path
from desktop_app.ui.dialogs.private_folder import private_folder
with private_folder(Path(sys.argv[1])) as folder:
    (folder / "spool").write_text("x")
    print(folder, flush=True)
    time.sleep(60)
"""


def test_T8_what_a_killed_job_left_goes_at_the_next_start_and_a_running_one_stays(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    jobs = [
        subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path)], env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    folders = [Path(job.stdout.readline().strip()) for job in jobs if job.stdout]
    try:
        assert remove_left_over(tmp_path) == 0
        jobs[0].kill()
        jobs[0].wait()
        assert (folders[0] / "spool").exists()
        assert remove_left_over(tmp_path) == 1
        assert [folder.exists() for folder in folders] == [False, True]
    finally:
        for job in jobs:
            job.kill()
            job.wait()
            if job.stdout:
                job.stdout.close()


def test_T7_a_link_among_the_left_overs_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("x")
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "job-x").symlink_to(elsewhere, target_is_directory=True)
    assert remove_left_over(tmp_path / "base") == 0
    assert (elsewhere / "kept").exists()


# T27: the clipboard


@pytest.fixture
def copied(qapp: object) -> CopiedText:
    """Without a screen nobody owns a clipboard: the test says that it is this program."""
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    return CopiedText(clipboard, kept_ms=200, owned=lambda: True, platform="linux")


def test_T27_what_was_copied_here_is_gone_after_a_while(copied: CopiedText, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(NAME)
    assert copied.waiting.isActive()
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=3000)
    assert not copied.waiting.isActive()


def test_T27_a_later_copy_has_its_own_time(copied: CopiedText, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(NAME)
    qtbot.wait(120)
    clipboard.setText("later")
    assert copied.waiting.remainingTime() > 150
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=3000)


def test_T27_what_another_program_copied_is_left_alone(qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    owner = ["here"]
    watching = CopiedText(clipboard, kept_ms=100, owned=lambda: owner == ["here"], platform="linux")
    clipboard.setText(NAME)
    owner[0] = "elsewhere"
    clipboard.setText("theirs")
    assert not watching.waiting.isActive()
    qtbot.wait(200)
    watching.forget()
    assert clipboard.text() == "theirs"


def test_T27_windows_is_asked_to_keep_it_out_of_its_history(qapp: object) -> None:
    held = QMimeData()
    held.setText(NAME)
    found = marked(held)
    assert found.text() == NAME
    assert all(found.hasFormat(name) for name in NOT_FOR_HISTORIES)
    clipboard = QGuiApplication.clipboard()
    watching = CopiedText(clipboard, kept_ms=60_000, owned=lambda: True, platform="win32")
    clipboard.setText(NAME)
    assert all(clipboard.mimeData().hasFormat(name) for name in NOT_FOR_HISTORIES)
    assert clipboard.text() == NAME
    watching.forget()
    assert clipboard.text() == ""


@pytest.mark.xvfb
def test_on_a_screen_the_program_knows_its_own_clipboard(qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    watching = CopiedText(clipboard, kept_ms=200)
    clipboard.setText(NAME)
    assert watching.waiting.isActive()
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=3000)


@pytest.mark.xvfb
def test_on_a_screen_marked_text_is_not_copied(qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    watching = CopiedText(clipboard)
    field = QLineEdit(NAME)
    qtbot.addWidget(field)
    with qtbot.waitActive(field):
        field.show()
        field.activateWindow()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.wait(100)
    assert clipboard.text(QClipboard.Mode.Selection) == ""
    assert field.selectedText() == NAME
    assert not watching.waiting.isActive()


def test_T27_the_time_is_half_a_minute(qapp: object) -> None:
    assert CopiedText(QGuiApplication.clipboard()).waiting.interval() == 30_000


# H01: the number typed


@pytest.mark.parametrize(
    ("typed", "number", "right"),
    [
        ("0117", "0020240117", True),
        ("０１１７", "0020240117", True),
        (" 0117 ", "0020240117 ", True),
        ("0020240117", "0020240117", True),
        ("a-17", "ZA-17", True),
        ("117", "0020240117", False),
        ("20240117", "0020240117", False),
        ("", "0020240117", False),
        ("12", "12", True),
        ("2", "12", False),
    ],
)
def test_H01_the_end_of_the_number_or_all_of_it(typed: str, number: str, right: bool) -> None:
    assert confirms(typed, number) is right
