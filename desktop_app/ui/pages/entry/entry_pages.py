"""All pages for entering a patient: tabs with counts, one page per section, a line for what does not count."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.form.cells import Address, address_of, cell_of
from desktop_app.form.field_spec import LISTS
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import RowId
from desktop_app.session.open_record import OpenRecord
from desktop_app.ui.fields.calm_tabs import CalmTabBar
from desktop_app.ui.fields.entry_field import EntryField
from desktop_app.ui.pages.entry.clinical_order import PAGES, SHEET
from desktop_app.ui.pages.entry.section_page import SectionPage
from desktop_app.ui.pages.entry.uncounted_line import UncountedLine
from desktop_app.ui.pages.flowsheet.page import FlowsheetPage
from desktop_app.wording import Wording, with_keys
from domain.logic.cell import Cell

SEGMENTS = """
QToolButton[role="segment"] { border: 1px solid palette(shadow); border-radius: 3px; padding: 2px 7px;
    background: palette(base); color: palette(text); }
QToolButton[role="segment"]:checked { background: palette(highlight); color: palette(highlighted-text);
    border-color: palette(highlight); font-weight: bold; }
QToolButton[role="segment"][none="true"]:checked { background: palette(window); border-color: palette(shadow);
    color: palette(placeholder-text); font-weight: normal; }
