"""Pasting from a spreadsheet into the course sheet, through the real clipboard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.pages.flowsheet.page import FlowsheetPage
from desktop_app.ui.pages.flowsheet.paste_dialog import PasteDialog
from desktop_app.wording import Wording
from tests.desktop_app.form.form_samples import course
from tests.desktop_app.ui.flowsheet.conftest import Opening
from tests.desktop_app.ui.flowsheet.sheet_typing import CONTROL, go, press


def paste(text: str) -> None:
    QApplication.clipboard().setText(text)
    press(Qt.Key.Key_V, CONTROL)


def dialog_of(page: FlowsheetPage) -> PasteDialog:
    (dialog,) = page.findChildren(PasteDialog)
    return dialog


def lines(dialog: PasteDialog) -> list[list[str]]:
    table = dialog.table
    return [
        [item.text() if (item := table.item(row, column)) else "" for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def test_a_column_goes_into_the_visit_as_one_step(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    record = page.open_record
    go(page, "viable_mm", visit=2, item="T1")
    paste("70\nx\n")
    first, second = record.record.images[1].targets
    assert (str(first.viable_mm), second.state) == ("70", "not_evaluable")
    assert not page.findChildren(PasteDialog)
    record.undo()
    assert record.record == course()


def test_a_column_with_an_unreadable_value_is_shown_first(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    go(page, "viable_mm", visit=2, item="T1")
    paste("70\n31,5\n")
    assert page.open_record.record == course()
    assert [line[4][0] for line in lines(dialog_of(page))] == ["✔", "✗"]
    dialog_of(page).enter.click()
    assert str(page.open_record.record.images[1].targets[0].viable_mm) == "70"
    assert len(page.open_record.record.images[1].targets) == 1


def test_a_single_value_is_pasted_as_text(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    go(page, "viable_mm", visit=2, item="T1")
    paste("71")
    assert page.caret.editor.text() == "71"


def test_a_block_with_headings_is_shown_first_and_cancelled_enters_nothing(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    go(page, "modality", visit=2)
    paste("检查日期\tT1\tAFP\t姓名\n2024-04-20\t70\t350\t王\n")
    dialog = dialog_of(page)
    assert lines(dialog) == [
        ["T1", "70", "T1 存活径 mm · 新影像 2024-04-20", "", "✔ 填入"],
        ["AFP", "350", "AFP ng/mL · 新影像 2024-04-20", "", "✔ 填入"],
        ["姓名", "王", "–", "", "✗ 不认识这个名称或没有对应的行"],
    ]
    dialog.reject()
    assert page.open_record.record == course()


def test_accepted_it_goes_in_as_one_step(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    record = page.open_record
    go(page, "modality", visit=2)
    paste("检查日期\tT1\tT2\tAFP\t总胆红素\tALB\n2024-04-20\t70\t无强化\t350\t20\t36\n2024-02-20\t67\t\t\t\t\n")
    dialog_of(page).enter.click()
    late = record.record.images[-1]
    assert late.date.isoformat() == "2024-04-20"
    assert [(one.lesion, one.state, one.viable_mm and str(one.viable_mm)) for one in late.targets] == [
        ("T1", None, "70"),
        ("T2", "no_enhancement", None),
    ]
    marker, status = record.record.markers[-1], record.record.status[-1]
    assert (marker.date.isoformat(), str(marker.value), marker.unit) == ("2024-04-20", "350", "ng/mL")
    assert status.bilirubin is not None
    assert status.albumin is not None
    assert (str(status.bilirubin.value), status.bilirubin.unit, str(status.albumin.value)) == (
        "20",
        "umol/L",
        "36",
    )
    assert str(record.record.images[1].targets[0].viable_mm) == "67"
    assert record.undo_name(Wording("zh")) == "填写 影像 2024-04-20"
    record.undo()
    assert record.record == course()


def test_a_pasted_marker_is_of_the_visits_own_day_and_replaces_no_other(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    go(page, "modality", visit=2)
    paste("日期\tAFP\n2024-02-20\t350\n")
    dialog_of(page).enter.click()
    afp = [
        (row.date.isoformat(), str(row.value)) for row in page.open_record.record.markers if row.marker == "AFP"
    ]
    assert afp == [("2024-01-05", "400"), ("2024-02-18", "360"), ("2024-02-20", "350")]


def test_a_block_over_several_visits_is_shown_first(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    go(page, "viable_mm", visit=2, item="T1")
    paste("70\t71")
    assert page.open_record.record == course()
    assert [line[2] for line in lines(dialog_of(page))] == ["T1 存活径 mm · MRI 2024-02-20", "–"]


def test_nothing_is_pasted_into_a_visit_that_is_read_only(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    go(page, "viable_mm", visit=2, item="T1")
    press(Qt.Key.Key_Left)
    press(Qt.Key.Key_Left)
    paste("70\n31")
    assert page.open_record.record == course()
