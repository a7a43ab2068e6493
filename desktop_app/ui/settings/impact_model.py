"""The patients whom a profile would change, as a table that words a row when it is shown, and not before."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop_app.session.profile_impact import RECOMMENDATION, Change, PatientImpact
from desktop_app.wording import Wording

COLUMNS: Final = ("number", "name", "changes")
Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class ImpactModel(QAbstractTableModel):
    """One row per patient: hospital number, name, what changes from what to what."""

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._patients: Sequence[PatientImpact] = ()

    def show(self, patients: Sequence[PatientImpact]) -> None:
        self.beginResetModel()
        self._patients = patients
        self.endResetModel()

    def patient(self, row: int) -> str:
        """The hospital number of the patient in a row."""
        return self._patients[row].patient_id

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._patients)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return self._words(f"settings.impact.{COLUMNS[section]}")
        return None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid() or role not in (_Role.DisplayRole, _Role.ToolTipRole):
            return None
        patient = self._patients[index.row()]
        if index.column() == 0:
            return patient.patient_id
        if index.column() == 1:
            return patient.name or self._words("ui.worklist.nameless")
        return self._words("report.list_separator").join(map(self._change, patient.changes))

    def _change(self, change: Change) -> str:
        return self._words("settings.impact.change", **change_facts(self._words, change))


def change_facts(words: Wording, change: Change) -> dict[str, str]:
    """A change in words: the definition or the recommendation, and its states."""
    kind = "recommendation" if change.what == RECOMMENDATION else "verdict"
    key = "settings.impact.recommendation" if change.what == RECOMMENDATION else f"ui.column.{change.what}"
    states = {side: words(f"ui.state.{kind}.{getattr(change, side)}") for side in ("old", "new")}
    return {"what": words(key), **states}
