"""One definition: its verdict, one sentence why, what is missing, and on opening everything behind it."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from desktop_app.plots.explanation import reason
from desktop_app.plots.margin import margin_in_full, margin_in_short, margin_to_flip, margins, readers_line
from desktop_app.ui.panels.card import Card
from desktop_app.ui.panels.criteria_tree import CriteriaTree
from desktop_app.ui.panels.sentences import Said, listed, said
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.evidence import Source
from domain.logic.verdict import Verdict
from domain.record import Override, PatientRecord
from domain.resistance.definition import DefinitionVerdict

MOST_ALTERNATIVES = 5


class DefinitionCard(Card):
    """Made once per definition; ``show_verdict`` changes it in place."""

    override_requested = Signal(str)
    overridable = False
    """Whether a clinician's own verdict can be entered from here."""

    def __init__(self, theme: Theme, words: Wording, definition: str, source: Source | None) -> None:
        states = (f"verdict.{verdict.value}" for verdict in Verdict)
        title = words(f"panel.definition.{definition}")
        super().__init__(theme, words, title, state="verdict.not_computed", states=states)
        self.definition = definition
        self._source = source
        self._verdict: DefinitionVerdict | None = None
        self._record: PatientRecord | None = None
        self._assessment: Assessment | None = None
        self._why = self.line()
        self._margin = self.line()
        self._missing = self.line()
        self._override = self.line()
        self.tree: CriteriaTree | None = None

    def show_verdict(
        self,
        verdict: DefinitionVerdict,
        assessment: Assessment,
        record: PatientRecord,
        *,
        badge: str,
        primary: bool,
    ) -> None:
        self._verdict, self._record, self._assessment = verdict, record, assessment
        self.show_state(f"verdict.{verdict.verdict.value}")
        self.badge.setText(badge)
        self._why.say(reason(verdict.finding, self.words))
        self._margin.say(self._to_flip(verdict) if primary else "")
        self._missing.say(*self._lacking(verdict, record))
        self._override.say(*self._overrides(record))
        self.refresh_details()

    def show_nothing(self) -> None:
        """Not computed: no word of an earlier verdict stays."""
        self._verdict = None
        self.show_state("verdict.not_computed")
        for label in (self._why, self._margin, self._missing, self._override):
            label.say()
        self.close_details()

    def build_details(self, column: QVBoxLayout) -> None:
        self.tree = CriteriaTree(self.theme, self.words)
        self.tree.cell_requested.connect(self.cell_requested)
        column.addWidget(self.tree)
        self._alternatives = [self.detail_line(column) for _ in range(MOST_ALTERNATIVES)]
        self._margins = self.detail_line(column)
        self._readers = self.detail_line(column, "small")
        self._advice = self.detail_line(column)
        self._printed = self.detail_line(column, "small")
        if self.overridable:
            column.addWidget(self._override_button())

    def _override_button(self) -> QPushButton:
        button = QPushButton(self.words("history.override.open"))
        button.setProperty("role", "link")
        button.setAccessibleDescription(self.title.text())
        button.clicked.connect(lambda *_: self.override_requested.emit(self.definition))
        return button

    def fill_details(self) -> None:
        if self._verdict is None or self._record is None or self._assessment is None or self.tree is None:
            return
        self.tree.show_finding(self._verdict.finding)
        self._fill_alternatives(self._verdict, self._record)
        told = margins(self._verdict.finding)
        self._margins.say("\n".join(margin_in_full(each, self.words) for each in told))
        self._readers.say(readers_line(self.words) if told else "")
        self._advice.say("\n".join(self._advised(self._assessment)))
        self._printed.say(self._source_line())

    def _fill_alternatives(self, verdict: DefinitionVerdict, record: PatientRecord) -> None:
        others = verdict.deciding[1 : MOST_ALTERNATIVES + 1]
        for number, label in enumerate(self._alternatives):
            if number < len(others):
                label.say(self.words("panel.or"), *listed(sorted(others[number]), record, self.words))
            else:
                label.say()

    def _to_flip(self, verdict: DefinitionVerdict) -> str:
        margin = margin_to_flip(verdict.finding)
        return "" if margin is None else margin_in_short(margin, self.words)

    def _lacking(self, verdict: DefinitionVerdict, record: PatientRecord) -> list[Said]:
        cells = verdict.missing
        if not cells:
            return self._never(verdict)
        return [self.words("panel.missing"), *listed(cells, record, self.words), self.words("panel.then_decided")]

    def _never(self, verdict: DefinitionVerdict) -> list[Said]:
        """Why no entry decides it, where none does."""
        if not verdict.beyond_entry:
            return []
        reasons = (said(self.words, f"because.{each}") for each in verdict.beyond_entry)
        return [self.words("panel.beyond_entry", reasons=self.words("panel.because_between").join(reasons))]

    def _overrides(self, record: PatientRecord) -> list[Said]:
        return [
            "\n".join(
                override_line(each, self.words) for each in record.overrides if each.definition == self.definition
            )
        ]

    def _advised(self, assessment: Assessment) -> Iterator[str]:
        for advice in assessment.advice:
            if advice.definition in ("", self.definition):
                yield "• " + said(self.words, f"advice.{advice.code}", advice.facts)

    def _source_line(self) -> str:
        if self._source is None:
            return ""
        doi = f" doi {self._source.doi}" if self._source.doi else ""
        read = said(self.words, f"panel.certainty.{self._source.certainty.value}")
        return self.words("panel.source", citation=self._source.citation + doi, read=read)


def override_line(override: Override, words: Wording) -> str:
    """The clinician's own verdict with its reason, beside the computed one."""
    reason = words(f"panel.override.{override.reason.value}")
    if override.text:
        reason += words("panel.override.text", text=override.text)
    return words(
        "panel.override",
        verdict=words(f"ui.state.verdict.{override.verdict}"),
        reason=reason,
        by=override.by or "–",
        on=override.on.isoformat() if override.on else "–",
    )
