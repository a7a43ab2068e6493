"""Pasting into the sheet: planned, shown where it is not plain, entered as one step."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_app.form.cells import Address
from desktop_app.form.flowsheet.pasting import PastePlan, paste_plan
from desktop_app.session.open_record import OpenRecord
from desktop_app.ui.pages.flowsheet.composing import with_paste
from desktop_app.ui.pages.flowsheet.paste_dialog import PasteDialog
from desktop_app.ui.pages.flowsheet.sheet_cursor import SheetCursor
from desktop_app.ui.pages.flowsheet.sheet_data import SheetData
from desktop_app.wording import Wording


class SheetPaste(QObject):
    """Hears of cells from the cursor."""

    def __init__(
        self, record: OpenRecord, sheet: SheetData, caret: SheetCursor, words: Wording, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._record = record
        self._sheet = sheet
        self._caret = caret
        self._words = words
        self._over = parent
        caret.pasted.connect(self.paste)

    def paste(self, cells: list[list[str]]) -> None:
        """A block of a spreadsheet from the cursor on: shown first where it has headings or several columns."""
        at = self._caret.at
        if not cells or at is None:
            return
        self._caret.hand_in()
        visit = self._sheet.visit_at(self._sheet.current)
        current = None if visit is None else self._sheet.visits[visit]
        plan = paste_plan(self._sheet.form, self._sheet.sheet, cells, at, current, self._record.workplace.today)
        if plan.asks:
            self._ask(plan)
        elif self._sheet.editable(at[1]):
            self._enter(plan)

    def _ask(self, plan: PastePlan) -> None:
        dialog = PasteDialog(plan, self._sheet, self._words, self._over)
        dialog.accepted.connect(lambda: self._enter(plan))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _enter(self, plan: PastePlan) -> None:
        """As one step, named after the first visit of the block."""
        form, first = with_paste(self._record.form, plan, self._record.workplace.today)
        if first is not None:
            self._record.replace("fill", Address(first, "date"), form)
