"""A mark and a sentence beside it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.ui.marks import StateMark
from desktop_app.ui.panels.linked_label import LinkedLabel
from desktop_app.ui.panels.sentences import Said
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording


class MarkedLine(QWidget):
    """Changes in place; hidden while it has nothing to say."""

    def __init__(self, theme: Theme, words: Wording, state: str) -> None:
        super().__init__()
        self.mark = StateMark(theme, words, state, word=False)
        self.label = LinkedLabel()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.space(1))
        across.addWidget(self.mark, alignment=Qt.AlignmentFlag.AlignTop)
        across.addWidget(self.label, stretch=1)

    def say(self, state: str, *parts: Said) -> None:
        self.mark.show_state(state)
        self.label.say(*parts)
        self.label.setAccessibleName(f"{self.mark.text}: {self.label.plain}")
        self.setVisible(bool(parts))
