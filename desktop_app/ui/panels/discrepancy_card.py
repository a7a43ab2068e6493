"""What does not fit together: listed, never raised; every entry leads to its cells."""

from collections.abc import Callable

from desktop_app.ui.panels.card import Card
from desktop_app.ui.panels.marked_line import MarkedLine
from desktop_app.ui.panels.sentences import Said, listed, said
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.discrepancy import Discrepancy
from domain.record import PatientRecord

MOST_CELLS = 3


class DiscrepancyCard(Card):
    """Hidden while everything fits."""

    def __init__(self, theme: Theme, words: Wording) -> None:
        super().__init__(theme, words, words("panel.discrepancies"), opens=False)
        self.lines: list[MarkedLine] = []
        self.hide()

    def show_discrepancies(
        self,
        discrepancies: tuple[Discrepancy, ...],
        record: PatientRecord,
        answered: Callable[[Discrepancy], bool] = lambda _: False,
    ) -> None:
        """What was answered stands last, as a note that says so."""
        given = tuple(each for each in discrepancies if each.question and answered(each))
        discrepancies = (*(each for each in discrepancies if each not in given), *given)
        while len(self.lines) < len(discrepancies):
            self.lines.append(self.marked_line())
        for line in self.lines[len(discrepancies) :]:
            line.say("severity.note")
        for line, each in zip(self.lines, discrepancies, strict=False):
            said_of = self._sentence(each, record)
            if each in given:
                line.say("severity.note", self.words("panel.answered"), " ", *said_of)
            else:
                line.say(f"severity.{each.severity.value}", *said_of)
        self.setVisible(bool(discrepancies))

    def show_nothing(self) -> None:
        self.hide()

    def _sentence(self, each: Discrepancy, record: PatientRecord) -> list[Said]:
        text = said(self.words, f"discrepancy.{each.code}", each.facts)
        cells = each.cells[:MOST_CELLS]
        return [text, " ", *listed(cells, record, self.words)] if cells else [text]
