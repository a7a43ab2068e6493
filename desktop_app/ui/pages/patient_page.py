"""One patient: the banner above, entering at the left, verdicts at the right, the course below."""

import gc
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.errors import KnownError, StaleRecord
from desktop_app.session.answers import is_answered
from desktop_app.session.open_record import OpenRecord
from desktop_app.ui.access.permitted import permit
from desktop_app.ui.actions import action
from desktop_app.ui.dialogs.conflict import ConflictDialog
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.focus_order import follow_reading_order
from desktop_app.ui.message_bar import Message
from desktop_app.ui.pages.banner import PatientBanner
from desktop_app.ui.pages.entry.entry_actions import EntryActions
from desktop_app.ui.pages.entry.entry_pages import EntryPages
from desktop_app.ui.pages.history.desk import HistoryActions, HistoryDesk
from desktop_app.ui.pages.namesakes import Namesakes
from desktop_app.ui.panels.chart_fold import ChartActions, ChartFold
from desktop_app.ui.panels.charts_panel import ChartsPanel
from desktop_app.ui.panels.verdict_panel import VerdictPanel
from desktop_app.ui.panels.what_if import WhatIf
from desktop_app.ui.remembered import Remembered
from desktop_app.ui.splitting import splitter
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.logic.cell import Cell
from domain.record import PatientRecord

DRAWN_AFTER_MS = 40
CHECKED_AFTER_MS = 700
Place = tuple[str, Cell | None]


