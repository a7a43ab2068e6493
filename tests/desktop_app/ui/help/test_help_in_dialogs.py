"""F1 works in front of a modal dialog as well, and opens the page that is about it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.errors import DiskFull
from desktop_app.ui.dialogs.about import AboutDialog
from desktop_app.ui.dialogs.apology import ApologyDialog
from desktop_app.ui.dialogs.merge_dialog import MergeDialog
from desktop_app.ui.dialogs.palette import PaletteDialog
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.dialogs.report_preview import ReportPreview
from desktop_app.ui.dialogs.separate_dialog import SeparateDialog
from desktop_app.ui.dialogs.shortcuts import ShortcutsDialog
from desktop_app.ui.help.help_window import HelpWindow
from desktop_app.ui.help.self_test_window import SelfTestWindow
from desktop_app.ui.help.topics import PLACES
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.flowsheet.paste_dialog import PasteDialog
from desktop_app.ui.pages.history.as_known import AsKnownDialog
from desktop_app.ui.pages.history.history_dialog import HistoryDialog
from desktop_app.ui.pages.history.override_dialog import OverrideDialog
from desktop_app.ui.pages.history.sign_dialog import SignDialog
from desktop_app.ui.settings.profile_dialog import ProfileDialog
from desktop_app.ui.ward import Ward

Opened = Callable[..., MainWindow]
UI = Path(__file__).parents[4] / "desktop_app" / "ui"
BLOCK = "检查日期\t方式\tT1\n2026-11-20\tMRI\t40\n2026-11-21\tMRI\t41"


def paste(window: MainWindow) -> None:
    assert window.patient is not None
    QGuiApplication.clipboard().setText(BLOCK)
    sheet = window.patient.entry.sheet
    sheet.caret.focus()
    QTest.keyClick(sheet.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def apologise(window: MainWindow) -> None:
    ApologyDialog(window.words, "report", window).open()


def say_error(window: MainWindow) -> None:
    show_known_error(window.words, DiskFull(path="x"), window)


def run(name: str) -> Callable[[MainWindow], None]:
    return lambda window: window.shortcuts[name].trigger()


CASES = (
    (SignDialog, run("sign_record"), "signing"),
    (OverrideDialog, run("override_verdict"), "field-overrides"),
    (HistoryDialog, run("patient_history"), "history"),
    (AsKnownDialog, run("as_known_on"), "history"),
    (PasteDialog, paste, "paste"),
    (ProfileDialog, run("ward_settings"), "profile"),
    (MergeDialog, run("merge_records"), "merging"),
    (SeparateDialog, run("separate_records"), "merging"),
    (ReportPreview, run("print_summary"), "report"),
    (ShortcutsDialog, run("show_shortcuts"), "keys"),
    (PaletteDialog, run("show_palette"), "palette"),
    (AboutDialog, run("show_about"), "about"),
    (ApologyDialog, apologise, "trouble-bug"),
    (QMessageBox, say_error, "trouble"),
)


@pytest.mark.parametrize(("kind", "show", "anchor"), CASES, ids=[case[0].__name__ for case in CASES])
def test_f1_in_a_dialog_opens_its_page(
    opened: Opened,
    ward: Ward,
    qtbot: QtBot,
    kind: type[QDialog],
    show: Callable[[MainWindow], None],
    anchor: str,
) -> None:
    window = opened(ward, "DEMO-01")
    show(window)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), kind))
    dialog = QApplication.activeWindow()
    assert isinstance(dialog, QDialog)
    assert dialog.isModal()
    QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_F1)
    (manual,) = dialog.findChildren(HelpWindow)
    assert manual.isVisible()
    assert manual.anchor == anchor
    assert window.help.manual is None or not window.help.manual.isVisible()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is manual)
    QTest.keyClick(manual.search, Qt.Key.Key_Escape)
    assert not manual.isVisible()
    assert dialog.isVisible()
    dialog.close()


def test_the_changed_key_of_help_works_in_dialogs(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    window.shortcuts.use_keys({"show_help": ("F9",)})
    window.shortcuts["override_verdict"].trigger()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), OverrideDialog))
    dialog = QApplication.activeWindow()
    assert isinstance(dialog, QWidget)
    QTest.keyClick(dialog, Qt.Key.Key_F1)
    assert dialog.findChildren(HelpWindow) == []
    QTest.keyClick(dialog, Qt.Key.Key_F9)
    assert [each.isVisible() for each in dialog.findChildren(HelpWindow)] == [True]
    dialog.close()


def test_every_dialog_has_a_page() -> None:
    own = {SelfTestWindow.__name__}
    """Has the key itself: it opens what the question is about."""
    placed = {kind.__name__ for kind, _ in PLACES}
    without = set()
    for file in UI.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        found = set(re.findall(r"^class (\w+)\(QDialog\)", text, re.MULTILINE))
        if "help_anchor" not in text:
            without |= found - placed - own
    assert without == set()
