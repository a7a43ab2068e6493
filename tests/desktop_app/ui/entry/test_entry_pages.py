from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop_app.form.cells import Address
from desktop_app.form.field_spec import (
    INSIDE_IMAGES,
    LISTS,
    NEW_LESIONS,
    SECOND_TARGETS,
    SINGLE,
    TARGETS,
    FieldSpec,
    Kind,
)
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import RowId
from desktop_app.form.patient_form import offered_id
from desktop_app.session.workplace import Workplace
from desktop_app.ui.fields.choice_entry import ChoiceEntry
from desktop_app.ui.fields.text_entry import TextEntry
from desktop_app.ui.pages.entry.clinical_order import ENTERED_WITH, GRIDS, GROUPS, PAGES
from desktop_app.ui.pages.entry.detail_form import DetailForm
from desktop_app.ui.pages.entry.entry_pages import EntryPages
from desktop_app.ui.pages.entry.row_list import RowList
from desktop_app.ui.pages.flowsheet.sheet_view import SheetView
from desktop_app.wording import Wording
from domain.logic.cell import NEW_ROW, NO_ROW, Cell
from tests.desktop_app.form.form_samples import course, only
from tests.desktop_app.ui.entry.conftest import Opening
from tests.desktop_app.ui.entry.typing import (
    answer,
    commit,
    compose,
    details,
    field_at,
    focused,
    press,
    write,
)

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ENTER = Qt.Key.Key_Return


def all_pages(pages: EntryPages) -> Iterator[str]:
    for name, _ in PAGES:
        pages.show_page(name)
        QApplication.processEvents()
        yield name


def text_for(spec: FieldSpec) -> str:
    texts = {Kind.DATE: "2024-01-09", Kind.DECIMAL: "12.5", Kind.WHOLE: str(spec.lowest + 1), Kind.YES_NO: "yes"}
    if spec.path == "reason":
        return "mdt_decision"
    if spec.kind is Kind.CHOICE or spec.suggestions:
        return (spec.choices or spec.suggestions)[-1]
    return texts.get(spec.kind, "yes" if spec.kind is Kind.PRESENCE else "词语")


# Everything can be entered


def test_every_field_of_the_record_stands_once_in_clinical_order() -> None:
    placed = [(section, path) for section, groups in GROUPS.items() for group in groups for path in group.paths]
    placed += [(section, path) for section, paths in GRIDS.items() for path in paths]
    placed += list(ENTERED_WITH)
    assert sorted(placed) == sorted((section, path) for section, specs in FIELDS.items() for path in specs)
    assert {group.grid for groups in GROUPS.values() for group in groups if group.grid} == set(INSIDE_IMAGES)
    assert [section for _, sections in PAGES for section in sections] == list(GROUPS)


@pytest.mark.parametrize("section", [*SINGLE, *LISTS, *INSIDE_IMAGES])
def test_every_field_can_be_entered_by_keys(qtbot: QtBot, opening: Opening, section: str) -> None:
    pages = opening(None)
    record = pages.open_record
    image = record.add_row("images") if section in INSIDE_IMAGES else None
    row_id = RowId(section) if section in SINGLE else record.add_row(section, image)
    for path, spec in FIELDS[section].items():
        if (section, path) in ENTERED_WITH:
            continue
        field = field_at(pages, row_id, path)
        assert field.control.hasFocus()
        text = text_for(spec)
        if (section, path) == ("markers", "unit"):
            text = "%"
        answer(field, f"<{text}" if spec.detail.bounds else text)
        press(ENTER)
        row = record.form.rows[row_id]
        assert path not in row.faults
        assert row.value(path) is not None
    row = record.form.rows[row_id]
    assert row.row is not None
    missing = {path for path in FIELDS[section] if row.value(path) is None}
    assert not missing, "every field, the bound included"


