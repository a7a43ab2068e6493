"""One editor per kind of setting. Each yields a JSON value, or None where what stands in it cannot be read."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop_app.ui.fields.calm_box import CalmComboBox
from desktop_app.ui.settings.setting_words import setting_name, setting_value
from desktop_app.wording import Wording
from domain.days import CALENDAR_MONTHS
from domain.profile import DEFAULT_PROFILE, BsaFormula, ChangeOfTechnique, OldInputs
from domain.record.tumour_marker import Marker

UNITS: Final = {Marker.AFP: "ng/mL", Marker.PIVKA_II: "mAU/mL", Marker.AFP_L3: "%"}
_NARROW: Final = 8
"""Characters that a number has room for."""


class SettingEditor(QWidget):
    """Changes are heard at once; ``show_value`` itself is no change."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)

    def value(self) -> Any:
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        raise NotImplementedError

    def number(self, name: str) -> QLineEdit:
        """One more field for a number, called so."""
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setMaximumWidth(field.fontMetrics().horizontalAdvance("0" * _NARROW) + 20)
        field.textEdited.connect(self.edited)
        self.row.addWidget(field)
        return field


class ChoiceEditor(SettingEditor):
    """One of several values."""

    def __init__(self, words: Wording, name: str, values: Sequence[Any]) -> None:
        super().__init__()
        self.box = CalmComboBox()
        self.box.setAccessibleName(setting_name(words, name))
        for value in values:
            self.box.addItem(setting_value(words, name, value), value)
        self.box.currentIndexChanged.connect(self.edited)
        self.row.addWidget(self.box)

    def value(self) -> Any:
        return self.box.currentData()

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(value))


class CountEditor(SettingEditor):
    """A whole number."""

    def __init__(self, words: Wording, name: str, unit: str) -> None:
        super().__init__()
        self.field = self.number(setting_name(words, name))
        self.row.addWidget(QLabel(unit))

    def value(self) -> int | None:
        return whole(self.field.text())

    def show_value(self, value: int) -> None:
        self.field.setText(str(value))


class WindowEditor(SettingEditor):
    """Days from … to, or calendar months."""

    def __init__(self, words: Wording, name: str) -> None:
        super().__init__()
        self.kind = CalmComboBox()
        self.kind.setAccessibleName(setting_name(words, name))
        self.kind.addItem(words("settings.profile.days"), "")
        self.kind.addItem(setting_value(words, name, CALENDAR_MONTHS), CALENDAR_MONTHS)
        self.row.addWidget(self.kind)
        self.first = self.number(words("settings.profile.from"))
        self.row.addWidget(QLabel(words("settings.profile.to_short")))
        self.last = self.number(words("settings.profile.to"))
        self.row.addWidget(QLabel(words("settings.profile.day_unit")))
        self.kind.currentIndexChanged.connect(self._switched)

    def value(self) -> Any:
        if self.kind.currentData():
            return self.kind.currentData()
        first, last = whole(self.first.text()), whole(self.last.text())
        return None if first is None or last is None else [first, last]

    def show_value(self, value: Any) -> None:
        months = value == CALENDAR_MONTHS
        days = DEFAULT_PROFILE.settings()["response_window_days"] if months else value
        with QSignalBlocker(self.kind):
            self.kind.setCurrentIndex(int(months))
        self.first.setText(str(days[0]))
        self.last.setText(str(days[1]))
        self._allow()

    def _switched(self) -> None:
        self._allow()
        self.edited.emit()

    def _allow(self) -> None:
        for field in (self.first, self.last):
            field.setEnabled(not self.kind.currentData())


class LimitsEditor(SettingEditor):
    """A number per marker, in the marker's unit."""

    def __init__(self) -> None:
        super().__init__()
        self.fields = {marker: self._limit(marker) for marker in UNITS}

    def _limit(self, marker: Marker) -> QLineEdit:
        if self.row.count():
            self.row.addSpacing(self.fontMetrics().averageCharWidth())
        self.row.addWidget(QLabel(marker.value))
        field = self.number(f"{marker.value} {UNITS[marker]}")
        self.row.addWidget(QLabel(UNITS[marker]))
        return field

    def value(self) -> dict[str, str] | None:
        limits = {marker.value: above_zero(field.text()) for marker, field in self.fields.items()}
        return None if None in limits.values() else {name: str(limit) for name, limit in limits.items()}

    def show_value(self, value: dict[str, str]) -> None:
        for marker, field in self.fields.items():
            field.setText(value[marker.value])


def editor_of(words: Wording, name: str) -> SettingEditor:
    """The editor of a setting of the profile; KeyError for a name that is none."""
    from desktop_app.ui.pages.listing import CONSENSUS

    choices: dict[str, Sequence[Any]] = {
        "change_of_technique": [each.value for each in ChangeOfTechnique],
        "mrecist_five_mm": (False, True),
        "cci_new_lesions_count": (False, True),
        "primary_definition": CONSENSUS,
        "bsa_formula": [each.value for each in BsaFormula],
        "old_inputs": [each.value for each in OldInputs],
    }
    if name == "response_window_days":
        return WindowEditor(words, name)
    if name == "upper_limits":
        return LimitsEditor()
    if name == "european_minimum_sessions":
        return CountEditor(words, name, words("settings.profile.sessions"))
    if name == "old_inputs_days":
        return CountEditor(words, name, words("settings.profile.day_unit"))
    return ChoiceEditor(words, name, choices[name])


def whole(text: str) -> int | None:
    """A whole number as typed, full-width digits too."""
    typed = text.strip()
    return int(typed) if typed.isdecimal() else None


def above_zero(text: str) -> str | None:
    """A decimal number above zero, without idle zeros: 20.0 is the same limit as 20. No exponent, no sign."""
    typed = text.strip()
    if not set(typed) <= set("0123456789."):
        return None
    try:
        number = Decimal(typed)
    except InvalidOperation:
        return None
    return f"{number.normalize():f}" if number > 0 else None
