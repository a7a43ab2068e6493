"""Whose verdicts a profile would change: compared in the background, listed, and then put into effect."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QModelIndex, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import KnownError
from desktop_app.session.background import BackgroundWork, CancelledError
from desktop_app.session.profile_impact import Change, Impact, impact_of, take_effect
from desktop_app.store import ProfileTakenElsewhere
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.settings.impact_model import ImpactModel, change_facts
from desktop_app.ui.settings.impact_table import impact_table
from desktop_app.ui.settings.setting_words import profile_name
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording
from domain.profile import DEFAULT_PROFILE, Profile

LONGEST_NAME: Final = 40


class ImpactPage(QWidget):
    """Nothing here changes the store before ``take`` does."""

    patient_wanted = Signal(str)
    back = Signal()
    taken = Signal(object)
    """Impact: what took effect."""

    def __init__(self, theme: Theme, words: Wording, ward: Ward, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._ward = ward
        self._work: BackgroundWork | None = None
        self.impact: Impact | None = None
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.counts = QLabel()
        self.counts.setWordWrap(True)
        self.counts.setProperty("role", "muted")
        self.progress = QProgressBar()
        self.progress.setAccessibleName(words("settings.impact.title"))
        self.stop_button = self._button("settings.impact.stop", self.stop)
        self.model = ImpactModel(words)
        self.table = impact_table(self.model, self._theme, self._words("settings.impact.title"), self._open)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setMinimumWidth(theme.space(55))
        self.name.setAccessibleName(words("settings.impact.profile_name"))
        self.name.textChanged.connect(self._allow)
        self.back_button = self._button("settings.impact.back", self._leave)
        self.take_button = self._button("settings.impact.take", self.take)
        self.take_button.setProperty("role", "primary")
        self._lay_out()

    def compare(self, proposed: Profile) -> None:
        """Looks at every patient under both profiles."""
        self.impact = None
        self.model.show(())
        self.counts.setText("")
        store = self._ward.store
        self._start(lambda work: impact_of(store, proposed, work.tell), self._show)
        self.stop_button.setFocus()

    def stop(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def take(self) -> None:
        """Puts the profile into effect for the whole ward."""
        impact, typed = self.impact, self.name.text().strip()
        if impact is None or not typed:
            return
        proposed = impact.proposed
        name = proposed.name if typed == profile_name(self._words, proposed) else typed
        store, author = self._ward.store, self._ward.author
        self.said.setText(self._words("settings.impact.taking"))
        self._start(lambda work: take_effect(store, impact, name, author, work.tell), self._taken)

    # Working

    def _start(self, task: Callable[[BackgroundWork], Any], then: Callable[[Impact], None]) -> None:
        # Without a parent: it may outlive this page by the moment until it notices that it was stopped.
        work = BackgroundWork(task)
        work.done.connect(then)
        work.failed.connect(self._failed)
        work.progressed.connect(self._progressed)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(work.cancel)
        self._work = work
        self._show_working(working=True)
        self._allow()
        work.start()

    def _progressed(self, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)
        if self.impact is None:
            self.said.setText(self._words("settings.impact.working", done=done, total=total))

    def _failed(self, error: Exception) -> None:
        self._work = None
        if isinstance(error, ProfileTakenElsewhere):
            self.impact = None  # It was compared with a profile that is no longer in effect.
        self._show_working(working=False)
        stopped = isinstance(error, CancelledError)
        self.said.setText(self._words("settings.impact.stopped" if stopped else "settings.impact.failed"))
        self._allow()
        self.back_button.setFocus()
        if isinstance(error, KnownError):
            show_known_error(self._words, error, self)
        elif not stopped:
            raise error

    def _leave(self) -> None:
        self.stop()
        self.back.emit()

    # Showing

    def _show(self, impact: Impact) -> None:
        self._work, self.impact = None, impact
        self._show_working(working=False)
        key = "settings.impact.some" if impact.changed else "settings.impact.none"
        self.said.setText(self._words(key, total=impact.patients, count=len(impact.changed)))
        counted = sorted(impact.counts.items(), key=_largest_first)
        lines = (self._counted(change, count) for change, count in counted)
        self.counts.setText(self._words("report.list_separator").join(lines))
        self.model.show(impact.changed)
        if impact.proposed.hash == DEFAULT_PROFILE.hash:
            self.name.setText(profile_name(self._words, impact.proposed))
        self._allow()
        self.name.setFocus()

    def _counted(self, change: Change, count: int) -> str:
        return self._words("settings.impact.count", **change_facts(self._words, change), count=count)

    def _taken(self, impact: Impact) -> None:
        self._work = None
        self._show_working(working=False)
        self.taken.emit(impact)

    def _show_working(self, *, working: bool) -> None:
        self.progress.setVisible(working)
        self.stop_button.setVisible(working)
        if working:
            self.progress.setRange(0, 0)

    def _allow(self, *_: object) -> None:
        ready = self.impact is not None and self._work is None
        self.name.setEnabled(ready)
        self.take_button.setEnabled(ready and bool(self.name.text().strip()))
        self.take_button.setToolTip("" if self.name.text().strip() else self._words("settings.impact.nameless"))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.patient_wanted.emit(self.model.patient(index.row()))

    def _button(self, key: str, slot: object) -> QPushButton:
        button = QPushButton(self._words(key))
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def _lay_out(self) -> None:
        working = QHBoxLayout()
        working.addWidget(self.progress, stretch=1)
        working.addWidget(self.stop_button)
        label = QLabel(self._words("settings.impact.profile_name"))
        label.setBuddy(self.name)
        foot = QHBoxLayout()
        foot.addWidget(self.back_button)
        foot.addStretch(1)
        foot.addWidget(label)
        foot.addWidget(self.name)
        foot.addWidget(self.take_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.said)
        column.addLayout(working)
        column.addWidget(self.counts)
        column.addWidget(self.table, stretch=1)
        column.addLayout(foot)


def _largest_first(counted: tuple[Change, int]) -> tuple[int, str, str, str]:
    change, count = counted
    return -count, change.what, change.old, change.new