def test_a_whole_patient_is_entered_without_the_mouse(
    qtbot: QtBot, opening: Opening, workplace: Workplace
) -> None:
    """Number and name, one session, one image with one lesion, one marker: keys only, page by page."""
    pages = opening(None)
    press(Qt.Key.Key_2, CONTROL)
    QTest.keyClicks(focused(), "0099")
    press(ENTER)
    commit(focused(), "王小明")
    qtbot.wait(40)
    press(ENTER)
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_3, CONTROL)
    press(Qt.Key.Key_Space)
    QTest.keyClicks(focused(), "20250110")
    press(ENTER)
    press(Qt.Key.Key_1)
    press(ENTER)
    press(Qt.Key.Key_Y)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Y)
    press(Qt.Key.Key_4, CONTROL)
    press(Qt.Key.Key_Space)
    QTest.keyClicks(focused(), "0103")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_2)
    press(ENTER)
    press(Qt.Key.Key_Y)
    press(Qt.Key.Key_Tab)
    assert isinstance(focused(), QPushButton)
    press(Qt.Key.Key_Space)
    press(ENTER)
    press(Qt.Key.Key_1)
    press(ENTER)
    press(Qt.Key.Key_1)
    press(ENTER)
    QTest.keyClicks(focused(), "3.5cm")
    press(ENTER)
    assert pages.open_record.save()
    stored = workplace.store.load("0099").record
    assert stored.patient.name == "王小明"
    assert stored.patient.sex == "male"
    assert (stored.sessions[0].type, stored.sessions[0].completed, stored.sessions[0].adequate) == (
        "cTACE",
        True,
        True,
    )
    image = stored.images[0]
    assert (image.date.isoformat(), image.modality, image.arterial_phase) == ("2025-01-03", "MRI", True)
    assert (image.targets[0].lesion, image.targets[0].state, str(image.targets[0].viable_mm)) == (
        "T1",
        "measured",
        "35.0",
    )


# Keys


