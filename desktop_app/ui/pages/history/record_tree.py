"""One version of a record to read: sections, rows, fields, in clinical order; nothing in it can be changed."""

from collections.abc import Iterable, Iterator

from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from desktop_app.form.field_spec import LISTS, NEW_LESIONS, SECOND_TARGETS, TARGETS
from desktop_app.form.record_rows import RecordRow, rows_of
from desktop_app.ui.pages.entry.clinical_order import GRIDS, GROUPS
from desktop_app.ui.pages.history.telling import field_name, row_contents, row_text, value_text
from desktop_app.wording import Wording
from domain.record import PatientRecord

_SECTIONS = ("patient", *LISTS[:4], "constraints", *LISTS[4:])


class RecordTree(QTreeWidget):
    """What is not recorded is not listed; a section without entries says so."""

    def __init__(self, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setAccessibleName(words("history.record"))
        self.setHeaderLabels([words("history.column.field"), words("history.value")])
        self.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)

    def show_record(self, record: PatientRecord) -> None:
        self.clear()
        rows = list(rows_of(record))
        for section in _SECTIONS:
            self.addTopLevelItem(self._section(section, rows))
        self.expandAll()
        self.scrollToTop()

    def _section(self, section: str, rows: list[RecordRow]) -> QTreeWidgetItem:
        found = [row for row in rows if row.section == section]
        top = QTreeWidgetItem([self._words(f"form.row.{section}")])
        font = top.font(0)
        font.setBold(True)
        top.setFont(0, font)
        if not any(row.filled for row in found):
            top.setText(1, self._words("history.nothing"))
        for row in found:
            place = top
            if section in LISTS:
                place = QTreeWidgetItem([row_text(row, self._words)])
                top.addChild(place)
            place.addChildren(list(self._fields(row)))
            if section == "images":
                place.addChildren(list(self._inside(row, rows)))
        return top

    def _fields(self, row: RecordRow) -> Iterator[QTreeWidgetItem]:
        filled = row.filled
        for path in _ordered(row.section):
            if path in filled and path not in ("date", "bound") and not path.endswith("unit"):
                yield self._line(field_name(row.section, path, self._words), value_text(row, path, self._words))

    def _inside(self, image: RecordRow, rows: Iterable[RecordRow]) -> Iterator[QTreeWidgetItem]:
        for row in rows:
            if row.place.inner >= 0 and row.place.image == image.place:
                name = row_text(row, self._words)
                prefix = f"{row.day.isoformat()} " if row.day else ""
                yield self._line(name.removeprefix(prefix), row_contents(row, self._words))

    @staticmethod
    def _line(name: str, value: str) -> QTreeWidgetItem:
        line = QTreeWidgetItem([name, value])
        line.setToolTip(1, value)
        return line


def _ordered(section: str) -> list[str]:
    if section in (TARGETS, NEW_LESIONS, SECOND_TARGETS):
        return list(GRIDS[section])
    return [path for group in GROUPS[section] for path in group.paths]
