"""The record and its verdicts as they stood with an earlier revision: read only, and printed again as then."""

from datetime import date
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import KnownError
from desktop_app.form.dates import read_date
from desktop_app.session.as_known import KnownVersion, known_version
from desktop_app.session.open_record import OpenRecord
from desktop_app.store import Revision, Signature
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.focus_order import follow_reading_order
from desktop_app.ui.marks import StateMark
from desktop_app.ui.pages.history.record_tree import RecordTree
from desktop_app.ui.pages.history.telling import moment, signature_text
from desktop_app.ui.panels.verdict_panel import VerdictPanel
from desktop_app.ui.room import resize_within
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording

REVISION: Final = Qt.ItemDataRole.UserRole


class AsKnownDialog(QDialog):
    """Every saved version at the left; the chosen one beside it, under a line that says which it is."""

    def __init__(
        self,
        theme: Theme,
        words: Wording,
        ward: Ward,
        record: OpenRecord,
        revision: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._ward = ward
        self._record = record
        self.version: KnownVersion | None = None
        self.setWindowTitle(words("history.as_known.title"))
        patient = record.record.patient.id
        self._signatures = ward.store.signatures(patient)
        self.revisions = QListWidget()
        self.revisions.setAccessibleName(words("history.as_known.revisions"))
        self.day = QLineEdit()
        self.day.setPlaceholderText(words("history.as_known.day"))
        self.day.setAccessibleName(words("history.as_known.day"))
        self.day.textChanged.connect(self._go_to_day)
        self.mark = StateMark(theme, words, "severity.warning", word=False)
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.about.setProperty("role", "strong")
        self.tree = RecordTree(words)
        self.panel = VerdictPanel(theme, words, lambda: ward.evidence)
        self.print_button = QPushButton(words("history.as_known.print"))
        self.print_button.setAutoDefault(False)
        self.print_button.clicked.connect(self.print_version)
        self._lay_out()
        self._versions = ward.store.revisions(patient)
        for each in reversed(self._versions):
            self._list(each)
        self.revisions.currentItemChanged.connect(self._choose)
        self._start_at(revision)
        resize_within(self, theme.space(330), theme.space(190))

    def show_revision(self, number: int) -> None:
        """This version. What cannot be read shows nothing, and says why."""
        try:
            self.version = known_version(self._ward.store, self._record.record.patient.id, number)
        except KnownError as error:
            self.version = None
            self.tree.clear()
            self.panel.show_assessment(None, None)
            self.print_button.setEnabled(False)
            self.about.setText(self._words("history.unreadable"))
            show_known_error(self._words, error, self)
            return
        self.tree.show_record(self.version.record)
        self.panel.show_assessment(self.version.assessment, self.version.record)
        self.about.setText("\n".join(self._banner(self.version)))
        self.about.setAccessibleName(self.about.text())
        self.print_button.setEnabled(True)
        follow_reading_order(self)

    def print_version(self) -> None:
        """The summary of this version, with its own profile."""
        from desktop_app.ui.dialogs.report_preview import ReportPreview
        from desktop_app.ui.dialogs.summary_source import version_source

        if self.version is not None:
            source = version_source(self._ward, self.version)
            ReportPreview(self._words, self._ward, self._record, self, source=source).open()

    def _banner(self, version: KnownVersion) -> list[str]:
        words, revision = self._words, version.revision
        patient = version.record.patient
        lines = [
            words(
                "history.as_known.banner",
                name=patient.name or "–",
                number=patient.id,
                at=moment(revision.saved_at),
                revision=revision.number,
                author=revision.author,
            )
        ]
        signed = [each for each in self._signatures if each.revision == revision.number]
        return [*lines, *map(self._signed, signed), *self._issued(version)]

    def _signed(self, signature: Signature) -> str:
        """The signature, and a warning where the version is no longer what was signed."""
        key = "history.as_known.signed" if self._ward.store.holds(signature) else "history.as_known.broken"
        return self._words(key, signature=signature_text(signature, self._words))

    def _issued(self, version: KnownVersion) -> list[str]:
        """How the verdicts shown here stand to those that were issued then."""
        words = self._words
        if version.issued is None:
            return [words("history.as_known.nothing_issued")]
        if not version.differing:
            name = version.assessment.profile.name
            key = f"report.profile.{name}"
            return [words("history.as_known.as_issued", profile=words(key) if words.has(key) else name)]
        told = words("history.list_separator").join(
            f"{definition} {words(f'ui.state.verdict.{verdict}')}"
            for definition, verdict in version.differing.items()
        )
        return [words("history.as_known.differs", rules=version.revision.rules_version, issued=told)]

    def _start_at(self, revision: int | None) -> None:
        """The wanted version; without one, the one before the present, if there is one."""
        numbers = [self.revisions.item(line).data(REVISION) for line in range(self.revisions.count())]
        line = numbers.index(revision) if revision in numbers else min(1, len(numbers) - 1)
        self.revisions.setCurrentRow(line)
        self.revisions.setFocus()

    def _go_to_day(self, text: str) -> None:
        """The version that was the present one at the end of this day; nothing moves while it is no day yet."""
        day = read_date(text, self._ward.today)
        if not isinstance(day, date):
            return
        then = [each.number for each in self._versions if each.saved_at.astimezone().date() <= day]
        if then:
            self.revisions.setCurrentRow(len(self._versions) - then[-1])

    def _choose(self, item: QListWidgetItem | None, _former: object) -> None:
        if item is not None:
            self.show_revision(int(item.data(REVISION)))

    def _list(self, revision: Revision) -> None:
        signed = any(each.revision == revision.number for each in self._signatures)
        text = self._words(
            "history.as_known.line",
            revision=revision.number,
            at=moment(revision.saved_at),
            author=revision.author,
            kind=self._words(f"history.kind.{revision.kind.value}"),
            signed=self._words("history.as_known.has_signature") if signed else "",
        )
        item = QListWidgetItem(text.rstrip())
        item.setData(REVISION, revision.number)
        self.revisions.addItem(item)

    def _lay_out(self) -> None:
        banner = QFrame()
        banner.setProperty("role", "bar")
        line = QHBoxLayout(banner)
        line.addWidget(self.mark)
        line.addWidget(self.about, stretch=1)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        versions = QWidget()
        listed = QVBoxLayout(versions)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.addWidget(self.day)
        listed.addWidget(self.revisions, stretch=1)
        for widget, share in ((versions, 2), (self.tree, 5), (self.panel, 4)):
            parts.addWidget(widget)
            parts.setStretchFactor(parts.count() - 1, share)
        parts.setSizes([220, 480, 400])
        close = QPushButton(self._words("ui.close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.print_button)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setSpacing(self._theme.space(2))
        column.addWidget(banner)
        column.addWidget(parts, stretch=1)
        column.addLayout(foot)
