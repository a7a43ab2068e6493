"""What two records contradict each other in, and what was chosen: answered with the keys 1, 2 and 3."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop_app.form.merging import Side
from desktop_app.session.merging import Merging
from desktop_app.ui.dialogs.merge_texts import question_text, side_text
from desktop_app.wording import Wording

COLUMNS: Final = ("question", "kept", "absorbed", "choice")
KEYS: Final = {Qt.Key.Key_1: Side.KEPT, Qt.Key.Key_2: Side.ABSORBED, Qt.Key.Key_3: Side.BOTH}


class QuestionTable(QTableWidget):
    """One row per question; the choice is a word with its key, never a colour."""

    answered = Signal()

    def __init__(self, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(0, len(COLUMNS), parent)
        self._words = words
        self._merging: Merging | None = None
        self.setAccessibleName(words("merging.questions"))
        self.setHorizontalHeaderLabels([words(f"merging.{name}") for name in COLUMNS])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.ResizeToContents)
        self.cellDoubleClicked.connect(self._clicked)

    def show_merging(self, merging: Merging | None) -> None:
        self._merging = merging
        found = merging.questions if merging is not None else ()
        self.setRowCount(len(found))
        for row, question in enumerate(found):
            texts = (
                question_text(question, self._words),
                side_text(question, question.kept, self._words),
                side_text(question, question.absorbed, self._words),
            )
            for column, text in enumerate((*texts, "")):
                self.setItem(row, column, QTableWidgetItem(text))
        self._show_choices()
        if found:
            self.setCurrentCell(0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        side = KEYS.get(Qt.Key(event.key()))
        if side is not None:
            self._answer(self.currentRow(), side)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._go_to_open():
            event.accept()
        else:
            super().keyPressEvent(event)

    def _clicked(self, row: int, column: int) -> None:
        """A double click on a value takes it."""
        side = {1: Side.KEPT, 2: Side.ABSORBED}.get(column)
        if side is not None:
            self._answer(row, side)

    def _answer(self, row: int, side: Side) -> None:
        if self._merging is None or not 0 <= row < len(self._merging.questions):
            return
        self._merging.answer(self._merging.questions[row], side)
        self._show_choices()
        self.answered.emit()

    def _go_to_open(self) -> bool:
        """To the next question without an answer; False where there is none."""
        if self._merging is None:
            return False
        count = len(self._merging.questions)
        order = [(self.currentRow() + step) % count for step in range(1, count + 1)]
        waiting = [row for row in order if self._merging.questions[row].key not in self._merging.answers]
        if waiting:
            self.setCurrentCell(waiting[0], 0)
        return bool(waiting)

    def _show_choices(self) -> None:
        found = self._merging.questions if self._merging is not None else ()
        for row, question in enumerate(found):
            side = self._merging.answers.get(question.key) if self._merging is not None else None
            rest = "open_rows" if Side.BOTH in question.sides else "open"
            item = QTableWidgetItem(self._words(f"merging.choice.{side.value if side is not None else rest}"))
            font = item.font()
            font.setBold(side is None)
            item.setFont(font)
            self.setItem(row, len(COLUMNS) - 1, item)
