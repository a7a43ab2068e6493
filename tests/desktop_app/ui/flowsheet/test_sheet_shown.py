"""What the course sheet shows, to the eye and to a screen reader."""

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.ui.pages.flowsheet.page import FlowsheetPage
from desktop_app.wording import LANGUAGES, Wording
from tests.benchmarks.heavy_patient import heavy_patient
from tests.desktop_app.form.form_samples import course, image, record_of, target
from tests.desktop_app.ui.flowsheet.conftest import Opening
from tests.desktop_app.ui.flowsheet.sheet_typing import at, go, shown, write

_Role = Qt.ItemDataRole


def models(page: FlowsheetPage) -> list[Any]:
    return [page.view.shown, page.frozen.shown]


def test_the_models_stand_qts_own_test_while_the_record_changes(
    qtbot: QtBot, opening: Opening, qtlog: Any
) -> None:
    page = opening()
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    testers = [QAbstractItemModelTester(model, mode) for model in models(page)]
    page.add_visit("images")
    write("2024-03-20")
    page.caret.move(1)
    go(page, "viable_mm", item="T1")
    write("50")
    go(page, "new_lesions")
    page.open_record.edit(page.sheet.visits[-1].row_id, "new_lesions", "yes")
    page.open_record.remove_row(page.sheet.visits[0].row_id)
    page.open_record.undo()
    assert testers
    assert [record.message for record in qtlog.records if "FAIL" in record.message.upper()] == []


