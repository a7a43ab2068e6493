"""The fields of one row, in clinical order, built once and bound to one row after the other."""

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QWidget

from desktop_app.form.field_spec import TARGETS
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import RowId
from desktop_app.session.open_record import OpenRecord
from desktop_app.ui.fields.add_button import AddButton
from desktop_app.ui.fields.entry_field import EntryField
from desktop_app.ui.pages.entry.clinical_order import GROUPS, Group
from desktop_app.ui.pages.entry.field_line import FieldLine
from desktop_app.ui.pages.entry.row_grid import LesionLine, RowGrid
from desktop_app.wording import Wording

COLUMNS = 2
ROWS_OF_A_FIELD = 3
"""A label above it in a narrow form, the field, what is to be said of it."""


class DetailForm(QScrollArea):
    """A section's fields with their problems and previous values beside them."""

    passed_end = Signal(int)
    """+1 after the last field, -1 before the first."""

    def __init__(
        self, section: str, open_record: OpenRecord, words: Wording, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.section = section
        self.row_id: RowId | None = None
        self.fields: dict[str, EntryField] = {}
        self.grids: list[RowGrid] = []
        self._open_record = open_record
        self._words = words
        self._order: list[EntryField | RowGrid] = []
        self._lines: list[tuple[FieldLine, int]] = []
        self._narrow = False
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = inner = QWidget(self)
        self._layout = QGridLayout(inner)
        self._layout.setColumnStretch(1, 1)
        for group in GROUPS[section]:
            self._build(group, inner)
        self._layout.setRowStretch(self._layout.rowCount(), 1)
        self.setWidget(inner)

    def bind(self, row_id: RowId | None) -> None:
        self.row_id = row_id
        self._inner.setEnabled(row_id is not None)
        for field in self.fields.values():
            field.bind(row_id)
        for grid in self.grids:
            grid.bind(row_id)

    def refresh(self, *, look_back: bool = True) -> None:
        for field in self.fields.values():
            field.refresh(look_back=look_back)
        for grid in self.grids:
            grid.refresh(look_back=look_back)

    def refresh_row(self, row_id: RowId) -> None:
        """Only what this row shows: the one bound here, or a line in its grids."""
        if self.row_id == row_id:
            for field in self.fields.values():
                field.refresh(look_back=False)
        for grid in self.grids:
            grid.refresh_row(row_id)

    def hand_in(self) -> None:
        """What is being typed goes to the record."""
        for field in self.in_order():
            field.hand_in_if_typing()

    def in_order(self) -> list[EntryField]:
        """All fields in clinical order, the lines of the grids where they stand."""
        found: list[EntryField] = []
        for item in self._order:
            if isinstance(item, RowGrid):
                found += [field for line in item.shown for field in line.fields]
            else:
                found.append(item)
        return found

    def field_of(self, row_id: RowId, path: str) -> EntryField | None:
        """The field of this row, here or in a grid; for a part that is no field ("targets"), its first one."""
        if row_id == self.row_id:
            return self.fields.get(path) or self._first_of_grid(path)
        return next((field for grid in self.grids if (field := grid.field_of(row_id, path))), None)

    @property
    def wanted_width(self) -> int:
        """The width at which labels stand beside their fields and a lesion on one line."""
        return max(self._fields_width(), *(grid.wanted_width + self._margins() for grid in self.grids), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room beside a field its label stands above it, and a lesion takes several lines."""
        super().resizeEvent(event)
        room = self.viewport().width()
        narrow = room < self._fields_width()
        if narrow != self._narrow:
            self._narrow = narrow
            for line, row in self._lines:
                line.place(self._layout, row, above=narrow)
        for grid in self.grids:
            grid.fit(room - self._margins())

    def _fields_width(self) -> int:
        return max((line.wanted_width for line, _ in self._lines), default=0) + self._margins()

    def _margins(self) -> int:
        margins = self._layout.contentsMargins()
        return margins.left() + margins.right() + max(self._layout.horizontalSpacing(), 0)

    def focus_first(self) -> None:
        first = next((field for field in self.in_order() if field.usable), None)
        if first is not None:
            first.focus()

    def show_field(self, field: EntryField) -> None:
        """The cursor in this field, the field in view."""
        self.ensureWidgetVisible(field.control)
        field.focus()

    def _first_of_grid(self, path: str) -> EntryField | None:
        grid = next((grid for grid in self.grids if grid.section.endswith(f".{path}")), None)
        if grid is None:
            return None
        if not grid.shown:
            grid.add_line()
        return next((field for field in grid.shown[0].fields if field.spec.path in ("viable_mm", "size_mm")), None)

    def _build(self, group: Group, inner: QWidget) -> None:
        heading = QLabel(self._words(f"entry.group.{group.name}"), inner)
        heading.setProperty("role", "heading")
        heading.setWordWrap(True)
        self._layout.addWidget(heading, self._layout.rowCount(), 0, 1, COLUMNS)
        line: FieldLine | None = None
        for path in group.paths:
            line = self._place(path, inner, line)
        if group.grid:
            rows = RowGrid(group.grid, self._open_record, self._words, inner)
            rows.line_made.connect(self._line_made)
            rows.lines_changed.connect(self._chain)
            rows.add.passed.connect(partial(self._move, rows.add))
            self.grids.append(rows)
            self._order.append(rows)
            self._layout.addWidget(rows, self._layout.rowCount(), 0, 1, COLUMNS)

    def _place(self, path: str, inner: QWidget, before: FieldLine | None) -> FieldLine:
        """A line of label, control, what was read and what was last, with what is to be said below.

        A unit stands beside its value: ``before`` is the line of the field before.
        """
        field = EntryField(FIELDS[self.section][path], self._open_record, self._words, inner)
        field.moved.connect(self._move)
        self.fields[path] = field
        self._order.append(field)
        row = self._layout.rowCount()
        if before is not None and path.endswith("unit"):
            before.add_unit(field)
            self._layout.addWidget(field.note, row, 0, 1, COLUMNS)
            return before
        line = FieldLine(field, inner)
        line.place(self._layout, row, above=False)
        self._lines.append((line, row))
        self._layout.addWidget(field.note, row + ROWS_OF_A_FIELD - 1, 0, 1, COLUMNS)
        return line

    def _line_made(self, line: LesionLine) -> None:
        for field in line.fields:
            field.moved.connect(self._move)

    def _chain(self) -> None:
        """Tab goes in clinical order, also through lines that were added later."""
        stops: list[QWidget] = []
        for item in self._order:
            if isinstance(item, RowGrid):
                stops += [field.control for line in item.shown for field in line.fields]
                stops.append(item.add)
            else:
                stops.append(item.control)
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _stops(self) -> list[EntryField | AddButton]:
        """Where Enter stops: every field that can be used, and the way to a first target."""
        stops: list[EntryField | AddButton] = []
        for item in self._order:
            if not isinstance(item, RowGrid):
                stops.append(item)
                continue
            stops += [field for line in item.shown for field in line.fields]
            if item.section == TARGETS and not item.shown:
                stops.append(item.add)
        return [stop for stop in stops if isinstance(stop, AddButton) or stop.usable]

    def _move(self, stop: EntryField | AddButton, by: int) -> None:
        stops = self._stops()
        at = stops.index(stop) + by if stop in stops else -1
        if not 0 <= at < len(stops):
            self.passed_end.emit(by)
            return
        following = stops[at]
        if isinstance(following, AddButton):
            self.ensureWidgetVisible(following)
            following.setFocus()
        else:
            self.show_field(following)
