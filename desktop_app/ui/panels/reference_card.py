"""What the latest evaluated image is compared with: one line, and a small table on opening."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout

from desktop_app.plots.margin import millimetres
from desktop_app.plots.numbers import change
from desktop_app.plots.reference_table import (
    Comparison,
    Reference,
    ReferenceRow,
    ReferenceTable,
    evaluated_response,
    reference_table,
)
from desktop_app.ui.panels.card import Card
from desktop_app.ui.panels.linked_label import LinkedLabel
from desktop_app.ui.panels.sentences import Link
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.response.image_response import ImageResponse

_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


class ReferenceCard(Card):
    """Hidden until there is an image after the first session."""

    def __init__(self, theme: Theme, words: Wording) -> None:
        super().__init__(theme, words, words("panel.references"))
        self._assessment: Assessment | None = None
        self._lines: dict[Reference, _Line] = {}
        self.text = self.line()
        self.hide()

    def show_references(self, assessment: Assessment) -> None:
        self._assessment = assessment
        response = evaluated_response(assessment)
        self.setVisible(response is not None)
        self.text.say("" if response is None else self._in_short(response))
        self.refresh_details()

    def show_nothing(self) -> None:
        self._assessment = None
        self.close_details()
        self.hide()

    def build_details(self, column: QVBoxLayout) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.space(3))
        grid.setVerticalSpacing(self.theme.space(1))
        grid.setColumnStretch(0, 1)
        column.addLayout(grid)
        for place, name in enumerate(("sum", "difference", "percent"), 1):
            heading = QLabel(self.words(f"panel.references.{name}"))
            heading.setProperty("role", "small")
            grid.addWidget(heading, 0, place, _NUMBERS)
        for number, reference in enumerate(Reference):
            self._lines[reference] = _Line(self, grid, 2 * number + 1)
        self._note = self.detail_line(column, "small")

    def fill_details(self) -> None:
        table = None if self._assessment is None else reference_table(self._assessment)
        rows = {row.reference: row for row in (*table.rows, table.now)} if table is not None else {}
        for reference, line in self._lines.items():
            line.show_row(rows.get(reference), table)
        self._note.say("" if table is not None else self.words("panel.references.none"))

    def _in_short(self, response: ImageResponse) -> str:
        if response.sum_mm is None:
            return self.words("panel.references.no_sum", day=response.day)
        changes = (("first", response.baseline_mm), ("nadir", response.nadir_mm))
        told = [
            self.words(f"panel.references.against_{name}", change=change(response.sum_mm, before) or "–")
            for name, before in changes
            if before is not None
        ]
        now = self.words("panel.references.sum_now", day=response.day, sum=millimetres(response.sum_mm))
        return self.words("panel.references.between").join([now, *told])


class _Line:
    """One reference: a row of numbers, and below it who compares with it."""

    def __init__(self, card: Card, grid: QGridLayout, place: int) -> None:
        self._words = card.words
        self.name = LinkedLabel()
        self.who = LinkedLabel("small")
        self.name.own_ground()
        self.who.own_ground()
        self.numbers = tuple(QLabel() for _ in range(3))
        grid.addWidget(self.name, place, 0)
        for column, label in enumerate(self.numbers, 1):
            grid.addWidget(label, place, column, _NUMBERS)
        grid.addWidget(self.who, place + 1, 0, 1, 4)
        self.name.cell_requested.connect(card.cell_requested)

    def show_row(self, row: ReferenceRow | None, table: ReferenceTable | None) -> None:
        for label in self.numbers:
            label.setVisible(row is not None)
        if row is None or table is None:
            self.name.say()
            self.who.say()
            return
        words = self._words
        self.name.say(words(f"panel.references.{row.reference.value}"), " ", Link(row.day.isoformat(), row.cell))
        for label, text in zip(self.numbers, self._figures(row, table), strict=True):
            label.setText(text)
        self.who.say(words("panel.references.between").join(self._remarks(row)))

    def _figures(self, row: ReferenceRow, table: ReferenceTable) -> tuple[str, str, str]:
        sum_mm = millimetres(row.sum_mm) if row.exact else f"≥ {millimetres(row.sum_mm)}"
        difference = table.change_mm(row)
        if row.reference is Reference.NOW or difference is None:
            return sum_mm, "", ""
        return sum_mm, f"{difference:+f}".replace("-", "−"), table.change_percent(row)

    def _remarks(self, row: ReferenceRow) -> Iterator[str]:
        if row.liver_mm is not None:
            yield self._words("panel.references.liver", sum=millimetres(row.liver_mm))
        if row.compared:
            told = self._words("panel.comma").join(self._compared(each) for each in row.compared)
            yield self._words("panel.references.compared", definitions=told)
        elif row.reference is not Reference.NOW:
            yield self._words("panel.references.not_compared")

    def _compared(self, comparison: Comparison) -> str:
        names = self._words("panel.comma").join(
            self._words(f"panel.definition.{each}") for each in comparison.definitions
        )
        return self._words("panel.references.limit", names=names, sign=comparison.sign, percent=comparison.percent)
