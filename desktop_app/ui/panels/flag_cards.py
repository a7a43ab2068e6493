"""Two short cards: why the definitions differ, and the separate TACE-unsuitable flag."""

from PySide6.QtWidgets import QVBoxLayout

from desktop_app.plots.discordance import discordance_sentences
from desktop_app.plots.explanation import reason
from desktop_app.ui.pages.listing import CONSENSUS
from desktop_app.ui.panels.card import Card
from desktop_app.ui.panels.criteria_tree import CriteriaTree
from desktop_app.ui.panels.marked_line import MarkedLine
from desktop_app.ui.panels.sentences import listed
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.logic.finding import Finding
from domain.logic.verdict import Verdict
from domain.record import PatientRecord
from domain.staging import Unsuitability


class DiscordanceCard(Card):
    """In one sentence per pair of camps what the definitions differ in; on opening each one's reasons."""

    def __init__(self, theme: Theme, words: Wording) -> None:
        super().__init__(theme, words, words("panel.discordance"))
        self._assessment: Assessment | None = None
        self.text = self.line()
        self._reasons: dict[str, MarkedLine] = {}
        self.hide()

    def show_discordance(self, assessment: Assessment) -> None:
        self._assessment = assessment
        self.setVisible(bool(assessment.discordance))
        self.text.say("\n".join(discordance_sentences(assessment, self.words)))
        self.refresh_details()

    def show_nothing(self) -> None:
        self._assessment = None
        self.close_details()
        self.hide()

    def build_details(self, column: QVBoxLayout) -> None:
        self._reasons = {definition: self.marked_line(column) for definition in CONSENSUS}

    def fill_details(self) -> None:
        if self._assessment is None:
            return
        for definition, line in self._reasons.items():
            found = self._assessment.verdicts[definition]
            name = self.words(f"panel.definition.{definition}")
            why = self.words("panel.discordance.reason", name=name, why=reason(found.finding, self.words))
            line.say(f"verdict.{found.verdict.value}", why)


class UnsuitableCard(Card):
    """TACE-unsuitable is a flag of its own: it is no resistance and decides no verdict."""

    def __init__(self, theme: Theme, words: Wording) -> None:
        super().__init__(theme, words, words("panel.unsuitable"), state="verdict.not_computed")
        self._finding: Finding | None = None
        self._why = self.line()
        self._missing = self.line()
        self._note = self.line("small")
        self.tree: CriteriaTree | None = None

    def show_flag(self, flag: Unsuitability, record: PatientRecord) -> None:
        if flag.finding is self._finding:  # See ``StagingCard.show_staging``.
            return
        finding = self._finding = flag.finding
        self.show_state(f"verdict.{finding.verdict.value}")
        self._why.say(reason(finding, self.words))
        lacking = sorted({cell for leaf in finding.leaves() for cell in leaf.lacking})
        if finding.verdict is Verdict.INDETERMINATE and lacking:
            self._missing.say(self.words("panel.missing"), *listed(lacking, record, self.words))
        else:
            self._missing.say()
        self._note.say("\n".join(self.words(each) for each in flag.not_assessed))
        self.refresh_details()

    def show_nothing(self) -> None:
        self._finding = None
        self.show_state("verdict.not_computed")
        self._why.say()
        self._missing.say()
        self.close_details()

    def build_details(self, column: QVBoxLayout) -> None:
        self.tree = CriteriaTree(self.theme, self.words)
        self.tree.cell_requested.connect(self.cell_requested)
        column.addWidget(self.tree)

    def fill_details(self) -> None:
        if self._finding is not None and self.tree is not None:
            self.tree.show_finding(self._finding)
