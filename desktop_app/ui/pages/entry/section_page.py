"""One section of the record: its rows at the left, the fields of the chosen row at the right."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from desktop_app.form.cells import Address
from desktop_app.form.field_spec import SINGLE
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import RowId
from desktop_app.session.open_record import OpenRecord
from desktop_app.ui.pages.entry.detail_form import DetailForm
from desktop_app.ui.pages.entry.row_list import RowList
from desktop_app.ui.pages.history.agreement_line import AgreementLine
from desktop_app.wording import Wording


class SectionPage(QWidget):
    """A section with one row only has no list."""

    passed_end = Signal(int)

    def __init__(
        self, section: str, open_record: OpenRecord, words: Wording, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.section = section
        self.detail = DetailForm(section, open_record, words, self)
        self.list = None if section in SINGLE else RowList(section, open_record, words, self)
        self._open_record = open_record
        self._words = words
        self._hint = QLabel(self)
        self._hint.setWordWrap(True)
        self._hint.setProperty("role", "muted")
        self._hint.hide()
        self._splitter: QSplitter | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._add_tools(layout)
        layout.addWidget(self._hint)
        layout.addWidget(self.detail if self.list is None else self._split(self.list), 1)
        self._agreement = AgreementLine(open_record, words, self) if section == "images" else None
        if self._agreement is not None:
            layout.addWidget(self._agreement)
        self.detail.passed_end.connect(self.passed_end)
        if self.list is None:
            self.detail.bind(RowId(section))
        else:
            self.list.refresh()
            self._choose(self.list.chosen)

    def refresh(self, changed: frozenset[RowId], typed_in: RowId | None = None) -> None:
        """What changed rows show; while typing, only the row that is typed in."""
        if self.list is not None:
            self.list.refresh(changed | self._parents(changed))
        shown = self.detail.row_id
        if shown is not None and shown not in self._open_record.form.rows:
            self.detail.bind(None)
        elif typed_in is not None:
            self.detail.refresh_row(typed_in)
        else:
            self.detail.refresh()

    def show_address(self, address: Address) -> None:
        """The cursor in this field of this row, or of the row it stands in."""
        row = self._open_record.form.row(address.row_id)
        outer = row.parent if row is not None and row.parent is not None else address.row_id
        if self.list is not None:
            self.list.choose(outer)
        field = self.detail.field_of(address.row_id, address.path)
        if field is not None:
            self.detail.show_field(field)
        else:
            self.detail.focus_first()

    def show_hint(self, text: str) -> None:
        """A sentence above the fields, such as the days on which a new row would count."""
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    def focus_first(self) -> None:
        if self.list is not None and self.list.chosen is None:
            self.list.add.setFocus()
        else:
            self.detail.focus_first()

    def _split(self, rows: RowList) -> QSplitter:
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        rows.choosing.connect(self._choose)
        rows.entered.connect(self.detail.focus_first)
        rows.added.connect(self.detail.focus_first)
        splitter.addWidget(rows)
        splitter.addWidget(self.detail)
        splitter.setStretchFactor(0, 0)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([rows.minimumSizeHint().width(), 10 * rows.minimumSizeHint().width()])
        splitter.setChildrenCollapsible(False)
        self._splitter = splitter
        return splitter

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the rows stand above the fields."""
        super().resizeEvent(event)
        if self._splitter is None or self.list is None:
            return
        wide = self.detail.wanted_width + self.list.minimumSizeHint().width()
        narrow = event.size().width() < wide and event.size().height() > event.size().width()
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self._splitter.orientation() != wanted:
            self._splitter.setOrientation(wanted)
            self._splitter.setSizes([1, 3] if narrow else [1, 10])

    def _choose(self, row_id: RowId | None) -> None:
        self.show_hint("" if row_id is not None else self._words("entry.empty"))
        self.detail.bind(row_id)
        if self._agreement is not None:
            self._agreement.bind(row_id)

    def _add_tools(self, layout: QVBoxLayout) -> None:
        """What fills several fields at once: above the fields, or below the list where there is one."""
        if self.section == "constraints":
            tool = self._tool("nothing_applies", "nothing_applies", self._open_record.nothing_applies)
            layout.addWidget(tool, 0, Qt.AlignmentFlag.AlignLeft)
        elif self.list is not None and any(spec.detail.carried for spec in FIELDS[self.section].values()):
            name = f"take_over_identity.{self.section}"
            tool = self._tool(name, "take_over_identity", self.take_over_identity)
            self.list.add_below(tool)

    def _tool(self, name: str, hint: str, work: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._words(f"entry.{name}"), self)
        button.setToolTip(self._words(f"entry.{hint}.hint"))
        button.clicked.connect(lambda *_: work())
        return button

    def take_over_identity(self) -> None:
        """What may be carried over at once, into the row that is shown."""
        if self.detail.row_id is not None:
            self._open_record.take_over_identity(self.detail.row_id)

    def _parents(self, changed: frozenset[RowId]) -> frozenset[RowId]:
        rows = (self._open_record.form.rows.get(row_id) for row_id in changed)
        return frozenset(row.parent for row in rows if row is not None and row.parent is not None)
