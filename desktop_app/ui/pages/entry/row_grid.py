"""The lesions of an image as a grid: one line per lesion, one column per finding."""

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop_app.form.field_spec import NEW_LESIONS, TARGETS, FieldSpec
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import FormRow, RowId
from desktop_app.session.open_record import OpenRecord
from desktop_app.ui.fields.add_button import AddButton
from desktop_app.ui.fields.entry_field import EntryField
from desktop_app.ui.fields.text_entry import TextEntry
from desktop_app.ui.flow import FlowLayout
from desktop_app.ui.pages.entry.clinical_order import GRIDS
from desktop_app.wording import Wording

GAP = 8


def head_of(spec: FieldSpec, words: Wording) -> str:
    """What a column is called, with its unit."""
    name = words(f"entry.head.{spec.path}")
    return f"{name} ({spec.detail.unit})" if spec.detail.unit else name


class LesionLine(QObject):
    """The fields of one lesion, with what is to be said about them below."""

    def __init__(self, section: str, open_record: OpenRecord, words: Wording, parent: QWidget) -> None:
        super().__init__(parent)
        self.row_id: RowId | None = None
        self._open_record = open_record
        self._words = words
        self.fields = [
            EntryField(FIELDS[section][path], open_record, words, parent, compact=True) for path in GRIDS[section]
        ]
        self.boxes = [self._box(field, parent) for field in self.fields]
        self.flow = FlowLayout(gap=GAP, line_gap=GAP // 2, top=True)
        self.remove = QToolButton(parent)
        self.remove.setText("×")
        self.remove.setProperty("role", "plain")
        self._named: tuple[RowId | None, bool, str] | None = None
        self.remove.clicked.connect(self._remove)

    def bind(self, row: FormRow | None) -> None:
        self.row_id = row.id if row else None
        for field in self.fields:
            field.bind(self.row_id)
        self._show(row)

    def refresh(self, *, look_back: bool) -> None:
        for field in self.fields:
            field.refresh(look_back=look_back)
        self._show(self._open_record.form.row(self.row_id) if self.row_id else None)

    def _box(self, field: EntryField, parent: QWidget) -> QWidget:
        """The control with what was last below it; its label above it where no column has a title."""
        box = QWidget(parent)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        field.label.setText(head_of(field.spec, self._words))
        for widget in (field.label, field.control, field.last):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        field.label.hide()
        field.echo.hide()
        return box

    def wrap(self, *, label: bool) -> None:
        """Whether each field names itself."""
        for field in self.fields:
            field.label.setVisible(label and self.row_id is not None)

    def _show(self, row: FormRow | None) -> None:
        kept = row is not None and row.id in self._open_record.form.rows
        name = str(row.value("lesion") or "") if row else ""
        if (self.row_id, kept, name) == self._named:
            return
        self._named = (self.row_id, kept, name)
        for widget in (*(field.control for field in self.fields), *self.boxes, self.remove):
            widget.setVisible(row is not None)
        for field in self.fields:
            if row is None:
                field.last.hide()
                field.note.hide()
            field.name_for("" if field.spec.path == "lesion" else name)
        self.remove.setVisible(kept)
        self.remove.setAccessibleName(self._words("entry.remove_lesion", lesion=name))
        self.remove.setToolTip(self._words("entry.remove_lesion", lesion=name))

    def _remove(self) -> None:
        if self.row_id in self._open_record.form.rows and self.row_id is not None:
            self._open_record.remove_row(self.row_id)


class RowGrid(QWidget):
    """All lesions of one kind in the image that is shown; lines are made once and bound again."""

    lines_changed = Signal()
    """There are more or fewer lines: the order of the fields is to be made anew."""
    line_made = Signal(object)
    """LesionLine."""

    def __init__(self, section: str, open_record: OpenRecord, words: Wording, parent: QWidget) -> None:
        super().__init__(parent)
        self.section = section
        self.lines: list[LesionLine] = []
        self._open_record = open_record
        self._words = words
        self._image: RowId | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._grid = QGridLayout()
        self._heads = [QLabel(head_of(FIELDS[section][path], words), self) for path in GRIDS[section]]
        self._narrow = False
        self._room = 0
        for column, head in enumerate(self._heads):
            head.setProperty("role", "muted")
            self._grid.addWidget(head, 0, column)
        self._grid.setVerticalSpacing(self._grid.verticalSpacing() // 2)
        self._grid.setColumnStretch(len(GRIDS[section]) + 1, 1)
        outer.addLayout(self._grid)
        self.add = AddButton(words(f"entry.add.{section}"), self)
        self.add.clicked.connect(self.add_line)
        outer.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def shown(self) -> list[LesionLine]:
        return [line for line in self.lines if line.row_id is not None]

    def bind(self, image: RowId | None) -> None:
        self._image = image
        self._arrange(force=True)

    def refresh(self, *, look_back: bool = True) -> None:
        self._arrange(force=False)
        for line in self.shown:
            line.refresh(look_back=look_back)

    def refresh_row(self, row_id: RowId) -> None:
        """Only the line of this row; typing in a line adds and removes none."""
        for line in self.shown:
            if line.row_id == row_id:
                line.refresh(look_back=False)

    def add_line(self) -> None:
        """One more lesion; a target gets the next running name, which may be typed over."""
        if self._image is None:
            return
        entries = {} if self.section == NEW_LESIONS else {"lesion": self._next_name()}
        row_id = self._open_record.add_row(self.section, self._image, entries)
        for line in self.shown:
            if line.row_id == row_id:
                line.fields[0].focus()

    def field_of(self, row_id: RowId, path: str) -> EntryField | None:
        for line in self.shown:
            if line.row_id == row_id:
                return next((field for field in line.fields if field.spec.path == path), line.fields[0])
        return None

    def _rows(self) -> list[FormRow]:
        if self._image is None or self._image not in self._open_record.form.rows:
            return []
        form = self._open_record.form
        rows = list(form.inside(self._image, self.section))
        if self.section != TARGETS:
            return rows
        order = {target.lesion: place for place, target in enumerate(form.course.target_set)}
        rows += form.offered(self._image)
        return sorted(rows, key=lambda row: order.get(row.value("lesion"), len(order)))

    def _arrange(self, *, force: bool) -> None:
        rows = self._rows()
        ids = [row.id for row in rows]
        if not force and ids == [line.row_id for line in self.shown]:
            return
        before = len(self.shown)
        while len(self.lines) < len(rows):
            self._make_line()
        for line, row in zip(self.lines, [*rows, *[None] * (len(self.lines) - len(rows))], strict=True):
            line.bind(row)
        for head in self._heads:
            head.setVisible(bool(rows) and not self._narrow)
        for line in self.lines:
            line.wrap(label=self._narrow)
        self.fit(self._room)
        if before != len(rows) or force:
            self.lines_changed.emit()

    def _make_line(self) -> None:
        line = LesionLine(self.section, self._open_record, self._words, self)
        top = self._top_of(len(self.lines))
        for column, field in enumerate(line.fields):
            self._grid.addWidget(field.note, top + 2 + column, 0, 1, len(line.fields) + 2)
            if isinstance(field.control, TextEntry):
                field.control.pasted_cells.connect(partial(self._paste, line, column))
        self._grid.addLayout(line.flow, top + 1, 0, 1, len(line.fields) + 2)
        self.lines.append(line)
        self._lay(line, top)
        self.line_made.emit(line)

    def _top_of(self, number: int) -> int:
        """The row of the grid where this line begins: its columns, its flow where it is narrow, its notes."""
        return 1 + (2 + len(GRIDS[self.section])) * number

    def _lay(self, line: LesionLine, top: int) -> None:
        """Into the columns, or one after the other where there is no room for them."""
        for column, box in enumerate((*line.boxes, line.remove)):
            self._grid.removeWidget(box)
            line.flow.removeWidget(box)
            if self._narrow:
                line.flow.addWidget(box)
            else:
                self._grid.addWidget(box, top, column, Qt.AlignmentFlag.AlignTop)
        line.wrap(label=self._narrow)

    @property
    def wanted_width(self) -> int:
        """In pixels, of all columns beside each other; 0 without any line."""
        if not self.shown:
            return 0
        boxes = zip(*([*line.boxes, line.remove] for line in self.shown), strict=True)
        columns: list[int] = [max(box.sizeHint().width() for box in column) for column in boxes]
        heads = [head.sizeHint().width() for head in self._heads]
        widths = [max(width, head) for width, head in zip(columns, heads, strict=False)]
        return sum(widths) + columns[-1] + len(columns) * max(self._grid.horizontalSpacing(), 0)

    def fit(self, room: int) -> None:
        """Columns where this many pixels hold them, else each lesion on as many lines as it takes."""
        self._room = room
        narrow = 0 < room < self.wanted_width
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for head in self._heads:
            head.setVisible(bool(self.shown) and not narrow)
        for number, line in enumerate(self.lines):
            self._lay(line, self._top_of(number))

    def _paste(self, line: LesionLine, column: int, cells: list[list[str]]) -> None:
        """Cells of a spreadsheet from this field on, to the right and down, as one step."""
        first = self.shown.index(line)
        entries = []
        for target, texts in zip(self.shown[first:], cells, strict=False):
            for field, text in zip(target.fields[column:], texts, strict=False):
                if target.row_id is not None and field.control.isEnabled():
                    entries.append((target.row_id, field.spec.path, text.strip()))
        self._open_record.edit_many(entries)

    def _next_name(self) -> str:
        used = {row.value("lesion") for row in self._rows()}
        return next(name for number in range(1, len(used) + 2) if (name := f"T{number}") not in used)
