"""The record changed elsewhere meanwhile: both versions, and two ways on. Neither loses anything unseen."""

from collections.abc import Iterator
from typing import Any

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
from desktop_app.session.open_record import OpenRecord
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
        differing = list(differences(conflict.stored, record.record))
        self.table = QTableWidget(len(differing), 3)
        self.table.setAccessibleName(words("ui.conflict.title"))
        self.table.setHorizontalHeaderLabels(
            [words(f"ui.conflict.{each}") for each in ("field", "stored", "here")]
        )
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for row, (path, stored, here) in enumerate(differing):
            for column, value in enumerate((path, words.value(stored), words.value(here))):
                self.table.setItem(row, column, QTableWidgetItem(value))
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
        self.resize(720, 420)

    def _save_mine(self) -> None:
        """On top of the other version, which stays in the history."""
        self._record.rebase(self._conflict)
        self._record.save()
        self.accept()


def differences(stored: PatientRecord, here: PatientRecord) -> Iterator[tuple[str, Any, Any]]:
    """The paths whose values differ, with both values (None where one side has no such path)."""
    one, other = dict(_flat(stored.exported())), dict(_flat(here.exported()))
    for path in (*one, *(path for path in other if path not in one)):
        if one.get(path) != other.get(path):
            yield path, one.get(path), other.get(path)


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _flat(inner, f"{path}[{index}]")
    else:
        yield path, value
