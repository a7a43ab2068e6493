"""A page that stands before the patients: one column in the middle, scrolled where the screen is small."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop_app.ui.focus_order import follow_reading_order
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

WIDTH: Final = 150
"""Of the column, in steps of the spacing."""


class FrontPage(QScrollArea):
    """Filled by ``add``; Tab goes through it as it is read, and what has the focus is scrolled into view."""

    def __init__(self, theme: Theme, words: Wording, *, width: int = WIDTH) -> None:
        super().__init__()
        self.theme = theme
        self.words = words
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QWidget()
        column.setMaximumWidth(theme.space(width))
        self.column = QVBoxLayout(column)
        self.column.setSpacing(theme.space(3))
        self.column.setContentsMargins(theme.space(4), theme.space(4), theme.space(4), theme.space(4))
        inner = QWidget()
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(column, stretch=100)
        across.addStretch(1)
        outer = QVBoxLayout(inner)
        outer.addStretch(2)
        outer.addLayout(across)
        outer.addStretch(3)
        self.setWidget(inner)
        QTimer.singleShot(0, self, lambda: follow_reading_order(self))

    def add(self, part: QWidget | QLayout) -> None:
        if isinstance(part, QWidget):
            self.column.addWidget(part)
        else:
            self.column.addLayout(part)

    def add_title(self, text: str) -> QLabel:
        return self.add_text(text, "title")

    def add_text(self, text: str, role: str = "") -> QLabel:
        label = QLabel(text)
        label.setWordWrap(True)
        if role:
            label.setProperty("role", role)
        self.add(label)
        return label

    def add_message(self) -> QLabel:
        """A line for what went wrong: nothing until there is something, then announced by a screen reader."""
        label = self.add_text("")
        label.setProperty("severity", "error")
        label.hide()
        return label

    def button(self, text: str, slot: Callable[[], object], role: str = "") -> QPushButton:
        made = QPushButton(text)
        made.setAutoDefault(True)
        if role:
            made.setProperty("role", role)
        made.clicked.connect(lambda *_: slot())
        return made

    def add_buttons(self, *buttons: QPushButton) -> None:
        """Side by side, the first one the one to press."""
        row = QHBoxLayout()
        row.setSpacing(self.theme.space(2))
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        self.add(row)


def say(label: QLabel, text: str) -> None:
    """Shows a message, or hides the line where there is none."""
    label.setText(text)
    label.setAccessibleName(text)
    label.setVisible(bool(text))
