"""Lines under the menu that stay for as long as they are true: no accounts yet, read only, copies too old."""

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Final

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui.marks import StateMark
from desktop_app.ui.message_bar import Message
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

MOST: Final = 4


class NoticeStrip(QWidget):
    """One line per notice; takes no room while there is none. The lines are made first: Tab reaches them first."""

    def __init__(self, theme: Theme, words: Wording) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._lines = [NoticeLine(theme, words) for _ in range(MOST)]
        for line in self._lines:
            column.addWidget(line)
        self.texts: tuple[str, ...] = ()
        self.hide()

    def show_notices(self, notices: Sequence[Message]) -> None:
        """These and no others, the most urgent ones where there are too many."""
        for line, notice in zip_longest(self._lines, notices[:MOST]):
            line.show_notice(notice)
        self.texts = tuple(notice.text for notice in notices)
        self.setVisible(bool(notices))


class NoticeLine(QFrame):
    """A mark, a sentence, perhaps one thing to do."""

    def __init__(self, theme: Theme, words: Wording) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self._then: Callable[[], None] | None = None
        self._mark = StateMark(theme, words, "severity.note", word=False)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._offer = QPushButton()
        self._offer.clicked.connect(self._accept)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(3), theme.space(1), theme.space(3), theme.space(1))
        row.setSpacing(theme.space(2))
        for widget in (self._mark, self._text, self._offer):
            row.addWidget(widget)
        self.hide()

    def show_notice(self, notice: Message | None) -> None:
        self.setVisible(notice is not None)
        if notice is None:
            self._text.clear()
            return
        self._mark.show_state(f"severity.{notice.severity}")
        self._text.setText(notice.text)
        self.setAccessibleName(notice.text)
        self._offer.setText(notice.offer)
        self._offer.setVisible(notice.then is not None)
        self._then = notice.then

    def _accept(self) -> None:
        if self._then is not None:
            self._then()
