"""A password as it is typed: hidden, without an input method, with a warning where Caps Lock is on."""

import sys
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

LONGEST: Final = 256
_CAPITAL_LOCK: Final = 0x14


class PasswordField(QWidget):
    """A line, a button that shows it while pressed in, and what may be wrong with the keyboard."""

    edited = Signal(str)
    returned = Signal()

    def __init__(self, theme: Theme, words: Wording, name: str) -> None:
        super().__init__()
        self._words = words
        self._capitals = False
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.line.setMaxLength(LONGEST)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        # Keys go to the field as they are: a password must not depend on an input method's candidates.
        self.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhLatinOnly
        )
        self.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.line.textChanged.connect(self._changed)
        self.line.returnPressed.connect(self.returned)
        self.line.installEventFilter(self)
        self.shown = QPushButton(words("access.password.show"))
        self.shown.setCheckable(True)
        self.shown.setAccessibleDescription(name)
        self.shown.toggled.connect(self._show)
        self.warning = QLabel()
        self.warning.setProperty("severity", "warning")
        self.warning.setWordWrap(True)
        self.warning.hide()
        row = QHBoxLayout()
        row.setSpacing(theme.space(2))
        row.addWidget(self.line, stretch=1)
        row.addWidget(self.shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1))
        column.addLayout(row)
        column.addWidget(self.warning)
        self.setFocusProxy(self.line)

    def text(self) -> str:
        return self.line.text()

    def clear(self) -> None:
        """Gone from the field, and hidden again for the next one."""
        self.line.clear()
        self.shown.setChecked(False)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._capitals = capitals_after(event, known=self._capitals)
            self._warn()
        elif isinstance(event, QFocusEvent):
            self._capitals = event.gotFocus() and (system_capitals() or False)
            self._warn()
        return False

    def _changed(self, text: str) -> None:
        self._warn()
        self.edited.emit(text)

    def _warn(self) -> None:
        """Caps Lock first; then characters that only an input method makes."""
        if self._capitals:
            said = self._words("access.password.capitals")
        elif any(ord(character) > 126 for character in self.line.text()):
            said = self._words("access.password.input_method")
        else:
            said = ""
        if said != self.warning.text():
            self.warning.setText(said)
            self.warning.setAccessibleName(said)
        self.warning.setVisible(bool(said))

    def _show(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.shown.setText(self._words("access.password.hide" if shown else "access.password.show"))


def capitals_after(event: QKeyEvent, *, known: bool) -> bool:
    """Whether Caps Lock is on, as far as a key tells: a capital without Shift, or a small letter with it."""
    from_system = system_capitals()
    if from_system is not None:
        return from_system
    if event.key() == Qt.Key.Key_CapsLock:
        return not known
    text = event.text()
    if len(text) != 1 or not text.isascii() or not text.isalpha():
        return known
    return text.isupper() != bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


def system_capitals() -> bool | None:
    """What Windows says about Caps Lock; other systems do not say it, and there a typed letter has to tell."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.user32.GetKeyState(_CAPITAL_LOCK) & 1)
    return None
