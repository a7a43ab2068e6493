"""What a pasted block would do, cell by cell, before any of it is entered."""

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

from desktop_app.form.flowsheet.pasting import NewVisit, Pasted, PastePlan
from desktop_app.ui.fields.entry_field import worded
from desktop_app.ui.pages.flowsheet.sheet_data import SheetData
from desktop_app.ui.room import resize_within
from desktop_app.wording import Wording

_HEADS = ("heading", "text", "goes", "replaces", "state")


class PasteDialog(QDialog):
    """Accepted, everything that is not refused goes in as one step; else nothing does."""

    def __init__(self, plan: PastePlan, sheet: SheetData, words: Wording, parent: QWidget) -> None:
        super().__init__(parent)
        self._sheet = sheet
        self._words = words
        self.setWindowTitle(words("flowsheet.paste.title"))
        taken = len(plan.taken)
        text = QLabel(
            words("flowsheet.paste.text", count=len(plan.cells), taken=taken, refused=len(plan.cells) - taken)
        )
        text.setWordWrap(True)
        self.table = self._table(plan)
        buttons = QDialogButtonBox()
        self.enter = buttons.addButton(words("flowsheet.paste.enter"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(words("flowsheet.paste.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.enter.setEnabled(taken > 0)
        self.enter.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (text, self.table, buttons):
            column.addWidget(widget)
        digit = self.fontMetrics().horizontalAdvance("0")
        resize_within(self, 110 * digit, 60 * digit)

    def _table(self, plan: PastePlan) -> QTableWidget:
        table = QTableWidget(len(plan.cells), len(_HEADS))
        table.setAccessibleName(self._words("flowsheet.paste.title"))
        table.setHorizontalHeaderLabels([self._words(f"flowsheet.paste.head.{head}") for head in _HEADS])
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.verticalHeader().hide()
        for row, cell in enumerate(plan.cells):
            for column, text in enumerate(self._line(cell)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                table.setItem(row, column, item)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        return table

    def _line(self, cell: Pasted) -> tuple[str, ...]:
        return (cell.heading, cell.text, self._where(cell), cell.replaces, self._state(cell))

    def _where(self, cell: Pasted) -> str:
        if cell.row is None or cell.visit is None or cell.refused is not None:
            return "–"
        if isinstance(cell.visit, NewVisit):
            visit = self._words("flowsheet.paste.new_image", day=cell.visit.day)
        else:
            visit = self._sheet.what(self._sheet.sheet.visit_places[cell.visit.row_id])
        name = self._sheet.names[self._sheet.sheet.row_places[cell.row]]
        return self._words("flowsheet.paste.where", row=name, visit=visit)

    def _state(self, cell: Pasted) -> str:
        """A mark and words, so that no colour is needed."""
        if cell.refused is not None:
            return self._words("flowsheet.paste.refused", why=worded(cell.refused, self._words))
        return self._words("flowsheet.paste.replacing" if cell.replaces else "flowsheet.paste.goes")
