"""Whose stored verdicts new rules change: a list to be gone through, once after an update."""

from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.session.profile_impact import RECOMMENDATION, PatientImpact
from desktop_app.session.rules_impact import RulesImpact
from desktop_app.ui.room import resize_within
from desktop_app.ui.settings.impact_model import COLUMNS, ImpactModel
from desktop_app.ui.settings.impact_table import impact_table
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

LISTED_RULES: Final = 3


class RulesModel(ImpactModel):
    """As the preview of a profile, between what was issued and what is computed now."""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        shown = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        if shown and COLUMNS[section] == "changes":
            return self._words("updating.rules.changes")
        return super().headerData(section, orientation, role)


class RulesDialog(QDialog):
    """Nothing here changes anything: what was issued and signed stays as it is."""

    patient_wanted = Signal(str)

    def __init__(self, theme: Theme, words: Wording, impact: RulesImpact, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("help_anchor", "updates-verdicts")
        self.setWindowTitle(words("updating.rules.title"))
        self.setSizeGripEnabled(True)
        self.impact = impact
        said = QLabel(said_of(words, impact))
        said.setWordWrap(True)
        self.model = RulesModel(words)
        self.model.show(impact.changed)
        self.table = impact_table(self.model, theme, words("updating.rules.title"), self._open)
        close = QPushButton(words("ui.close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setSpacing(theme.space(2))
        column.addWidget(said)
        column.addWidget(self.table, stretch=1)
        column.addLayout(foot)
        resize_within(self, theme.space(260), theme.space(140))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.patient_wanted.emit(self.model.patient(index.row()))


def said_of(words: Wording, impact: RulesImpact) -> str:
    """Between which rules, how many of how many."""
    former = words("report.list_separator").join(impact.former[:LISTED_RULES])
    facts = {"old": former, "new": impact.present, "count": len(impact.changed), "total": impact.judged}
    return words("updating.rules.some" if impact.changed else "updating.rules.none", **facts)


def without_recommendation(impact: RulesImpact) -> RulesImpact:
    """For those who do not see it."""
    reduced = (
        PatientImpact(each.patient_id, each.name, tuple(c for c in each.changes if c.what != RECOMMENDATION))
        for each in impact.changed
    )
    return replace(impact, changed=tuple(each for each in reduced if each.changes))
