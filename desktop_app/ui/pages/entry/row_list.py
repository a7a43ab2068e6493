"""The rows of a section in order of time: choose one, add one, remove one."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from desktop_app.form.form_row import FormRow, RowId
from desktop_app.session.open_record import OpenRecord
from desktop_app.ui.fields.add_button import AddButton
from desktop_app.ui.pages.entry.row_title import title_of
from desktop_app.wording import Wording

WIDTH_IN_DIGITS = 19


class RowListView(QListWidget):
    """A list that the keys work: Enter goes into the row, Delete removes it, Insert adds one."""

    entered = Signal()
    deleting = Signal()
    inserting = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.deleting.emit()
        elif event.key() == Qt.Key.Key_Insert:
            self.inserting.emit()
        else:
            super().keyPressEvent(event)


class RowList(QWidget):
    """``chosen`` is the row whose fields are shown."""

    choosing = Signal(object)
    """RowId | None."""
    entered = Signal()
    added = Signal()

    def __init__(
        self, section: str, open_record: OpenRecord, words: Wording, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.section = section
        self.chosen: RowId | None = None
        self._ids: list[RowId] = []
        self._open_record = open_record
        self._words = words
        self.view = RowListView(self)
        self.view.setAccessibleName(words(f"entry.list.{section}"))
        self.view.setMinimumWidth(self.view.fontMetrics().horizontalAdvance("0") * WIDTH_IN_DIGITS)
        self.view.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.add = AddButton(words(f"entry.add.{section}"), self)
        self.add.setToolTip(words("entry.add.hint"))
        self.remove = QPushButton(words("entry.remove"), self)
        self.remove.setToolTip(words("entry.remove.hint"))
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, self.fontMetrics().averageCharWidth(), 0)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        layout.addLayout(buttons)
        layout.addWidget(self.view, 1)
        self.view.currentRowChanged.connect(self._choose)
        self.view.entered.connect(self.entered)
        self.view.deleting.connect(self.remove_chosen)
        self.view.inserting.connect(self.add_row)
        self.add.clicked.connect(self.add_row)
        self.remove.clicked.connect(self.remove_chosen)

    def add_below(self, widget: QWidget) -> None:
        """A tool that works on the chosen row, below the list."""
        self._layout.addWidget(widget)

    def refresh(self, changed: frozenset[RowId] | None = None) -> None:
        """The rows as they are now; only the titles of the changed ones where none came, went or moved."""
        rows = self._open_record.form.listed(self.section)
        ids = [row.id for row in rows]
        if ids == self._ids:
            for place, row in enumerate(rows):
                if changed is None or row.id in changed:
                    self._title(place, row)
            return
        with QSignalBlocker(self.view):
            self.view.clear()
            self._ids = ids
            for place, row in enumerate(rows):
                self.view.addItem(QListWidgetItem())
                self._title(place, row)
        self._keep_chosen()

    def choose(self, row_id: RowId) -> None:
        if row_id in self._ids:
            self.view.setCurrentRow(self._ids.index(row_id))
            self._choose(self._ids.index(row_id))

    def add_row(self) -> RowId:
        """A new row with the cursor in its first field."""
        row_id = self._open_record.add_row(self.section)
        self.choose(row_id)
        self.added.emit()
        return row_id

    def remove_chosen(self) -> None:
        if self.chosen is not None and self.chosen in self._open_record.form.rows:
            self._open_record.remove_row(self.chosen)

    def _keep_chosen(self) -> None:
        """The same row stays chosen wherever it stands now; where it is gone, the latest one."""
        if self.chosen in self._ids:
            with QSignalBlocker(self.view):
                self.view.setCurrentRow(self._ids.index(self.chosen))
        elif self._ids:
            self.choose(self._ids[-1])
        else:
            self._choose(-1)

    def _choose(self, place: int) -> None:
        chosen = self._ids[place] if 0 <= place < len(self._ids) else None
        self.remove.setEnabled(chosen is not None)
        if chosen != self.chosen:
            self.chosen = chosen
            self.choosing.emit(chosen)

    def _title(self, place: int, row: FormRow) -> None:
        item = self.view.item(place)
        text = title_of(self._open_record.form, row, self._words)
        if item is not None and item.text() != text:
            item.setText(text)
            item.setToolTip(text)
