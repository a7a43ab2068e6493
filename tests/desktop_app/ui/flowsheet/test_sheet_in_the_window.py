"""The course sheet where it lives: in the patient's page of the real window."""

from decimal import Decimal

from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.pages.flowsheet.page import FlowsheetPage
from desktop_app.ui.pages.patient_page import PatientPage
from desktop_app.ui.ward import Ward
from domain.logic.cell import Cell
from domain.logic.verdict import Verdict
from tests.desktop_app.ui.conftest import Opened
from tests.desktop_app.ui.flowsheet.sheet_typing import CONTROL, SHIFT, at, focused, go, press, shown, write


def page_of(window: object) -> PatientPage:
    page = window.patient  # type: ignore[attr-defined]
    assert isinstance(page, PatientPage)
    return page


def sheet_of(window: object) -> FlowsheetPage:
    return page_of(window).entry.sheet


def test_a_patient_opens_on_the_course_sheet_and_builds_no_other_page(
    qtbot: QtBot, opened: Opened, ward: Ward
) -> None:
    window = opened(ward, "DEMO-01")
    page = page_of(window)
    assert page.entry.page == "sheet"
    assert page.entry.sheet.caret.has_focus
    assert page.entry._sections == {}


def test_a_new_patient_opens_on_the_page_for_the_number(qtbot: QtBot, opened: Opened, ward: Ward) -> None:
    window = opened(ward)
    window.new_patient()
    assert page_of(window).entry.page == "patient"


