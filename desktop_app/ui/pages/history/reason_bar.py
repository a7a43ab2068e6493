"""Why something that was signed, or stood for a day, is changed: one key per reason, and nothing stands still."""

from collections.abc import MutableMapping, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop_app.session.corrections import Correction
from desktop_app.store import ReasonCode
from desktop_app.ui.flow import FlowLayout
from desktop_app.ui.pages.history.telling import correction_text
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

KEYS: Final = {
    Qt.Key.Key_1: ReasonCode.ENTRY_ERROR,
    Qt.Key.Key_2: ReasonCode.UNIT,
    Qt.Key.Key_3: ReasonCode.REPORT,
    Qt.Key.Key_4: ReasonCode.ATTRIBUTION,
    Qt.Key.Key_5: ReasonCode.LATE_ENTRY,
    Qt.Key.Key_6: ReasonCode.OTHER,
}


class ReasonBar(QFrame):
    """A line under the banner; it asks visit by visit and takes the cursor back to where it was."""

    given = Signal(object, object, object)
    """Correction, ReasonCode, text or None."""
    answered = Signal()
    """Every visit has its reason."""
    dismissed = Signal()

    def __init__(self, theme: Theme, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setAccessibleName(words("history.ask.title"))
        self._words = words
        self._waiting: list[Correction] = []
        self._count = 0
        self._begun: MutableMapping[date | None, str] = {}
        self._before: QWidget | None = None
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = {code: self._button(number, code) for number, code in enumerate(KEYS.values(), 1)}
        self.other = QLineEdit()
        self.other.setPlaceholderText(words("history.ask.other"))
        self.other.setAccessibleName(words("history.ask.other"))
        self.other.setMinimumWidth(theme.space(60))
        self.other.returnPressed.connect(self._give_other)
        self.other.textEdited.connect(self._keep)
        self.later = QPushButton(words("history.ask.later"))
        self.later.clicked.connect(self.dismiss)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(3), theme.space(2), theme.space(3), theme.space(2))
        column.setSpacing(theme.space(1))
        column.addWidget(self.text)
        choices = QWidget()
        flow = FlowLayout(choices, gap=theme.space(2), line_gap=theme.space(1))
        for widget in (*self.buttons.values(), self.other, self.later):
            flow.addWidget(widget)
        column.addWidget(choices)
        self.hide()

    def ask(self, corrections: Sequence[Correction], begun: MutableMapping[date | None, str]) -> None:
        """Asks for each of these in turn. ``begun``: what was being typed is kept there, and found there again."""
        focused = QApplication.focusWidget()
        if focused is not None and not self.isAncestorOf(focused):
            self._before = focused
        self._waiting, self._count, self._begun = list(corrections), len(corrections), begun
        self.show()
        self._next()

    def dismiss(self) -> None:
        """Nothing is saved; the entries stay, and the draft."""
        self._leave()
        self.dismissed.emit()

    def give(self, code: ReasonCode, text: str | None = None) -> None:
        """This reason for the visit that is asked about; "other" wants a text first."""
        if not self._waiting:
            return
        if code is ReasonCode.OTHER and not (text or "").strip():
            self.other.show()
            self.other.setFocus()
            return
        self.given.emit(self._waiting.pop(0), code, text)
        self._next()

    def event(self, event: QEvent) -> bool:
        """The keys belong to the bar while it has the cursor, also where the window has a use for them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._takes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._takes(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            self.give(KEYS[Qt.Key(event.key())])

    def _takes(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return plain and (event.key() == Qt.Key.Key_Escape or (event.key() in KEYS and not self.other.hasFocus()))

    def _next(self) -> None:
        if not self._waiting:
            self._leave()
            self.answered.emit()
            return
        self.text.setText(self._question(self._waiting[0]))
        self.text.setAccessibleName(self.text.text())
        begun = self._begun.get(self._waiting[0].day, "")
        self.other.setText(begun)
        self.other.setVisible(bool(begun))
        (self.other if begun else self.buttons[ReasonCode.ENTRY_ERROR]).setFocus()

    def _question(self, correction: Correction) -> str:
        words = self._words
        visit = words("history.ask.patient") if correction.day is None else correction.day.isoformat()
        key = "history.ask.signed" if correction.signed else "history.ask.old"
        question = words(key, visit=visit, changes=correction_text(correction, words))
        if self._count == 1:
            return question
        return (
            words("history.ask.numbered", number=self._count - len(self._waiting) + 1, of=self._count) + question
        )

    def _keep(self, text: str) -> None:
        """At every key, so that neither a lock nor another language takes it away."""
        if self._waiting:
            self._begun[self._waiting[0].day] = text

    def _give_other(self) -> None:
        if self.other.text().strip():
            self.give(ReasonCode.OTHER, self.other.text().strip())

    def _button(self, number: int, code: ReasonCode) -> QPushButton:
        button = QPushButton(f"{number}  {self._words(f'history.reason.{code.value}')}")
        button.setAutoDefault(False)
        button.clicked.connect(lambda *_: self.give(code))
        return button

    def _leave(self) -> None:
        self._waiting = []
        before, self._before = self._before, None
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self.window())
        self.hide()
        if had_focus and before is not None:
            before.setFocus()
