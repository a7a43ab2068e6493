"""Actions and their keys, one row each."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from desktop_app.ui.keymap import shown_keys
from desktop_app.wording import Wording

_NAME: Final = Qt.ItemDataRole.UserRole
_TITLES: Final = ("ui.shortcuts.action", "ui.shortcuts.keys", "settings.keys.state")


class KeysTable(QTableWidget):
    """Rows are added in the order in which they are shown; one is chosen at a time."""

    def __init__(self, words: Wording) -> None:
        super().__init__(0, len(_TITLES))
        self.setAccessibleName(words("ui.action.show_shortcuts"))
        self.setHorizontalHeaderLabels([words(key) for key in _TITLES])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def chosen(self) -> str | None:
        """The action under the cursor; None on a fixed key."""
        item = self.item(self.currentRow(), 0)
        return None if item is None else item.data(_NAME)

    def add(self, action: str, keys: Sequence[str], state: str, name: str | None) -> None:
        """One more row; ``name`` None = keys that stay as they are."""
        row = self.rowCount()
        self.insertRow(row)
        for column, text in enumerate((action, shown_keys(keys), state)):
            item = QTableWidgetItem(text)
            item.setData(_NAME, name)
            self.setItem(row, column, item)
