"""A table that paints its cells itself: one loop over what is to be painted, instead of a call per cell."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal, SignalInstance
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop_app.ui.pages.flowsheet.looks import BLANK, Look
from desktop_app.ui.pages.flowsheet.models import SheetModel
from desktop_app.ui.pages.flowsheet.sheet_headers import NameHeader, VisitHeader
from desktop_app.ui.pages.flowsheet.sheet_painting import Inks, SheetPainter, Strip

LINES_HIGH: Final = 1.15
"""The height of a row in lines of text."""


class SheetView(QTableView):
    """The cells of some visits. ``cursor_cell`` is the cell with the cursor, as row and column."""

    keyed = Signal(object)
    """QKeyEvent."""
    tabbed = Signal(int)
    """+1 on, -1 back."""
    pressed_at = Signal(int, int)
    chosen_at = Signal(int, int)
    """A double click."""
    menu_at = Signal(int, int, QPoint)

    def __init__(self, model: SheetModel, parent: QWidget, *, names: bool = False) -> None:
        super().__init__(parent)
        self.shown = model
        self._frozen = names
        self.cursor_cell: tuple[int, int] | None = None
        metrics = self.fontMetrics()
        self._inks = Inks(self.palette(), self.font())
        self.pad = max(metrics.horizontalAdvance("0") // 2, 3)
        self.names = NameHeader(model, self, self.pad)
        self.setVerticalHeader(self.names)
        self.setHorizontalHeader(VisitHeader(model, self, self.pad))
        for header, size in (
            (self.verticalHeader(), round(metrics.lineSpacing() * LINES_HIGH)),
            (self.horizontalHeader(), self._column_width()),
        ):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(4)
            header.setDefaultSectionSize(size)
        self.verticalHeader().setVisible(names)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setModel(model)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing below is painted for it

    def update_cells(self, cells: Iterable[tuple[int, int]]) -> None:
        """Paints these cells (row, visit) again, where they are shown."""
        rows_of: defaultdict[int | None, list[int]] = defaultdict(list)
        for row, visit in cells:
            rows_of[visit].append(row)
        viewport, height = self.viewport(), self.verticalHeader().defaultSectionSize()
        for column, shown in enumerate(self.shown.visits):
            if shown in rows_of:
                left, width = self.columnViewportPosition(column), self.columnWidth(column)
                for row in rows_of[shown]:
                    viewport.update(left, self.rowViewportPosition(row), width, height)

    def cell_rect(self, row: int, column: int) -> QRect:
        return QRect(
            self.columnViewportPosition(column),
            self.rowViewportPosition(row),
            self.columnWidth(column),
            self.rowHeight(row),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keyed.emit(event)

    def focusNextPrevChild(self, following: bool) -> bool:
        self.tabbed.emit(1 if following else -1)
        return True

    def pass_focus(self, by: int) -> None:
        """To the widget behind (+1) or before the sheet: it is no trap."""
        self.setFocus()
        super().focusNextPrevChild(by > 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._tell(event, self.pressed_at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._tell(event, self.chosen_at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragging selects nothing and scrolls nothing."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """See ``mouseMoveEvent``."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row, column = self.rowAt(event.pos().y()), self.columnAt(event.pos().x())
        if row >= 0 and column >= 0:
            self.menu_at.emit(row, column, event.globalPos())

    def _tell(self, event: QMouseEvent, signal: SignalInstance) -> None:
        at = event.position().toPoint()
        row, column = self.rowAt(at.y()), self.columnAt(at.x())
        if row >= 0 and column >= 0 and event.button() == Qt.MouseButton.LeftButton:
            signal.emit(row, column)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        box = event.rect()
        columns = self._columns_in(box)
        rows = [row for row in self._rows_in(box) if event.region().intersects(_across(box, row))]
        looks = self._looks(rows, columns)
        ground = self._inks.frozen if self._frozen else self._inks.base
        painter.fillRect(box, ground)
        paint = SheetPainter(painter, self._inks, columns, rows, self.pad)
        current = None if self._frozen else self._current_column()
        paint.grounds(looks, current, ground)
        paint.rules(box, self.shown.sheet.group_starts)
        whole = self.viewport().width()
        cut = {one.place for one in columns if one.start < 0 or one.start + one.extent > whole}
        paint.texts(looks, self.shown.sheet.computed_rows, cut)
        if self._frozen:
            painter.fillRect(whole - 2, box.top(), 2, box.height(), self._inks.rule)
        if self.cursor_cell is not None and self.cursor_cell[1] < self.shown.columnCount():
            focused = self.hasFocus() or self.isAncestorOf(self.focusWidget() or self.window())
            paint.cursor(self.cell_rect(*self.cursor_cell), focused=focused)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._inks = Inks(self.palette(), self.font())

    def _looks(self, rows: list[Strip], columns: list[Strip]) -> dict[tuple[int, int], Look]:
        look, visits = self.shown.sheet.look, self.shown.visits
        return {
            (row.place, column.place): BLANK if visit is None else look(row.place, visit)
            for column in columns
            for visit in (visits[column.place],)
            for row in rows
        }

    def _current_column(self) -> int | None:
        place = self.shown.sheet.visit_at(self.shown.sheet.current)
        return self.shown.visits.index(place) if place in self.shown.visits else None

    def _columns_in(self, box: QRect) -> list[Strip]:
        span = self._span(self.columnAt(box.left()), self.columnAt(box.right()), self.shown.columnCount())
        return [Strip(column, self.columnViewportPosition(column), self.columnWidth(column)) for column in span]

    def _rows_in(self, box: QRect) -> list[Strip]:
        span = self._span(self.rowAt(box.top()), self.rowAt(box.bottom()), self.shown.rowCount())
        return [Strip(row, self.rowViewportPosition(row), self.rowHeight(row)) for row in span]

    def _span(self, first: int, last: int, count: int) -> range:
        return range(max(first, 0) if first >= 0 else count, (last if last >= 0 else count - 1) + 1)

    def _column_width(self) -> int:
        return self._inks.metrics.horizontalAdvance("2024-08-28") + 2 * self.pad + 6


def _across(box: QRect, row: Strip) -> QRect:
    return QRect(box.left(), row.start, box.width(), row.extent)
