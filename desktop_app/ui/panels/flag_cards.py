"""Two short cards: why the definitions differ, and the separate TACE-unsuitable flag."""

from PySide6.QtWidgets import QVBoxLayout

from desktop_app.plots.explanation import reason
from desktop_app.ui.panels.card import Card
from desktop_app.ui.panels.criteria_tree import CriteriaTree
from desktop_app.ui.panels.sentences import listed
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.logic.finding import Finding
from domain.logic.verdict import Verdict
from domain.record import PatientRecord
from domain.staging import Unsuitability


class DiscordanceCard(Card):
    """One sentence: which definitions differ from the primary one, and what each of them rests on."""

    def __init__(self, theme: Theme, words: Wording) -> None:
        super().__init__(theme, words, words("panel.discordance"), opens=False)
        self.text = self.line()
        self.hide()

    def show_discordance(self, assessment: Assessment) -> None:
        self.setVisible(bool(assessment.discordance))
        if assessment.discordance:
            self.text.say(self._sentence(assessment))

    def show_nothing(self) -> None:
        self.hide()

    def _sentence(self, assessment: Assessment) -> str:
        words = self.words
        groups: dict[tuple[str, str], list[str]] = {}
        for definition in assessment.discordance:
            found = assessment.verdicts[definition]
            stand = (words(f"ui.state.verdict.{found.verdict.value}"), _clause(found.finding, words))
            groups.setdefault(stand, []).append(words(f"panel.definition.{definition}"))
        primary = assessment.verdicts[assessment.profile.primary_definition]
        return words(
            "panel.discordance.sentence",
            primary=words(
                "panel.discordance.stand",
                name=words(f"panel.definition.{primary.definition}"),
                word=words(f"ui.state.verdict.{primary.verdict.value}"),
                why=_clause(primary.finding, words),
            ),
            others=words("panel.discordance.between").join(
                words(
                    "panel.discordance.stand",
                    name=words("panel.discordance.names").join(names),
                    word=word,
                    why=why,
                )
                for (word, why), names in groups.items()
            ),
        )


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


def _clause(finding: Finding, words: Wording) -> str:
    """The reason as a part of a sentence."""
    return reason(finding, words).rstrip("。.")
