"""The one editor of the sheet: it stands in the cell with the cursor and moves with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.fields.text_entry import TextEntry

_STYLE = "QLineEdit { border: 2px solid palette(link); border-radius: 0; padding: 0 1px; margin: 0; }"
_OF_THE_SHEET = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Insert, Qt.Key.Key_F4)
_SIDEWAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class CellEditor(TextEntry):
    """Typing replaces; ← and → go to the next column until the text is being edited (F2, or typed)."""

    sideways = Signal(int)
    tabbed = Signal(int)
    keyed = Signal(object)
    """QKeyEvent that belongs to the sheet rather than to the text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setStyleSheet(_STYLE)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if self.composing:
            super().keyPressEvent(event)
        elif plain and event.key() in _SIDEWAYS and self.untouched:
            self.sideways.emit(_SIDEWAYS[Qt.Key(event.key())])
        elif plain and event.key() == Qt.Key.Key_F2:
            self.deselect()
            self.end(False)
        elif event.key() in _OF_THE_SHEET:
            self.keyed.emit(event)
        else:
            super().keyPressEvent(event)

    @property
    def untouched(self) -> bool:
        """Whether the text stands as it was found: empty, or selected as a whole."""
        return not self.text() or self.selectedText() == self.text()

    def focusNextPrevChild(self, following: bool) -> bool:
        """Tab goes through the sheet, as in a spreadsheet; at its ends the sheet lets it out."""
        if not self.composing:
            self.tabbed.emit(1 if following else -1)
        return True

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the sheet and changes no value."""
        event.ignore()
