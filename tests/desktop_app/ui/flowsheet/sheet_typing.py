"""Keys and cells of the course sheet, as a person meets them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.ui.pages.flowsheet.page import FlowsheetPage
from desktop_app.ui.pages.flowsheet.sheet_data import CellAt

NONE = Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ENTER = Qt.Key.Key_Return


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(focused(), key, modifiers)


def write(text: str) -> None:
    if text.isascii():
        QTest.keyClicks(focused(), text)
    else:
        commit(text)


def compose(preedit: str) -> None:
    QApplication.sendEvent(focused(), QInputMethodEvent(preedit, []))


def commit(text: str) -> None:
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(focused(), event)


def row_of(page: FlowsheetPage, path: str, item: str = "") -> int:
    """The row of this field (or computed value), of this lesion or marker."""
    return next(
        at for at, row in enumerate(page.sheet.rows) if path in row.paths and (not item or row.item == item)
    )


def at(page: FlowsheetPage, path: str, visit: int = -1, item: str = "") -> CellAt:
    return row_of(page, path, item), visit % len(page.sheet.visits)


def go(page: FlowsheetPage, path: str, visit: int = -1, item: str = "") -> None:
    """The cursor in this cell, its visit made the one that is edited."""
    row, column = at(page, path, visit, item)
    page.make_current(column)
    page.caret.go_to((row, column))


def shown(page: FlowsheetPage, path: str, visit: int = -1, item: str = "") -> str:
    return page.sheet.look(*at(page, path, visit, item)).text
