"""One question of the self-test: the course, three answers, then what the program says and why."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from desktop_app.plots.explanation import cell_in_words, reason
from desktop_app.ui.help.course_summary import as_html, events
from desktop_app.ui.help.questions import ANSWERS, Question
from desktop_app.ui.marks import StateMark
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.logic.verdict import Verdict


class QuestionPage(QWidget):
    """Shows one question after the other; what was answered is counted by the window."""

    answered = Signal(object)
    """Verdict: the answer that was chosen."""
    next_wanted = Signal()
    manual_wanted = Signal(str)

    def __init__(self, theme: Theme, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self.question: Question | None = None
        self.asked = QLabel(self)
        self.asked.setProperty("role", "heading")
        self.asked.setWordWrap(True)
        self.course = QTextBrowser(self)
        self.course.setAccessibleName(words("help.test.course"))
        self.answers = {verdict: self._answer_button(place, verdict) for place, verdict in enumerate(ANSWERS, 1)}
        self.told = QFrame(self)
        self.told.setProperty("role", "card")
        self.mark = StateMark(theme, words, "verdict.not_computed")
        self.judged = QLabel(self)
        self.judged.setProperty("role", "strong")
        self.why = QLabel(self)
        self.why.setWordWrap(True)
        self.manual = QPushButton(words("help.test.manual"), self)
        self.manual.clicked.connect(self.open_manual)
        self.next = QPushButton(words("help.test.next"), self)
        self.next.setProperty("role", "primary")
        self.next.clicked.connect(self.next_wanted)
        self._lay_out()

    def ask(self, question: Question, number: int, count: int) -> None:
        """A new question, unanswered."""
        self.question = question
        patient = question.record.patient
        definition = self._words(f"panel.definition.{question.definition}")
        self.asked.setText(
            self._words("help.test.asked", number=number, count=count, name=patient.name, definition=definition)
        )
        self.course.setHtml(as_html(events(question.assessment, self._words), self._theme))
        self.told.hide()
        for button in self.answers.values():
            button.setEnabled(True)
            button.setChecked(False)
        self.course.setFocus(Qt.FocusReason.OtherFocusReason)

    def answer(self, verdict: Verdict) -> None:
        """Takes the answer once, and tells the program's own."""
        if self.question is None or not self.answers[verdict].isEnabled():
            return
        for each, button in self.answers.items():
            button.setEnabled(False)
            button.setChecked(each is verdict)
        self._tell(self.question, verdict)
        self.answered.emit(verdict)

    def open_manual(self) -> None:
        if self.question is not None:
            self.manual_wanted.emit(self.question.definition)

    def _tell(self, question: Question, verdict: Verdict) -> None:
        answer = question.answer
        key = "help.test.right" if answer.verdict is verdict else "help.test.wrong"
        self.judged.setText(self._words(key, yours=verdict))
        self.mark.show_state(f"verdict.{answer.verdict.value}")
        lines = [reason(answer.finding, self._words)]
        if answer.missing:
            cells = (cell_in_words(cell, question.record, self._words) for cell in answer.missing)
            lines.append(self._words("panel.missing") + self._words("panel.comma").join(cells))
        self.why.setText("\n".join(lines))
        self.told.show()
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answer_button(self, place: int, verdict: Verdict) -> QPushButton:
        state = f"verdict.{verdict.value}"
        word = self._words(f"ui.state.{state}")
        button = QPushButton(self._theme.icon(state), f"{place}  {word}", self)
        button.setCheckable(True)
        button.setAccessibleName(word)
        button.setToolTip(str(place))
        button.clicked.connect(partial(self._clicked, verdict))
        return button

    def _clicked(self, verdict: Verdict, *_: object) -> None:
        self.answer(verdict)

    def _lay_out(self) -> None:
        gap = self._theme.space(2)
        choices = QHBoxLayout()
        choices.setSpacing(gap)
        for button in self.answers.values():
            choices.addWidget(button)
        choices.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(gap)
        for widget in (self.judged, self.mark):
            head.addWidget(widget)
        head.addStretch(1)
        for button in (self.manual, self.next):
            head.addWidget(button)
        told = QVBoxLayout(self.told)
        told.setContentsMargins(gap, gap, gap, gap)
        told.addLayout(head)
        told.addWidget(self.why)
        column = QVBoxLayout(self)
        column.setSpacing(gap)
        column.addWidget(self.asked)
        column.addWidget(self.course, stretch=1)
        column.addLayout(choices)
        column.addWidget(self.told)
