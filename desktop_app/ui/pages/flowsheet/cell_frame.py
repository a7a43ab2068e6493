"""Where the cursor is to be seen: the frame around its cell, the name of its row, the editor in it."""

from desktop_app.ui.pages.flowsheet.cell_editor import CellEditor
from desktop_app.ui.pages.flowsheet.sheet_data import CellAt
from desktop_app.ui.pages.flowsheet.sheet_view import SheetView


class CellFrame:
    """``frozen`` is the view with the names of the rows, ``view`` the one with the visits."""

    def __init__(self, frozen: SheetView, view: SheetView) -> None:
        self._names = frozen.names
        self._view = view
        self.editor = CellEditor(view.viewport())

    @property
    def has_focus(self) -> bool:
        return self._view.hasFocus() or self.editor.hasFocus()

    def focus(self) -> None:
        """The keyboard to the editor, or to the view where answers are given by keys."""
        (self.editor if self.editor.isVisibleTo(self._view) else self._view).setFocus()

    def show(self, at: CellAt | None) -> None:
        before, self._view.cursor_cell = self._view.cursor_cell, at
        for cell in (before, at):
            if cell is not None:
                self._view.viewport().update(self._view.cell_rect(*cell))
        row = -1 if at is None else at[0]
        if row != self._names.cursor_row:
            self._names.cursor_row = row
            self._names.viewport().update()

    def edit(self, text: str, name: str, *, focus: bool) -> None:
        """The editor in the cell, this text in it; ``name`` is said by screen readers."""
        self.editor.show_text(text)
        self.editor.setAccessibleName(name)
        self.editor.show()
        self.place_again()
        if focus:
            self.editor.setFocus()
            self.editor.selectAll()

    def close(self, *, focus: bool) -> None:
        """No text is entered in this cell."""
        if focus:
            self._view.setFocus()
        self.editor.hide()

    def place_again(self) -> None:
        """After scrolling, or where rows have moved."""
        if not self.editor.isHidden() and self._view.cursor_cell is not None:
            self.editor.setGeometry(self._view.cell_rect(*self._view.cursor_cell).adjusted(0, 0, -1, 0))
