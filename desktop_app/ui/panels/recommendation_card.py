"""The recommendation: status, tier, what decided it, what it waits for, and the evidence behind it."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.plots.explanation import old_input_in_words, sentence
from desktop_app.ui.panels.card import Card
from desktop_app.ui.panels.criteria_tree import cell_of
from desktop_app.ui.panels.linked_label import LinkedLabel
from desktop_app.ui.panels.marked_line import MarkedLine
from desktop_app.ui.panels.sentences import Link, Said, decided_in_words, listed, said
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.evidence import EvidenceCatalogue
from domain.logic.finding import Finding
from domain.recommendation import Caution, OldInput, Recommendation
from domain.record import PatientRecord

Evidence = Callable[[], EvidenceCatalogue]


class RecommendationCard(Card):
    """What may follow, and why; decision support, never an order."""

    def __init__(self, theme: Theme, words: Wording, evidence: Evidence) -> None:
        super().__init__(theme, words, words("panel.recommendation"), state="recommendation.not_computed")
        self._evidence = evidence
        self._recommendation: Recommendation | None = None
        self._record: PatientRecord | None = None
        self._regimen = self.line("strong")
        self._decided_by = self.line()
        self._missing = self.line()
        self._old: tuple[OldInput, ...] = ()
        self._old_inputs: list[MarkedLine] = []
        self._old_inputs_column = self.column()
        self._cautions: list[MarkedLine] = []
        self._cautions_column = self.column()
        self._dose = self.line("small")
        self._dose.say(words("panel.dose"))
        self._support = self.line("small")
        self._support.say(words("panel.decision_support"))
        self._gates: list[MarkedLine] = []
        self._sources: list[LinkedLabel] = []

    def show_recommendation(self, recommendation: Recommendation, record: PatientRecord) -> None:
        self._recommendation, self._record = recommendation, record
        self.show_state(f"recommendation.{recommendation.status.value}")
        self._regimen.say(self._regimen_line(recommendation))
        decided_by = decided_in_words(recommendation, self.words)
        self._decided_by.say(self.words("panel.decided_by", what=decided_by))
        if recommendation.missing:
            self._missing.say(self.words("panel.missing"), *listed(recommendation.missing, record, self.words))
        else:
            self._missing.say()
        self._show_old_inputs(recommendation.old_inputs, record)
        _fit(self._cautions, len(recommendation.cautions), lambda: self.marked_line(self._cautions_column))
        for line, caution in zip(self._cautions, recommendation.cautions, strict=True):
            line.say("severity.warning", *self._caution_line(caution, record))
        self._dose.setVisible(recommendation.tier is not None)
        self.refresh_details()

    def show_nothing(self) -> None:
        self._recommendation = None
        self.show_state("recommendation.not_computed")
        for label in (self._regimen, self._decided_by, self._missing):
            label.say()
        self._old = ()
        _fit(self._old_inputs, 0, lambda: self.marked_line(self._old_inputs_column))
        _fit(self._cautions, 0, lambda: self.marked_line(self._cautions_column))
        self.close_details()

    def _show_old_inputs(self, old: tuple[OldInput, ...], record: PatientRecord) -> None:
        if old == self._old:
            return
        self._old = old
        _fit(self._old_inputs, len(old), lambda: self.marked_line(self._old_inputs_column))
        for line, each in zip(self._old_inputs, old, strict=True):
            line.say(
                "severity.note",
                old_input_in_words(each, self.words),
                " ",
                *listed(each.cells[:1], record, self.words),
            )

    def build_details(self, column: QVBoxLayout) -> None:
        self._gates_title = self.detail_line(column, "strong")
        self._gates_title.say(self.words("panel.gates"))
        self._gates_column = QVBoxLayout()
        column.addLayout(self._gates_column)
        self._evidence_title = self.detail_line(column, "strong")
        self._evidence_column = QVBoxLayout()
        column.addLayout(self._evidence_column)
        self._notes = self.detail_line(column, "small")

    def fill_details(self) -> None:
        if self._recommendation is None:
            return
        found = self._recommendation
        gates = (found.trigger, *found.gates, *found.questions)
        _fit(self._gates, len(gates), lambda: self.marked_line(self._gates_column))
        for line, gate in zip(self._gates, gates, strict=True):
            line.say(f"verdict.{gate.verdict.value}", *self._gate_line(gate))
        self._fill_evidence(self._recommendation)

    def _fill_evidence(self, recommendation: Recommendation) -> None:
        catalogue = self._evidence()
        tier = recommendation.tier
        cards = catalogue.cards_for(tier.value) if tier is not None else ()
        self._evidence_title.say(self.words("panel.evidence", count=len(cards)) if cards else "")
        _fit(self._sources, len(cards), lambda: self.detail_line(self._evidence_column, "muted"))
        for label, card in zip(self._sources, cards, strict=True):
            stance = self.words(f"evidence.stance.{card.stance}")
            text = card.text(self.words.language)
            label.say(
                self.words("panel.evidence_line", stance=stance, citation=card.publication.citation, text=text)
            )
        grade = catalogue.grade_of(tier.value) if tier is not None else None
        notes = [grade.words.text(self.words.language)] if grade is not None else []
        notes += [note.text(self.words.language) for note in catalogue.notes] if cards else []
        self._notes.say("\n".join(notes))

    def _regimen_line(self, recommendation: Recommendation) -> str:
        if recommendation.tier is None:
            return ""
        tier = recommendation.tier.value
        return self.words(
            "panel.tier", tier=self.words(f"panel.tier.{tier}"), regimen=self.words(f"panel.regimen.{tier}")
        )

    def _gate_line(self, gate: Finding) -> list[Said]:
        text = sentence(gate, self.words)
        cell = cell_of(gate)
        return [text if cell is None else Link(text, cell)]

    def _caution_line(self, caution: Caution, record: PatientRecord) -> list[Said]:
        text = said(self.words, f"caution.{caution.code}", caution.facts)
        source = said(self.words, f"source.{caution.source}")
        parts: list[Said] = [self.words("panel.caution", text=text, source=source)]
        return [*parts, " ", *listed(caution.cells[:1], record, self.words)] if caution.cells else parts


Line = TypeVar("Line", bound=QWidget)


def _fit(labels: list[Line], wanted: int, make: Callable[[], Line]) -> None:
    """As many labels as wanted: new ones are made, superfluous ones go."""
    while len(labels) < wanted:
        labels.append(make())
    while len(labels) > wanted:
        labels.pop().deleteLater()
