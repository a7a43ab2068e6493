import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop_app.main import Desk, window_screenshot
from desktop_app.none_guard import PLENTY, keep_none_alive
from desktop_app.store import open_store, store_location
from desktop_app.ui.access.setup_steps import WardStep
from desktop_app.ui.opening import demo_path, first_choice
from desktop_app.ui.ward import Ward

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
LATE = ("sqlalchemy", "alembic", "pydantic", "reportlab", "domain", "desktop_app.wording", "desktop_app.ui.theme")


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Desk:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Desk(qapp, lambda: NOW, None, settings, "zh")
    qtbot.addWidget(made.window)
    made.window.show()
    qtbot.waitUntil(lambda: made._furnished)
    return made


def test_the_first_start_makes_the_demo_in_a_file_of_its_own(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    own = tmp_path / "data" / "tacewatch" / "store.db"
    assert first_choice(None) is None
    desk.window.demo_chosen.emit()
    assert desk.window.worklist.model.rowCount() > 15
    assert not own.exists()
    assert demo_path(None).exists()
    assert first_choice(None) == str(demo_path(None))
    assert desk.window.ward is not None
    assert desk.window.ward.demo
    assert "虚构" in desk.window.windowTitle()
    desk.window.ward_chosen.emit()
    assert desk.window.findChild(WardStep) is not None
    assert not own.exists()
    open_store(store_location(str(own)), clock=lambda: NOW, create=True).close()
    desk.window.ward_chosen.emit()
    assert desk.window.worklist.model.rowCount() == 0
    assert not desk.window.ward.demo
    assert first_choice(None) == str(own)
    desk.close()


def test_a_demo_that_is_there_already_is_opened_not_filled_again(desk: Desk, tmp_path: Path) -> None:
    desk.window.demo_chosen.emit()
    count = desk.window.worklist.model.rowCount()
    own = tmp_path / "data" / "tacewatch" / "store.db"
    open_store(store_location(str(own)), clock=lambda: NOW, create=True).close()
    desk.window.ward_chosen.emit()
    desk.window.demo_chosen.emit()
    assert desk.window.worklist.model.rowCount() == count
    desk.close()


def test_a_refused_store_is_told_and_the_window_stays(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    foreign = tmp_path / "notes.db"
    foreign.write_bytes(b"not a store" * 100)
    desk._store = str(foreign)
    with qtbot.captureExceptions() as raised:
        desk.window.ward_chosen.emit()
    assert len(raised) == 1
    desk.on_exception(*raised[0])
    told = [dialog for dialog in desk.window.findChildren(QDialog) if dialog.isVisible()]
    assert len(told) == 1
    assert desk.window.isVisible()
    assert foreign.read_bytes() == b"not a store" * 100
    desk.close()


def test_a_picture_of_the_window_is_made_without_a_screen(ward: Ward, tmp_path: Path) -> None:
    store = ward.store.location.path
    for language in ("zh", "en"):
        picture = tmp_path / f"{language}.png"
        window_screenshot(str(store), "DEMO-01", picture, language)
        assert picture.stat().st_size > 20_000
    kinds = {".png", ".db", ".db-journal", ".json", ".lock"}
    assert {path.suffix for path in tmp_path.iterdir() if path.is_file()} <= kinds


def test_the_first_paint_imports_neither_database_nor_rules() -> None:
    """In a process of its own: what is imported when the window is painted."""
    script = (
        "import sys; from desktop_app import main; from PySide6.QtCore import QSettings;"
        "app = main.application_of(['x']);"
        "desk = main.Desk(app, None, None, QSettings('/nonexistent/x.ini', QSettings.Format.IniFormat));"
        "desk._furnished = True; desk.window.show(); app.processEvents();"
        f"print([name for name in {LATE!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_the_window_opens_and_closes_cleanly_in_a_process_of_its_own(ward: Ward, tmp_path: Path) -> None:
    script = (
        "import sys; from datetime import UTC, datetime; from PySide6.QtCore import QTimer;"
        "from desktop_app import main; from desktop_app.ui.main_window import MainWindow;"
        "shown = MainWindow.show_ward\n"
        "def show_ward(window, ward):\n"
        "    shown(window, ward)\n"
        "    window.open_patient('DEMO-01')\n"
        "    QTimer.singleShot(400, window.close)\n"
        "MainWindow.show_ward = show_ward\n"
        "sys.exit(main.run_window(sys.argv[1], lambda: datetime.now(UTC)))"
    )
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", script, str(ward.store.location.path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "Fatal" not in done.stderr


def test_none_survives_any_number_of_calls_without_a_result(qapp: QApplication) -> None:
    """PySide6 6.12 takes one reference of None away per call under Python 3.11."""
    keep_none_alive()
    before = sys.getrefcount(None)
    for _ in range(30_000):
        qapp.setApplicationName("TACEWatch")
    assert sys.getrefcount(None) > 0
    if sys.version_info < (3, 12):
        assert before > PLENTY
