"""H24: what is broken is told, and the window can still be used."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.main import Desk
from desktop_app.store import open_store, store_location
from desktop_app.ui.access.not_opened_page import NotOpenedPage

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
    desk = Desk(qapp, lambda: NOW, str(path), settings, "zh")
    qtbot.addWidget(desk.window)
    desk.window.show()
    qtbot.waitUntil(lambda: desk._furnished)
    page = desk.window.findChild(NotOpenedPage)
    assert page is not None
    qtbot.waitUntil(page.isVisible)
    said = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert any(str(path) in text for text in said)
    assert page.new.isVisible() == (not path.exists())
    assert not desk.window.worklist.isVisible()
    page.again.click()
    assert (path.read_bytes() if path.is_file() else None) == before
    desk.window.findChildren(NotOpenedPage)[-1].demo.click()
    qtbot.waitUntil(lambda: desk.window.worklist.model.rowCount() > 15, timeout=20_000)
    desk.window.open_patient("DEMO-01")
    assert desk.window.record is not None
    desk.close()


def test_H24_a_store_that_can_be_opened_again_is_opened_by_the_second_try(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    path = tmp_path / "ward.db"
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    desk = Desk(qapp, lambda: NOW, str(path), settings, "zh")
    qtbot.addWidget(desk.window)
    desk.window.show()
    qtbot.waitUntil(lambda: desk._furnished)
    page = desk.window.findChild(NotOpenedPage)
    assert page is not None
    qtbot.waitUntil(page.isVisible)
    open_store(store_location(str(path)), clock=lambda: NOW, create=True).close()
    page.again.click()
    assert desk.ward is not None
    assert desk.window.worklist.isVisible()
    desk.close()
