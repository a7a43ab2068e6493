"""Before the self-test: what it is, which set of questions, and the result kept last."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.help.questions import QUESTIONS, SETS
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording


class StartPage(QWidget):
    """Enter begins."""

    begun = Signal(int)
    """The number of the set."""
    forgotten = Signal()

    def __init__(self, theme: Theme, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        title = QLabel(words("help.test.title"), self)
        title.setProperty("role", "title")
        text = QLabel(words("help.test.text", count=QUESTIONS), self)
        text.setWordWrap(True)
        label = QLabel(words("help.test.set"), self)
        self.set_field = QLineEdit(self)
        self.set_field.setValidator(QIntValidator(1, SETS, self))
        self.set_field.setMaximumWidth(theme.space(20))
        label.setBuddy(self.set_field)
        self.set_field.setAccessibleName(words("help.test.set"))
        self.begin = QPushButton(words("help.test.begin"), self)
        self.begin.setProperty("role", "primary")
        self.begin.setDefault(True)
        self.kept = QLabel(self)
        self.kept.setProperty("role", "muted")
        self.forget = QPushButton(words("help.test.forget"), self)
        self.forget.setAutoDefault(False)
        self.begin.clicked.connect(self._begin)
        self.forget.clicked.connect(self.forgotten)
        self._lay_out(theme, title, text, label)

    @property
    def number(self) -> int:
        """The set that is typed; the first one where nothing is."""
        text = self.set_field.text()
        return min(max(int(text), 1), SETS) if text.isascii() and text.isdigit() else 1

    def offer(self, number: int, kept: str) -> None:
        """Proposes a set; ``kept`` is the last result, "" where none was kept."""
        self.set_field.setText(str((number - 1) % SETS + 1))
        self.set_field.selectAll()
        self.kept.setText(self._words("help.test.last", result=kept) if kept else "")
        self.forget.setVisible(bool(kept))

    def _begin(self) -> None:
        self.begun.emit(self.number)

    def _lay_out(self, theme: Theme, title: QLabel, text: QLabel, label: QLabel) -> None:
        choice, kept = QHBoxLayout(), QHBoxLayout()
        for row, widgets in ((choice, (label, self.set_field, self.begin)), (kept, (self.kept, self.forget))):
            row.setSpacing(theme.space(2))
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(theme.space(4))
        column.addStretch(1)
        column.addWidget(title)
        column.addWidget(text)
        column.addLayout(choice)
        column.addLayout(kept)
        column.addStretch(2)
