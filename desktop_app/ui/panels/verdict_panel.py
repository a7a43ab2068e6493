"""The verdict panel: live while typing, changed in place, silent about nothing."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop_app.ui.pages.listing import CONSENSUS, STUDIES
from desktop_app.ui.panels.definition_card import DefinitionCard
from desktop_app.ui.panels.discrepancy_card import DiscrepancyCard
from desktop_app.ui.panels.flag_cards import DiscordanceCard, UnsuitableCard
from desktop_app.ui.panels.linked_label import LinkedLabel
from desktop_app.ui.panels.recommendation_card import Evidence, RecommendationCard
from desktop_app.ui.panels.reference_card import ReferenceCard
from desktop_app.ui.panels.staging_card import StagingCard
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.discrepancy import Discrepancy
from domain.record import PatientRecord
from domain.resistance.registry import DEFINITIONS

NARROWEST = 86
"""In steps of the spacing: the widest headline still has its mark beside it."""


class VerdictPanel(QScrollArea):
    """One card per definition, then what follows from them. A link in any card asks for its cell."""

    cell_requested = Signal(object)
    override_requested = Signal(str)

    def __init__(self, theme: Theme, words: Wording, evidence: Evidence, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(words("panel.title"))
        self.not_computed = QLabel(words("panel.not_computed"))
        self.not_computed.setProperty("severity", "error")
        self.not_computed.setWordWrap(True)
        sources = {each.id: each.source for each in DEFINITIONS}
        self.cards = {
            each: DefinitionCard(theme, words, each, sources.get(each)) for each in (*CONSENSUS, *STUDIES)
        }
        self.discordance = DiscordanceCard(theme, words)
        self.references = ReferenceCard(theme, words)
        self.recommendation = RecommendationCard(theme, words, evidence)
        self.withheld = QLabel(words("panel.recommendation.withheld"))
        self.withheld.setProperty("role", "muted")
        self.withheld.setWordWrap(True)
        self.withheld.hide()
        self._recommends = True
        self.unsuitable = UnsuitableCard(theme, words)
        self.staging = StagingCard(theme, words)
        self.discrepancies = DiscrepancyCard(theme, words)
        self.answered: Callable[[Discrepancy], bool] = lambda _: False
        """Whether what a discrepancy asks was answered."""
        self._consensus = QVBoxLayout()
        self._primary = ""
        self._keeps_room = False
        self._behind: dict[_ShownCard, Callable[[], None]] = {}
        self.setWidget(self._laid_out())
        self.verticalScrollBar().valueChanged.connect(self.catch_up)
        self.setMinimumWidth(theme.space(NARROWEST))
        self.show_assessment(None, None)

    def show_assessment(
        self, assessment: Assessment | None, record: PatientRecord | None, *, typing: bool = False
    ) -> None:
        """The present assessment; None = it could not be computed, and no old verdict stays.

        While somebody types, what does not fit waits for ``show_discrepancies``: half a number fits nothing.
        """
        self._keep_room(typing)
        self._behind = {}
        self.not_computed.setVisible(assessment is None)
        if assessment is None or record is None:
            for card in self._all_cards():
                card.show_nothing()
            return
        self._put_first(assessment.profile.primary_definition)
        top = self.verticalScrollBar().value()
        seen = range(top, top + self.viewport().height())
        for card, show in self._showings(assessment, record):
            if typing and not _in_sight(card, seen):
                self._behind[card] = show
            else:
                show()
        if not typing:
            self.show_discrepancies(assessment, record)

    def show_discrepancies(self, assessment: Assessment, record: PatientRecord) -> None:
        """What does not fit, once typing has paused; the cards then shrink to what they say."""
        self.catch_up()
        self._keep_room(False)
        self.discrepancies.show_discrepancies(assessment.discrepancies, record, self.answered)

    def catch_up(self) -> None:
        """Cards that were out of sight while someone typed; before any of them can be seen again."""
        behind, self._behind = self._behind, {}
        try:
            for show in behind.values():
                show()
        except Exception:
            self.show_assessment(None, None)  # Rather nothing than a card of an older record beside the others.
            raise

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.catch_up()
        super().resizeEvent(event)

    def _showings(
        self, assessment: Assessment, record: PatientRecord
    ) -> Iterator[tuple["_ShownCard", Callable[[], None]]]:
        """What each card shows of an assessment."""
        for definition, card in self.cards.items():
            verdict = assessment.verdicts.get(definition)
            badge, primary = self._badge(definition), definition == self._primary
            if verdict is None:
                yield card, card.show_nothing
            else:
                yield card, partial(card.show_verdict, verdict, assessment, record, badge=badge, primary=primary)
        yield self.discordance, partial(self.discordance.show_discordance, assessment)
        yield self.references, partial(self.references.show_references, assessment)
        if self._recommends:
            found = assessment.recommendation
            yield self.recommendation, partial(self.recommendation.show_recommendation, found, record)
        yield self.unsuitable, partial(self.unsuitable.show_flag, assessment.staging.unsuitable, record)
        yield self.staging, partial(self.staging.show_staging, assessment.staging, record)

    def withhold_recommendation(self) -> None:
        """For whoever enters only: verdicts and what is missing stay, what may follow is the physician's."""
        self._recommends = False
        self.recommendation.show_nothing()
        self.recommendation.hide()
        self.withheld.show()

    def take_overrides(self) -> None:
        """From now on the cards of definitions offer to enter a clinician's own verdict."""
        for card in self.cards.values():
            card.overridable = True
            card.override_requested.connect(self.override_requested)

    def first_focus(self) -> QWidget:
        """Where the cursor goes when the panel is asked for by a key."""
        return self.cards[self._primary].opener

    def _keep_room(self, keep: bool) -> None:
        if keep != self._keeps_room:
            self._keeps_room = keep
            for label in self.findChildren(LinkedLabel):
                label.keep_room(keep)

    def _badge(self, definition: str) -> str:
        if definition in STUDIES:
            return self._words("panel.study")
        return self._words("panel.primary") if definition == self._primary else ""

    def _put_first(self, primary: str) -> None:
        """The primary definition stands first; nothing moves while it stays the same."""
        if primary == self._primary:
            return
        self._primary = primary
        ordered = sorted(CONSENSUS, key=lambda each: each != primary)
        for definition in ordered:
            self._consensus.removeWidget(self.cards[definition])
        for definition in ordered:
            self._consensus.addWidget(self.cards[definition])

    def _all_cards(self) -> Iterator["_ShownCard"]:
        yield from self.cards.values()
        yield from (self.discordance, self.references, self.recommendation)
        yield from (self.unsuitable, self.staging, self.discrepancies)

    def _laid_out(self) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        gap = self._theme.space(2)
        column.setContentsMargins(gap, gap, gap, gap)
        column.setSpacing(gap)
        column.addWidget(self.not_computed)
        self._consensus.setSpacing(gap)
        self._put_first(CONSENSUS[0])
        column.addLayout(self._consensus)
        column.addWidget(self.discordance)
        column.addWidget(self.references)
        column.addWidget(self.recommendation)
        column.addWidget(self.withheld)
        column.addWidget(self.discrepancies)
        column.addWidget(self.staging)
        column.addWidget(self.unsuitable)
        column.addWidget(_rule())
        for definition in STUDIES:
            column.addWidget(self.cards[definition])
        column.addStretch(1)
        for card in self._all_cards():
            card.cell_requested.connect(self.cell_requested)
        return inner


_ShownCard = (
    DefinitionCard
    | DiscordanceCard
    | ReferenceCard
    | RecommendationCard
    | UnsuitableCard
    | StagingCard
    | DiscrepancyCard
)


def _in_sight(card: QWidget, seen: range) -> bool:
    """Whether any of the card is among these lines of the panel, or would be if it were not hidden."""
    place = card.geometry()
    return not card.isVisible() or (place.top() < seen.stop and place.bottom() >= seen.start)


def _rule() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    return line
