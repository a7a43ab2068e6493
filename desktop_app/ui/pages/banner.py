"""Who this is: a banner that never scrolls away, so that nobody enters into the wrong record."""

from datetime import date, datetime
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from desktop_app.form.patient_form import UNNUMBERED
from desktop_app.ui.flow import FlowLayout
from desktop_app.ui.marks import StateMark
from desktop_app.ui.pages.listing import FollowUp, age_on, follow_up_detail
from desktop_app.ui.panels.staging_card import child_pugh_text
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.followup import follow_up
from domain.record import PatientRecord

NARROWEST: Final = 12
"""Characters: a text is not squeezed further than that."""
HIGHEST: Final = 10_000
WRAPPED: Final = int(Qt.TextFlag.TextWordWrap)


class _Text(QLabel):
    """On one line as long as the window is wide enough for it; a longer one is wrapped, never cut."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)

    def sizeHint(self) -> QSize:
        """On one line, as Qt measures it."""
        if not self.wordWrap():
            return super().sizeHint()
        line = self.fontMetrics().size(Qt.TextFlag.TextSingleLine, self.text())
        return QSize(line.width() + 1, line.height())

    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(min(self.sizeHint().width(), NARROWEST * metrics.averageCharWidth()), metrics.height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        box = self.fontMetrics().boundingRect(0, 0, width, HIGHEST, WRAPPED, self.text())
        return max(box.height(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
        if needed != self.wordWrap():
            self.setWordWrap(needed)


class PatientBanner(QFrame):
    """Name, sex, age, number, days since the last TACE, follow-up, Child-Pugh, ECOG, and whether it is saved."""

    def __init__(self, theme: Theme, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setProperty("role", "banner")
        self.setAccessibleName(words("ui.banner"))
        self._texts: dict[str, _Text] = {}
        flow = FlowLayout(self, gap=theme.space(4), line_gap=theme.space(1))
        flow.setContentsMargins(theme.space(3), theme.space(2), theme.space(3), theme.space(2))
        for name, role in (
            ("name", "title"),
            ("person", "strong"),
            ("number", "strong"),
            ("namesakes", ""),
            ("session", ""),
        ):
            flow.addWidget(self._text(name, role))
        self._texts["namesakes"].setProperty("severity", "warning")
        self.follow_up = StateMark(theme, words, "follow_up.none")
        flow.addWidget(self.follow_up)
        for name in ("child_pugh", "ecog"):
            flow.addWidget(self._text(name, ""))
        self.saved = StateMark(theme, words, "saved.unsaved")
        flow.addWidget(self.saved)
        self.signed = StateMark(theme, words, "signed.unsigned")
        self.signed.hide()
        flow.addWidget(self.signed)

    def text(self, name: str) -> str:
        return self._texts[name].text()

    def show_patient(self, record: PatientRecord, assessment: Assessment | None, today: date) -> None:
        """Everything that the record says; what depends on an assessment stays out without one."""
        patient, words = record.patient, self._words
        unnumbered, number = words("ui.banner.number_unknown"), words("ui.banner.number", number=patient.id)
        sex = words(f"ui.sex.{patient.sex.value}") if patient.sex else words("ui.banner.sex_unknown")
        age = age_on(patient.birth_date, today)
        self._say("name", patient.name or words("ui.worklist.nameless"))
        self._say("person", words("ui.worklist.sex_age", sex=sex, age=age) if age is not None else sex)
        self._say("number", unnumbered if patient.id == UNNUMBERED else number)
        if assessment is None:
            for name in ("session", "child_pugh", "ecog"):
                self._say(name, "")
            self.follow_up.hide()
            return
        self._show_course(assessment, today)
        self._say("child_pugh", f"Child-Pugh {child_pugh_text(assessment.staging.child_pugh, words)}")
        ecog = next((row.ecog for row in reversed(record.status) if row.ecog is not None), None)
        self._say("ecog", f"ECOG {words('panel.staging.unknown') if ecog is None else ecog}")

    def show_namesakes(self, text: str) -> None:
        self._say("namesakes", text)

    def show_saved(self, saved_at: datetime | None, *, dirty: bool) -> None:
        if dirty or saved_at is None:
            self.saved.show_state("saved.unsaved")
        else:
            self.saved.show_state("saved.saved", f" {saved_at.astimezone():%H:%M:%S}")

    def show_signed(self, standing: str, by: str) -> None:
        """Who signed last and whether it is still that; nothing while nobody did."""
        self.signed.show_state(f"signed.{standing}", f"  {by}" if by else "")
        self.signed.setVisible(bool(by))

    def _show_course(self, assessment: Assessment, today: date) -> None:
        states = follow_up(assessment.course, today)
        self.follow_up.setVisible(bool(states))
        if not states:
            self._say("session", self._words("ui.banner.no_session"))
            return
        last = states[-1]
        self._say("session", self._words("ui.banner.session", number=last.session, days=last.days))
        detail = follow_up_detail(self._words, FollowUp(last.state.value, last.days, last.days_left))
        self.follow_up.show_state(f"follow_up.{last.state.value}", detail)

    def _text(self, name: str, role: str) -> _Text:
        label = _Text()
        if role:
            label.setProperty("role", role)
        label.hide()
        self._texts[name] = label
        return label

    def _say(self, name: str, text: str) -> None:
        label = self._texts[name]
        if label.text() != text:
            label.setText(text)
            label.setVisible(bool(text))
            label.updateGeometry()
