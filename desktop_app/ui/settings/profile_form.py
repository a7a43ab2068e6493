"""All settings of a profile; what is edited here is a proposal and nothing else."""

from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop_app.ui.settings.setting_card import SettingCard
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.profile import DEFAULT_PROFILE, Profile


class ProfileForm(QScrollArea):
    """One card per setting, in the order of the profile."""

    edited = Signal()

    def __init__(self, theme: Theme, words: Wording, present: Profile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._present = present
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(words("settings.profile.list"))
        settings = present.settings()
        self.cards = {name: SettingCard(theme, words, name, settings[name]) for name in Profile.model_fields}
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.space(2), 0)
        for card in self.cards.values():
            card.edited.connect(self._edited)
            column.addWidget(card)
        column.addStretch(1)
        self.setWidget(inner)

    def profile(self) -> Profile | None:
        """The profile as edited; None while a setting cannot be read."""
        settings = {name: card.value() for name, card in self.cards.items()}
        try:
            profile = Profile.model_validate(settings)
        except ValidationError:
            return None
        return self._present if profile.hash == self._present.hash else profile

    def faulty(self) -> list[str]:
        """The settings that cannot be read."""
        return [name for name, card in self.cards.items() if not _valid(name, card.value())]

    def changed(self) -> list[str]:
        return [name for name, card in self.cards.items() if card.changed]

    def show_settings(self, settings: dict[str, Any]) -> None:
        for name, card in self.cards.items():
            card.show_value(settings[name])
        self._edited()

    def show_default(self) -> None:
        self.show_settings(DEFAULT_PROFILE.settings())

    def show_present(self) -> None:
        self.show_settings(self._present.settings())

    def rebase(self, present: Profile) -> None:
        """Another profile is in effect by now; what was edited stays a proposal, measured against that one."""
        self._present = present
        for name, value in present.settings().items():
            self.cards[name].rebase(value)
        self._edited()

    def _edited(self) -> None:
        faulty = self.faulty()
        for name, card in self.cards.items():
            card.tell(valid=name not in faulty)
        self.edited.emit()


def _valid(name: str, value: Any) -> bool:
    try:
        Profile.model_validate({name: value})
    except ValidationError:
        return False
    return True
