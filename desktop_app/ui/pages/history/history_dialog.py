"""The history of one field or of the whole patient: when, who, what, before, after, why."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import KnownError
from desktop_app.form.cells import Address
from desktop_app.session.background import BackgroundWork, CancelledError
from desktop_app.session.history import Event, PatientHistory, history_of
from desktop_app.session.open_record import OpenRecord
from desktop_app.session.restoring import restorable, restore
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.message_bar import Message
from desktop_app.ui.pages.history.history_table import HistoryTable
from desktop_app.ui.pages.history.segment import Segment
from desktop_app.ui.pages.history.telling import field_name
from desktop_app.ui.room import resize_within
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording


class HistoryDialog(QDialog):
    """Reads every version behind the window; a value is restored as a change that can be undone."""

    version_chosen = Signal(int)
    said = Signal(object)
    """Message."""
    loaded = Signal()

    def __init__(
        self,
        theme: Theme,
        words: Wording,
        record: OpenRecord,
        address: Address | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._record = record
        self._address = address
        self._history: PatientHistory | None = None
        self.setWindowTitle(words("history.title"))
        self.about = QLabel(words("history.reading"))
        self.about.setWordWrap(True)
        self.visits = QLabel()
        self.visits.setWordWrap(True)
        self.visits.hide()
        self.only_field = Segment(words("history.only_field", field=self._field()))
        self.only_field.setChecked(address is not None)
        self.only_field.setEnabled(address is not None)
        self.only_field.toggled.connect(self._show)
        self.search = QLineEdit()
        self.search.setPlaceholderText(words("history.search"))
        self.search.setAccessibleName(words("history.search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._find)
        self.table = HistoryTable(words)
        self.table.currentCellChanged.connect(lambda *_: self._allow())
        self.restore_button = self._button("history.restore", "Ctrl+R", self.restore)
        self.version_button = self._button("history.show_version", "Ctrl+Shift+V", self._choose_version)
        self._lay_out(theme)
        resize_within(self, theme.space(270), theme.space(140))
        self._read()

    def show_visits(self, text: str) -> None:
        """How the visits stand to the last signature; nothing while nobody signed."""
        self.visits.setText(text)
        self.visits.setVisible(bool(text))

    # Reading

    def _read(self) -> None:
        patient = self._record.record.patient.id
        # No child of the dialog, which may be closed before the reading is done.
        self._work = BackgroundWork(partial(_history, self._record, patient))
        self._work.done.connect(self._take)
        self._work.failed.connect(self._failed)
        self._work.start()

    def _take(self, history: PatientHistory) -> None:
        self._history = history
        self._show()
        self.loaded.emit()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, CancelledError):
            return
        if not isinstance(error, KnownError):
            raise error
        self.about.setText(self._words("history.unreadable"))
        show_known_error(self._words, error, self)

    def done(self, result: int) -> None:
        self._work.cancel()
        super().done(result)

    # Showing

    def _events(self) -> list[Event]:
        if self._history is None:
            return []
        if self._address is not None and self.only_field.isChecked():
            return self._history.of_field(self._record.form, self._address)
        return list(self._history.events)

    def _show(self, *_: object) -> None:
        if self._history is None:
            return
        self.table.show_events(self._events())
        count = len(self._history.revisions)
        self.about.setText(self._words("history.about", revisions=count, lines=len(self.table.events)))
        self.table.show_only(self.search.text())
        self.table.setFocus()
        self._allow()

    def _find(self, text: str) -> None:
        self.table.show_only(text)

    # Doing

    def restore(self) -> None:
        """The chosen line's former value, into the record; saving it is a step of its own."""
        event = self.table.chosen()
        if event is None or self._history is None:
            return
        address = restore(self._record, self._history, event)
        if address is None:
            return
        self.said.emit(
            Message(self._words("history.restored"), offer=self._words("ui.action.undo"), then=self._undo)
        )
        self.accept()
        self._record.step_applied.emit(address)

    def _undo(self) -> None:
        self._record.undo()

    def _choose_version(self) -> None:
        event = self.table.chosen()
        if event is not None:
            self.version_chosen.emit(event.revision.number)

    def _allow(self) -> None:
        event = self.table.chosen()
        self.version_button.setEnabled(event is not None)
        self.restore_button.setEnabled(
            event is not None and self._history is not None and restorable(self._record, self._history, event)
        )

    # Layout

    def _field(self) -> str:
        if self._address is None:
            return "–"
        row = self._record.form.row(self._address.row_id)
        return field_name(row.section, self._address.path, self._words) if row is not None else "–"

    def _button(self, key: str, keys: str, slot: object) -> QPushButton:
        shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        button = QPushButton(f"{self._words(key)}  {shown}")
        button.setAutoDefault(False)
        button.setEnabled(False)
        button.clicked.connect(slot)
        QShortcut(QKeySequence(keys), self).activated.connect(button.click)
        return button

    def _lay_out(self, theme: Theme) -> None:
        head = QHBoxLayout()
        head.addWidget(self.only_field)
        head.addWidget(self.search, stretch=1)
        close = QPushButton(self._words("ui.close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.restore_button)
        foot.addWidget(self.version_button)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setSpacing(theme.space(2))
        column.addWidget(self.visits)
        column.addLayout(head)
        column.addWidget(self.table, stretch=1)
        column.addWidget(self.about)
        column.addLayout(foot)


def _history(record: OpenRecord, patient: str, work: BackgroundWork) -> PatientHistory:
    return history_of(record.workplace.store, patient, work.tell)
