"""Typing into the pages as a person does: key events for ASCII, input method events for Chinese."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.form.cells import Address
from desktop_app.form.form_row import RowId
from desktop_app.ui.fields.choice_entry import ChoiceEntry
from desktop_app.ui.fields.entry_field import EntryField
from desktop_app.ui.pages.entry.detail_form import DetailForm
from desktop_app.ui.pages.entry.entry_pages import EntryPages


def details(pages: EntryPages) -> list[DetailForm]:
    return pages.findChildren(DetailForm)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def field_at(pages: EntryPages, row_id: str, path: str) -> EntryField:
    """The field of this row, with the cursor in it."""
    pages.focus_address(Address(RowId(row_id), path), detail=True)
    for detail in details(pages):
        found = detail.field_of(RowId(row_id), path) if detail.row_id is not None else None
        if found is not None and found.spec.path == path:
            return found
    raise AssertionError(f"no field {path} of {row_id}")


def compose(widget: QWidget, preedit: str) -> None:
    QApplication.sendEvent(widget, QInputMethodEvent(preedit, []))


def commit(widget: QWidget, text: str) -> None:
    """The input method commits this text."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def write(widget: QWidget, text: str) -> None:
    """Replaces what stands there."""
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    if not text:
        QTest.keyClick(widget, Qt.Key.Key_Delete)
    elif text.isascii():
        QTest.keyClicks(widget, text)
    else:
        commit(widget, text)


def answer(field: EntryField, text: str) -> None:
    """Types the text, or chooses the answer of this code by keys alone."""
    control = field.control
    if not isinstance(control, ChoiceEntry):
        write(control, text)
        return
    QTest.keyClick(control, Qt.Key.Key_Delete)
    for _ in range(12):
        if control.text() == text:
            return
        QTest.keyClick(control, Qt.Key.Key_Right)
    raise AssertionError(f"{text} cannot be reached by keys")


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focused(), key, modifiers)
