"""The palette: every action and patient, found by typing, run by Enter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.exchange.pinyin import search_keys
from desktop_app.store import SummaryRow
from desktop_app.ui.keymap import shown_keys
from desktop_app.ui.theme import Theme
from desktop_app.wording import LANGUAGES, Wording

MOST_PATIENTS: Final = 6
PATIENTS_AFTER_MS: Final = 80
WIDTH: Final = 150
HEIGHT: Final = 110
"""In steps of the spacing."""
_LETTER: Final = Qt.ItemDataRole.UserRole
Find = Callable[[str, int], Sequence[SummaryRow]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One action; ``obstacle`` names the situation it lacks, "" where it can be run now."""

    name: str
    menu: str
    keys: tuple[str, ...]
    obstacle: str


def matching(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """The actions in which every typed word occurs: what begins so first, what cannot be run now last."""
    words = typed.casefold().split()
    ranked = [(rank, entry) for entry in entries if (rank := _rank(entry.name, words)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda each: (bool(each[1].obstacle), each[0]))]


def _rank(name: str, words: Sequence[str]) -> int | None:
    """0 = begins with what was typed, 1 = a word does, 2 = it occurs; None = it does not."""
    searched = _searched(name)
    if not all(any(word in text for text in searched) for word in words):
        return None
    if all(any(text.startswith(word) for text in searched) for word in words):
        return 0
    return 1 if all(any(f" {word}" in text for text in searched) for word in words) else 2


@cache
def _searched(name: str) -> tuple[str, ...]:
    """An action's words in both languages, with pinyin and initials."""
    texts = [Wording(language)(f"ui.action.{name}") for language in LANGUAGES]
    return tuple(text.casefold() for text in (*texts, *(key for text in texts for key in search_keys(text))))


class PaletteDialog(QDialog):
    """Keyboard only: typing filters, arrows choose, Enter runs, Esc closes."""

    action_chosen = Signal(str)
    patient_chosen = Signal(str)

    def __init__(
        self, theme: Theme, words: Wording, entries: Sequence[Entry], find: Find | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._entries = entries
        self._find = find
        self.setWindowTitle(words("ui.action.show_palette"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit()
        self.search.setPlaceholderText(words("settings.palette.search" if find else "settings.palette.actions"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.textChanged.connect(self._typed)
        self.search.installEventFilter(self)
        self.table = self._table()
        self.table.currentCellChanged.connect(self._say_chosen)
        self.hint = QLabel(words("settings.palette.hint"))
        self.hint.setProperty("role", "small")
        column = QVBoxLayout(self)
        for widget in (self.search, self.table, self.hint):
            column.addWidget(widget)
        self._looking = QTimer(self, interval=PATIENTS_AFTER_MS, singleShot=True)
        self._looking.timeout.connect(self._show_patients)
        self.resize(min(theme.space(WIDTH), parent.width()), min(theme.space(HEIGHT), parent.height() * 4 // 5))
        self._show_actions()

    def chosen(self) -> str | None:
        """The row under the cursor: "action:save", "patient:0017"; None without one."""
        item = self.table.item(self.table.currentRow(), 0)
        return None if item is None else str(item.data(_LETTER))

    def run(self) -> None:
        """Runs the row under the cursor; what is not possible now says why and stays."""
        chosen = self.chosen()
        if chosen is None:
            return
        kind, _, name = chosen.partition(":")
        if kind == "action" and (obstacle := self._obstacle_of(name)):
            self.hint.setText(self._words(f"settings.why.{obstacle}"))
            return
        self.accept()
        (self.action_chosen if kind == "action" else self.patient_chosen).emit(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The cursor stays in the search field; the keys of a list move the choice."""
        if watched is not self.search or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.run()
            return True
        if event.key() in steps:
            self._move(steps[Qt.Key(event.key())])
            return True
        return super().eventFilter(watched, event)

    def _move(self, steps: int) -> None:
        last = self.table.rowCount() - 1
        if last >= 0:
            self.table.setCurrentCell(min(max(self.table.currentRow() + steps, 0), last), 0)

    def _say_chosen(self, row: int, *_: int) -> None:
        """The cursor never leaves the search field, so that is what tells the row to a screen reader."""
        items = [item for column in range(3) if (item := self.table.item(row, column)) is not None]
        self.search.setAccessibleDescription(" ".join(item.text() for item in items))

    def _typed(self) -> None:
        self._show_actions()
        self._looking.start()

    def _show_actions(self) -> None:
        found = matching(self._entries, self.search.text())
        self.hint.setText(self._words("settings.palette.hint" if found else "settings.palette.nothing"))
        self.table.setRowCount(0)
        for entry in found:
            words = self._words
            aside = words(f"settings.why.{entry.obstacle}") if entry.obstacle else self._menu_of(entry)
            row = (words(f"ui.action.{entry.name}"), aside, shown_keys(entry.keys[:1]))
            self._add(f"action:{entry.name}", row, possible=not entry.obstacle)
        self._choose_first()

    def _show_patients(self) -> None:
        """A few patients in front of the actions, once typing pauses."""
        typed = self.search.text().strip()
        if self._find is None or not typed:
            return
        for number, line in enumerate(self._find(typed, MOST_PATIENTS)):
            name = line.name or self._words("ui.worklist.nameless")
            row = (name, self._words("settings.palette.patient", number=line.patient_id), "")
            self._add(f"patient:{line.patient_id}", row, possible=True, at=number)
        self._choose_first()

    def _choose_first(self) -> None:
        if self.table.rowCount():
            self.table.setCurrentCell(0, 0)
            self.hint.setText(self._words("settings.palette.hint"))

    def _add(self, what: str, texts: Sequence[str], *, possible: bool, at: int | None = None) -> None:
        row = self.table.rowCount() if at is None else at
        self.table.insertRow(row)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setData(_LETTER, what)
            if column or not possible:
                item.setForeground(self._theme.colour("muted"))
            if not possible:
                font = item.font()
                font.setItalic(True)
                item.setFont(font)
            self.table.setItem(row, column, item)

    def _menu_of(self, entry: Entry) -> str:
        """The menu's name without the letter that opens it."""
        text = self._words(f"ui.menu.{entry.menu}").replace("&", "")
        return text.partition("(")[0]

    def _obstacle_of(self, name: str) -> str:
        return next((entry.obstacle for entry in self._entries if entry.name == name), "")

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, 3)
        table.setAccessibleName(self._words("settings.palette.found"))
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.horizontalHeader().hide()
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + self._theme.space(2))
        table.itemClicked.connect(lambda _: self.run())
        return table
