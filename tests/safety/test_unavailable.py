"""H24: what is broken is told, and the window can still be used."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.main import Desk
from desktop_app.store import open_store, store_location

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def no_store(path: Path) -> None:
    path.write_bytes(b"not a store" * 100)


def cut_short(path: Path) -> None:
    open_store(store_location(str(path)), clock=lambda: NOW, create=True).close()
    path.write_bytes(path.read_bytes()[:5000])


def folder(path: Path) -> None:
    path.mkdir()


def nothing(path: Path) -> None:
    """No such file."""


@pytest.mark.parametrize("broken", [no_store, cut_short, folder, nothing])
def test_H24_a_store_that_cannot_be_opened_leaves_a_usable_window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, broken: Callable[[Path], None]
) -> None:
    path = tmp_path / "ward.db"
    broken(path)
    before = path.read_bytes() if path.is_file() else None
    (tmp_path / "window.ini").write_bytes(b"\xff\xfe[broken\n=\x00")
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    with qtbot.captureExceptions() as raised:
        desk = Desk(qapp, lambda: NOW, str(path), settings, "zh")
        qtbot.addWidget(desk.window)
        desk.window.show()
        qtbot.waitUntil(lambda: desk._furnished)
        qtbot.wait(50)
    for each in raised:
        desk.on_exception(*each)
    dialogs = [dialog for dialog in desk.window.findChildren(QDialog) if dialog.isVisible()]
    said = [label.text() for dialog in dialogs for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert any(len(text) > 5 for text in said)
    for dialog in dialogs:
        dialog.close()
    assert desk.window.isVisible()
    assert desk.window.isEnabled()
    assert (path.read_bytes() if path.is_file() else None) == before
    desk.window.demo_chosen.emit()
    qtbot.waitUntil(lambda: desk.window.worklist.model.rowCount() > 15, timeout=20_000)
    desk.window.open_patient("DEMO-01")
    assert desk.window.record is not None
    desk.close()
