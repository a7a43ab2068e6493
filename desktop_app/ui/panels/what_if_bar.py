"""The sandbox bar: try values, see what would change. Hatched and framed: nobody takes it for the record."""

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.form.cells import Address, address_of, cell_of
from desktop_app.form.fields import FIELDS
from desktop_app.form.patient_form import PatientForm
from desktop_app.ui.flow import FlowLayout
from desktop_app.ui.pages.entry.entry_pages import SEGMENTS
from desktop_app.ui.panels.trial import Trial, places_to_try, text_in
from desktop_app.ui.panels.tried_list import TriedList, named, recorded
from desktop_app.ui.panels.up_to import UpTo
from desktop_app.ui.panels.what_if_entry import TrialEntry
from desktop_app.ui.panels.what_if_results import WhatIfResults
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.logic.cell import Cell
from domain.record import PatientRecord

Assess = Callable[[PatientRecord], Assessment]
MOST_PLACES = 24
BAND = 3
"""The hatched edge, in steps of the spacing."""
_CLEAR: Final = "QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }"
RESULTS_TALLEST = 45
"""In steps of the spacing; more is scrolled."""


class WhatIfBar(QFrame):
    """Works on a copy of the form that it is given. It holds no open record: there is nothing it could save."""

    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        words: Wording,
        assess: Assess,
        form: PatientForm,
        today: date,
        focused: Cell | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._words = words
        self._assess = assess
        self._before = self._assessed(form.record)
        self.trial = Trial(form, today)
        self._focused = focused
        self._places: list[Cell] = []
        self.address: Address | None = None
        self.setProperty("role", "banner")
        self.setStyleSheet(SEGMENTS + _CLEAR)
        self.setAccessibleName(words("whatif.title"))
        self.entry = TrialEntry(theme, words)
        self.entry.chosen.connect(self.choose)
        self.entry.typed.connect(self._try)
        self.entry.kept.connect(self._go_on)
        self.reset = _button(words("whatif.reset"), self.start_over)
        self.close_button = _button(words("whatif.close"), self.closed.emit)
        self.tried = TriedList(theme, words)
        self.tried.taken_back.connect(self._take_back)
        self.results = WhatIfResults(theme, words)
        self._lay_out()
        self._offer()
        self._choose_first()

    # What is tried

    def choose(self, place: int) -> None:
        """Tries this field of the list; a row that is only missing is assumed first."""
        if not 0 <= place < len(self._places):
            return
        cell = self._places[place]
        if cell.to_be_added:
            self.trial, self.address = self.trial.with_row(cell)
            self._offer()
        else:
            self.address = address_of(self.trial.outcome, cell)
        self._show()
        self.entry.focus_value()

    def take(self, cell: Cell | None) -> None:
        """Goes on with this cell, such as the one under the cursor."""
        if cell is not None:
            self._focused = cell
            self._offer()
            if cell in self._places:
                self.choose(self._places.index(cell))
            else:
                self._choose_first()
        else:
            self.entry.focus_value()

    def _choose_first(self) -> None:
        """The first field that is there; a row that is only missing is assumed when it is asked for."""
        self.choose(next((place for place, cell in enumerate(self._places) if not cell.to_be_added), -1))

    def start_over(self) -> None:
        """Nothing is tried any more."""
        self.trial = Trial(self.trial.form, self.trial.today)
        self._offer()
        self._choose_first()

    def follow(self, form: PatientForm) -> None:
        """The record was changed meanwhile: the same values are tried on what it is now."""
        if form is not self.trial.form:
            self._before = self._assessed(form.record)
            self.trial = self.trial.on(form)
            self._offer()
            self._show()

    def _try(self, text: str) -> None:
        if self.address is not None:
            self.trial = self.trial.trying(self.address, text)
            self._show_outcome()

    def _take_back(self, place: int) -> None:
        self.trial = self.trial.without(self.trial.tried[place].address)
        self._offer()
        self._show()

    def _go_on(self) -> None:
        """The value stays; the next field of the list that exists is tried."""
        self._offer()
        here = self.entry.places.currentIndex()
        following = (place for place in range(here + 1, len(self._places)) if not self._places[place].to_be_added)
        self.choose(next(following, here))

    # Showing

    def _offer(self) -> None:
        """The list anew. It stays as it is while a value is typed."""
        after = self._assessed(self.trial.record)
        cells = () if after is None else places_to_try(self.trial, after, self._focused)
        self._places = list(cells[:MOST_PLACES])
        self.entry.offer([named(cell, self.trial.record, self._words) for cell in self._places], self._current())

    def _current(self) -> int:
        cell = None if self.address is None else cell_of(self.trial.outcome, self.address)
        return self._places.index(cell) if cell in self._places else -1

    def _show(self) -> None:
        row = None if self.address is None else self.trial.outcome.row(self.address.row_id)
        if self.address is None or row is None:
            self.address = None
            self.entry.unbind()
        else:
            spec = FIELDS[row.section][self.address.path]
            self.entry.bind(
                spec,
                text_in(self.trial.outcome, self.address),
                recorded(self.trial.form, self.address, self._words),
            )
            self.entry.places.setCurrentIndex(self._current())
        self._show_outcome()

    def _show_outcome(self) -> None:
        self.tried.show_trial(self.trial)
        self.reset.setEnabled(bool(self.trial.tried))
        after = self._assessed(self.trial.record)
        if self._before is None or after is None:
            self.results.show_text(self._words("panel.not_computed"))
        elif not self.trial.tried:
            self.results.show_text(self._words("whatif.none_tried"))
        else:
            self.results.show_change(self._before, after)

    def _assessed(self, record: PatientRecord) -> Assessment | None:
        try:
            return self._assess(record)
        except Exception:  # noqa: BLE001 - a fault in a rule is told here as it is for the record itself
            return None

    def paintEvent(self, event: QPaintEvent) -> None:
        """A hatched edge and a dashed frame in the colour of caution, beside the words."""
        super().paintEvent(event)
        painter = QPainter(self)
        amber = self._theme.colour("amber")
        edge = QRectF(0, 0, self._theme.space(BAND), self.height())
        painter.fillRect(edge, QBrush(amber, Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(amber, 2, Qt.PenStyle.DashLine))
        painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _lay_out(self) -> None:
        space = self._theme.space
        title = QLabel(self._words("whatif.title"))
        title.setProperty("role", "strong")
        title.setProperty("severity", "warning")
        controls = QWidget()
        flow = FlowLayout(controls, gap=space(3), line_gap=space(1))
        for widget in (title, self.entry, self.reset, self.close_button):
            flow.addWidget(widget)
        flow.setContentsMargins(0, 0, 0, 0)
        scrolled = UpTo(self.results, space(RESULTS_TALLEST))
        column = QVBoxLayout(self)
        column.setContentsMargins(space(BAND + 3), space(2), space(3), space(2))
        column.setSpacing(space(1))
        for part in (controls, self.tried, scrolled):
            column.addWidget(part)


def _button(text: str, clicked: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(lambda *_: clicked())
    return button
