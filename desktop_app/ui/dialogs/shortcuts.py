"""All actions with their keys."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.actions import Actions
from desktop_app.wording import Wording


class ShortcutsDialog(QDialog):
    """What can be done here, and with which keys."""

    def __init__(self, words: Wording, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(words("ui.action.show_shortcuts"))
        rows = list(actions)
        table = QTableWidget(len(rows), 2)
        table.setHorizontalHeaderLabels([words("ui.shortcuts.action"), words("ui.shortcuts.keys")])
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        native = QKeySequence.SequenceFormat.NativeText
        for row, (declared, made) in enumerate(rows):
            table.setItem(row, 0, QTableWidgetItem(words(f"ui.action.{declared.name}")))
            keys = "  ".join(sequence.toString(native) for sequence in made.shortcuts())
            table.setItem(row, 1, QTableWidgetItem(keys))
        buttons = QDialogButtonBox()
        close = buttons.addButton(words("ui.close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(table)
        column.addWidget(buttons)
        self.resize(560, 480)
