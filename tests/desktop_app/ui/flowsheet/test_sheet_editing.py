"""Entering in the course sheet, by keys alone."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.form.cells import Address, address_of
from desktop_app.session.steps import described
from desktop_app.ui.pages.flowsheet.page import FlowsheetPage
from desktop_app.wording import Wording
from domain.logic.cell import NEW_ROW, Cell
from tests.desktop_app.form.form_samples import course, image, record_of, target
from tests.desktop_app.ui.flowsheet.conftest import Opening
from tests.desktop_app.ui.flowsheet.sheet_typing import (
    CONTROL,
    ENTER,
    SHIFT,
    at,
    commit,
    compose,
    focused,
    go,
    press,
    row_of,
    shown,
    write,
)

ZH = Wording("zh")


def three_images(**more: Any) -> Any:
    return record_of(
        sessions=[{"date": "2024-01-10", "type": "cTACE", "adequate": True}],
        images=[
            image("2024-01-03", targets=[target("T1", "60.0"), target("T2", "20")]),
            image("2024-02-20", targets=[target("T1", "30"), target("T2", "10")]),
            image("2024-04-20", targets=[target("T1", "30")]),
        ],
        **more,
    )


def undo_names(page: FlowsheetPage) -> list[str]:
    return [described(step, ZH) for step in page.open_record._steps.done]


# Live values


def test_sums_changes_and_words_follow_each_key(qtbot: QtBot, opening: Opening) -> None:
    page = opening(three_images())
    record = page.open_record
    assert shown(page, "sum") == "≥ 30"
    go(page, "viable_mm", item="T2")
    seen = []
    for key in "18":
        with qtbot.waitSignal(record.assessed):
            write(key)
        seen.append([shown(page, name) for name in ("sum", "first", "nadir", "mrecist")])
    assert seen == [["31", "−61.3 %", "−22.5 %", "靶 PR"], ["48", "−40.0 %", "+20.0 %", "PD"]]
    assert "48 mm" in page.bar.note.text()
    assert "+20.0 %" in page.bar.note.text()


def test_nothing_in_the_page_is_laid_out_anew_while_typing(qtbot: QtBot, opening: Opening) -> None:
    page = opening(three_images())
    go(page, "viable_mm", item="T2")
    before = [(widget, widget.geometry()) for widget in (page.bar, page.view, page.frozen, page.caret.editor)]
    for key in "9,":
        write(key)
        qtbot.wait(5)
    assert [widget.geometry() for widget, _ in before] == [geometry for _, geometry in before]


def test_typing_replaces_what_stood_there_and_f2_edits_it(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    go(page, "viable_mm", visit=2, item="T1")
    write("7")
    press(ENTER)
    assert shown(page, "viable_mm", 2, "T1") == "7"
    press(ENTER, SHIFT)
    press(Qt.Key.Key_F2)
    write("5")
    press(ENTER)
    assert shown(page, "viable_mm", 2, "T1") == "75"


# Where the cursor goes


def test_enter_tab_and_down_go_on_and_back_again_in_clinical_order(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    go(page, "date", visit=2)
    stops = page.sheet.stops(2)
    ways = (lambda: press(ENTER), lambda: press(Qt.Key.Key_Tab), lambda: press(Qt.Key.Key_Down))
    seen = [page.caret.at]
    for number in range(len(stops) - 1):
        ways[number % 3]()
        seen.append(page.caret.at)
    assert seen == [(row, 2) for row in stops]
    back = (lambda: press(ENTER, SHIFT), lambda: press(Qt.Key.Key_Backtab, SHIFT), lambda: press(Qt.Key.Key_Up))
    for number in range(len(stops) - 1):
        back[number % 3]()
        assert page.caret.at == seen[-2 - number]
    assert page.open_record.record == course()


def test_left_and_right_go_to_the_other_visits_until_a_text_is_edited(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    go(page, "viable_mm", visit=2, item="T1")
    press(Qt.Key.Key_Left)
    assert page.caret.at == at(page, "viable_mm", 1, "T1")
    press(Qt.Key.Key_Right)
    assert page.caret.at == at(page, "viable_mm", 2, "T1")
    write("77")
    press(Qt.Key.Key_Left)
    write("1")
    press(ENTER)
    assert shown(page, "viable_mm", 2, "T1") == "717"


def test_another_visit_is_read_only_until_it_is_made_the_current_one(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    go(page, "viable_mm", visit=2, item="T1")
    press(Qt.Key.Key_Left)
    press(Qt.Key.Key_Left)
    assert page.caret.at == at(page, "viable_mm", 0, "T1")
    assert page.caret.editor.isHidden()
    assert "Ctrl+E" in page.bar.note.text()
    QTest.keyClicks(focused(), "99")
    press(Qt.Key.Key_Delete)
    assert page.open_record.record == course()
    page.edit_visit()
    write("61")
    press(ENTER)
    assert str(page.open_record.record.images[0].targets[0].viable_mm) == "61"


def test_a_double_click_makes_a_visit_the_current_one_and_a_click_only_looks(
    qtbot: QtBot, opening: Opening
) -> None:
    page = opening()
    row, _ = at(page, "modality")
    place = page.view.cell_rect(row, 0).center()
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.caret.at == (row, 0)
    assert not page.sheet.editable(0)
    QTest.mouseDClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.sheet.editable(0)
    press(Qt.Key.Key_1)
    assert page.open_record.record.images[0].modality == "CT"


def test_tab_leaves_the_sheet_at_its_ends(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    other = QLineEdit(page)
    other.show()
    stops = page.sheet.stops(2)
    page.make_current(2)
    page.caret.go_to((stops[-1], 2))
    press(ENTER)
    assert page.caret.at == (stops[-1], 2)
    assert page.caret.has_focus
    press(Qt.Key.Key_Tab)
    assert focused() is other
    page.caret.go_to((stops[0], 2))
    press(Qt.Key.Key_Backtab, SHIFT)
    assert focused() is other


# Answers


def test_an_answer_is_one_key_and_stays_where_it_is(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    go(page, "extrahepatic_spread", visit=2)
    answers = []
    for key in (Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_Backspace):
        press(key)
        answers.append(page.open_record.record.images[1].extrahepatic_spread)
    assert answers == [True, False, None]
    assert page.caret.at == at(page, "extrahepatic_spread", 2)
    press(Qt.Key.Key_Y)
    assert page.bar.echo.text() == "= 有"
    assert page.bar.choice is not None
    assert page.bar.choice.text() == "yes"


def test_a_click_on_an_answer_gives_it_and_the_keyboard_stays_with_the_sheet(
    qtbot: QtBot, opening: Opening
) -> None:
    page = opening()
    go(page, "non_target", visit=2)
    assert page.bar.choice is not None
    page.bar.choice.choose("PD")
    assert page.open_record.record.images[1].non_target == "PD"
    assert page.caret.has_focus


def test_new_lesions_open_rows_of_their_own(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    go(page, "new_lesions", visit=2)
    press(Qt.Key.Key_Y)
    assert page.caret.at == at(page, "new_lesions", 2)
    press(ENTER)
    write("12")
    press(ENTER)
    press(Qt.Key.Key_1)
    lesion = (page.open_record.record.images[1].new_lesions or ())[0]
    assert (str(lesion.size_mm), lesion.pattern) == ("12", "typical")
    assert shown(page, "new_lesions", 2) == "有 1"
    go(page, "new_lesions", visit=2)
    press(Qt.Key.Key_N)
    assert page.open_record.record.images[1].new_lesions == ()


# Lesions


@pytest.mark.parametrize(
    ("key", "state", "total", "said"),
    [
        (Qt.Key.Key_N, "no_enhancement", "0", "0 mm"),
        (Qt.Key.Key_S, "too_small", "5", "5 mm"),
        (Qt.Key.Key_X, "not_evaluable", "≥ 0", "下限"),
    ],
)
def test_a_state_takes_the_place_of_a_diameter_and_its_effect_is_told(
    qtbot: QtBot, opening: Opening, key: Qt.Key, state: str, total: str, said: str
) -> None:
    page = opening(
        record_of(
            sessions=[{"date": "2024-01-10", "type": "cTACE"}],
            images=[
                image("2024-01-03", targets=[target("T1", "60")]),
                image("2024-02-20", targets=[target("T1", "30")]),
            ],
        )
    )
    go(page, "viable_mm", item="T1")
    with qtbot.waitSignal(page.open_record.assessed):
        press(key)
    found = page.open_record.record.images[1].targets[0]
    assert (found.state, found.viable_mm) == (state, None)
    assert shown(page, "viable_mm", item="T1") == ZH(f"flowsheet.state.{state}")
    assert shown(page, "sum") == total
    assert said in page.bar.note.text()
    with qtbot.waitSignal(page.open_record.assessed):
        write("31")
    press(ENTER)
    again = page.open_record.record.images[1].targets[0]
    assert (again.state, str(again.viable_mm)) == ("measured", "31")
    page.open_record.undo()
    page.open_record.undo()
    assert str(page.open_record.record.images[1].targets[0].viable_mm) == "30"


def test_a_state_may_be_written_in_chinese(qtbot: QtBot, opening: Opening) -> None:
    page = opening(three_images())
    go(page, "viable_mm", item="T2")
    commit("无强化")
    assert page.open_record.record.images[2].targets[1].state == "no_enhancement"


@pytest.mark.parametrize("fate", ["merged", "treated_otherwise"])
def test_a_merged_lesion_is_not_evaluable_and_the_note_says_why(qtbot: QtBot, opening: Opening, fate: str) -> None:
    page = opening(three_images())
    record = page.open_record
    before = record.record
    go(page, "viable_mm", visit=2, item="T2")
    menu = page.menu()
    with qtbot.waitSignal(record.assessed):
        next(one for one in menu.actions() if one.objectName() == f"flowsheet.menu.{fate}").trigger()
    image_now = record.record.images[1]
    assert (image_now.targets[1].state, image_now.targets[1].viable_mm) == ("not_evaluable", None)
    assert image_now.note == ZH(f"flowsheet.fate.{fate}", lesion="T2")
    assert shown(page, "sum", 2) == "≥ 30"
    assert "下限" in page.bar.note.text()
    record.undo()
    assert record.record == before


def test_a_split_lesion_keeps_its_diameter_and_is_told_once(qtbot: QtBot, opening: Opening) -> None:
    page = opening(three_images())
    go(page, "viable_mm", visit=2, item="T1")
    for _ in range(2):
        next(one for one in page.menu().actions() if one.objectName() == "flowsheet.menu.split").trigger()
    image_now = page.open_record.record.images[1]
    assert str(image_now.targets[0].viable_mm) == "30"
    assert image_now.note == "T1：已分裂，所填为各部分之和"


def test_the_menu_of_a_visit_that_is_read_only_enters_nothing(qtbot: QtBot, opening: Opening) -> None:
    page = opening(three_images())
    go(page, "viable_mm", visit=2, item="T1")
    page.caret.go_to(at(page, "viable_mm", 0, "T1"))
    assert [one.text().split("\t")[1] for one in page.menu().actions()] == ["Ctrl+E", "F4"]


def test_f4_wants_the_page_with_the_details(qtbot: QtBot, opening: Opening) -> None:
    page = opening(three_images())
    go(page, "viable_mm", visit=2, item="T1")
    with qtbot.waitSignal(page.detail_wanted) as wanted:
        press(Qt.Key.Key_F4)
    assert wanted.args == [page.sheet.place(*at(page, "viable_mm", 2, "T1"))]


# Rows that come with their first value


def test_a_marker_comes_with_its_first_value_as_one_step(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    record = page.open_record
    go(page, "value", visit=3, item="AFP")
    assert page.sheet.visits[3].section == "sessions"
    for key in "520":
        with qtbot.waitSignal(record.assessed):
            write(key)
    press(ENTER)
    row = record.record.markers[-1]
    assert (row.date.isoformat(), row.marker, str(row.value), row.unit) == ("2024-03-06", "AFP", "520", "ng/mL")
    assert row.assay is None
    (form_row,) = [one for one in record.form.rows.values() if one.row is row]
    assert form_row.taken_over == {"unit"}
    assert undo_names(page) == ["新增 标志物 AFP 2024-03-06"]
    record.undo()
    assert record.record == course()


def test_a_marker_that_was_emptied_again_never_was(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    go(page, "value", visit=3, item="AFP")
    write("5")
    press(Qt.Key.Key_Backspace)
    press(ENTER)
    assert page.open_record.record == course()
    assert undo_names(page) == []
    assert not page.open_record.dirty


def test_liver_values_of_a_visit_go_into_one_row(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    go(page, "bilirubin.value", visit=3)
    for text in ("20", "36", "1", "1", "1.2", "2"):
        write(text)
        press(ENTER)
    rows = page.open_record.record.status
    assert len(rows) == 2
    last = rows[-1]
    assert last.date.isoformat() == "2024-03-06"
    assert last.bilirubin is not None
    assert (str(last.bilirubin.value), last.bilirubin.unit) == ("20", "umol/L")
    assert (last.ascites, last.encephalopathy, str(last.inr), last.ecog) == ("none", "none", "1.2", 2)
    assert last.albumin is not None
    assert last.albumin.unit is None, "no unit was ever recorded, so none is invented"


def test_a_value_of_another_day_is_shown_with_it_and_insert_adds_one_of_the_visits_own(
    qtbot: QtBot, opening: Opening
) -> None:
    page = opening()
    go(page, "value", visit=2, item="AFP")
    look = page.sheet.look(*at(page, "value", 2, "AFP"))
    assert (look.text, look.small) == (">360", "02-18")
    assert "2024-02-18" in page.bar.name.text()
    assert "Insert" in page.bar.note.text()
    press(Qt.Key.Key_Insert)
    write("400")
    press(ENTER)
    values = [
        (row.date.isoformat(), str(row.value)) for row in page.open_record.record.markers if row.marker == "AFP"
    ]
    assert values == [("2024-01-05", "400"), ("2024-02-18", "360"), ("2024-02-20", "400")]
    assert shown(page, "value", 2, "AFP") == "400"


def test_the_previous_value_is_taken_over_with_one_key_and_marked(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    go(page, "value", visit=3, item="PIVKA-II")
    assert "40 mAU/mL" in page.bar.last.text()
    press(Qt.Key.Key_Apostrophe, CONTROL)
    row = page.open_record.record.markers[-1]
    assert (row.marker, str(row.value), row.unit) == ("PIVKA-II", "40", "mAU/mL")
    assert "沿用" in page.bar.note.text()
    assert page.sheet.look(*at(page, "value", 3, "PIVKA-II")).small == "沿用"


def test_an_undated_visit_asks_for_its_date_before_a_marker(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    page.add_visit("images")
    before = page.open_record.form
    go(page, "value", item="AFP")
    assert "日期" in page.bar.note.text()
    QTest.keyClicks(focused(), "5")
    press(Qt.Key.Key_Apostrophe, CONTROL)
    assert page.open_record.form is before


# New visits


def test_a_new_visit_stands_at_the_end_with_the_cursor_in_its_date(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    page.add_visit("images")
    assert page.caret.at == (0, 4)
    assert page.sheet.editable(4)
    write("0312")
    assert "2025-03-12 周三" in page.bar.echo.text()
    assert page.open_record.record.images[-1].date.isoformat() != "2025-03-12"
    press(ENTER)
    assert page.open_record.record.images[-1].date.isoformat() == "2025-03-12"
    assert page.open_record.record.images[-1].modality is None
    assert page.caret.at == at(page, "modality", 4)


def test_asking_twice_for_a_new_visit_adds_one(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    page.add_visit("sessions")
    page.add_visit("sessions")
    assert len(page.sheet.visits) == 5


def test_a_visit_moves_to_its_place_in_time_and_the_cursor_with_it(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    page.add_visit("images")
    write("2024-01-20")
    press(ENTER)
    assert [visit.day and visit.day.isoformat() for visit in page.sheet.visits][2] == "2024-01-20"
    assert page.caret.at == at(page, "modality", 2)
    assert page.sheet.editable(2)


def test_an_undated_text_stays_and_is_marked(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    page.add_visit("images")
    write("31.31")
    assert not page.bar.note.text().startswith("✗")
    press(ENTER)
    assert page.bar.note.text().startswith("✗ 日期：")
    assert page.bar.said.severity == "error"
    press(Qt.Key.Key_Down)
    assert page.bar.said.severity == ""
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    assert page.bar.note.text().startswith("✗")
    assert shown(page, "date") == "✗ 31.31"


def test_undo_and_redo_move_the_cursor_there(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    page.open_record.step_applied.connect(page.focus_address)
    go(page, "viable_mm", visit=2, item="T1")
    write("70")
    press(ENTER)
    go(page, "modality", visit=0)
    press(Qt.Key.Key_Z, CONTROL)
    assert page.open_record.record == course()
    assert page.caret.at == at(page, "viable_mm", 2, "T1")
    press(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert shown(page, "viable_mm", 2, "T1") == "70"


# Input methods, the wheel


def test_composing_evaluates_nothing_and_its_enter_moves_nothing(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    record = page.open_record
    go(page, "viable_mm", visit=2, item="T1")
    here = page.caret.at
    compose("er")
    press(ENTER)
    press(Qt.Key.Key_Tab)
    assert page.caret.at == here
    assert record.record == course()
    commit("７２．５")
    press(ENTER)
    assert page.caret.at == here
    assert str(record.record.images[1].targets[0].viable_mm) == "72.5"
    qtbot.wait(40)
    press(ENTER)
    assert page.caret.at != here


def test_the_wheel_changes_no_value(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    form = page.open_record.form
    for path in ("date", "modality", "viable_mm"):
        go(page, path, visit=2)
        for widget in (focused(), page.view.viewport(), page.bar):
            for turn in (120, -120):
                QApplication.sendEvent(
                    widget,
                    QWheelEvent(
                        QPointF(widget.rect().center()),
                        QPointF(widget.mapToGlobal(widget.rect().center())),
                        QPoint(0, 0),
                        QPoint(0, turn),
                        Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier,
                        Qt.ScrollPhase.NoScrollPhase,
                        False,
                    ),
                )
    assert page.open_record.form is form


# Cells


def test_a_cell_of_the_record_is_found_on_the_sheet(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    for cell in (
        Cell("images", 1, "viable_mm", "T1"),
        Cell("sessions", 1, "adequate"),
        Cell("status", 0, "albumin.value"),
        Cell("markers", 1, "value"),
    ):
        address = address_of(page.open_record.form, cell)
        assert address is not None
        assert page.shows(address)
        page.focus_address(address)
        assert page.focused_cell() == cell
    assert not page.shows(Address(page.sheet.visits[0].row_id, "reader"))


def test_a_missing_image_is_a_new_visit_with_its_window_told(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    assert page.focus_new(Cell("images", NEW_ROW, "evaluating_image"), "此行应在某日之间")
    assert page.caret.at == (0, 4)
    assert page.bar.note.text() == "此行应在某日之间"
    press(Qt.Key.Key_Down)
    assert page.bar.note.text() == ""


def test_saving_hands_in_what_is_being_typed(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    go(page, "date", visit=2)
    write("2024-02-21")
    assert page.open_record.save()
    assert page.open_record.record.images[1].date.isoformat() == "2024-02-21"


def test_what_changed_while_another_page_was_shown_is_there_when_it_comes_back(
    qtbot: QtBot, opening: Opening
) -> None:
    page = opening()
    page.hide()
    record = page.open_record
    image_id = page.sheet.visits[2].row_id
    record.edit(image_id, "non_target", "PD")
    row_id = record.add_row("images", entries={"date": "2024-05-01"})
    assert page.shows(Address(row_id, "modality"))
    assert shown(page, "non_target", 2) == "PD"
    record.remove_row(row_id)
    page.show()
    assert len(page.sheet.visits) == 4


def test_a_diameter_ten_times_off_is_asked_about_while_it_stands(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    row = row_of(page, "viable_mm", "T1")
    go(page, "viable_mm", visit=2, item="T1")
    write("6")
    qtbot.waitUntil(lambda: page.bar.said.severity == "warning")
    write("6")
    qtbot.waitUntil(lambda: page.bar.said.severity == "")
    assert page.caret.at == (row, 2)
