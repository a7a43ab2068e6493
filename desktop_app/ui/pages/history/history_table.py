"""The lines of a history: one per change or signature, the latest first."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from desktop_app.session.history import Event
from desktop_app.ui.pages.history.telling import (
    change_text,
    field_name,
    moment,
    reason_text,
    row_contents,
    row_text,
    signature_text,
    value_text,
)
from desktop_app.wording import Wording

COLUMNS: Final = ("at", "author", "revision", "what", "field", "old", "new", "reason")
_STRETCHED: Final = ("new",)
_WIDEST: Final = 0.24
"""Of the table: how wide a column becomes for its contents."""


class HistoryTable(QTableWidget):
    """``events`` are what the lines show, in their order."""

    def __init__(self, words: Wording) -> None:
        super().__init__(0, len(COLUMNS))
        self._words = words
        self.events: list[Event] = []
        self.setAccessibleName(words("history.title"))
        self.setHorizontalHeaderLabels([words(f"history.column.{name}") for name in COLUMNS])
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, name in enumerate(COLUMNS):
            if name in _STRETCHED:
                self.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def show_events(self, events: Sequence[Event]) -> None:
        """These instead of others; the first line is chosen."""
        self.events = list(events)[::-1]
        self.setRowCount(len(self.events))
        for line, event in enumerate(self.events):
            for column, text in enumerate(self.texts_of(event)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.setItem(line, column, item)
        self._fit()
        if self.events:
            self.selectRow(0)

    def show_only(self, search: str) -> None:
        """Only the lines in which every word of the search occurs."""
        wanted = search.casefold().split()
        for line in range(self.rowCount()):
            items = (self.item(line, column) for column in range(len(COLUMNS)))
            text = "\n".join(item.text() for item in items if item is not None).casefold()
            self.setRowHidden(line, not all(word in text for word in wanted))

    def chosen(self) -> Event | None:
        line = self.currentRow()
        return self.events[line] if 0 <= line < len(self.events) else None

    def texts_of(self, event: Event) -> tuple[str, ...]:
        """One line of the table, by ``COLUMNS``."""
        words, revision, change = self._words, event.revision, event.change
        if event.signature is not None:
            what, new = words("history.signed"), signature_text(event.signature, words)
            author = event.signature.signer
            return (moment(event.at), author, str(revision.number), what, "", "", new, "")
        start = (moment(event.at), revision.author, str(revision.number))
        kind = words(f"history.kind.{revision.kind.value}")
        if change is None:
            return (*start, kind, "", "", "", revision.reason or "")
        why = reason_text(event.reasons, words) or ("" if revision.kind.value == "saved" else kind)
        if change.path:
            field = field_name(change.section, change.path, words)
            old, new = (value_text(row, change.path, words) for row in (change.before, change.after))
            return (*start, row_text(change.row, words), field, old, new, why)
        old, new = (row_contents(row, words) if row else "–" for row in (change.before, change.after))
        what = change_text(change, words)
        return (*start, what, "", old, new, why)

    def _fit(self) -> None:
        widest = round(_WIDEST * self.width())
        for column, name in enumerate(COLUMNS):
            if name not in _STRETCHED:
                self.resizeColumnToContents(column)
                self.setColumnWidth(column, min(self.columnWidth(column), widest))
