"""After the self-test: the score, and each question with both answers."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.help.questions import Question, score
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.logic.verdict import Verdict

_COLUMNS = ("patient", "definition", "yours", "program")


class ResultPage(QWidget):
    """Keeps nothing by itself."""

    keep_wanted = Signal()
    again_wanted = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self.score = QLabel(self)
        self.score.setProperty("role", "title")
        self.table = QTableWidget(0, len(_COLUMNS), self)
        self.table.setHorizontalHeaderLabels([words(f"help.test.{name}") for name in _COLUMNS])
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setAccessibleName(words("help.test.answers"))
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme.space(8))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.keep = QPushButton(words("help.test.keep"), self)
        self.again = QPushButton(words("help.test.again"), self)
        self.close_button = QPushButton(words("ui.close"), self)
        self.kept = QLabel(self)
        self.kept.setProperty("role", "muted")
        for button, signal in (
            (self.keep, self.keep_wanted),
            (self.again, self.again_wanted),
            (self.close_button, self.closed),
        ):
            button.clicked.connect(signal)
        self._lay_out()

    def show_result(self, questions: Sequence[Question], given: Sequence[Verdict]) -> None:
        right = score(questions, given)
        self.score.setText(self._words("help.test.score", score=right, count=len(questions)))
        self.table.setRowCount(len(questions))
        for row, (question, verdict) in enumerate(zip(questions, given, strict=True)):
            definition = self._words(f"panel.definition.{question.definition}")
            self._put(row, 0, QTableWidgetItem(question.record.patient.name or question.record.patient.id))
            self._put(row, 1, QTableWidgetItem(definition))
            self._put(row, 2, self._state(verdict, agrees=question.answer.verdict is verdict))
            self._put(row, 3, self._state(question.answer.verdict))
        self.kept.setText("")
        self.keep.setEnabled(True)
        self.again.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_kept(self) -> None:
        self.kept.setText(self._words("help.test.is_kept"))
        self.keep.setEnabled(False)

    def _put(self, row: int, column: int, item: QTableWidgetItem) -> None:
        self.table.setItem(row, column, item)

    def _state(self, verdict: Verdict, *, agrees: bool = True) -> QTableWidgetItem:
        state = f"verdict.{verdict.value}"
        word = self._words(f"ui.state.{state}")
        text = word if agrees else self._words("help.test.differs", verdict=word)
        return QTableWidgetItem(self._theme.icon(state), text)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(self._theme.space(2))
        buttons.addWidget(self.keep)
        buttons.addWidget(self.kept)
        buttons.addStretch(1)
        for button in (self.again, self.close_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setSpacing(self._theme.space(2))
        column.addWidget(self.score)
        column.addWidget(self.table, stretch=1)
        column.addLayout(buttons)
