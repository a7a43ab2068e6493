"""The sheet for Qt and for screen readers: texts by row and column, no Python objects behind the indexes."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.ui.pages.flowsheet.sheet_data import SheetData

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_ROOT = QModelIndex()


class SheetModel(QAbstractTableModel):
    """Some of the visits: ``shown`` says which, as places in the sheet (None = there is no such visit)."""

    def __init__(
        self, data: SheetData, shown: Callable[[], list[int | None]], labels: tuple[str, ...], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.sheet = data
        self._shown = shown
        self._labels = labels
        self.marks: Mapping[str, str] = {}
        """Day → the state that its columns are marked with."""
        self.visits = shown()

    def renew(self) -> None:
        """Other rows or columns."""
        self.beginResetModel()
        self.visits = self._shown()
        self.endResetModel()

    def look_again(self) -> None:
        """The same columns, perhaps of other visits."""
        self.visits = self._shown()

    def title(self, column: int) -> tuple[str, str]:
        visit = self.visits[column]
        label = self._labels[column] if self._labels else ""
        if visit is None:
            return label, "–"
        title = self.sheet.title(visit)
        return (label or title.what), title.day

    def _spoken(self, column: int) -> str:
        what, day = self.title(column)
        state = self.marks.get(day)
        return " ".join((what, day, *([self.sheet.words(f"ui.state.{state}")] if state else [])))

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.sheet.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.visits)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid() or index.column() >= len(self.visits):
            return None
        visit = self.visits[index.column()]
        if visit is None or role not in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return None
        look = self.sheet.look(index.row(), visit)
        if role == _Role.DisplayRole:
            return look.text
        name = self.sheet.names[index.row()]
        said = f"{look.text} {look.small}".strip() or self.sheet.words("flowsheet.blank")
        return f"{name}, {self.sheet.title(visit).spoken}: {said}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if role not in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self._spoken(section) if section < len(self.visits) else None
        return self.sheet.names[section] if section < len(self.sheet.rows) else None
