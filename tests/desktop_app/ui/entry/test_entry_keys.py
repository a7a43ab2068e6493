"""The keys of entering are actions like all others: listed, found, changed, named in texts as they are now."""

import json
import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.form.form_row import RowId
from desktop_app.resources import resource_path
from desktop_app.ui.access.access_desk import AccessDesk
from desktop_app.ui.actions import declared_in
from desktop_app.ui.dialogs.palette import PaletteDialog
from desktop_app.ui.dialogs.shortcuts import ShortcutsDialog
from desktop_app.ui.fields.entry_field import EntryField
from desktop_app.ui.help.help_desk import HelpDesk
from desktop_app.ui.keymap import FIXED, shown_keys
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.entry.clinical_order import PAGES
from desktop_app.ui.pages.entry.entry_actions import EntryActions
from desktop_app.ui.pages.patient_page import PatientPage
from desktop_app.ui.pages.worklist_page import WorklistPage
from desktop_app.ui.tools import Tools
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording, with_keys
from tests.desktop_app.ui.entry.typing import compose, field_at, press

Opened = Callable[..., MainWindow]
ZH = Wording("zh")
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
NAMED = re.compile(r"\[\[(\w+)\|([^]]+)]]")
KEYS = re.compile(r"(?:Ctrl|Alt)\+|\bF\d+\b")
NEITHER = {"settings.keys.typed"}
"""Speaks of keys in general."""