def test_no_python_object_stands_behind_an_index(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    for model in models(page):
        index = model.index(3, 1)
        assert index.isValid()
        assert not index.internalId()
        assert model.data(QModelIndex()) is None
        assert model.rowCount(index) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cell_has_a_name_for_screen_readers(qtbot: QtBot, opening: Opening, language: str) -> None:
    page = opening(language=language)
    for model in models(page):
        for row in range(model.rowCount()):
            for column in range(model.columnCount()):
                said = model.data(model.index(row, column), _Role.AccessibleTextRole)
                assert model.headerData(row, Qt.Orientation.Vertical) in said
    table = QAccessible.queryAccessibleInterface(page.view)
    assert table is not None
    assert table.text(QAccessible.Text.Name) == Wording(language)("flowsheet.table")  # type: ignore[arg-type]
    assert table.role() == QAccessible.Role.Table
    row, visit = at(page, "viable_mm", 2, "T1")
    children = (table.child(number) for number in range(table.childCount()))
    said = [child.text(QAccessible.Text.Name) for child in children if child is not None]
    assert [one for one in said if one.startswith(page.sheet.spoken(row, visit)) and one.endswith("66.0")]
    go(page, "viable_mm", 2, "T1")
    assert page.caret.editor.accessibleName() == page.sheet.spoken(row, visit)
    assert page.bar.accessibleName()


def test_a_blank_is_said_to_be_not_recorded_and_never_none(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    row, visit = at(page, "extrahepatic_spread", 2)
    model = page.view.shown
    assert model.data(model.index(row, visit)) == ""
    assert model.data(model.index(row, visit), _Role.AccessibleTextRole).endswith("未记录")


def test_baseline_and_nadir_stand_frozen_at_the_side(qtbot: QtBot, opening: Opening) -> None:
    page = opening(
        record_of(
            sessions=[{"date": "2024-01-10", "type": "cTACE"}],
            images=[
                image("2024-01-01", targets=[target("T1", "80")]),
                image("2024-02-20", targets=[target("T1", "10")]),
                image("2024-04-20", targets=[target("T1", "40")]),
            ],
        )
    )
    titles = [page.frozen.shown.title(column) for column in (0, 1)]
    assert titles == [("基线", "2024-01-01"), ("最低值", "2024-02-20")]
    before = page.frozen.grab().toImage()
    page.view.horizontalScrollBar().setValue(1)
    assert page.frozen.grab().toImage() == before
    page.make_current(2)
    assert page.frozen.shown.title(1) == ("最低值", "2024-01-01"), "of the visits before the one that is edited"


def test_a_sum_with_an_unknown_target_is_a_lower_bound(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    assert shown(page, "sum", 2) == "≥ 66.0"
    assert shown(page, "first", 2) == ""
    assert shown(page, "sum", 0) == "90.0"


def test_a_reported_category_stands_beside_the_computed_one(qtbot: QtBot, opening: Opening) -> None:
    page = opening(
        record_of(
            sessions=[{"date": "2024-01-10", "type": "cTACE"}],
            images=[
                image("2024-01-01", targets=[target("T1", "80")], non_target="none"),
                image("2024-02-20", targets=[target("T1", "79")], new_lesions=[], reported={"category": "PR"}),
            ],
        )
    )
    look = page.sheet.look(*at(page, "mrecist"))
    assert (look.text, look.small) == ("SD", "报告 PR")


def test_no_response_of_an_older_record_is_shown(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    page.open_record.assessed.emit(None)
    assert shown(page, "mrecist", 2) == ""
    page.open_record.assess_now()
    assert shown(page, "mrecist", 2) != ""


def test_a_column_that_is_cut_off_shows_no_part_of_a_number(qtbot: QtBot, opening: Opening) -> None:
    """1200 cut off at the right would read 12."""
    page = opening(heavy_patient())
    page.view.horizontalScrollBar().setValue(0)
    QApplication.processEvents()
    width = page.view.viewport().width()
    cut = page.view.columnAt(width - 1)
    left = page.view.columnViewportPosition(cut)
    assert left + page.view.columnWidth(cut) > width
    picture = page.view.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()
    row, _ = at(page, "viable_mm", 0, "T1")
    box = page.view.cell_rect(row, cut)
    inks = {
        picture.pixelColor(int(x * ratio), int(box.center().y() * ratio)).lightness()
        for x in range(box.left() + 2, width - 1)
    }
    assert min(inks) > QColor("#888888").lightness() or len(inks) == 1
    whole = page.view.cell_rect(
        row, next(column for column in (cut - 1, cut - 2) if page.sheet.look(row, column).text)
    )
    dark = {
        picture.pixelColor(int(x * ratio), int(y * ratio)).lightness()
        for x in range(whole.left() + 2, whole.right() - 2)
        for y in range(whole.top() + 2, whole.bottom() - 2)
    }
    assert min(dark) < 100, "or the picture shows no text at all"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_the_other_language_is_shown(qtbot: QtBot, opening: Opening, language: str) -> None:
    page = opening(language=language)
    for visit in range(len(page.sheet.visits)):
        for row in page.sheet.stops(visit):
            page.make_current(visit)
            page.caret.go_to((row, visit))
            texts = [label.text() for label in page.bar.findChildren(QLabel) if label.isVisible()]
            texts += [page.sheet.names[row], page.sheet.look(row, visit).text, page.bar.last.text()]
            if language == "en":
                assert not [one for one in texts if any("\u4e00" <= character <= "\u9fff" for character in one)]


def test_a_long_sentence_ends_in_dots_and_is_whole_for_the_reader(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    page.resize(520, 500)
    go(page, "viable_mm", visit=2, item="T1")
    write("7,5")
    page.caret.move(1)
    assert page.bar.note.text().endswith("…")
    assert page.bar.note.accessibleName() == page.bar.said.note
    assert "1234" in page.bar.note.toolTip()


def test_an_empty_patient_has_an_empty_sheet(qtbot: QtBot, opening: Opening) -> None:
    page = opening(record_of())
    assert page.caret.at is None
    assert page.sheet.visits == ()
    QTest.keyClicks(page.view, "5")
    page.add_visit("sessions")
    assert page.caret.at == (0, 0)
    write("2024-01-10")
    page.caret.move(1)
    QTest.keyClicks(page.view, "1")
    assert page.open_record.record.sessions[0].type == "cTACE"


def test_a_record_opened_again_looks_the_same(qtbot: QtBot, opening: Opening) -> None:
    page = opening()
    looks = [[page.sheet.look(row, visit) for visit in range(4)] for row in range(len(page.sheet.rows))]
    go(page, "viable_mm", 2, "T1")
    write("1")
    page.hand_in()
    page.open_record.undo()
    page.open_record.assess_now()
    assert page.open_record.record == course()
    assert [[page.sheet.look(row, visit) for visit in range(4)] for row in range(len(page.sheet.rows))] == looks


def test_qt_logs_nothing(qtbot: QtBot, opening: Opening, qtlog: Any) -> None:
    page = opening()
    for visit in range(4):
        for row in page.sheet.stops(visit):
            page.make_current(visit)
            page.caret.go_to((row, visit))
    told = [record.message for record in qtlog.records]
    assert [message for message in told if "propagateSizeHints" not in message] == []
