"""What is tried at present: one chip per field; a click takes it back."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.form.cells import Address, cell_of
from desktop_app.form.fields import FIELDS
from desktop_app.form.patient_form import PatientForm
from desktop_app.plots.explanation import cell_in_words
from desktop_app.session.steps import worded_value
from desktop_app.ui.flow import FlowLayout
from desktop_app.ui.panels.trial import Trial, Tried
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.logic.cell import Cell
from domain.record import PatientRecord


class TriedList(QWidget):
    """Hidden while nothing is tried."""

    taken_back = Signal(int)
    """The place of the chip."""

    def __init__(self, theme: Theme, words: Wording) -> None:
        super().__init__()
        self._words = words
        self.chips: list[QPushButton] = []
        self._flow = FlowLayout(self, gap=theme.space(3), line_gap=0)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_trial(self, trial: Trial) -> None:
        while len(self.chips) < len(trial.tried):
            self._add_chip()
        for place, chip in enumerate(self.chips):
            chip.setVisible(place < len(trial.tried))
            if place < len(trial.tried):
                text = told(trial, trial.tried[place], self._words)
                chip.setText(f"{text}  ✕")
                chip.setAccessibleName(self._words("whatif.take_back", tried=text))
        self.setVisible(bool(trial.tried))

    def _add_chip(self) -> None:
        chip = QPushButton()
        chip.setProperty("role", "link")
        chip.setAutoDefault(False)
        chip.clicked.connect(partial(self._clicked, len(self.chips)))
        self.chips.append(chip)
        self._flow.addWidget(chip)

    def _clicked(self, place: int, *_: object) -> None:
        self.taken_back.emit(place)


def told(trial: Trial, tried: Tried, words: Wording) -> str:
    """ "T1 viable diameter: 58.5 → 75.0", or why the text does not count."""
    row = trial.outcome.row(tried.address.row_id)
    cell = cell_of(trial.outcome, tried.address)
    label = "" if row is None else words(FIELDS[row.section][tried.address.path].label)
    name = label if cell is None else named(cell, trial.record, words)
    if tried.address.row_id.partition("/")[0] in trial.added_rows:
        name += words("whatif.added")
    problem = trial.problem(tried.address)
    if problem is not None:
        why = words(problem.key, **dict(problem.facts))
        return words("whatif.refused", cell=name, after=tried.text, why=why)
    after = "–" if row is None else worded_value(row, tried.address.path, words)
    return words("whatif.tried", cell=name, before=recorded(trial.form, tried.address, words) or "–", after=after)


def recorded(form: PatientForm, address: Address, words: Wording) -> str:
    """What a field of the form holds, in words; "" where nothing is recorded."""
    row = form.row(address.row_id)
    value = "" if row is None else worded_value(row, address.path, words)
    return "" if value == "–" else value


def named(cell: Cell, record: PatientRecord, words: Wording) -> str:
    """A cell with its day; two markers of one day are told apart."""
    name = cell_in_words(cell, record, words)
    if cell.section != "markers" or cell.to_be_added:
        return name
    return f"{record.markers[cell.row].marker.value} {name}"