class PatientPage(QWidget, EntryActions, HistoryActions, ChartActions):
    """Listens to the open record and shows it; every edit goes through the record, none through here.

    Banner, verdicts and chart are made once and show one record after the other.
    """

    record: OpenRecord
    entry: EntryPages
    said = Signal(object)
    titled = Signal()
    steps_named = Signal(str, str)
    """What undo and redo would do, in words."""

    def __init__(self, theme: Theme, words: Wording, ward: Ward, remembered: Remembered) -> None:
        super().__init__()
        self._words = words
        self._ward = ward
        self._remembered = remembered
        self.banner = PatientBanner(theme, words)
        self.namesakes = Namesakes(words, ward, self.banner)
        self.history = HistoryDesk(theme, words, ward, self)
        self.history.said.connect(self.said)
        self.panel = VerdictPanel(theme, words, lambda: ward.evidence)
        self.panel.answered = lambda found: is_answered(self.record.form, found)
        self.what_if = WhatIf(theme, words, self)
        permit(self, ward.person)
        self.chart = ChartsPanel(theme, words, remembered.chart_view)
        self.chart.view_chosen.connect(remembered.keep_chart_view)
        self.chart.said.connect(self.said)
        self._across = splitter("patient", Qt.Orientation.Horizontal)
        self._down = splitter("entry", Qt.Orientation.Vertical)
        self.fold = ChartFold(theme, self._down, self.chart)
        self._saved_at: datetime | None = None
        self._connections: tuple[tuple[SignalInstance, Callable[..., object]], ...] = ()
        self._drawing = QTimer(self, interval=DRAWN_AFTER_MS, singleShot=True)
        self._drawing.timeout.connect(self._draw_course)
        self._checking = QTimer(self, interval=CHECKED_AFTER_MS, singleShot=True)
        self._checking.timeout.connect(self._check)
        self._naming = QTimer(self, interval=DRAWN_AFTER_MS, singleShot=True)
        self._naming.timeout.connect(self.name_steps)
        self._ordering = QTimer(self, interval=0, singleShot=True)
        self._ordering.timeout.connect(lambda: follow_reading_order(self))
        for panel in (self.panel, self.chart):
            panel.cell_requested.connect(self._go_to)
        self.destroyed.connect(lambda *_: gc.enable())

    def show_record(self, record: OpenRecord) -> None:
        """This record from now on; of the one before nothing stays but how the page is divided."""
        if record.assessment is None:
            record.assess_now()
        self.record = record
        self._saved_at = None
        entry = EntryPages(record, self._words, first=_first_page(record))
        if self._down.count():
            sizes = self._down.sizes()
            self._down.replaceWidget(0, entry)
            self._down.setSizes(sizes)  # Else the new pages share the height with the chart by their size hints.
            self.entry.deleteLater()
        else:
            self._lay_out(entry)
        self.entry = entry
        self._ordering.start()
        entry.page_changed.connect(lambda _: self._ordering.start())
        self._listen()
        self.history.show_record(record)
        self._assessed(record.assessment)
        self._name()

    def place(self) -> Place:
        """Where the cursor is, to come back to it on a page that was built anew."""
        return self.entry.page, self.entry.focused_cell()

    def return_to(self, place: Place | None) -> None:
        """To a place as ``place`` gave it; without one, to where entering goes on: a visit is usually added."""
        page, cell = place or (_first_page(self.record), None)
        if cell is None:
            self.entry.show_page(page, focus=True)
        else:
            self.entry.focus_cell(cell, detail=page != "sheet")

    def leave(self) -> None:
        """Hands in what is being typed, and remembers the proportions."""
        self.record.settling.emit()
        self.record.settle()
        for divided in (self._across, *([] if self.chart.folded else [self._down])):
            self._remembered.keep_splitter(divided)
        for signal, slot in self._connections:
            signal.disconnect(slot)
        self._connections = ()
        self.history.leave()
        self.namesakes.leave()
        self.what_if.close()
        self._drawing.stop()
        self._naming.stop()
        self._checking.stop()
        gc.enable()

    @action("file", "Ctrl+S")
    def save(self) -> None:
        self.record.save()

    @action("file", "Ctrl+P")
    def print_summary(self) -> None:
        """The PDF of the saved revision; unsaved work is said first."""
        from desktop_app.ui.dialogs.report_preview import ReportPreview

        ReportPreview(self._words, self._ward, self.record, self).open()

    @action("edit", "Ctrl+Z")
    def undo(self) -> None:
        self.record.undo()

    @action("edit", "Ctrl+Shift+Z", "Ctrl+Y")
    def redo(self) -> None:
        self.record.redo()

    def name_steps(self) -> None:
        undo, redo = self.record.undo_name(self._words), self.record.redo_name(self._words)
        self.steps_named.emit(
            self._words("ui.undo.what", what=undo) if undo else self._words("ui.action.undo"),
            self._words("ui.redo.what", what=redo) if redo else self._words("ui.action.redo"),
        )

    @action("edit", "F8")
    def try_values(self) -> None:
        self.what_if.open(self.record, self.entry.focused_cell())

    @action("view", "F6")
    def next_part(self) -> None:
        """The cursor into the next part of the page: entering, verdicts, chart."""
        parts: tuple[QWidget, ...] = (self.entry, self.panel, self.chart)
        here = next((n for n, part in enumerate(parts) if part.isAncestorOf(self.focusWidget() or self)), -1)
        following = parts[(here + 1) % len(parts)]
        target = following if following is not self.panel else self.panel.first_focus()
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_to(self, cell: Cell) -> None:
        self.entry.focus_cell(cell)

    def _listen(self) -> None:
        record = self.record
        connections: tuple[tuple[SignalInstance, Callable[..., object]], ...] = (
            (record.assessed, self._assessed),
            (record.amended, self._amended),
            (record.saved, self._saved),
            (record.save_failed, self._not_saved),
            (record.stale, self._conflicted),
            (record.dirty_changed, self._show_saved),
            (record.undo_changed, self._naming.start),
            (record.undo_changed, self._checking.start),
            (record.assessment_failed, self._not_assessed),
        )
        for signal, slot in connections:
            signal.connect(slot)
        self._connections = connections

    def _assessed(self, assessment: object) -> None:
        found = assessment if isinstance(assessment, Assessment) else None
        record = self.record.record
        try:
            self._show_verdicts(found, record)
            self._show_course(found)
            self.banner.show_patient(record, found, self._ward.today)
        except Exception:
            # A half-shown assessment would mix two records: rather none at all, and the fault is told.
            self.panel.show_assessment(None, None)
            self._show_course(None)
            raise

    def _show_verdicts(self, assessment: Assessment | None, record: PatientRecord) -> None:
        typing = self.record.typed_in is not None
        self.panel.show_assessment(assessment, record, typing=typing)
        self._checking.stop()
        if typing:
            gc.disable()
            self._checking.start()
        else:
            gc.enable()

    def _check(self) -> None:
        """What does not fit, once typing has paused; what was left over in memory is looked for again as well."""
        gc.enable()
        if isinstance(found := self.record.assessment, Assessment):
            self.panel.show_discrepancies(found, found.record)

    def _show_course(self, assessment: Assessment | None) -> None:
        """The chart follows a moment later: a key must not wait for hundreds of points to be drawn."""
        if assessment is None:
            self._drawing.stop()
            self.chart.show_assessment(None)
        elif self.chart.patient != assessment.record.patient.id:
            self.chart.show_assessment(assessment)  # The former patient's chart must not stand under this name.
        else:
            self._drawing.start()

    def _draw_course(self) -> None:
        if isinstance(found := self.record.assessment, Assessment):
            self.chart.show_assessment(found)

    def _amended(self, *_: object) -> None:
        self.titled.emit()

    def _name(self) -> None:
        if self._saved_at is None and self.record.revision is not None:
            self._saved_at = self._ward.saved_at(self.record.record.patient.id)
        self._show_saved()
        self.namesakes.follow(self.record)

    def _show_saved(self, *_: object) -> None:
        self.banner.show_saved(self._saved_at, dirty=self.record.dirty)

    def _saved(self, saved_at: datetime) -> None:
        self._saved_at = saved_at
        self._name()
        shown = self.record.assessment
        if isinstance(shown, Assessment) and shown.profile != self._ward.profile:
            self.record.assess_now()  # The ward's profile was changed at another workstation meanwhile.

    def _not_saved(self, error: KnownError) -> None:
        show_known_error(self._words, error, self)

    def _not_assessed(self, _error: Exception) -> None:
        self.said.emit(Message(self._words("panel.not_computed"), severity="error"))

    def _conflicted(self, conflict: StaleRecord, _mine: object) -> None:
        ConflictDialog(self._words, conflict, self.record, self).open()

    def _lay_out(self, entry: EntryPages) -> None:
        across, down = self._across, self._down
        down.addWidget(entry)
        down.addWidget(self.chart)
        across.addWidget(down)
        across.addWidget(self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.history.bar)
        column.addWidget(across, stretch=1)
        if not self._remembered.restore_splitter(across):
            across.setSizes([700, 300])
        if not self._remembered.restore_splitter(down):
            down.setSizes([700, 300])
        across.setStretchFactor(0, 2)
        across.setStretchFactor(1, 1)
        down.setStretchFactor(0, 2)
        down.setStretchFactor(1, 1)


def _first_page(record: OpenRecord) -> str:
    """Where entering goes on: with the patient for a new one, else on the course sheet."""
    return "patient" if record.revision is None else "sheet"