def test_enter_tab_and_arrows_go_through_an_image_in_clinical_order(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    late = only(pages.open_record.form, "images")
    fields = [field for detail in _detail_of(pages, late.id) for field in detail.in_order()]
    usable = [field for field in fields if field.usable]
    expected = [*GROUPS["images"][0].paths, *GRIDS[TARGETS], *GRIDS[TARGETS][1:], "non_target", "new_lesions"]
    assert [field.spec.path for field in usable][: len(expected)] == expected
    usable[0].focus()
    for field in usable[1:]:
        press(Qt.Key.Key_Down if isinstance(field.control, TextEntry) else ENTER)
        if focused() is not field.control:
            assert isinstance(usable[usable.index(field) - 1].control, QPlainTextEdit)
            press(ENTER)
        assert focused() is field.control
    for field in reversed(usable[:-1]):
        press(ENTER, SHIFT) if isinstance(focused(), QLineEdit) else press(Qt.Key.Key_Up)
        if isinstance(focused(), QPlainTextEdit):
            field.focus()
        assert focused() is field.control


def test_tab_goes_the_same_way_and_is_never_trapped(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    late = only(pages.open_record.form, "images")
    (detail,) = _detail_of(pages, late.id)
    order = [field.control for field in detail.in_order() if field.usable]
    order[0].setFocus()
    seen = [focused()]
    for _ in range(len(order) + 12):
        press(Qt.Key.Key_Tab)
        seen.append(focused())
    passed = [widget for widget in seen if widget in order]
    assert passed[: len(order)] == order


def _detail_of(pages: EntryPages, row_id: str) -> list[DetailForm]:
    field_at(pages, row_id, "date")
    return [detail for detail in details(pages) if detail.row_id == row_id]


def test_no_jump_inside_a_date_and_the_date_counts_when_it_is_left(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    late = only(pages.open_record.form, "images")
    field = field_at(pages, late.id, "date")
    write(field.control, "0312")
    assert focused() is field.control
    assert "2025-03-12 周三 · 第2次TACE后371天" in field.echo.text()
    assert pages.open_record.record.images[1].date.isoformat() == "2024-02-20"
    press(ENTER)
    assert pages.open_record.record.images[1].date.isoformat() == "2025-03-12"
    assert field.control.text() == "2025-03-12"


def test_undo_keys_act_on_the_record_from_any_field(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    record = pages.open_record
    late = only(record.form, "images")
    field = field_at(pages, late.id, "reader")
    write(field.control, "Li")
    press(ENTER)
    write(field_at(pages, late.id, "lesion_count").control, "3")
    press(Qt.Key.Key_Z, CONTROL)
    assert record.record.images[1].lesion_count is None
    assert record.record.images[1].reader == "Li"
    press(Qt.Key.Key_Z, CONTROL)
    assert record.record == course()
    assert focused() is field.control
    press(Qt.Key.Key_Z, CONTROL | SHIFT)
    press(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert record.record.images[1].lesion_count == 3


@pytest.mark.parametrize(
    ("section", "path", "text"),
    [
        ("images", "non_target", "PD"),
        ("markers", "value", "410"),
        ("status", "ecog", "2"),
        ("sessions", "type", "TAE"),
    ],
)
def test_undo_and_redo_stay_on_the_page_that_shows_the_field(
    qtbot: QtBot, opening: Opening, section: str, path: str, text: str
) -> None:
    """These fields stand on the course sheet as well."""
    pages = opening()
    record = pages.open_record
    row = only(record.form, section)
    assert pages.sheet.shows(Address(row.id, path))
    field = field_at(pages, row.id, path)
    before = record.record
    answer(field, text)
    press(ENTER)
    press(Qt.Key.Key_Z, CONTROL)
    while record.record != before:
        press(Qt.Key.Key_Z, CONTROL)
    assert pages.page == section
    assert focused() is field.control
    press(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert record.record != before
    assert pages.page == section
    assert focused() is field.control


def test_a_previous_value_stands_beside_the_field_and_one_key_takes_it_over(
    qtbot: QtBot, opening: Opening
) -> None:
    pages = opening()
    row_id = pages.open_record.add_row("markers", entries={"marker": "AFP"})
    field = field_at(pages, row_id, "value")
    assert field.last.text() == "上次 >360 ng/mL（2024-02-18）"
    press(Qt.Key.Key_Apostrophe, CONTROL)
    assert field.control.text() == ">360"
    assert "沿用" in field.note.text()
    assert pages.open_record.form.rows[row_id].value("bound") == "gt"


def test_yes_no_and_not_recorded_by_keys(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    late = only(pages.open_record.form, "images")
    field_at(pages, late.id, "extrahepatic_spread")
    answers = []
    for key in (Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_Delete, Qt.Key.Key_Right, Qt.Key.Key_Right):
        press(key)
        answers.append(pages.open_record.record.images[1].extrahepatic_spread)
    assert answers == [True, False, None, True, False]


def test_a_graded_choice_is_chosen_by_its_own_digit(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    status, late = only(pages.open_record.form, "status"), only(pages.open_record.form, "images")
    field_at(pages, status.id, "ecog")
    press(Qt.Key.Key_0)
    assert pages.open_record.record.status[0].ecog == 0
    field_at(pages, late.id, "hepatic_vein")
    press(Qt.Key.Key_0)
    assert pages.open_record.record.images[1].hepatic_vein == "Vv0"


def test_page_keys_show_pages_with_the_cursor_in_the_first_field(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    for number, (name, _) in enumerate(PAGES, 1):
        QTest.keyClick(pages, Qt.Key(Qt.Key.Key_0 + number), CONTROL)
        assert pages.page == name
        assert pages.isAncestorOf(focused())


# Input methods


def test_nothing_is_evaluated_while_composing_and_the_committing_enter_stays(
    qtbot: QtBot, opening: Opening
) -> None:
    pages = opening()
    record = pages.open_record
    field = field_at(pages, "patient", "name")
    before = record.record
    compose(field.control, "wang")
    press(ENTER)
    assert focused() is field.control
    assert record.record is before
    commit(field.control, "欧阳𠅤")
    press(ENTER)
    assert focused() is field.control
    assert record.record.patient.name == "欧阳𠅤"
    qtbot.wait(40)
    press(ENTER)
    assert focused() is not field.control


def test_a_note_takes_chinese_too_and_enter_goes_on(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    field = field_at(pages, "patient", "note")
    compose(field.control, "bei")
    assert pages.open_record.record.patient.note is None
    commit(field.control, "备注")
    qtbot.wait(40)
    press(ENTER, SHIFT)
    commit(field.control, "二")
    qtbot.wait(40)
    press(ENTER)
    assert pages.open_record.record.patient.note == "备注\n二"


def test_full_width_digits_are_read(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    field = field_at(pages, "patient", "height_cm")
    commit(field.control, "１７０．５")
    assert str(pages.open_record.record.patient.height_cm) == "170.5"
    assert field.echo.text() == "= 170.5 cm"


# What is said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_marked_on_an_untouched_form(qtbot: QtBot, opening: Opening, language: str) -> None:
    pages = opening(None, language)
    for _ in all_pages(pages):
        marked = [
            label for label in pages.findChildren(QLabel) if label.property("severity") in ("error", "warning")
        ]
        assert not marked
    assert not pages.findChild(QPushButton, "uncounted").isVisible()


def test_a_problem_is_told_when_the_field_is_left_and_not_before(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    late = only(pages.open_record.form, "images")
    field = field_at(pages, late.id, "largest_mm")
    write(field.control, "12,5")
    assert field.note.isHidden()
    press(ENTER)
    assert field.note.isVisible()
    assert "逗号" in field.note.text()
    assert field.note.property("severity") == "error"
    assert field.control.text() == "12,5"
    assert field.control.accessibleDescription() == field.note.text()
    uncounted = pages.findChild(QPushButton, "uncounted")
    assert uncounted.isVisible()
    assert "1 项录入有误" in uncounted.text()
    assert "⚠" in pages.tabs.tabText(3)
    pages.show_page("patient")
    uncounted.click()
    assert focused() is field.control
    write(field.control, "72.5")
    press(ENTER)
    assert field.note.isHidden()
    assert not uncounted.isVisible()


def test_valid_values_flow_into_the_assessment_while_typing(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    record = pages.open_record
    late = only(record.form, "images")
    (t1,) = record.form.inside(late.id, TARGETS)
    field = field_at(pages, t1.id, "viable_mm")
    seen = []
    QTest.keyClick(field.control, Qt.Key.Key_A, CONTROL)
    for character in "72.5":
        with qtbot.waitSignal(record.assessed):
            QTest.keyClicks(field.control, character)
        target = record.assessment.record.images[1].targets[0].viable_mm
        seen.append(None if target is None else str(target))
    assert seen == ["7", "72", None, "72.5"]


def test_same_day_images_are_a_problem_beside_the_modality(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    late = only(pages.open_record.form, "images")
    field = field_at(pages, late.id, "date")
    write(field.control, "2024-01-03")
    press(ENTER)
    modality = field_at(pages, late.id, "modality")
    assert "同日" in modality.note.text()
    answer(modality, "CT")
    assert modality.note.isHidden()


def test_a_save_hands_in_what_is_being_typed(qtbot: QtBot, opening: Opening, workplace: Workplace) -> None:
    pages = opening()
    late = only(pages.open_record.form, "images")
    write(field_at(pages, late.id, "date").control, "2024-02-21")
    assert pages.open_record.save()
    assert workplace.store.load("0017").record.images[1].date.isoformat() == "2024-02-21"


# Lesions


def test_the_lesions_of_the_baseline_wait_to_be_filled_in(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    late = only(pages.open_record.form, "images")
    field = field_at(pages, offered_id(late.id, "T2"), "viable_mm")
    assert field.control.accessibleName() == "T2 存活径 mm"
    assert field.last.text() == "上次 30 mm"
    write(field.control, "31")
    press(ENTER)
    assert [target.lesion for target in pages.open_record.record.images[1].targets] == ["T1", "T2"]
    assert focused() is field_at(pages, offered_id(late.id, "T2"), "total_mm").control


def test_a_piece_of_a_spreadsheet_is_pasted_into_the_lesion_grid_as_one_step(
    qtbot: QtBot, opening: Opening
) -> None:
    pages = opening()
    record = pages.open_record
    late = only(record.form, "images")
    (t1,) = record.form.inside(late.id, TARGETS)
    field = field_at(pages, t1.id, "state")
    field = field_at(pages, t1.id, "viable_mm")
    QApplication.clipboard().setText("70\t80.5\n3,2\t40\n")
    press(Qt.Key.Key_V, CONTROL)
    first, second = record.record.images[1].targets
    assert (str(first.viable_mm), str(first.total_mm), second.viable_mm, str(second.total_mm)) == (
        "70",
        "80.5",
        None,
        "40",
    )
    assert [problem.key for _, _, problem in record.form.problems] == ["form.problem.comma"]
    record.undo()
    assert record.record == course()
    assert field.control.text() == "66.0"


def test_new_lesions_open_a_line_and_can_be_removed_and_brought_back(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    record = pages.open_record
    late = only(record.form, "images")
    field_at(pages, late.id, "new_lesions")
    press(Qt.Key.Key_Y)
    (lesion,) = record.form.inside(late.id, NEW_LESIONS)
    press(ENTER)
    QTest.keyClicks(focused(), "12")
    assert str((record.record.images[1].new_lesions or ())[0].size_mm) == "12"
    field_at(pages, late.id, "new_lesions")
    press(Qt.Key.Key_N)
    assert record.record.images[1].new_lesions == ()
    record.undo()
    assert str((record.record.images[1].new_lesions or ())[0].size_mm) == "12"
    assert field_at(pages, lesion.id, "size_mm").control.text() == "12"


# Cells


def test_a_cell_puts_the_cursor_into_its_field(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    for cell, page in (
        (Cell("images", 1, "viable_mm", "T2"), "images"),
        (Cell("images", 0, "arterial_phase"), "images"),
        (Cell("markers", 1, "unit"), "markers"),
        (Cell("status", 0, "albumin.value"), "status"),
        (Cell("constraints", NO_ROW, "haic_feasible"), "constraints"),
        (Cell("sessions", 1, "adequate"), "sessions"),
        (Cell("patient", NO_ROW, "birth_date"), "patient"),
    ):
        pages.focus_cell(cell, detail=True)
        assert pages.page == page
        assert pages.focused_cell() == cell
    pages.focus_cell(Cell("images", 1, "reported.category"))  # not on the course sheet
    assert pages.focused_cell() == Cell("images", 1, "reported.category")


def test_a_missing_image_is_added_with_an_empty_date_and_its_window_shown(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    record = pages.open_record
    cell = Cell("images", NEW_ROW, "evaluating_image", earliest=date(2024, 4, 3), latest=date(2024, 6, 6))
    pages.focus_cell(cell)
    assert len(record.form.listed("images")) == 3
    assert isinstance(focused(), TextEntry)
    assert focused().text() == ""  # type: ignore[attr-defined]
    assert "2024-04-03" in _hints(pages)
    assert "2024-06-06" in _hints(pages)
    write(focused(), "2024-04-20")
    press(ENTER)
    assert record.record.images[2].date.isoformat() == "2024-04-20"
    assert record.record.images[2].modality is None


def test_asking_twice_for_the_same_missing_row_adds_one(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    cell = Cell("markers", NEW_ROW, "post", "PIVKA-II", earliest=date(2024, 5, 1), latest=date(2024, 6, 1))
    pages.focus_cell(cell)
    pages.focus_cell(cell)
    rows = pages.open_record.form.listed("markers")
    assert len(rows) == 4
    assert rows[-1].value("marker") == "PIVKA-II"
    assert rows[-1].value("value") is None


def test_every_cell_that_an_assessment_lacks_can_be_reached(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    record = pages.open_record
    record.assess_now()
    missing = {cell for found in record.assessment.verdicts.values() for cells in found.deciding for cell in cells}
    missing |= set(record.assessment.recommendation.missing)
    assert missing
    for cell in missing:
        pages.focus_cell(cell)
        assert pages.isAncestorOf(focused()), cell
        assert isinstance(focused(), TextEntry | ChoiceEntry | SheetView), cell


def _hints(pages: EntryPages) -> str:
    return " ".join(label.text() for label in pages.findChildren(QLabel) if label.isVisible())


# Safety


def test_the_wheel_changes_no_value(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    form = pages.open_record.form
    rolled = 0
    for _ in all_pages(pages):
        for widget in (
            pages.findChildren(ChoiceEntry) + pages.findChildren(QLineEdit) + pages.findChildren(QToolButton)
        ):
            if not widget.isVisible():
                continue
            widget.setFocus()
            for turn in (120, -120):
                at = QPointF(widget.rect().center())
                there = QPointF(widget.mapToGlobal(widget.rect().center()))
                event = QWheelEvent(
                    at,
                    there,
                    QPoint(0, 0),
                    QPoint(0, turn),
                    Qt.MouseButton.NoButton,
                    Qt.KeyboardModifier.NoModifier,
                    Qt.ScrollPhase.NoScrollPhase,
                    False,
                )
                QApplication.sendEvent(widget, event)
                rolled += 1
    assert rolled > 100
    assert pages.open_record.form is form


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_control_has_a_name_for_screen_readers(qtbot: QtBot, opening: Opening, language: str) -> None:
    pages = opening(language=language)
    pages.open_record.edit(only(pages.open_record.form, "images").id, "new_lesions", "yes")
    for _ in all_pages(pages):
        for widget in [
            *pages.findChildren(ChoiceEntry),
            *pages.findChildren(QLineEdit),
            *pages.findChildren(QPlainTextEdit),
        ]:
            if widget.isVisible():
                interface = QAccessible.queryAccessibleInterface(widget)
                assert interface is not None
                assert interface.text(QAccessible.Text.Name).strip()
        for button in [*pages.findChildren(QPushButton), *pages.findChildren(QToolButton)]:
            if button.isVisible():
                assert (button.accessibleName() or button.text()).strip()


def test_a_mouse_click_chooses_and_a_second_one_takes_back(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    late = only(pages.open_record.form, "images")
    field = field_at(pages, late.id, "non_target")
    button = next(button for button in field.control.findChildren(QToolButton) if button.text() == "PD")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pages.open_record.record.images[1].non_target == "PD"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pages.open_record.record.images[1].non_target is None


def test_rows_are_added_chosen_removed_and_brought_back_by_keys(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    record = pages.open_record
    pages.show_page("images")
    view = next(rows.view for rows in pages.findChildren(RowList) if rows.section == "images")
    view.setFocus()
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Delete)
    assert len(record.record.images) == 1
    press(Qt.Key.Key_Insert)
    assert len(record.form.listed("images")) == 2
    record.undo()
    record.undo()
    assert record.record == course()
    view.setFocus()
    press(ENTER)
    assert isinstance(focused(), TextEntry)


def test_limits_of_treatment_are_answered_with_one_key(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    pages.show_page("constraints", focus=True)
    press(Qt.Key.Key_N, CONTROL | SHIFT)
    limits = pages.open_record.record.constraints
    assert limits.immunotherapy_contraindicated is False
    assert limits.haic_feasible is True
    assert limits.extrahepatic_extent is None


def test_the_number_of_a_saved_patient_cannot_be_typed_over(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    detail = next(detail for detail in details(pages) if detail.section == "patient")
    assert not detail.fields["id"].control.isEnabled()
    assert detail.fields["id"].control.text() == "0017"


def test_a_second_reading_is_entered_beside_the_first(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    late = only(pages.open_record.form, "images")
    row_id = pages.open_record.add_row(SECOND_TARGETS, late.id, {"lesion": "T1"})
    write(field_at(pages, row_id, "viable_mm").control, "64")
    second = pages.open_record.record.images[1].second_reading
    assert second is not None
    assert str(second.targets[0].viable_mm) == "64"


def test_focusing_the_pages_means_their_first_field_and_no_way_back_is_closed(
    qtbot: QtBot, opening: Opening
) -> None:
    pages = opening(None)
    pages.setFocus()
    first = focused()
    assert isinstance(first, TextEntry)
    assert first.accessibleName() == "住院号"
    press(Qt.Key.Key_Backtab, SHIFT)
    assert focused() is not first


def test_pages_that_are_gone_hear_nothing_of_the_record_any_more(qtbot: QtBot, opening: Opening) -> None:
    """As when the language is switched: the record stays open, its pages are made anew."""
    pages = opening()
    record = pages.open_record
    again = EntryPages(record, Wording("en"), first="patient")
    qtbot.addWidget(again)
    pages.close()
    pages.deleteLater()
    qtbot.wait(10)
    record.edit(RowId("patient"), "name", "王大明")
    assert record.save()
    detail = next(detail for detail in details(again) if detail.section == "patient")
    assert detail.fields["name"].control.text() == "王大明"
