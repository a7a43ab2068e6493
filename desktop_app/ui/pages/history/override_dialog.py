"""The clinician's own verdict of a definition, with its reason, beside the computed one."""

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.plots.explanation import reason
from desktop_app.session.open_record import OpenRecord
from desktop_app.ui.fields.calm_box import CalmComboBox
from desktop_app.ui.marks import StateMark
from desktop_app.ui.pages.listing import CONSENSUS, STUDIES
from desktop_app.ui.panels.definition_card import override_line
from desktop_app.ui.room import fit, lay_out_scrolled
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.record import OverrideReason

VERDICTS = ("met", "not_met", "indeterminate")


class OverrideDialog(QDialog):
    """The computed verdict stays where it is; what is entered here is one more row of the record."""

    def __init__(
        self, theme: Theme, words: Wording, record: OpenRecord, definition: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._record = record
        self.setWindowTitle(words("history.override.title"))
        self.definition = self._combo(
            "definition", [(words(f"panel.definition.{each}"), each) for each in (*CONSENSUS, *STUDIES)]
        )
        self.definition.setCurrentIndex(max(self.definition.findData(definition or self._primary()), 0))
        self.computed = StateMark(theme, words, "verdict.not_computed")
        self.why = QLabel()
        self.why.setWordWrap(True)
        self.present = QLabel()
        self.present.setWordWrap(True)
        self.verdict = self._combo("verdict", [(words(f"ui.state.verdict.{each}"), each) for each in VERDICTS])
        self.verdict.setCurrentIndex(-1)
        self.reason = self._combo(
            "reason", [(words(f"panel.override.{each.value}"), each.value) for each in OverrideReason]
        )
        self.reason.setCurrentIndex(-1)
        self.text = QLineEdit()
        self.by = QLineEdit(record.workplace.author)
        self.enter_button = QPushButton(words("history.override.enter"))
        self.enter_button.setProperty("role", "primary")
        self._lay_out()
        self.definition.currentIndexChanged.connect(self._show_computed)
        for box in (self.verdict, self.reason):
            box.currentIndexChanged.connect(self._allow)
        self.text.textChanged.connect(self._allow)
        self.by.textChanged.connect(self._allow)
        self._show_computed()
        self._allow()
        self.verdict.setFocus()

    def entries(self) -> dict[str, str] | None:
        """What would be entered; None while something is missing: "other" wants a text."""
        verdict, why, text = self.verdict.currentData(), self.reason.currentData(), self.text.text().strip()
        by = self.by.text().strip()
        if verdict is None or why is None or not by or (why == OverrideReason.OTHER.value and not text):
            return None
        found = {
            "definition": str(self.definition.currentData()),
            "verdict": str(verdict),
            "reason": str(why),
            "text": text,
            "by": by,
            "on": self._record.workplace.today.isoformat(),
        }
        # The text first: without it the reason "other" would be refused.
        return {
            path: found[path] for path in ("definition", "verdict", "text", "reason", "by", "on") if found[path]
        }

    def enter(self) -> None:
        entries = self.entries()
        if entries is not None:
            self._record.add_row("overrides", entries=entries)
            self.accept()

    def _primary(self) -> str:
        found = self._record.assessment
        return str(found.profile.primary_definition) if isinstance(found, Assessment) else CONSENSUS[0]

    def _show_computed(self, *_: object) -> None:
        definition, found = str(self.definition.currentData()), self._record.assessment
        verdict = found.verdicts.get(definition) if isinstance(found, Assessment) else None
        self.computed.show_state(f"verdict.{verdict.verdict.value}" if verdict else "verdict.not_computed")
        self.why.setText(reason(verdict.finding, self._words) if verdict else "")
        given = [each for each in self._record.record.overrides if each.definition == definition]
        lines = [override_line(each, self._words) for each in given]
        self.present.setText("\n".join(lines) or self._words("history.override.none"))
        fit(self, self._theme.space(150))

    def _allow(self, *_: object) -> None:
        self.enter_button.setEnabled(self.entries() is not None)

    def _combo(self, name: str, choices: list[tuple[str, str]]) -> QComboBox:
        box = CalmComboBox()
        box.setAccessibleName(self._words(f"history.override.{name}"))
        for text, value in choices:
            box.addItem(text, value)
        box.setPlaceholderText(self._words("history.override.choose"))
        return box

    def _lay_out(self) -> None:
        words = self._words
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, widget in (
            ("definition", self.definition),
            ("computed", self.computed),
            ("why", self.why),
            ("present", self.present),
            ("verdict", self.verdict),
            ("reason", self.reason),
            ("text", self.text),
            ("by", self.by),
        ):
            form.addRow(words(f"history.override.{name}"), widget)
        stays = QLabel(words("history.override.stays"))
        stays.setProperty("role", "small")
        stays.setWordWrap(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.enter_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QPushButton(words("ui.close")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.enter)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout()
        column.setSpacing(self._theme.space(2))
        column.addLayout(form)
        column.addWidget(stays)
        lay_out_scrolled(self, column, buttons, self._theme.space(2))
