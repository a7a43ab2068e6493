"""One setting: its name, its value, what it does, where it comes from, whether it is changed."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.ui.marks import StateMark
from desktop_app.ui.settings.setting_editors import editor_of
from desktop_app.ui.settings.setting_words import setting_name, setting_value
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.profile import DEFAULT_PROFILE

FAULTS = {
    "response_window_days": "settings.fault.days",
    "european_minimum_sessions": "settings.fault.sessions",
    "upper_limits": "settings.fault.limits",
    "old_inputs_days": "settings.fault.days_count",
}


class SettingCard(QFrame):
    """``present`` is the ward's value, against which a change is marked."""

    edited = Signal()

    def __init__(
        self, theme: Theme, words: Wording, name: str, present: Any, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.name = name
        self._words = words
        self._present = present
        self.editor = editor_of(words, name)
        self.editor.edited.connect(self.edited)
        self.mark = StateMark(theme, words, "severity.note", word=False)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self._lay_out(theme)
        self.show_value(present)

    def value(self) -> Any:
        return self.editor.value()

    def show_value(self, value: Any) -> None:
        self.editor.show_value(value)
        self.tell(valid=True)

    def rebase(self, present: Any) -> None:
        """Another value is the ward's by now; what was edited stays."""
        self._present = present

    @property
    def changed(self) -> bool:
        return bool(self.value() != self._present)

    def tell(self, *, valid: bool) -> None:
        """What is to be said about the value: it cannot be read, it is changed, the ward has its own."""
        severity, text = self._remark(valid=valid)
        for part in (self.mark, self.note):
            part.setVisible(bool(text))
        self.mark.show_state(f"severity.{severity}")
        self.note.setText(text)
        self.note.setProperty("severity", severity)
        self.note.style().polish(self.note)

    def _remark(self, *, valid: bool) -> tuple[str, str]:
        words, default = self._words, DEFAULT_PROFILE.settings()[self.name]
        if not valid:
            return "error", words(FAULTS[self.name])
        if self.changed:
            return "warning", words(
                "settings.profile.changed", value=setting_value(words, self.name, self._present)
            )
        if self._present != default:
            return "note", words("settings.profile.of_ward", value=setting_value(words, self.name, default))
        return "note", ""

    def _lay_out(self, theme: Theme) -> None:
        title = QLabel(setting_name(self._words, self.name))
        title.setProperty("role", "strong")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.editor)
        remark = QHBoxLayout()
        remark.addWidget(self.mark)
        remark.addWidget(self.note, stretch=1)
        column = QVBoxLayout(self)
        gap = theme.space(2)
        column.setContentsMargins(gap * 2, gap, gap * 2, gap)
        column.addLayout(head)
        column.addLayout(remark)
        source = self._words(f"settings.profile.{self.name}.source")
        column.addWidget(_text(self._words(f"settings.profile.{self.name}.explains"), ""))
        column.addWidget(_text(self._words("settings.profile.source", source=source), "small"))


def _text(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label
