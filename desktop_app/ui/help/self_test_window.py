"""The self-test for staff: ten questions on practice patients, the answers at once, the score at the end."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.exchange.demo import WRITTEN_FOR, demo_records
from desktop_app.ui.help.question_page import QuestionPage
from desktop_app.ui.help.questions import ANSWERS, Question, drawn, score
from desktop_app.ui.help.result_page import ResultPage
from desktop_app.ui.help.start_page import StartPage
from desktop_app.ui.remembered import Remembered
from desktop_app.ui.room import resize_within
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording, with_keys
from domain.assessment import assess
from domain.logic.verdict import Verdict


class SelfTestWindow(QDialog):
    """Judged under the default profile, so that a set has the same answers on every workstation."""

    manual_wanted = Signal(str)

    def __init__(
        self,
        theme: Theme,
        words: Wording,
        remembered: Remembered,
        today: date | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._remembered = remembered
        self._today = today
        self._number = 1
        self.questions: tuple[Question, ...] = ()
        self.given: list[Verdict] = []
        self.setWindowTitle(words("help.test.title"))
        self.setSizeGripEnabled(True)
        self.start = StartPage(theme, words, self)
        self.page = QuestionPage(theme, words, self)
        self.results = ResultPage(theme, words, self)
        self._pages = QStackedWidget(self)
        for page in (self.start, self.page, self.results):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.addWidget(self._pages)
        self._listen()
        resize_within(self, theme.space(230), theme.space(170))
        self.offer(1 if today is None else today.timetuple().tm_yday)

    def offer(self, number: int) -> None:
        """The start page with this set of questions."""
        self.start.offer(number, self._remembered.score)
        self._pages.setCurrentWidget(self.start)
        self.start.set_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self, number: int) -> None:
        """Draws the set and asks its first question."""
        self._number = number
        self.questions = drawn(demo_records(self._today or WRITTEN_FOR), assess, number)
        self.given = []
        self._ask()

    def _ask(self) -> None:
        place = len(self.given)
        if place == len(self.questions):
            self._finish()
            return
        self._pages.setCurrentWidget(self.page)
        self.page.ask(self.questions[place], place + 1, len(self.questions))

    def _finish(self) -> None:
        self.results.show_result(self.questions, self.given)
        self._pages.setCurrentWidget(self.results)

    def _keep(self) -> None:
        """The score, the set and the day; nobody's name."""
        self._remembered.score = self._words(
            "help.test.kept",
            score=score(self.questions, self.given),
            count=len(self.questions),
            number=self._number,
            day="–" if self._today is None else self._today,
        )
        self.results.say_kept()

    def _forget(self) -> None:
        self._remembered.score = ""
        self.start.offer(self.start.number, "")

    def _count(self, verdict: Verdict) -> None:
        self.given.append(verdict)

    def _answer(self, verdict: Verdict) -> None:
        if self._pages.currentWidget() is self.page:
            self.page.answer(verdict)

    def _listen(self) -> None:
        self.start.begun.connect(self.begin)
        self.start.forgotten.connect(self._forget)
        self.page.answered.connect(self._count)
        self.page.next_wanted.connect(self._ask)
        self.page.manual_wanted.connect(self.manual_wanted)
        self.results.keep_wanted.connect(self._keep)
        self.results.again_wanted.connect(lambda: self.offer(self._number + 1))
        self.results.closed.connect(self.close)
        for place, verdict in enumerate(ANSWERS, 1):
            self._shortcut(str(place), partial(self._answer, verdict))
        self._shortcut(with_keys("[[show_help|F1]]", self._words.keys), self._open_manual)

    def _open_manual(self) -> None:
        if self._pages.currentWidget() is self.page:
            self.page.open_manual()
        else:
            self.manual_wanted.emit("self-test")

    def _shortcut(self, keys: str, slot: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(slot)
