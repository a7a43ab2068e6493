"""The button that adds a line, as a stop between fields: Enter presses it, ↓ and ↑ pass it by."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.ui.fields.editor import Intent, intent_of


class AddButton(QPushButton):
    passed = Signal(int)
    """+1 on, -1 back."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setToolTip(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        intent = intent_of(event)
        if intent is Intent.BACK:
            self.passed.emit(-1)
        elif intent is Intent.ON and event.key() == Qt.Key.Key_Down:
            self.passed.emit(1)
        elif intent is Intent.ON:
            self.click()
        else:
            super().keyPressEvent(event)
