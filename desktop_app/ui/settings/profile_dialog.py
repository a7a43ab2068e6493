"""The ward's profile: edit, preview, put into effect. Only the last step changes anything."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.session.profile_impact import Impact
from desktop_app.ui.room import resize_within
from desktop_app.ui.settings.impact_page import ImpactPage
from desktop_app.ui.settings.profile_form import ProfileForm
from desktop_app.ui.settings.setting_words import profile_name
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow

WIDTH: Final = 230
HEIGHT: Final = 180
"""In steps of the spacing."""


class ProfileDialog(QDialog):
    """Two steps: the settings, and what they would change."""

    patient_wanted = Signal(str)
    taken = Signal(object)
    """Impact: a profile took effect."""

    def __init__(self, theme: Theme, words: Wording, ward: Ward, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("survives_lock", True)
        self._words = words
        self._ward = ward
        ward.follow_profile()
        self.setWindowTitle(words("settings.profile.title"))
        self.form = ProfileForm(theme, words, ward.profile)
        self.form.edited.connect(self._tell)
        self.impact = ImpactPage(theme, words, ward)
        self.impact.back.connect(self._back)
        self.impact.patient_wanted.connect(self.patient_wanted)
        self.impact.taken.connect(self._taken)
        self.present = QLabel()
        self.edited = QLabel()
        self.edited.setWordWrap(True)
        self.preview = self._button("preview", self.show_impact)
        self.preview.setProperty("role", "primary")
        self.defaults = self._button("defaults", self.form.show_default)
        self.discard = self._button("discard", self.form.show_present)
        self._steps = QStackedWidget()
        self._lay_out()
        self._tell()
        resize_within(self, theme.space(WIDTH), theme.space(HEIGHT))

    def show_impact(self) -> None:
        """Compares the edited profile with the present one on all patients."""
        proposed = self.form.profile()
        if proposed is not None and self.form.changed():
            self._steps.setCurrentWidget(self.impact)
            self.impact.compare(proposed)

    def done(self, result: int) -> None:
        """However it is left, what is still being compared is stopped."""
        self.impact.stop()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.impact.stop()
        super().closeEvent(event)

    def _back(self) -> None:
        if self._ward.follow_profile():
            self.present.setText(self._present())
            self.form.rebase(self._ward.profile)
        self._steps.setCurrentIndex(0)
        self.preview.setFocus()

    def _taken(self, impact: Impact) -> None:
        self.accept()
        self.taken.emit(impact)

    def _tell(self) -> None:
        words, profile = self._words, self.form.profile()
        changed, faulty = self.form.changed(), self.form.faulty()
        if profile is None:
            self.edited.setText(words("settings.profile.faulty", count=max(len(faulty), 1)))
        elif changed:
            self.edited.setText(words("settings.profile.edited", hash=profile.hash, count=len(changed)))
        else:
            self.edited.setText(words("settings.profile.unchanged"))
        self.preview.setEnabled(profile is not None and bool(changed))
        self.discard.setEnabled(bool(changed))

    def _present(self) -> str:
        """Which profile is in effect, since when and by whose decision."""
        words, profile = self._words, self._ward.profile
        text = words("settings.profile.present", name=profile_name(words, profile), hash=profile.hash)
        chosen = self._ward.store.ward_profiles.in_effect()
        if chosen is None:
            return text
        time = f"{chosen.taken_at.astimezone():%Y-%m-%d %H:%M}"
        return text + words("settings.profile.since", author=chosen.author, time=time)

    def _button(self, name: str, slot: object) -> QPushButton:
        button = QPushButton(self._words(f"settings.profile.{name}"))
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def _lay_out(self) -> None:
        self.present.setText(self._present())
        self.present.setProperty("role", "heading")
        self.present.setWordWrap(True)
        intro = QLabel(self._words("settings.profile.intro"))
        intro.setWordWrap(True)
        intro.setProperty("role", "muted")
        close = QPushButton(self._words("ui.close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        for widget in (self.defaults, self.discard):
            foot.addWidget(widget)
        foot.addWidget(self.edited, stretch=1)
        foot.addWidget(self.preview)
        foot.addWidget(close)
        editing = QWidget()
        column = QVBoxLayout(editing)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(intro)
        column.addWidget(self.form, stretch=1)
        column.addLayout(foot)
        self._steps.addWidget(editing)
        self._steps.addWidget(self.impact)
        outer = QVBoxLayout(self)
        outer.addWidget(self.present)
        outer.addWidget(self._steps, stretch=1)
        self.edited.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def open_profile_dialog(window: "MainWindow", ward: Ward) -> ProfileDialog:
    """The dialog over a window: patients open in it, and a profile that takes effect shows there at once."""
    words = window.words
    dialog = ProfileDialog(window.theme, words, ward, window)

    def look_at(patient_id: str) -> None:
        dialog.hide()
        window.open_patient(patient_id)
        window.messages.say(
            words("settings.impact.looking"), offer=words("settings.impact.return"), then=dialog.open
        )

    def follow(impact: Impact) -> None:
        ward.follow_profile()
        if window.record is not None:
            window.record.assess_now()
        window.worklist.refresh()
        facts = {"name": profile_name(words, ward.profile), "hash": ward.profile.hash}
        window.messages.say(words("settings.impact.taken", **facts, count=len(impact.changed)), stays=True)

    dialog.patient_wanted.connect(look_at)
    dialog.taken.connect(follow)
    dialog.open()
    return dialog
