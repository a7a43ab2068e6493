"""The first-run guide: three steps in a strip above the page. It covers nothing and waits for nothing."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

STEPS: Final = ("patient", "visit", "verdict")
ANCHORS: Final = {"patient": "worklist", "visit": "entering", "verdict": "verdicts"}


class FirstStepsCard(QFrame):
    """Choose a patient; enter the visit; read the verdict and print. Opening a patient is the first step done."""

    manual_wanted = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._words = words
        self.step = 0
        self.number = QLabel(self)
        self.number.setProperty("role", "strong")
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.back = self._button(lambda: self._go(self.step - 1))
        self.on = self._button(lambda: self._go(self.step + 1))
        self.more = self._button(lambda: self.manual_wanted.emit(ANCHORS[STEPS[self.step]]))
        self.close_button = self._button(self.end)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(3), theme.space(1), theme.space(3), theme.space(1))
        row.setSpacing(theme.space(2))
        for widget in (self.number, self.text, self.back, self.on, self.more, self.close_button):
            row.addWidget(widget)
        self._say()

    def follow(self, *, patient_open: bool) -> None:
        """An open patient completes the first step; without one it is the step to take."""
        if patient_open and self.step == 0:
            self._go(1)
        elif not patient_open and self.step:
            self._go(0)

    def retranslate(self, words: Wording) -> None:
        self._words = words
        self._say()

    def _go(self, step: int) -> None:
        """To a step; behind the last one the guide is done."""
        if step == len(STEPS):
            self.end()
        else:
            self.step = max(step, 0)
            self._say()

    def _say(self) -> None:
        last = self.step == len(STEPS) - 1
        self.number.setText(self._words("help.steps.number", number=self.step + 1, count=len(STEPS)))
        self.text.setText(self._words(f"help.steps.{STEPS[self.step]}"))
        self.back.setText(self._words("help.steps.back"))
        self.back.setEnabled(self.step > 0)
        self.on.setText(self._words("help.steps.done" if last else "help.steps.on"))
        self.more.setText(self._words("help.steps.more"))
        self.close_button.setText(self._words("ui.close"))
        self.close_button.setVisible(not last)
        self.setAccessibleName(f"{self.number.text()} {self.text.text()}")

    def end(self) -> None:
        """The guide is done, or not wanted."""
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def _button(self, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(self)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(slot)
        return button
