"""The record changed elsewhere meanwhile: both versions, and two ways on. Neither loses anything unseen."""

from collections.abc import Iterator

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import StaleRecord
from desktop_app.form.comparing import changes
from desktop_app.form.record_rows import RecordRow
from desktop_app.session.open_record import OpenRecord
from desktop_app.ui.pages.history.telling import field_name, row_contents, row_text, value_text
from desktop_app.ui.room import resize_within
from desktop_app.wording import Wording
from domain.record import PatientRecord


class ConflictDialog(QDialog):
    """Field by field what the store holds and what is here; going on with this one is the user's decision."""

    def __init__(
        self, words: Wording, conflict: StaleRecord, record: OpenRecord, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conflict = conflict
        self._record = record
        self.setWindowTitle(words("ui.conflict.title"))
        text = QLabel(words("ui.conflict.text", revision=conflict.revision))
        text.setWordWrap(True)
        differing = list(differences(conflict.stored, record.record, words))
        self.table = QTableWidget(len(differing), 3)
        self.table.setAccessibleName(words("ui.conflict.title"))
        self.table.setHorizontalHeaderLabels(
            [words(f"ui.conflict.{each}") for each in ("field", "stored", "here")]
        )
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for row, texts in enumerate(differing):
            for column, said in enumerate(texts):
                self.table.setItem(row, column, QTableWidgetItem(said))
        buttons = QDialogButtonBox()
        keep = buttons.addButton(words("ui.conflict.save_mine"), QDialogButtonBox.ButtonRole.AcceptRole)
        later = buttons.addButton(words("ui.conflict.later"), QDialogButtonBox.ButtonRole.RejectRole)
        keep.setAutoDefault(False)
        later.setDefault(True)
        buttons.accepted.connect(self._save_mine)
        buttons.rejected.connect(self.reject)
        column_of = QVBoxLayout(self)
        for widget in (text, self.table, buttons):
            column_of.addWidget(widget)
        line = self.fontMetrics().height()
        resize_within(self, line * 46, line * 24)

    def _save_mine(self) -> None:
        """On top of the other version, which stays in the history."""
        self._record.rebase(self._conflict)
        self._record.save()
        self.accept()


def differences(stored: PatientRecord, here: PatientRecord, words: Wording) -> Iterator[tuple[str, str, str]]:
    """What differs, in words: the field of which visit, what the store holds, what is here."""
    for each in changes(stored, here):
        what = row_text(each.row, words)
        if each.path:
            field = words("merging.field", what=what, field=field_name(each.section, each.path, words))
            yield field, value_text(each.before, each.path, words), value_text(each.after, each.path, words)
        else:
            yield what, _contents(each.before, words), _contents(each.after, words)


def _contents(row: RecordRow | None, words: Wording) -> str:
    return "–" if row is None else row_contents(row, words)
