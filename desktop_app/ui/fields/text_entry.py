"""Typed entries: one line, and several lines for notes. Input methods may compose in peace."""

from PySide6.QtCore import QElapsedTimer, QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop_app.ui.fields.editor import Intent, claims_undo, intent_of

SAME_KEYSTROKE_MS = 30
"""An Enter this soon after a candidate was committed is the Enter that committed it."""


class Composing:
    """Whether an input method is at work in a control, or has only just finished."""

    def __init__(self) -> None:
        self.active = False
        self._since_commit = QElapsedTimer()

    def heard(self, event: QInputMethodEvent) -> None:
        self.active = bool(event.preeditString())
        if event.commitString():
            self._since_commit.start()

    def swallows(self, event: QKeyEvent) -> bool:
        """Whether this key belongs to the input method: it moves nothing."""
        if intent_of(event) is None:
            return False
        return self.active or (self._since_commit.isValid() and self._since_commit.elapsed() < SAME_KEYSTROKE_MS)


class TextEntry(QLineEdit):
    """One line. ``typed`` while typing, never while an input method composes; ``left`` when it is left."""

    typed = Signal(str)
    left = Signal()
    asked = Signal(object)
    """Intent."""
    pasted_cells = Signal(list)
    """list[list[str]]: rows of cells pasted from a spreadsheet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hint = ""
        """How it may be written; shown while the cursor is here."""
        self.wanted_width = 0
        """In pixels, where there is room; 0 = as any line of text."""
        self._composing = Composing()
        self._told = ""
        self.textEdited.connect(self._tell)

    def sizeHint(self) -> QSize:
        usual = super().sizeHint()
        return QSize(self.wanted_width, usual.height()) if self.wanted_width else usual

    def show_text(self, text: str) -> None:
        """Shows what is recorded; the place of the cursor stays where the text does."""
        self._told = text
        if text != self.text():
            self.setText(text)

    @property
    def composing(self) -> bool:
        return self._composing.active

    def event(self, event: QEvent) -> bool:
        if claims_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing.heard(event)
        super().inputMethodEvent(event)
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._composing.swallows(event):
            event.accept()
            return
        intent = intent_of(event)
        if intent is not None:
            self.asked.emit(intent)
        elif not (event.matches(QKeySequence.StandardKey.Paste) and self._paste_cells()):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setPlaceholderText(self.hint)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setPlaceholderText("")
        self._composing.active = False
        self.left.emit()

    def _tell(self) -> None:
        """Composing takes the selected text away at once; that is told only when the composing has ended."""
        if self.text() != self._told and not self._composing.active:
            self._told = self.text()
            self.typed.emit(self._told)

    def _paste_cells(self) -> bool:
        cells = cells_of(QGuiApplication.clipboard().mimeData())
        if len(cells) < 2 and not (cells and len(cells[0]) > 1):
            return False
        self.pasted_cells.emit(cells)
        return True


class LinesEntry(QPlainTextEdit):
    """Several lines, for notes. Enter goes on, Shift+Enter begins a line."""

    typed = Signal(str)
    left = Signal()
    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self._composing = Composing()
        self._shown = ""
        self.textChanged.connect(self._tell)

    def text(self) -> str:
        return self.toPlainText()

    def show_text(self, text: str) -> None:
        self._shown = text
        if text != self.toPlainText():
            self.setPlainText(text)

    @property
    def composing(self) -> bool:
        return self._composing.active

    def event(self, event: QEvent) -> bool:
        if claims_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing.heard(event)
        super().inputMethodEvent(event)
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        intent = intent_of(event, one_line=False)
        if self._composing.swallows(event):
            event.accept()
        elif intent is not None:
            self.asked.emit(intent)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.insertPlainText("\n")
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._composing.active = False
        self.left.emit()

    def _tell(self) -> None:
        text = self.toPlainText()
        if text != self._shown and not self._composing.active:
            self._shown = text
            self.typed.emit(text)


def cells_of(mime: QMimeData | None) -> list[list[str]]:
    """The cells of a copied piece of a spreadsheet: lines of tabs."""
    if mime is None or not mime.hasText():
        return []
    return [line.split("\t") for line in mime.text().splitlines() if line.strip()]


def intent_moves(intent: Intent) -> int:
    """+1 on, -1 back, 0 neither."""
    return {Intent.ON: 1, Intent.BACK: -1}.get(intent, 0)
