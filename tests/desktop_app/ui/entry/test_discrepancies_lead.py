"""The list that jumps: from every discrepancy and every faulty entry to its field, on sheet and page."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.form.cells import Address
from desktop_app.form.form_row import RowId
from desktop_app.session.open_record import resume
from desktop_app.ui.pages.entry.entry_pages import EntryPages
from domain.course import Course
from domain.discrepancy import discrepancies
from domain.logic.cell import Cell
from domain.profile import DEFAULT_PROFILE
from domain.record import PatientRecord
from tests.desktop_app.ui.entry.conftest import Opening
from tests.desktop_app.ui.entry.typing import field_at, write
from tests.domain.discrepancy.discrepancy_cases import CASES


def cells_of_every_kind() -> Iterator[tuple[PatientRecord, list[Cell]]]:
    """Records whose discrepancies have, all together, every field that a discrepancy names."""
    seen = set[tuple[str, str]]()
    for _, present, _ in CASES:
        record = present()
        found = [cell for each in discrepancies(Course(record, DEFAULT_PROFILE)) for cell in each.cells]
        fresh = [cell for cell in found if (cell.section, cell.field) not in seen and not cell.to_be_added]
        if fresh:
            seen |= {(cell.section, cell.field) for cell in fresh}
            yield record, fresh


EVERY = list(cells_of_every_kind())


@pytest.mark.parametrize(
    ("record", "cells"), EVERY, ids=["-".join(cell.path for cell in cells) for _, cells in EVERY]
)
def test_a_discrepancy_leads_into_its_field(opening: Opening, record: PatientRecord, cells: list[Cell]) -> None:
    pages = opening(record=record)
    for cell in cells:
        for detail in (False, True):
            pages.focus_cell(cell, detail=detail)
            assert pages.focused_cell() == cell, (cell.path, detail, pages.page)


def test_every_kind_of_cell_is_tried() -> None:
    assert len({(cell.section, cell.field) for _, cells in EVERY for cell in cells}) >= 45


def wrong_everywhere(pages: EntryPages) -> list[tuple[RowId, str]]:
    """A text that nothing can be read of in one field of every kind of row."""
    form = pages.open_record.form
    fields = {"patient": "height_cm", "images": "largest_mm", "images.targets": "viable_mm", "markers": "value",
              "status": "inr", "sessions": "date"}  # fmt: skip
    places = [(row.id, fields[row.section]) for row in form.rows.values() if row.section in fields]
    for row_id, path in places:
        pages.open_record.edit(row_id, path, "1,5")
    return places


def test_the_line_of_faulty_entries_leads_to_each_of_them_in_turn(opening: Opening) -> None:
    pages = opening()
    places = wrong_everywhere(pages)
    wanted: list[Address] = []
    line = pages.findChild(QPushButton, "uncounted")
    pages._uncounted.wanted.connect(wanted.append)
    for _ in places:
        line.click()
    assert {(address.row_id, address.path) for address in wanted} == set(places)


def test_a_faulty_entry_is_reached_on_the_sheet_and_on_its_page(opening: Opening) -> None:
    pages = opening()
    for row_id, path in wrong_everywhere(pages):
        field = field_at(pages, row_id, path)
        assert field.control.hasFocus(), (row_id, path)
        assert field.note.isVisible()
        pages.focus_address(Address(row_id, path))
        sheet = pages.sheet.shows(Address(row_id, path))
        assert pages.sheet.caret.has_focus is sheet, (row_id, path)


def test_what_does_not_fit_is_said_beside_the_field_once_it_is_left(opening: Opening) -> None:
    pages = opening()
    late = pages.open_record.form.listed("images")[-1]
    field = field_at(pages, late.id, "largest_mm")
    write(field.control, "12")
    assert field.note.isHidden()
    field.hand_in_if_typing()
    assert field.note.isVisible()
    assert field.note.property("severity") == "warning"
    assert "T1" in field.note.text()


def test_one_key_answers_what_is_asked_and_undo_asks_again(opening: Opening) -> None:
    pages = opening()
    record = pages.open_record
    late = record.form.listed("images")[-1]
    (t1,) = record.form.inside(late.id, "images.targets")
    field = field_at(pages, t1.id, "viable_mm")
    write(field.control, "6")
    assert "Ctrl+Enter" in field.note.text()
    assert field.note.property("severity") == "warning"
    QTest.keyClick(field.control, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert field.note.property("severity") == "note"
    assert "已核对" in field.note.text()
    assert field.control.hasFocus()
    assert t1.id in record.form.rows
    assert record.form.rows[t1.id].answered
    record.undo()
    assert not record.form.rows[t1.id].answered
    assert str(record.form.rows[t1.id].value("viable_mm")) == "6"
    record.redo()
    assert record.form.rows[t1.id].answered


def test_the_answer_comes_back_with_the_draft(qtbot: QtBot, opening: Opening) -> None:
    pages = opening()
    record = pages.open_record
    (t1,) = record.form.inside(record.form.listed("images")[-1].id, "images.targets")
    field = field_at(pages, t1.id, "viable_mm")
    write(field.control, "6")
    QTest.keyClick(field.control, Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(record.workplace.store.drafts()) == 1)
    again = resume(record.workplace, record.workplace.store.drafts()[0])
    assert again.form.rows[t1.id].answered == record.form.rows[t1.id].answered != {}


def test_the_same_key_answers_on_the_sheet(opening: Opening) -> None:
    pages = opening()
    record = pages.open_record
    (t1,) = record.form.inside(record.form.listed("images")[-1].id, "images.targets")
    pages.focus_address(Address(t1.id, "viable_mm"))
    caret = pages.sheet.caret
    QTest.keyClicks(caret.editor, "6")
    QTest.keyClick(caret.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert record.form.rows[t1.id].answered
    assert str(record.form.rows[t1.id].value("viable_mm")) == "6"
