"""The palette: every action and patient by typing; keyboard only."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.actions import declared_in
from desktop_app.ui.dialogs.palette import Entry, PaletteDialog, matching
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.patient_page import PatientPage
from desktop_app.ui.pages.worklist_page import WorklistPage
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording

Opened = Callable[..., MainWindow]
ZH = Wording("zh")


def palette_of(window: MainWindow, qtbot: QtBot) -> PaletteDialog:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    found: PaletteDialog = next(each for each in window.findChildren(PaletteDialog) if each.isVisible())
    qtbot.waitUntil(found.search.hasFocus)
    return found


def rows(palette: PaletteDialog) -> list[tuple[str, ...]]:
    table = palette.table
    return [tuple(table.item(row, column).text() for column in range(3)) for row in range(table.rowCount())]


def entries(*names: str) -> list[Entry]:
    return [Entry(name, "file", (), "") for name in names]


def test_an_action_is_found_by_words_initials_pinyin_and_in_the_other_language() -> None:
    every = entries("new_patient", "print_summary", "zoom_in", "save", "show_shortcuts")
    for typed in ("打印", "dyzy", "dayin", "print summ", "SUMMARY"):
        assert [entry.name for entry in matching(every, typed)] == ["print_summary"], typed
    assert matching(every, "no such thing") == []
    assert len(matching(every, "")) == len(every)


def test_what_begins_so_comes_before_what_contains_it_and_the_impossible_last() -> None:
    every = [Entry("save", "file", (), "patient"), *entries("find_patient", "new_patient", "back_to_list")]
    assert [entry.name for entry in matching(every, "patient")] == ["find_patient", "new_patient"]
    assert [entry.name for entry in matching(every, "")][-1] == "save"
    assert matching(entries("find_patient", "new_patient"), "new")[0].name == "new_patient"


def test_every_action_of_every_page_is_listed_with_its_menu_and_keys(
    opened: Opened, ward: Ward, qtbot: QtBot
) -> None:
    palette = palette_of(opened(ward), qtbot)
    listed = {row[0]: row for row in rows(palette)}
    kinds = (MainWindow, WorklistPage, PatientPage)
    for declared in (each for kind in kinds for each in declared_in(kind)):
        assert ZH(f"ui.action.{declared.name}") in listed, declared.name
    assert listed[ZH("ui.action.new_patient")] == ("新建患者", "文件", "Ctrl+N")


def test_what_is_not_possible_says_why_and_does_nothing(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward)
    palette = palette_of(window, qtbot)
    QTest.keyClicks(palette.search, "print summary")
    ((name, why, keys),) = rows(palette)
    assert (why, keys) == (ZH("settings.why.patient"), "Ctrl+P")
    assert palette.table.item(0, 0).foreground().color() == window.theme.colour("muted")
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert palette.hint.text() == ZH("settings.why.patient")
    assert name == ZH("ui.action.print_summary")


def test_without_records_patients_and_their_actions_are_not_offered(opened: Opened, qtbot: QtBot) -> None:
    palette = palette_of(opened(), qtbot)
    assert palette.search.placeholderText() == ZH("settings.palette.actions")
    why = {row[0]: row[1] for row in rows(palette)}
    assert why[ZH("ui.action.new_patient")] == ZH("settings.why.ward")
    assert why[ZH("ui.action.open_patient")] == ZH("settings.why.worklist")


def test_enter_runs_the_chosen_action(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    palette = palette_of(window, qtbot)
    QTest.keyClicks(palette.search, "fhlb")
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert window.patient is None
    assert not palette.isVisible()


def test_a_patient_is_found_by_name_or_number_and_opened(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward)
    palette = palette_of(window, qtbot)
    QTest.keyClicks(palette.search, "demo-03")
    qtbot.waitUntil(lambda: palette.table.rowCount() == 1)
    assert palette.chosen() == "patient:DEMO-03"
    assert "DEMO-03" in palette.search.accessibleDescription()
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert window.record is not None
    assert window.record.record.patient.id == "DEMO-03"


def test_patients_come_first_and_arrows_choose_without_leaving_the_field(
    opened: Opened, ward: Ward, qtbot: QtBot
) -> None:
    palette = palette_of(opened(ward), qtbot)
    palette.search.setText("d")
    qtbot.waitUntil(lambda: palette.chosen() is not None and str(palette.chosen()).startswith("patient:"))
    QTest.keyClick(palette.search, Qt.Key.Key_Down)
    assert palette.table.currentRow() == 1
    QTest.keyClick(palette.search, Qt.Key.Key_Up)
    QTest.keyClick(palette.search, Qt.Key.Key_Up)
    assert palette.table.currentRow() == 0
    assert QApplication.focusWidget() is palette.search


def test_escape_closes_it_and_nothing_happened(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    palette = palette_of(window, qtbot)
    QTest.keyClick(palette.search, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert window.patient is not None
