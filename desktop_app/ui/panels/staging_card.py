"""Liver function, stages and scores: each with its value and, on opening, formula, inputs, dates, source."""

from PySide6.QtWidgets import QVBoxLayout

from desktop_app.ui.panels.card import Card
from desktop_app.ui.panels.linked_label import LinkedLabel
from desktop_app.ui.panels.sentences import Said, cell_link, listed, said
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.logic.cell import Cell
from domain.record import PatientRecord
from domain.staging.child_pugh import ChildPughReading
from domain.staging.reading import Input
from domain.staging.score import Score
from domain.staging.summary import Staging

MOST_DOUBTS = 2
"""Bilirubin and albumin of the row that the stage rests on."""


class StagingCard(Card):
    """One line says it all; opened, one paragraph per score."""

    def __init__(self, theme: Theme, words: Wording) -> None:
        super().__init__(theme, words, words("panel.staging"))
        self._staging: Staging | None = None
        self._record: PatientRecord | None = None
        self._short = self.line()
        self.doubts = [self.marked_line() for _ in range(MOST_DOUBTS)]
        self._lines: list[LinkedLabel] = []

    def show_staging(self, staging: Staging, record: PatientRecord) -> None:
        if staging is self._staging:  # The same object is the same patient's, and only a target row differs.
            return
        self._staging, self._record = staging, record
        parts = [self._child_pugh_name(staging.child_pugh)]
        parts += [score_text(score, self.words) for score in (staging.albi, staging.bclc, staging.cnlc)]
        self._short.say(" · ".join(parts))
        self._doubt(staging.questionable, record)
        self.refresh_details()

    def show_nothing(self) -> None:
        self._staging = None
        self._short.say()
        self._doubt((), None)
        self.close_details()

    def _doubt(self, cells: tuple[Cell, ...], record: PatientRecord | None) -> None:
        """Values that no patient is likely to have: computed with, and asked about."""
        for number, line in enumerate(self.doubts):
            if record is None or number >= len(cells):
                line.say("severity.warning")
                continue
            cell = cells[number]
            text = said(self.words, f"staging.questionable.{cell.field.partition('.')[0]}")
            line.say("severity.warning", text, " ", cell_link(cell, record, self.words))

    def build_details(self, column: QVBoxLayout) -> None:
        self._column_of_scores = column

    def fill_details(self) -> None:
        if self._staging is None or self._record is None:
            return
        texts = [self._child_pugh(self._staging.child_pugh, self._record)]
        texts += [self._score(score, self._record) for score in self._staging.scores()]
        while len(self._lines) < len(texts):
            self._lines.append(self.detail_line(self._column_of_scores))
        for label, parts in zip(self._lines, texts, strict=True):
            label.say(*parts)

    def _child_pugh(self, reading: ChildPughReading, record: PatientRecord) -> list[Said]:
        parts: list[Said] = [self._child_pugh_name(reading)]
        if reading.differs:
            parts.append(
                " "
                + self.words(
                    "staging.child_pugh.differs", entered=reading.entered, low=reading.low, high=reading.high
                )
            )
        parts.append(self._read(reading.inputs))
        if reading.missing:
            parts += [self.words("panel.missing"), *listed(reading.missing, record, self.words)]
        return parts

    def _child_pugh_name(self, reading: ChildPughReading) -> str:
        value = child_pugh_text(reading, self.words)
        return self.words("panel.staging.score", name="Child-Pugh", value=value)

    def _score(self, score: Score, record: PatientRecord) -> list[Said]:
        parts: list[Said] = [score_text(score, self.words), self._read(score.inputs)]
        if score.missing:
            parts += [self.words("panel.missing"), *listed(score.missing, record, self.words)]
        if self.words.has(score.formula):
            parts.append("\n" + self.words(score.formula))
        parts.append(
            "\n"
            + self.words("staging.source", citation=score.source.citation, certainty=score.source.certainty.value)
        )
        return parts

    def _read(self, inputs: tuple[Input, ...]) -> str:
        known = [
            self.words(
                "panel.staging.input",
                name=said(self.words, f"staging.input.{each.name}"),
                value=each.bound + self._value(each),
                unit=each.unit,
                on=each.on.isoformat() if each.on else "–",
            )
            for each in inputs
            if each.value is not None
        ]
        return self.words("panel.staging.read", inputs=self.words("panel.comma").join(known)) if known else " "

    def _value(self, given: Input) -> str:
        key = f"staging.value.{given.name}.{given.value}"
        return self.words(key) if self.words.has(key) else self.words.value(given.value)


def child_pugh_text(reading: ChildPughReading, words: Wording) -> str:
    """ "A6", "B 7–9", or a dash where nothing of it is recorded."""
    if reading.row is None:
        return words("panel.staging.unknown")
    low, high = reading.possible
    points = str(low) if low == high else f"{low}–{high}"
    return f"{reading.child_class or reading.staging_class or ''}{points}"


def score_text(score: Score, words: Wording) -> str:
    """A score's name with its value and category, as far as they are known."""
    name = said(words, f"staging.score.{score.id}")
    if score.because:
        return words("panel.staging.score", name=name, value=words(f"staging.because.{score.because}"))
    category = ""
    if score.category is not None:
        key = f"staging.category.{score.category}"
        category = words(key) if words.has(key) else score.category
    value = ""
    if score.value is not None:
        value = f"{score.value:.2f}".rstrip("0").rstrip(".")
    shown = " ".join(part for part in (value, category) if part) or words("panel.staging.unknown")
    return words("panel.staging.score", name=name, value=shown)
