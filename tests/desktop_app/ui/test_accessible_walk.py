"""Every page and dialog through Qt's accessible tree, in both languages: no control without name and role, and
Tab goes from the top left to the bottom right."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.errors import DiskFull, StaleRecord
from desktop_app.form.form_row import RowId
from desktop_app.ui.actions import declared_in
from desktop_app.ui.dialogs.apology import ApologyDialog
from desktop_app.ui.dialogs.conflict import ConflictDialog
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.dialogs.report_preview import ReportPreview
from desktop_app.ui.dialogs.shortcuts import ShortcutsDialog
from desktop_app.ui.keymap import Keymap
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.settings.profile_dialog import ProfileDialog
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import LANGUAGES, Language, Wording
from tests.desktop_app.ui.walking import nameless, out_of_order, tabbed, without_role

Opened = Callable[..., MainWindow]
LEAVES_THE_PAGE = {
    "quit",
    "back_to_list",
    "open_ward",
    "open_demo",
    "new_patient",
    "other_language",
    "save_chart",
    "lock_now",
    "import_tables",
    "export_tables",
    "switch_user",
    "set_up_accounts",
}
"""Actions after which another page is shown, or that ask the system for a file."""
OPENS_NOTHING = {"zoom_in", "zoom_out", "light_or_dark"}
"""What is open is drawn anew, with every dialog that was opened before."""


def faults(root: QWidget) -> dict[str, list[str]]:
    QApplication.processEvents()
    found = {
        "without a name": nameless(root),
        "without a role": without_role(root),
        "against the reading order": out_of_order(root),
    }
    return {what: places for what, places in found.items() if places}


def told(found: dict[str, dict[str, list[str]]]) -> list[str]:
    return [
        f"{page}: {place} {what}"
        for page, each in found.items()
        for what, places in each.items()
        for place in places
    ]


def opened_by(window: MainWindow, name: str) -> list[QWidget]:
    """What an action opens besides the window itself."""
    before = set(QApplication.topLevelWidgets())
    window.shortcuts[name].trigger()
    QApplication.processEvents()
    fresh = (each for each in QApplication.topLevelWidgets() if each not in before and each is not window)
    return [each for each in fresh if each.isVisible()]


def others(window: MainWindow, ward: Ward, qtbot: QtBot) -> Iterator[tuple[str, QDialog]]:
    """The dialogs that no action opens by itself, each open while it is looked at."""
    record, words = window.record, window.words
    assert record is not None
    preview = ReportPreview(words, ward, record, window)
    preview.open()
    qtbot.waitUntil(lambda: bool(preview.pdf), timeout=20_000)
    yield "preview", preview
    record.edit(RowId("patient"), "height_cm", "171")
    asking = ReportPreview(words, ward, record, window)
    asking.open()
    yield "preview of unsaved work", asking
    conflict = ConflictDialog(words, StaleRecord(ward.store.load("DEMO-02").record, 3, void=False), record, window)
    conflict.open()
    yield "conflict", conflict
    apology = ApologyDialog(words, "report", window)
    apology.open()
    yield "apology", apology
    yield "remedy", show_known_error(words, DiskFull(path="/x"), window)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_heard_and_walked(opened: Opened, ward: Ward, language: Language) -> None:
    found: dict[str, dict[str, list[str]]] = {}
    window = opened(language=language)
    window.show_welcome("/somewhere/store.db")
    found["welcome"] = faults(window)
    window.show_ward(ward)
    found["worklist"] = faults(window)
    window.messages.say("x", offer="y", then=lambda: None)
    found["worklist with a message"] = faults(window)
    window.new_patient()
    assert window.patient is not None
    found["new patient"] = faults(window)
    window.open_patient("DEMO-01")
    assert window.patient is not None
    tabs = window.patient.entry.tabs
    for tab in range(tabs.count()):
        tabs.setCurrentIndex(tab)
        found[f"patient, {tabs.tabText(tab)}"] = faults(window)
    for card in window.patient.panel.cards.values():
        card.opener.setChecked(True)
    found["patient, verdicts opened"] = faults(window)
    faulty = told(found)
    assert not faulty, "\n".join(faulty)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_an_action_opens_can_be_heard_and_walked(opened: Opened, ward: Ward, language: Language) -> None:
    window = opened(ward, "DEMO-01", language)
    found: dict[str, dict[str, list[str]]] = {}
    for name in [declared.name for declared, _ in window.shortcuts]:
        if name in LEAVES_THE_PAGE | OPENS_NOTHING:
            continue
        for each in opened_by(window, name):
            found[f"{name}, {type(each).__name__}"] = faults(each)
            each.close()
        QApplication.processEvents()
    assert {
        "show_palette, PaletteDialog",
        "show_shortcuts, ShortcutsDialog",
        "ward_settings, ProfileDialog",
    } <= set(found)
    faulty = told(found)
    assert not faulty, "\n".join(faulty)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_other_dialog_can_be_heard_and_walked(
    opened: Opened, ward: Ward, qtbot: QtBot, language: Language
) -> None:
    found: dict[str, dict[str, list[str]]] = {}
    window = opened(ward, "DEMO-01", language)
    for name, dialog in others(window, ward, qtbot):
        found[name] = faults(dialog)
        dialog.close()
    faulty = told(found)
    assert not faulty, "\n".join(faulty)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_the_settings_can_be_heard_and_walked(
    theme: Theme, ward: Ward, qtbot: QtBot, language: Language
) -> None:
    words = Wording(language)
    keys = ShortcutsDialog(words, list(declared_in(MainWindow)), Keymap(declared_in(MainWindow), {}))
    qtbot.addWidget(keys)
    keys.show()
    keys.take_keys()
    found = {"keys being taken": faults(keys)}
    dialog = ProfileDialog(theme, words, ward)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.form.cards["mrecist_five_mm"].editor.show_value(True)
    dialog.form._edited()
    found["edited"] = faults(dialog)
    dialog.show_impact()
    found["comparing"] = faults(dialog)
    qtbot.waitUntil(lambda: dialog.impact.impact is not None, timeout=20_000)
    found["impact"] = faults(dialog)
    faulty = told(found)
    assert not faulty, "\n".join(faulty)


# The walk itself finds what it is for


def test_the_walk_finds_a_control_without_a_name(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    column = QVBoxLayout(box)
    named, unnamed = QLineEdit(), QLineEdit()
    named.setAccessibleName("number")
    for field in (named, unnamed):
        column.addWidget(field)
    box.show()
    assert len(nameless(box)) == 1
    assert without_role(box) == []


def test_the_walk_finds_a_control_that_says_not_what_it_is(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    bare = QWidget(box)
    bare.setFocusPolicy(bare.focusPolicy().StrongFocus)
    bare.setAccessibleName("a picture")
    box.show()
    assert len(without_role(box)) == 1


def test_the_walk_finds_an_order_against_reading(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    column = QVBoxLayout(box)
    buttons = [QPushButton(text) for text in "abc"]
    for button in buttons:
        column.addWidget(button)
    box.show()
    assert tabbed(box) == buttons
    assert out_of_order(box) == []
    QWidget.setTabOrder(buttons[2], buttons[1])
    assert out_of_order(box) != []
