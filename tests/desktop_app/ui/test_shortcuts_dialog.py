"""Keys: all listed, found by typing, changed by pressing others, kept over a restart."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.dialogs.shortcuts import ShortcutsDialog
from desktop_app.ui.keymap import portable, refusal, shown_keys
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.remembered import Remembered
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording

Opened = Callable[..., MainWindow]
ZH = Wording("zh")
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def dialog_of(window: MainWindow, qtbot: QtBot) -> ShortcutsDialog:
    window.shortcuts["show_shortcuts"].trigger()
    found: ShortcutsDialog = next(each for each in window.findChildren(ShortcutsDialog) if each.isVisible())
    qtbot.waitUntil(found.search.hasFocus)
    return found


def press(dialog: ShortcutsDialog, action: str, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    """As a user does it: search, Enter, the keys."""
    dialog.search.setFocus()
    dialog.search.selectAll()
    QTest.keyClicks(dialog.search, action)
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is dialog.field
    QTest.keyClick(dialog.field, key, modifiers)


def test_every_action_and_every_fixed_key_is_listed(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    dialog = dialog_of(window, qtbot)
    table = dialog.table
    listed = {table.item(row, 0).text() for row in range(table.rowCount())}
    assert {ZH(f"ui.action.{declared.name}") for declared, _ in window.shortcuts} <= listed
    assert ZH("settings.fixed.move_on") in listed
    assert all(table.item(row, 1).text() for row in range(table.rowCount()))


def test_pressed_keys_count_at_once_and_after_a_restart(
    opened: Opened, ward: Ward, qtbot: QtBot, remembered: Remembered, tmp_path: Path
) -> None:
    window = opened(ward, "DEMO-01")
    dialog = dialog_of(window, qtbot)
    press(dialog, "print summary", Qt.Key.Key_P, CTRL | SHIFT)
    assert dialog.keymap.keys("print_summary") == ("Ctrl+Shift+P",)
    assert ZH("settings.keys.changed") in [
        dialog.table.item(row, 2).text() for row in range(dialog.table.rowCount())
    ]
    assert window.shortcuts["print_summary"].shortcut() == QKeySequence("Ctrl+Shift+P")
    dialog.close()
    window.shortcuts["back_to_list"].trigger()
    window.open_patient("DEMO-02")
    assert window.shortcuts["print_summary"].shortcut() == QKeySequence("Ctrl+Shift+P")
    again = Remembered(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    assert again.keys == {"print_summary": ("Ctrl+Shift+P",)}
    later = opened(ward, "DEMO-01")
    assert later.shortcuts["print_summary"].shortcut() == QKeySequence("Ctrl+Shift+P")
    assert later.shortcuts["save"].shortcut() == QKeySequence("Ctrl+S")


def test_the_new_keys_do_what_the_action_does(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    dialog = dialog_of(window, qtbot)
    press(dialog, "back to the list", Qt.Key.Key_F11, CTRL)
    dialog.close()
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_F11, CTRL)
    assert window.patient is None


def test_keys_of_another_action_are_named_and_can_be_exchanged(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    dialog = dialog_of(window, qtbot)
    press(dialog, "print summary", Qt.Key.Key_S, CTRL)
    assert dialog.said.text() == ZH("settings.keys.taken", keys="Ctrl+S", action=ZH("ui.action.save"))
    assert window.shortcuts["print_summary"].shortcut() == QKeySequence("Ctrl+P")
    qtbot.waitUntil(dialog.swap.hasFocus)
    QTest.keyClick(dialog.swap, Qt.Key.Key_Space)
    assert window.shortcuts["print_summary"].shortcut() == QKeySequence("Ctrl+S")
    assert window.shortcuts["save"].shortcut() == QKeySequence("Ctrl+P")


def test_a_conflict_that_is_left_changes_nothing(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    dialog = dialog_of(window, qtbot)
    press(dialog, "print summary", Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(dialog.swap.hasFocus)
    QTest.keyClick(dialog.swap, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.table.hasFocus()
    assert dialog.keymap.chosen == {}
    assert not dialog.swap.isVisible()


@pytest.mark.parametrize(
    ("key", "modifiers", "said"),
    [
        (Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "settings.keys.typed"),
        (Qt.Key.Key_C, CTRL, "settings.keys.fixed"),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "settings.keys.fixed"),
    ],
)
def test_keys_for_writing_are_refused(
    opened: Opened, ward: Ward, qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier, said: str
) -> None:
    dialog = dialog_of(opened(ward), qtbot)
    press(dialog, "print summary", key, modifiers)
    shown = shown_keys([QKeySequence(int(key.value) | modifiers.value).toString()])
    assert dialog.said.text() == ZH(said, keys=shown)
    assert dialog.keymap.chosen == {}
    assert dialog.field.hasFocus()


def test_one_or_all_go_back_to_what_was_delivered(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward)
    dialog = dialog_of(window, qtbot)
    assert not dialog.reset_all.isEnabled()
    press(dialog, "new patient", Qt.Key.Key_F11, Qt.KeyboardModifier.NoModifier)
    press(dialog, "refresh the list", Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier)
    dialog.reset.click()
    assert dialog.keymap.chosen == {"new_patient": ("F11",)}
    dialog.reset_all.click()
    assert window.shortcuts["new_patient"].shortcut() == QKeySequence("Ctrl+N")
    assert window.remembered.keys == {}


def test_a_reset_takes_nobodys_keys_unasked(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward)
    dialog = dialog_of(window, qtbot)
    press(dialog, "new patient", Qt.Key.Key_F11, Qt.KeyboardModifier.NoModifier)
    press(dialog, "refresh the list", Qt.Key.Key_N, CTRL)
    press(dialog, "new patient", Qt.Key.Key_F11, Qt.KeyboardModifier.NoModifier)
    dialog.reset.click()
    assert dialog.said.text() == ZH("settings.keys.taken", keys="Ctrl+N", action=ZH("ui.action.reload"))
    assert dialog.keymap.keys("reload") == ("Ctrl+N",)


def test_what_was_kept_and_cannot_be_read_counts_as_nothing(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "x.ini"), QSettings.Format.IniFormat)
    for kept in ("{", "[]", '{"save": "F9"}', '{"save": []}', "1"):
        settings.setValue("keys", kept)
        assert Remembered(settings).keys == {}


def test_every_declared_action_has_keys_that_could_be_given_to_it_and_nobody_else_has(
    opened: Opened, ward: Ward, qtbot: QtBot
) -> None:
    """Over all pages at once: what is found in one place must not mean something else in another."""
    window = opened(ward)
    declared = [each for each, _ in window.tools._declared()]
    first = {each.name: each.shortcuts[0] for each in declared}
    assert {name: keys for name, keys in first.items() if refusal(keys) is not None} == {}
    every = [portable(keys) for each in declared for keys in each.shortcuts]
    assert {keys for keys in every if every.count(keys) > 1} == set()