QToolButton[role="segment"]:disabled { color: palette(placeholder-text); background: palette(window); }
QToolButton[role="plain"] { color: palette(placeholder-text); }
QFrame[role="choice"] { border: 2px solid transparent; border-radius: 4px; }
QFrame[role="choice"][focused="true"] { border: 2px solid palette(highlight); }
"""


class EntryPages(QWidget):
    """Pages are made when they are first shown. ``cell_entered`` follows the cursor through the record."""

    page_changed = Signal(str)

    def __init__(
        self, open_record: OpenRecord, words: Wording, parent: QWidget | None = None, *, first: str = PAGES[0][0]
    ) -> None:
        super().__init__(parent)
        self.open_record = open_record
        self.words = words
        self._pages: dict[str, QWidget] = {}
        self._sections: dict[str, SectionPage] = {}
        self._sheet: FlowsheetPage | None = None
        self._stale: dict[str, set[RowId]] = {}
        self._tabs_named_by: object = None
        self.tabs = CalmTabBar(self)
        self.tabs.setAccessibleName(words("entry.tabs"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self._stack = QStackedWidget(self)
        self._uncounted = UncountedLine(open_record, words, self)
        self.setStyleSheet(SEGMENTS)
        layout = QVBoxLayout(self)
        # Beside the tabs: below the page it would take a row of it, or push the page about while somebody types.
        top = QHBoxLayout()
        top.addWidget(self.tabs, 1)
        top.addWidget(self._uncounted)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)
        self._stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._stack.setMinimumHeight(4 * self.fontMetrics().lineSpacing())
        for place, (name, _) in enumerate(PAGES):
            self.tabs.addTab("")
            self.tabs.setTabToolTip(place, with_keys(f"[[page_{name}|Ctrl+{place + 1}]]", words.keys))
        self.tabs.currentChanged.connect(lambda place: self.show_page(PAGES[place][0]))
        self._uncounted.wanted.connect(self.focus_address)
        self._connect()
        self._name_tabs()
        self.show_page(first)

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        return PAGES[self.tabs.currentIndex()][0]

    def show_page(self, name: str, *, focus: bool = False) -> None:
        """Shows this page (see ``PAGES``); ``focus`` puts the cursor into its first field."""
        self.tabs.setCurrentIndex([page for page, _ in PAGES].index(name))
        page = self._made(name)
        for section in dict(PAGES)[name]:
            missed = self._stale.pop(section, None)
            if missed:
                self._sections[section].refresh(frozenset(missed))
        if self._stack.currentWidget() is not page:
            self._stack.setCurrentWidget(page)
            self.page_changed.emit(name)
        if focus:
            self._focus_first()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever focuses the pages means the first field of the one that is shown."""
        super().focusInEvent(event)
        self._focus_first()

    def focus_cell(self, cell: Cell, *, detail: bool = False) -> None:
        """The cursor where this cell is entered; a row still to be added is added, its date left empty."""
        if cell.to_be_added:
            self._focus_new_row(cell)
            return
        address = address_of(self.open_record.form, cell)
        if address is not None:
            self.focus_address(address, detail=detail)

    def focus_address(self, address: Address, *, detail: bool = False) -> None:
        """The cursor in this field: on the course sheet where it has it, else (or ``detail``) on its own page."""
        row = self.open_record.form.row(address.row_id)
        if row is None:
            return
        if not detail and self.sheet.shows(address):
            self.show_page(SHEET)
            self.sheet.focus_address(address)
            return
        section = row.section.split(".")[0]
        self.show_page(_page_of(section))
        self._sections[section].show_address(address)

    def focused_cell(self) -> Cell | None:
        """The cell under the cursor; None where the row is not part of the record yet."""
        if self.page == SHEET:
            return self.sheet.focused_cell()
        field = self._focused_field()
        if field is None or field.row_id is None:
            return None
        return cell_of(self.open_record.form, Address(field.row_id, field.spec.path))

    def take_over(self) -> None:
        """The previous value into the field with the cursor, marked; nothing while an input method composes."""
        if self.page == SHEET:
            self.sheet.take_over()
        elif (field := self._focused_field()) is not None:
            field.take_over()

    def confirm(self) -> None:
        """What is asked about the value with the cursor is answered."""
        if self.page == SHEET:
            self.sheet.confirm()
        elif (field := self._focused_field()) is not None:
            field.confirm()

    def take_over_identity(self) -> None:
        """What may be carried over at once, into the row with the cursor."""
        if self.page == SHEET:
            self.sheet.take_over_identity()
        elif (page := self._section_with_cursor()) is not None:
            page.take_over_identity()

    def nothing_applies(self) -> bool:
        """No limits of treatment; where these questions are not on the screen they are shown first, and False."""
        if self.page != "constraints":
            self.show_page("constraints", focus=True)
            return False
        self.open_record.nothing_applies()
        return True

    def add_visit(self, section: str) -> None:
        """A new image or session, on the course sheet."""
        self.show_page(SHEET)
        self.sheet.add_visit(section)

    def show_marks(self, marks: Mapping[date, str]) -> None:
        """Marks the visits of these days on the course sheet."""
        if marks or self._sheet is not None:
            self.sheet.show_marks(marks)

    def hand_in(self) -> None:
        """What is being typed goes to the record."""
        for page in self._sections.values():
            page.detail.hand_in()

    def _focused_field(self) -> EntryField | None:
        """The field with the cursor: also while a dialog over the window has the keyboard."""
        page, widget = self._section_with_cursor(), self.window().focusWidget()
        fields = page.detail.in_order() if page is not None else ()
        return next((field for field in fields if field.control is widget), None)

    def _section_with_cursor(self) -> SectionPage | None:
        widget = self.window().focusWidget()
        shown = [self._sections[section] for section in dict(PAGES)[self.page] if section in self._sections]
        return next((page for page in shown if widget is not None and page.isAncestorOf(widget)), None)

    def _connect(self) -> None:
        record = self.open_record
        record.rows_changed.connect(self._rows_changed)
        record.step_applied.connect(self._step_applied)
        record.settling.connect(self.hand_in)

    @property
    def sheet(self) -> FlowsheetPage:
        """The course sheet, made when it is first asked for."""
        if self._sheet is None:
            self._sheet = FlowsheetPage(self.open_record, self.words, self._stack)
            self._sheet.detail_wanted.connect(lambda address: self.focus_address(address, detail=True))
            self._pages[SHEET] = self._sheet
            self._stack.addWidget(self._sheet)
        return self._sheet

    def _focus_first(self) -> None:
        if self.page == SHEET:
            self.sheet.caret.focus()
        else:
            self._sections[dict(PAGES)[self.page][0]].focus_first()

    def _made(self, name: str) -> QWidget:
        if name == SHEET:
            return self.sheet
        if name not in self._pages:
            sections = dict(PAGES)[name]
            page = QWidget(self._stack)
            layout = QVBoxLayout(page)
            layout.setContentsMargins(0, 0, 0, 0)
            for section in sections:
                self._sections[section] = made = SectionPage(section, self.open_record, self.words, page)
                made.passed_end.connect(lambda by, at=section: self._passed_end(at, by))
                layout.addWidget(made, 1)
            self._pages[name] = page
            self._stack.addWidget(page)
        return self._pages[name]

    def _passed_end(self, section: str, by: int) -> None:
        """Behind the last field of a row: on to the button that adds the next one."""
        rows = self._sections[section].list
        if by > 0 and rows is not None:
            rows.add.setFocus()

    def _rows_changed(self, changed: frozenset[RowId]) -> None:
        typed_in = self.open_record.typed_in
        shown = dict(PAGES)[self.page]
        for section, page in self._sections.items():
            if section in shown:
                page.refresh(changed, typed_in)
            else:
                self._stale.setdefault(section, set()).update(changed)
        self._name_tabs()
        self._uncounted.refresh()

    def _step_applied(self, address: Address) -> None:
        """What was undone is shown where the user is, if this page has it; else where entering goes on."""
        row = self.open_record.form.row(address.row_id)
        if row is not None:
            here = row.section.split(".")[0] in dict(PAGES)[self.page]
            self.focus_address(address, detail=here)

    def _focus_new_row(self, cell: Cell) -> None:
        if self.sheet.focus_new(cell, self._window(cell)):
            self.show_page(SHEET, focus=True)
            return
        self.show_page(_page_of(cell.section))
        page = self._sections[cell.section]
        waiting = [row for row in self.open_record.form.incomplete if row.section == cell.section and not row.date]
        item = (
            {"marker": cell.item}
            if cell.section == "markers" and cell.item in FIELDS["markers"]["marker"].choices
            else {}
        )
        alike = [row for row in waiting if all(row.value(path) == value for path, value in item.items())]
        row_id = alike[-1].id if alike else self.open_record.add_row(cell.section, entries=item)
        first = "date" if "date" in FIELDS[cell.section] else next(iter(FIELDS[cell.section]))
        page.show_address(Address(row_id, first))
        page.show_hint(self._window(cell))

    def _window(self, cell: Cell) -> str:
        facts = {"earliest": cell.earliest, "latest": cell.latest}
        if cell.earliest != date.min and cell.latest != date.max:
            return self.words("entry.window", **facts)
        if cell.latest != date.max:
            return self.words("entry.window.until", **facts)
        return self.words("entry.window.from", **facts) if cell.earliest != date.min else ""

    def _name_tabs(self) -> None:
        form = self.open_record.form
        named_by = form.rows.keys(), form.problems, [row.id for row in form.incomplete]
        if named_by == self._tabs_named_by:
            return
        self._tabs_named_by = named_by
        counts = Counter(row.section for row in form.rows.values())
        at_fault = {form.rows[row_id].section.split(".")[0] for row_id, _, _ in form.problems}
        at_fault |= {row.section.split(".")[0] for row in form.incomplete}
        for place, (name, sections) in enumerate(PAGES):
            count = sum(counts[section] for section in sections if section in LISTS)
            text = self.words(f"entry.page.{name}")
            text += f" {count}" if count else ""
            if at_fault & set(sections):
                text += f" {self.words('entry.mark.fault')}"
            if self.tabs.tabText(place) != text:
                self.tabs.setTabText(place, text)


def _page_of(section: str) -> str:
    return next(name for name, sections in PAGES if section in sections)
