"""Signing what is saved: what is signed, what it means, whose name is printed."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.session.signed import Signer
from desktop_app.store import MEANINGS, Meaning, Role
from desktop_app.ui.dialogs.confirming import CONFIRMED_BY, confirms
from desktop_app.ui.marks import StateMark
from desktop_app.ui.pages.history.segment import Segment
from desktop_app.ui.pages.listing import CONSENSUS
from desktop_app.ui.room import fit, lay_out_scrolled
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.record import PatientRecord

Choice = TypeVar("Choice", Role, Meaning)


class SignDialog(QDialog):
    """``wanted`` carries meaning and signer; the dialog stays until the store has taken it."""

    wanted = Signal(object, object)

    def __init__(
        self,
        theme: Theme,
        words: Wording,
        record: PatientRecord,
        assessment: Assessment | None,
        signer: Signer | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._theme = theme
        self._patient = record.patient.id
        self.setWindowTitle(words("history.sign.title"))
        self.roles = self._choices([role for role in Role if MEANINGS[role]], "role")
        self.meanings = self._choices(Meaning, "meaning")
        self.printed_name = QLineEdit(signer.printed_name if signer else "")
        self.printed_name.textChanged.connect(self._allow)
        self.confirmation = QLineEdit()
        self.confirmation.setMaximumWidth(theme.space(40))
        self.confirmation.setProperty("asked_anew", True)
        self.confirmation.textChanged.connect(self._allow)
        self._buttons = QDialogButtonBox()
        self.sign_button = QPushButton(words("history.sign.do"))
        self.sign_button.setProperty("role", "primary")
        self._buttons.addButton(self.sign_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.addButton(QPushButton(words("ui.close")), QDialogButtonBox.ButtonRole.RejectRole)
        self._buttons.accepted.connect(self._sign)
        self._buttons.rejected.connect(self.reject)
        self._lay_out(record, assessment)
        if signer is not None and signer.role in self.roles:
            self.roles[signer.role].setChecked(True)
            self.roles[signer.role].setFocus()
        self._allow()

    def fix_signer(self) -> None:
        """The account says who signs; nobody signs in another name or role."""
        self.printed_name.setReadOnly(True)
        for button in self.roles.values():
            button.setEnabled(button.isChecked())

    def chosen(self) -> tuple[Meaning, Signer] | None:
        """What would be signed as it stands; None while something is missing."""
        role = next((role for role, button in self.roles.items() if button.isChecked()), None)
        meaning = next((each for each, button in self.meanings.items() if button.isChecked()), None)
        name = self.printed_name.text().strip()
        right = confirms(self.confirmation.text(), self._patient)
        if role is None or meaning is None or meaning not in MEANINGS[role] or not name or not right:
            return None
        return meaning, Signer(name, role)

    def _sign(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            self.wanted.emit(*chosen)

    def _allow(self, *_: object) -> None:
        role = next((role for role, button in self.roles.items() if button.isChecked()), None)
        for meaning, button in self.meanings.items():
            button.setEnabled(role is None or meaning in MEANINGS[role])
        self.sign_button.setEnabled(self.chosen() is not None)

    def _choices(self, values: Iterable[Choice], kind: str) -> dict[Choice, Segment]:
        group = QButtonGroup(self)
        made = {value: Segment(self._words(f"history.{kind}.{value.value}.choice")) for value in values}
        for button in made.values():
            button.setAccessibleDescription(self._words(f"history.sign.{kind}"))
            group.addButton(button)
        group.buttonToggled.connect(self._allow)
        return made

    def _lay_out(self, record: PatientRecord, assessment: Assessment | None) -> None:
        words = self._words
        about = QLabel(words("history.sign.about", name=record.patient.name or "–", number=record.patient.id))
        about.setProperty("role", "strong")
        what = QLabel(words("history.sign.what"))
        what.setWordWrap(True)
        gap = self._theme.space(2)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for kind, choices in (
            ("role", _side_by_side(self.roles, gap)),
            ("meaning", _side_by_side(self.meanings, gap)),
        ):
            form.addRow(QLabel(words(f"history.sign.{kind}")))
            form.addRow(choices)
        form.addRow(words("history.sign.printed_name"), self.printed_name)
        form.addRow(words("history.sign.confirm", count=CONFIRMED_BY), self.confirmation)
        legal = QLabel(words("history.sign.legal"))
        legal.setProperty("role", "small")
        legal.setWordWrap(True)
        column = QVBoxLayout()
        column.setSpacing(self._theme.space(2))
        column.addWidget(about)
        column.addWidget(what)
        column.addLayout(self._verdicts(assessment))
        column.addLayout(form)
        column.addWidget(legal)
        lay_out_scrolled(self, column, self._buttons, self._theme.space(2))
        fit(self, self._theme.space(150))

    def _verdicts(self, assessment: Assessment | None) -> QFormLayout:
        """What is signed with the entries: the verdicts as they stand."""
        lines = QFormLayout()
        for definition in CONSENSUS:
            verdict = assessment.verdicts.get(definition) if assessment is not None else None
            state = f"verdict.{verdict.verdict.value}" if verdict is not None else "verdict.not_computed"
            missing = len(verdict.missing) if verdict is not None else 0
            detail = self._words("history.sign.missing", count=missing) if missing else ""
            mark = StateMark(self._theme, self._words, state)
            mark.show_state(state, detail)
            lines.addRow(self._words(f"panel.definition.{definition}"), mark)
        return lines


def _side_by_side(buttons: Mapping[Choice, Segment], gap: int) -> QHBoxLayout:
    across = QHBoxLayout()
    across.setSpacing(gap)
    for button in buttons.values():
        across.addWidget(button)
    across.addStretch(1)
    return across
