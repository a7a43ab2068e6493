"""The course sheet: row names, baseline and nadir at the left, the visits in time, a bar above."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop_app.form.cells import Address, cell_of
from desktop_app.form.flowsheet.visits import VISITS
from desktop_app.form.form_row import RowId
from desktop_app.session.open_record import OpenRecord
from desktop_app.ui.pages.flowsheet.cell_menu import CellMenu
from desktop_app.ui.pages.flowsheet.entry_bar import EntryBar
from desktop_app.ui.pages.flowsheet.models import SheetModel
from desktop_app.ui.pages.flowsheet.sheet_cursor import SheetCursor
from desktop_app.ui.pages.flowsheet.sheet_data import Change, SheetData
from desktop_app.ui.pages.flowsheet.sheet_paste import SheetPaste
from desktop_app.ui.pages.flowsheet.sheet_view import SheetView
from desktop_app.wording import Wording, with_keys
from domain.assessment import Assessment
from domain.logic.cell import Cell

QWIDGETSIZE_MAX: Final = 16777215
WIDEST_NAMES: Final = 0.4
"""What the names of the rows may take of the width of the page."""


class FlowsheetPage(QWidget):
    """Follows the open record. The latest image is the visit that is edited, until another one is made it."""

    detail_wanted = Signal(object)
    """Address: this field on the page of its own section."""

    def __init__(self, open_record: OpenRecord, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open_record = open_record
        self._words = words
        self._missed: frozenset[RowId] | None = None
        self._room = QWIDGETSIZE_MAX
        """The width that there is, once that is known."""
        self.sheet = SheetData(open_record.form, open_record.assessment, words)
        labels = (words("flowsheet.frozen.baseline"), words("flowsheet.frozen.nadir"))
        self.frozen = SheetView(SheetModel(self.sheet, self._frozen, labels, self), self, names=True)
        self.view = SheetView(SheetModel(self.sheet, self._all, (), self), self)
        self.bar = EntryBar(words, self)
        self.caret = SheetCursor(open_record, self.sheet, (self.frozen, self.view), self.bar, words)
        SheetPaste(open_record, self.sheet, self.caret, words, self)
        self.view.setAccessibleName(words("flowsheet.table"))
        self.frozen.setAccessibleName(words("flowsheet.frozen"))
        self._lay_out()
        self._connect()
        self._start()

    def show_marks(self, marks: Mapping[date, str]) -> None:
        """Marks the columns of these days with the shape of a state, such as ``signed.changed``."""
        for view in (self.frozen, self.view):
            view.shown.marks = {day.isoformat(): state for day, state in marks.items()}
            view.horizontalHeader().viewport().update()

    # The cursor

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.caret.focus()

    def shows(self, address: Address) -> bool:
        self.catch_up()
        return self.sheet.at(address) is not None

    def focus_address(self, address: Address) -> None:
        """The cursor in this field, its visit made editable."""
        at = self.sheet.at(address)
        if at is not None:
            self.make_current(at[1])
            self.caret.go_to(at)

    def focus_new(self, cell: Cell, window: str) -> bool:
        """The cursor where this missing row would be entered; ``window`` says when it would count.

        An image or a session is added. A marker or a status belongs to a visit of those days; False without one.
        """
        self.catch_up()
        if cell.section in VISITS:
            self.add_visit(cell.section)
            self.caret.hint(window)
            return True
        at = self.sheet.to_enter(cell)
        if at is not None:
            self.make_current(at[1])
            self.caret.go_to(at)
            self.caret.hint(window)
        return at is not None

    def focused_cell(self) -> Cell | None:
        """The cell of the record under the cursor; None where its row is not part of the record yet."""
        place = self.caret.entry.place
        if not self.caret.has_focus or not isinstance(place, Address):
            return None
        return cell_of(self.open_record.form, place)

    def hand_in(self) -> None:
        self.caret.hand_in()

    def take_over(self) -> None:
        """The previous value into the cell with the cursor; nothing where the cursor is elsewhere."""
        if self._has_cursor:
            self.caret.take_over()

    def take_over_identity(self) -> None:
        """What may be carried over at once, into the row of the cell with the cursor."""
        if self._has_cursor:
            self.caret.take_over_identity()

    def confirm(self) -> None:
        """What is asked about the value with the cursor is answered."""
        if self._has_cursor:
            self.caret.confirm()

    @property
    def _has_cursor(self) -> bool:
        """Also while a dialog over the window has the keyboard."""
        widget = self.window().focusWidget()
        return widget is not None and self.isAncestorOf(widget)

    # The visits

    def make_current(self, visit: int) -> None:
        """This visit is edited from now on."""
        if self.sheet.editable(visit):
            return
        self.hand_in()
        self.sheet.make_current(visit)
        self._show(Change(everything=True))

    def add_visit(self, section: str) -> None:
        """A new column at the end, the cursor in its date; one that still has no date is gone on with."""
        self.catch_up()
        self.hand_in()
        waiting = [visit.row_id for visit in self.sheet.visits if visit.section == section and visit.day is None]
        row_id = waiting[-1] if waiting else self.open_record.add_row(section)
        self.catch_up()
        visit = self.sheet.visit_at(row_id)
        if visit is not None:
            self.make_current(visit)
            self.caret.go_to((0, visit))

    def show_menu(self, row: int, visit: int, place: QPoint) -> None:
        """What can be done with this cell; of a visit that is read-only nothing but to make it editable."""
        self.caret.go_to((row, visit))
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def menu(self) -> QMenu:
        """The menu of the cell with the cursor."""
        changed = partial(self.caret.bind, focus=True)
        if self.caret.may_enter:
            menu: QMenu = CellMenu(self.open_record, self.caret.entry, self._words, changed, self)
        else:
            menu = QMenu(self)
            keys = with_keys("[[edit_visit|Ctrl+E]]", self._words.keys)
            menu.addAction(f"{self._words('ui.action.edit_visit')}\t{keys}").triggered.connect(self.edit_visit)
        menu.addAction(f"{self._words('flowsheet.menu.detail')}\tF4").triggered.connect(self.caret.want_detail)
        return menu

    def edit_visit(self) -> None:
        """The visit with the cursor."""
        at = self.caret.at
        if at is not None:
            self.make_current(at[1])
            self.caret.bind(focus=True)

    def _start(self) -> None:
        visit = self.sheet.visit_at(self.sheet.current)
        if visit is None and self.sheet.visits:
            visit = len(self.sheet.visits) - 1
        if visit is not None:
            self.caret.go_to((self.sheet.first_blank(visit), visit), focus=False)

    # The record

    def _connect(self) -> None:
        self.open_record.rows_changed.connect(self._rows_changed)
        self.open_record.assessed.connect(self._assessed)
        self.open_record.settling.connect(self.hand_in)
        self.caret.detail_wanted.connect(self.detail_wanted)
        self.view.menu_at.connect(self.show_menu)
        self.caret.passed_end.connect(self.view.pass_focus)
        self.view.chosen_at.connect(lambda *_: self.edit_visit())
        vertical = self.view.verticalScrollBar()
        vertical.valueChanged.connect(self.frozen.verticalScrollBar().setValue)
        self.frozen.verticalScrollBar().valueChanged.connect(vertical.setValue)
        for bar in (vertical, self.view.horizontalScrollBar()):
            bar.valueChanged.connect(self.caret.frame.place_again)
        # A column that was cut off has no text to be moved along.
        self.view.horizontalScrollBar().valueChanged.connect(lambda *_: self.view.viewport().update())
        self.view.horizontalScrollBar().rangeChanged.connect(self._level_out)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Whether the visits need scrolling is known before Qt says so: nothing is laid out a second time."""
        super().resizeEvent(event)
        self._room = self.width()
        self._fit_names()
        room = self.width() - self.frozen.width() - self.view.verticalScrollBar().sizeHint().width()
        self._level_out(0, len(self.sheet.visits) * self.view.columnWidth(0) - room)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.catch_up()

    def catch_up(self) -> None:
        """What changed while the sheet was not on the screen: keys on another page do not wait for it."""
        missed, self._missed = self._missed, None
        if missed is not None:
            self._show(self.sheet.amended(self.open_record.form, missed))
            self._show(self.sheet.assessed(self.open_record.assessment))

    def _rows_changed(self, changed: frozenset[RowId]) -> None:
        if not self.isVisible():
            self._missed = changed | (self._missed or frozenset())
        else:
            self._show(self.sheet.amended(self.open_record.form, changed))

    def _assessed(self, assessment: Assessment | None) -> None:
        if not self.isVisible():
            self._missed = self._missed or frozenset()
        else:
            self._show(self.sheet.assessed(assessment))
            self.caret.say()

    def _show(self, change: Change) -> None:
        views = (self.frozen, self.view)
        for view in views:
            if change.layout:
                view.shown.renew()
            elif change.everything:
                view.shown.look_again()
            else:
                view.update_cells(change.cells)
            if change.everything:
                view.viewport().update()
                view.horizontalHeader().viewport().update()
        if change.layout:
            self._fit_names()
            self.caret.reveal()
        if not self.caret.entry.typing:
            self.caret.bind()

    def _frozen(self) -> list[int | None]:
        return [self.sheet.visit_at(self.sheet.baseline), self.sheet.visit_at(self.sheet.nadir)]

    def _all(self) -> list[int | None]:
        return list(range(len(self.sheet.visits)))

    def _lay_out(self) -> None:
        self.frozen.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.frozen.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.frozen.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fit_names()
        left = QVBoxLayout()
        left.addWidget(self.frozen)
        self._below = QWidget(self)
        self._below.setFixedHeight(0)
        left.addWidget(self._below)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addLayout(left)
        across.addWidget(self.view, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addLayout(across, 1)

    def minimumSizeHint(self) -> QSize:
        """Names and one visit: what is frozen beside them gives way."""
        return QSize(3 * self.view.columnWidth(0), super().minimumSizeHint().height())

    def _fit_names(self) -> None:
        """Baseline and nadir stand beside the names where that leaves room for the visit that is entered."""
        column = self.frozen.columnWidth(0)
        names = min(self.frozen.names.sizeHint().width(), round(self._room * WIDEST_NAMES))
        self.frozen.names.setFixedWidth(names)
        beside = 2 if self._room >= names + 4 * column else 0
        self.frozen.setFixedWidth(names + beside * column)

    def _level_out(self, lowest: int, highest: int) -> None:
        """The frozen columns end where the others do: above the scroll bar."""
        bar = self.view.horizontalScrollBar()
        self._below.setFixedHeight(bar.sizeHint().height() if highest > lowest else 0)