def test_one_key_adds_a_follow_up_from_anywhere(qtbot: QtBot, opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    page_of(window).entry.show_page("markers", focus=True)
    QTest.keyClick(window, Qt.Key.Key_F, CONTROL | SHIFT)
    sheet = sheet_of(window)
    assert page_of(window).entry.page == "sheet"
    assert sheet.caret.at == (0, len(sheet.sheet.visits) - 1)
    assert focused() is sheet.caret.editor
    write("t")
    press(Qt.Key.Key_Return)
    assert sheet.sheet.visits[-1].day == ward.today


def test_one_key_adds_a_session_and_one_makes_a_visit_editable(qtbot: QtBot, opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    sheet = sheet_of(window)
    QTest.keyClick(window, Qt.Key.Key_T, CONTROL)
    assert sheet.sheet.visits[-1].section == "sessions"
    sheet.caret.go_to((0, 0))
    assert not sheet.sheet.editable(0)
    QTest.keyClick(focused(), Qt.Key.Key_E, CONTROL)
    assert sheet.sheet.editable(0)


def test_a_diameter_changes_verdict_and_sheet_together(qtbot: QtBot, opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    sheet = sheet_of(window)
    mark = page_of(window).panel.cards["CCI-2022"].mark
    assert mark is not None
    assert mark.state == "verdict.met"
    go(sheet, "viable_mm", item="T1")
    with qtbot.waitSignal(sheet.open_record.assessed):
        write("4")
    with qtbot.waitSignal(sheet.open_record.assessed):
        write("0")
    qtbot.waitUntil(lambda: mark.state == "verdict.not_met")
    assert shown(sheet, "sum") == "40"


def test_nothing_around_the_cell_moves_while_a_fault_is_typed(qtbot: QtBot, opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    sheet, entry = sheet_of(window), page_of(window).entry
    go(sheet, "viable_mm", item="T1")

    def places() -> list[QRect]:
        around = (sheet, sheet.view, sheet.frozen, entry)
        return [widget.geometry() for widget in around] + [entry.tabs.tabRect(0).translated(entry.tabs.pos())]

    before = places()
    for key in "7,5":
        write(key)
        qtbot.wait(5)
        assert places() == before
    assert sheet.open_record.form.problems


def test_a_missing_entry_is_reached_by_its_link(qtbot: QtBot, opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-15")
    page = page_of(window)
    reached = 0
    for verdict in sheet_of(window).open_record.assessment.verdicts.values():
        for cell in verdict.missing if verdict.verdict is Verdict.INDETERMINATE else ():
            page.panel.cell_requested.emit(cell)
            if not cell.to_be_added:
                assert page.entry.focused_cell() == cell
                reached += 1
    assert reached


def test_the_cursor_stays_where_it_is_in_another_language(qtbot: QtBot, opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    cell = Cell("images", 2, "viable_mm", "T1")
    page_of(window).entry.focus_cell(cell)
    write("7")
    window.shortcuts["other_language"].trigger()
    page = page_of(window)
    assert page.entry.page == "sheet"
    qtbot.waitUntil(lambda: page.entry.focused_cell() == cell)
    assert str(page.record.record.images[2].targets[0].viable_mm) == "7"


def test_a_page_of_details_stays_the_page_in_another_language(qtbot: QtBot, opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    cell = Cell("images", 2, "viable_mm", "T1")
    page_of(window).entry.focus_cell(cell, detail=True)
    window.shortcuts["other_language"].trigger()
    page = page_of(window)
    assert page.entry.page == "images"
    qtbot.waitUntil(lambda: page.entry.focused_cell() == cell)


def test_sheet_and_chart_keep_their_heights_from_one_patient_to_the_next(
    qtbot: QtBot, opened: Opened, ward: Ward
) -> None:
    window = opened(ward, "DEMO-01")
    page = page_of(window)
    chosen = page.chart.height() + 40
    page._down.setSizes([page._down.height() - chosen, chosen])
    heights = page.entry.height(), page.chart.height()
    for patient in ("DEMO-15", "DEMO-02"):
        window.shortcuts["back_to_list"].trigger()
        window.open_patient(patient)
        qtbot.wait(20)
        assert (page_of(window).entry.height(), page_of(window).chart.height()) == heights


def test_undo_from_another_page_shows_the_cell_on_the_sheet(qtbot: QtBot, opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    sheet = sheet_of(window)
    go(sheet, "viable_mm", item="T1")
    before = shown(sheet, "viable_mm", item="T1")
    write("44")
    press(Qt.Key.Key_Return)
    page_of(window).entry.show_page("constraints", focus=True)
    window.shortcuts["undo"].trigger()
    assert page_of(window).entry.page == "sheet"
    assert sheet.caret.at == at(sheet, "viable_mm", item="T1")
    assert shown(sheet, "viable_mm", item="T1") == before


def test_f6_goes_round_and_comes_back_to_the_sheet(qtbot: QtBot, opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    page = page_of(window)
    seen = []
    for _ in range(3):
        page.next_part()
        QApplication.processEvents()
        seen.append(page.entry.sheet.caret.has_focus)
    assert seen == [False, False, True]


def test_the_targets_of_a_new_patient_are_entered_on_the_sheet(qtbot: QtBot, opened: Opened, ward: Ward) -> None:
    """From nothing: a first image has a row for its first target, and for the next one once that is named."""
    window = opened(ward)
    window.new_patient()
    page_of(window).new_follow_up()
    for text in ("20260501", "2", "y", "60", "n", "12.5"):
        QTest.keyClicks(focused(), text)
        press(Qt.Key.Key_Return)
    assert window.record is not None
    (image,) = window.record.record.images
    entered = [(target.lesion, target.state and target.state.value, target.viable_mm) for target in image.targets]
    assert entered == [("T1", None, Decimal(60)), ("T2", "no_enhancement", None), ("T3", None, Decimal("12.5"))]
    assert (image.modality, image.arterial_phase) == ("MRI", True)


def test_a_followed_patient_has_no_row_for_a_further_target(qtbot: QtBot, opened: Opened, ward: Ward) -> None:
    sheet = sheet_of(opened(ward, "DEMO-01"))
    assert {row.item for row in sheet.sheet.rows if row.group == "targets"} == {"T1"}
