"""One of several answers as segments side by side; nothing chosen = not recorded."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QWidget

from desktop_app.ui.fields.editor import claims_undo, intent_of
from desktop_app.ui.flow import LineLayout

MOST_IN_A_LINE = 5
_CLEARING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class ChoiceEntry(QFrame):
    """Segments that keys reach: ← → choose, a digit or an initial chooses directly, Delete takes it back.

    One stop of the tab key. The wheel does nothing. ``letters`` are the keys of the answers, in their order.
    """

    typed = Signal(str)
    """The code chosen, "" for none."""
    left = Signal()
    asked = Signal(object)

    def __init__(
        self,
        answers: Sequence[tuple[str, str]],
        *,
        letters: Sequence[str] = (),
        none: str = "",
        digits: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "choice")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Not fixed in height: that would cut the second line of answers off.
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        self._codes = [code for code, _ in answers]
        self._letters = [letter.lower() for letter in letters]
        self._digits = digits
        self._code = ""
        self._words = dict(answers)
        layout = LineLayout(self, gap=1, line_gap=1, most=MOST_IN_A_LINE)
        layout.setContentsMargins(1, 1, 1, 1)
        shown = [*answers, ("", none)] if none else list(answers)
        self._buttons: dict[str, QToolButton] = {}
        for code, word in shown:
            self._buttons[code] = button = self._button(code, word)
            layout.addWidget(button)
        self._other = QToolButton(self)
        self._other.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._other.setProperty("role", "segment")
        self._other.setEnabled(False)
        self._other.hide()
        layout.addWidget(self._other)
        self._mark()

    @property
    def composing(self) -> bool:
        return False

    def text(self) -> str:
        return self._code

    def show_text(self, text: str) -> None:
        """Shows the answer of this code; a text that is none of them stands as it is, marked."""
        wanted = text.strip().lower()
        code = next((code for code in self._codes if code.lower() == wanted), "")
        self._other.setText("" if code else text.strip())
        self._other.setVisible(bool(self._other.text()))
        if code != self._code:
            self._code = code
            self._mark()

    def set_possible(self, codes: Sequence[str]) -> None:
        """Shows only these answers (and the one that is chosen)."""
        for code, button in self._buttons.items():
            button.setVisible(code in codes or code in ("", self._code))

    def choose(self, code: str) -> None:
        """As if the user had chosen this answer."""
        if code != self._code:
            self._code = code
            self._mark()
            self.typed.emit(code)

    def event(self, event: QEvent) -> bool:
        if claims_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        intent = intent_of(event)
        if intent is not None:
            self.asked.emit(intent)
        elif event.key() in _CLEARING:
            self.choose("")
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            self._by_key(event)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._repolish()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._repolish()
        self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def _by_key(self, event: QKeyEvent) -> None:
        typed = event.text().lower()
        if self._digits and typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(self._codes):
            self.choose(self._codes[int(typed) - 1])
        elif typed in self._letters:
            self.choose(self._codes[self._letters.index(typed)])
        else:
            event.ignore()

    def _step(self, by: int) -> None:
        possible = [code for code in self._codes if not self._buttons[code].isHidden()]
        if self._code in possible:
            at = possible.index(self._code) + by
            self.choose(possible[min(max(at, 0), len(possible) - 1)])
        elif possible:
            self.choose(possible[0 if by > 0 else -1])

    def _button(self, code: str, word: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(word)
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setProperty("role", "segment")
        button.setProperty("none", not code)
        button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        button.clicked.connect(partial(self._clicked, code))
        return button

    def _clicked(self, code: str) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        again = code == self._code
        self._mark()
        self.choose("" if again else code)

    def _mark(self) -> None:
        for code, button in self._buttons.items():
            button.setChecked(code == self._code)
        self.setAccessibleDescription(self._words.get(self._code, ""))

    def name_for_readers(self, name: str) -> None:
        """The name of the question for screen readers, on the control and on each answer."""
        self.setAccessibleName(name)
        for button in self._buttons.values():
            button.setAccessibleName(f"{name}: {button.text()}")

    def _repolish(self) -> None:
        self.setProperty("focused", self.hasFocus())
        self.style().unpolish(self)
        self.style().polish(self)
