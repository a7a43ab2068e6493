"""The cursor of the sheet: where it is, what is entered there, and what the bar says of it."""

from typing import Final

from PySide6.QtCore import QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from desktop_app.form.cells import Address
from desktop_app.form.flowsheet import SheetRow
from desktop_app.form.form_row import RowId
from desktop_app.session.open_record import OpenRecord
from desktop_app.ui.fields.editor import Intent, intent_of
from desktop_app.ui.fields.text_entry import cells_of, intent_moves
from desktop_app.ui.pages.flowsheet.cell_frame import CellFrame
from desktop_app.ui.pages.flowsheet.entering import CellEntry
from desktop_app.ui.pages.flowsheet.entry_bar import EntryBar
from desktop_app.ui.pages.flowsheet.saying import Sayings
from desktop_app.ui.pages.flowsheet.sheet_data import CellAt, SheetData
from desktop_app.ui.pages.flowsheet.sheet_view import SheetView
from desktop_app.wording import Wording

PAGE_ROWS: Final = 10
_SIDEWAYS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_PAGES: Final = {Qt.Key.Key_PageUp: -PAGE_ROWS, Qt.Key.Key_PageDown: PAGE_ROWS}


class SheetCursor(QObject):
    """Keys come from the view (answers) or from the editor in the cell (texts); both go through here."""

    pasted = Signal(list)
    """list[list[str]]: cells of a spreadsheet."""
    detail_wanted = Signal(object)
    """Address."""
    passed_end = Signal(int)
    """+1 behind the last cell of the visit, -1 before its first: the focus goes on to what is around the sheet."""

    def __init__(
        self,
        record: OpenRecord,
        data: SheetData,
        views: tuple[SheetView, SheetView],
        bar: EntryBar,
        words: Wording,
    ) -> None:
        """``views`` are the frozen one with the names of the rows, and the one with the visits."""
        frozen, view = views
        super().__init__(view)
        self._record = record
        self._sheet = data
        self._view = view
        self.bar = bar
        self._words = words
        self.frame = CellFrame(frozen, view)
        self.editor = self.frame.editor
        self.entry = CellEntry(record, words, None)
        self._at: tuple[SheetRow, RowId] | None = None
        self._sayings = Sayings(record, data, words)
        self._connect()

    def _connect(self) -> None:
        self._view.keyed.connect(self._keyed)
        self._view.tabbed.connect(self._tabbed)
        self._view.pressed_at.connect(lambda row, visit: self.go_to((row, visit)))
        self.editor.typed.connect(self._typed)
        self.editor.left.connect(self.hand_in)
        self.editor.asked.connect(self._asked)
        self.editor.tabbed.connect(self._tabbed)
        self.editor.sideways.connect(self.sideways)
        self.editor.keyed.connect(self._keyed)
        self.editor.pasted_cells.connect(self.pasted)
        self.bar.chosen.connect(self._chosen)
        self.bar.taken_over.connect(self.take_over)

    # Where it is

    @property
    def at(self) -> CellAt | None:
        """Row and visit; None where the sheet is empty."""
        if self._at is None:
            return None
        row = self._sheet.sheet.row_places.get(self._at[0])
        visit = self._sheet.visit_at(self._at[1])
        return None if row is None or visit is None else (row, visit)

    @property
    def has_focus(self) -> bool:
        return self.frame.has_focus

    def go_to(self, at: CellAt, *, focus: bool = True) -> None:
        """The cursor into this cell, the cell in view."""
        self._leave()
        self._put(at, focus=focus)

    def _leave(self) -> None:
        self._sayings.left = None
        self._sayings.hint = ""
        self.hand_in()

    def _put(self, at: CellAt, *, focus: bool) -> None:
        row, visit = at
        self._at = (self._sheet.rows[row], self._sheet.visits[visit].row_id)
        self.reveal()
        self.bind(focus=focus)

    def reveal(self) -> None:
        """The cell with the cursor in view, and told to screen readers."""
        at = self.at
        if at is not None:
            self._view.selectionModel().setCurrentIndex(
                self._view.shown.index(*at), QItemSelectionModel.SelectionFlag.NoUpdate
            )

    def bind(self, *, focus: bool = False) -> None:
        """Shows the cell with the cursor as it is now: its editor or its answers, and what is said of it."""
        at = self.at
        place = None if at is None else self._sheet.place(*at)
        self.entry = CellEntry(self._record, self._words, place)
        self.frame.show(at)
        editable = at is not None and self._sheet.editable(at[1]) and self.entry.usable
        spec = self.entry.spec
        self.bar.show_choice(spec if editable else None)
        with_text = editable and self.bar.choice is None
        if self.bar.choice is not None:
            self.bar.choice.setFocusProxy(self._view)
            row = self.entry.row
            self.bar.choice.show_text("" if row is None or spec is None else self._code(row.value(spec.path)))
        self._sayings.look_back(self.entry)
        self._show_editor(at if with_text else None, focus=focus or self.has_focus)
        self.say()

    def focus(self) -> None:
        """The keyboard to the cell with the cursor."""
        self.frame.focus()

    def hand_in(self) -> None:
        """What is being typed goes to the record."""
        if self.entry.typing:
            self.entry.leave(self.editor.text())
            self._sayings.leave(self.entry, self.at)
            self.bind()

    # Moving

    def move(self, by: int) -> bool:
        """To the next cell of the visit in which something is entered; False at its end."""
        self._leave()
        at = self.at
        if at is None:
            return False
        stops = self._sheet.stops(at[1])
        following = [row for row in stops if (row > at[0] if by > 0 else row < at[0])]
        if not following:
            return False
        ordered = following if by > 0 else following[::-1]
        self._put((ordered[min(abs(by), len(ordered)) - 1], at[1]), focus=True)
        return True

    def sideways(self, by: int) -> None:
        """To the visit before or after, in the same row."""
        self._leave()
        at = self.at
        if at is not None and 0 <= at[1] + by < len(self._sheet.visits):
            self._put((at[0], at[1] + by), focus=True)

    # Entering

    def take_over(self) -> None:
        """The previous value into this cell; nothing while an input method composes."""
        if self.may_enter and not self.editor.composing and self.entry.take_over():
            self.bind(focus=True)

    def take_over_identity(self) -> None:
        """What may be carried over at once, into the row of this cell."""
        self.hand_in()
        row = self.entry.row
        if self.may_enter and row is not None and isinstance(self.entry.place, Address):
            self._record.take_over_identity(row.parent or row.id)
            self.bind(focus=True)

    def confirm(self) -> None:
        """What is asked about the value is answered: it stands."""
        if self.editor.composing:
            return
        self.hand_in()
        if self.may_enter and self.entry.confirm():
            self.bind(focus=True)

    def _typed(self, text: str) -> None:
        if self.entry.type(text):
            self.bind(focus=True)
        if not self._record.assessment_due:  # With the assessment comes what there is to say.
            self.say()

    def _chosen(self, code: str) -> None:
        self.entry.choose(code)
        self.bind(focus=True)

    def _asked(self, intent: Intent) -> None:
        if intent is Intent.UNDO:
            self._record.undo()
        elif intent is Intent.REDO:
            self._record.redo()
        else:
            self._tabbed(intent_moves(intent), tab=False)

    def _tabbed(self, by: int, *, tab: bool = True) -> None:
        if not self.move(by) and tab:
            self.passed_end.emit(by)

    def _keyed(self, event: QKeyEvent) -> None:
        key, intent = Qt.Key(event.key()), intent_of(event)
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if intent is not None:
            self._asked(intent)
        elif key in _SIDEWAYS and plain:
            self.sideways(_SIDEWAYS[key])
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(cells_of(QGuiApplication.clipboard().mimeData()))
        elif key in _PAGES:
            self.move(_PAGES[key])
        elif key == Qt.Key.Key_F4:
            self.want_detail()
        elif key == Qt.Key.Key_Insert:
            self._add_beside()
        elif self.bar.choice is not None:
            QApplication.sendEvent(self.bar.choice, event)
        else:
            event.ignore()

    def _add_beside(self) -> None:
        """One more value of the visit's own day, where one of another day is shown."""
        at = self.at
        if at is None or not self.may_enter or not self._sheet.dated_otherwise(*at):
            return
        addition = self._sheet.sheet.added_beside(self._sheet.rows[at[0]], self._sheet.visits[at[1]])
        self.entry = CellEntry(self._record, self._words, addition)
        self._sayings.look_back(self.entry)
        self._show_editor(at, focus=True)
        self.say()

    def want_detail(self) -> None:
        """The page with everything that belongs to this cell's row."""
        self.hand_in()
        if isinstance(self.entry.place, Address):
            self.detail_wanted.emit(self.entry.place)

    @property
    def may_enter(self) -> bool:
        at = self.at
        return at is not None and self._sheet.editable(at[1]) and self.entry.usable

    # Showing

    def say(self) -> None:
        at = self.at
        if at is not None:
            self.bar.say(self._sayings.said(self.entry, at, self.editor.text()))

    def hint(self, text: str) -> None:
        """A sentence for this cell until the cursor moves on: the days on which a new row would count."""
        self._sayings.hint = text
        self.say()

    def _show_editor(self, at: CellAt | None, *, focus: bool) -> None:
        if at is None:
            self.frame.close(focus=focus)
        else:
            self.frame.edit(self.entry.text, self._sheet.spoken(*at), focus=focus)

    @staticmethod
    def _code(value: object) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else str(value)
