"""What a trial changes: each verdict that turns with the sentence why, the recommendation, and what stays."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop_app.plots.discordance import ground_of
from desktop_app.plots.explanation import field_in_words, reason, sentence
from desktop_app.ui.marks import StateMark
from desktop_app.ui.pages.listing import CONSENSUS, STUDIES
from desktop_app.ui.panels.linked_label import LinkedLabel
from desktop_app.ui.panels.sentences import decided_in_words
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.resistance.definition import DefinitionVerdict

RECOMMENDATION = "recommendation"
_TOP = Qt.AlignmentFlag.AlignTop


class WhatIfResults(QWidget):
    """Made once; shows one comparison after the other."""

    def __init__(self, theme: Theme, words: Wording) -> None:
        super().__init__()
        self._words = words
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.space(3))
        grid.setVerticalSpacing(theme.space(1))
        grid.setColumnStretch(4, 1)
        self.turns = {name: _Turn(theme, words, name) for name in (*CONSENSUS, *STUDIES, RECOMMENDATION)}
        for place, turn in enumerate(self.turns.values()):
            turn.lay_out(grid, place)
        self.recommends = True
        """Whether what may follow is told too; not to a person who only enters."""
        self.rest = LinkedLabel("small")
        grid.addWidget(self.rest, len(self.turns), 0, 1, 5)
        grid.setRowStretch(len(self.turns) + 1, 1)

    def minimumSizeHint(self) -> QSize:
        """As tall as the lines are at this width; a grid alone takes the narrowest one for granted."""
        layout = self.layout()
        return QSize(0, 0 if layout is None else layout.totalHeightForWidth(self.width()))

    def show_change(self, before: Assessment, after: Assessment) -> None:
        unchanged = []
        for name, turn in self.turns.items():
            if name == RECOMMENDATION and not self.recommends:
                turn.show_nothing()
                continue
            old, new = state_of(before, name), state_of(after, name)
            if old == new:
                turn.show_nothing()
                unchanged.append(
                    self._words("whatif.stands", name=turn.title, state=self._words(f"ui.state.{new}"))
                )
            else:
                turn.show_turn(old, new, self._why(after, name))
        self._say_rest(unchanged)

    def show_text(self, text: str) -> None:
        """No comparison, but why there is none."""
        for turn in self.turns.values():
            turn.show_nothing()
        self.rest.say(text)

    def _say_rest(self, unchanged: list[str]) -> None:
        words = self._words
        named = words("whatif.unchanged", names=words("panel.comma").join(unchanged)) if unchanged else ""
        nothing_turned = len(unchanged) == len(self.turns) - (not self.recommends)
        self.rest.say(f"{words('whatif.nothing_changes')} {named}" if nothing_turned else named)

    def _why(self, after: Assessment, name: str) -> str:
        if name != RECOMMENDATION:
            return self._verdict_why(after.verdicts[name])
        decided_by = decided_in_words(after.recommendation, self._words)
        tier = after.recommendation.tier
        regimen = "" if tier is None else self._words(f"panel.regimen.{tier.value}")
        return self._words("panel.because_between").join(
            part for part in (regimen, self._words("whatif.decided_by", what=decided_by)) if part
        )

    def _verdict_why(self, verdict: DefinitionVerdict) -> str:
        """The sentence that decides; for an open verdict what it lacks."""
        item = ground_of(verdict).item
        if item is not None:
            return sentence(item, self._words)
        if not verdict.missing:
            return reason(verdict.finding, self._words)
        cells = dict.fromkeys(field_in_words(cell, self._words) for cell in verdict.missing)
        return self._words("panel.missing") + self._words("panel.comma").join(cells)


class _Turn:
    """One line: the name, the state before, the state after, and why."""

    def __init__(self, theme: Theme, words: Wording, name: str) -> None:
        key = "whatif.recommendation" if name == RECOMMENDATION else f"panel.definition.{name}"
        nothing = f"{'recommendation' if name == RECOMMENDATION else 'verdict'}.not_computed"
        self.title = words(key)
        self.name = QLabel(self.title)
        self.name.setProperty("role", "strong")
        self.before = StateMark(theme, words, nothing)
        self.arrow = QLabel("→")
        self.arrow.setAccessibleName(words("whatif.becomes"))
        self.after = StateMark(theme, words, nothing)
        self.why = LinkedLabel()

    @property
    def shown(self) -> bool:
        return not self.name.isHidden()

    def lay_out(self, grid: QGridLayout, place: int) -> None:
        for column, widget in enumerate((self.name, self.before, self.arrow, self.after)):
            grid.addWidget(widget, place, column, _TOP)
        grid.addWidget(self.why, place, 4)
        self.show_nothing()

    def show_turn(self, before: str, after: str, why: str) -> None:
        self.before.show_state(before)
        self.after.show_state(after)
        self.why.say(why)
        self._set_visible(True)

    def show_nothing(self) -> None:
        self.why.say()
        self._set_visible(False)

    def _set_visible(self, visible: bool) -> None:
        for widget in (self.name, self.before, self.arrow, self.after):
            widget.setVisible(visible)


def state_of(assessment: Assessment, name: str) -> str:
    """The state of a definition or of the recommendation, as a mark shows it."""
    if name == RECOMMENDATION:
        return f"recommendation.{assessment.recommendation.status.value}"
    return f"verdict.{assessment.verdicts[name].verdict.value}"