def change(window: MainWindow, qtbot: QtBot, action: str, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> str:
    """Gives an action other keys as a user does; what the dialog says to it."""
    window.shortcuts["show_shortcuts"].trigger()
    dialog = next(each for each in window.findChildren(ShortcutsDialog) if each.isVisible())
    qtbot.waitUntil(dialog.search.hasFocus)
    QTest.keyClicks(dialog.search, Wording("en")(f"ui.action.{action}").rstrip(" …"))
    assert dialog.chosen() == action
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    QTest.keyClick(dialog.field, key, modifiers)
    said = dialog.said.text()
    dialog.close()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    return said


def new_marker(window: MainWindow) -> tuple[RowId, EntryField]:
    """A new row of a marker that the patient has, the cursor in its value."""
    assert window.record is not None
    assert window.patient is not None
    marker = window.record.record.markers[-1].marker.value
    row = window.record.add_row("markers", entries={"marker": marker})
    return row, field_at(window.patient.entry, row, "value")


def test_no_key_of_entering_is_fixed_any_more() -> None:
    fixed = {keys for several in FIXED.values() for keys in several}
    declared = {keys for each in declared_in(EntryActions) for keys in each.shortcuts}
    assert not fixed & declared
    assert {f"Ctrl+{number}" for number in range(1, len(PAGES) + 1)} <= declared


def test_every_page_has_its_key(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    assert window.patient is not None
    for number, (name, _) in enumerate(PAGES, 1):
        press(Qt.Key(Qt.Key.Key_0 + number), CTRL)
        assert window.patient.entry.page == name
        assert window.patient.entry.isAncestorOf(QApplication.focusWidget())


def test_other_keys_take_the_last_value_over(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    change(window, qtbot, "take_over", Qt.Key.Key_J, CTRL | ALT)
    _, field = new_marker(window)
    assert field.last.isVisible()
    press(Qt.Key.Key_Apostrophe, CTRL)
    assert field.control.text() == ""
    press(Qt.Key.Key_J, CTRL | ALT)
    assert field.control.text() != ""
    assert "沿用" in field.note.text()


def test_other_keys_work_on_the_course_sheet(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    change(window, qtbot, "page_markers", Qt.Key.Key_B, CTRL | ALT)
    change(window, qtbot, "page_sheet", Qt.Key.Key_G, CTRL | ALT)
    assert window.patient is not None
    press(Qt.Key.Key_B, CTRL | ALT)
    assert window.patient.entry.page == "markers"
    press(Qt.Key.Key_1, CTRL)
    assert window.patient.entry.page == "markers"
    press(Qt.Key.Key_G, CTRL | ALT)
    assert window.patient.entry.page == "sheet"


def test_a_key_of_entering_cannot_be_given_twice(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    said = change(window, qtbot, "print_summary", Qt.Key.Key_3, CTRL)
    assert ZH("ui.action.page_sessions") in said
    assert window.remembered.keys == {}


def test_texts_name_the_key_as_it_is_now(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    window.help.open_manual("keyboard")
    assert window.help.manual is not None
    assert "Ctrl+'" in window.help.manual.view.toPlainText()
    change(window, qtbot, "take_over", Qt.Key.Key_J, CTRL | ALT)
    change(window, qtbot, "page_images", Qt.Key.Key_G, CTRL | ALT)
    assert window.patient is not None
    assert window.words("entry.take_over.hint") == "沿用上次的值（Ctrl+Alt+J）"
    assert window.words("flowsheet.bar.previous", value="{5}", day="d") == "上次 {5}（d）Ctrl+Alt+J"
    assert window.patient.entry.tabs.tabToolTip(3) == "Ctrl+Alt+G"
    shown = window.help.manual.view.toPlainText()
    assert "Ctrl+Alt+J" in shown
    assert "Ctrl+'" not in shown
    window.other_language()
    assert window.words("entry.take_over.hint") == "Takes the last value over (Ctrl+Alt+J)"


def test_the_palette_runs_what_belongs_to_the_field_with_the_cursor(
    opened: Opened, ward: Ward, qtbot: QtBot
) -> None:
    window = opened(ward, "DEMO-01")
    _, field = new_marker(window)
    window.shortcuts["show_palette"].trigger()
    palette = next(each for each in window.findChildren(PaletteDialog) if each.isVisible())
    qtbot.waitUntil(palette.search.hasFocus)
    QTest.keyClicks(palette.search, "last value")
    assert palette.chosen() == "action:take_over"
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert field.control.text() != ""


def test_nothing_is_taken_over_while_composing(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    row, field = new_marker(window)
    compose(field.control, "san")
    press(Qt.Key.Key_Apostrophe, CTRL)
    assert window.record is not None
    assert window.record.form.rows[row].value("value") is None


def test_no_limits_are_answered_that_are_not_on_the_screen(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    assert window.record is not None
    assert window.patient is not None
    for path in window.record.form.rows[RowId("constraints")].values:
        window.record.edit(RowId("constraints"), path, "")
    before = window.record.record.constraints
    assert before.haic_feasible is None
    press(Qt.Key.Key_N, CTRL | SHIFT)
    assert window.patient.entry.page == "constraints"
    assert window.record.record.constraints == before
    assert "Ctrl+Shift+N" in window.messages._text.text()
    press(Qt.Key.Key_N, CTRL | SHIFT)
    assert window.record.record.constraints.haic_feasible is True
    assert window.record.record.constraints.immunotherapy_contraindicated is False


def test_the_sheet_carries_over_what_identifies_and_no_measurement(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    assert window.record is not None
    assert window.patient is not None
    window.patient.new_follow_up()
    press(Qt.Key.Key_T)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Apostrophe, CTRL | SHIFT)
    image = window.record.record.images[-1]
    assert image.modality is window.record.record.images[-2].modality
    assert image.targets == ()
    assert image.non_target is None


@pytest.fixture(scope="module")
def delivered() -> dict[str, str]:
    kinds = (MainWindow, Tools, HelpDesk, WorklistPage, PatientPage, AccessDesk)
    declared = (each for kind in kinds for each in declared_in(kind))
    return {each.name: shown_keys(each.shortcuts[:1]) for each in declared}


def worded_texts() -> dict[str, str]:
    texts: dict[str, str] = {}
    for file in resource_path("wording").glob("*.json"):
        for key, entry in json.loads(file.read_text(encoding="utf-8")).items():
            texts |= {f"{key} {language}": text for language, text in entry.items()}
    return texts


def test_no_text_names_a_key_that_can_be_changed_as_if_it_could_not(delivered: dict[str, str]) -> None:
    texts = worded_texts()
    found = {key for key, text in texts.items() if KEYS.search(with_keys(text, lambda _: "•"))}
    assert {key.split()[0] for key in found} <= NEITHER
    named = [pair for text in texts.values() for pair in NAMED.findall(text)]
    assert len(named) > 15
    assert {pair for pair in named if delivered.get(pair[0]) != pair[1]} == set()
