"""Which field is tried, and the control that fits it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop_app.form.field_spec import FieldSpec
from desktop_app.ui.fields.calm_box import CalmComboBox
from desktop_app.ui.fields.choice_entry import ChoiceEntry
from desktop_app.ui.fields.editor import Intent
from desktop_app.ui.fields.making import control_of
from desktop_app.ui.fields.text_entry import LinesEntry, TextEntry
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

SHOWN_CHARACTERS = 30


class _Places(CalmComboBox):
    """Neither the wheel nor an arrow key changes what is chosen while it is closed."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.showPopup()
        else:
            super().keyPressEvent(event)


class TrialEntry(QWidget):
    """A list of fields, a control, and what is recorded in that field."""

    chosen = Signal(int)
    """The place in the list."""
    typed = Signal(str)
    kept = Signal()
    """Enter: on to the next field."""

    def __init__(self, theme: Theme, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._spec: FieldSpec | None = None
        self.control: TextEntry | LinesEntry | ChoiceEntry | None = None
        self.places = _Places()
        self.places.setAccessibleName(words("whatif.cell"))
        self.places.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.places.setMinimumContentsLength(SHOWN_CHARACTERS)
        self.places.activated.connect(self.chosen)
        self.recorded = QLabel()
        self.recorded.setProperty("role", "muted")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.space(2))
        self._row.addWidget(self.places)
        self._row.addWidget(self.recorded)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def offer(self, names: Sequence[str], current: int) -> None:
        """These fields to choose from; nothing is chosen anew."""
        self.places.clear()
        self.places.addItems(list(names))
        self.places.setCurrentIndex(current)

    def bind(self, spec: FieldSpec, text: str, recorded: str) -> None:
        """The control for this field with this text; ``recorded`` in words, "" where nothing is."""
        if spec is not self._spec:
            self._make_control(spec)
        if self.control is not None:
            self.control.setEnabled(True)
            self.control.show_text(text)
        unit = f" {spec.detail.unit}" if recorded and spec.detail.unit else ""
        key = "whatif.recorded" if recorded else "whatif.nothing_recorded"
        self.recorded.setText(self._words(key, value=recorded + unit))

    def unbind(self) -> None:
        """The row of the field is gone."""
        if self.control is not None:
            self.control.setEnabled(False)
        self.recorded.setText("")

    def focus_value(self) -> None:
        if self.control is not None:
            self.control.setFocus()

    def _make_control(self, spec: FieldSpec) -> None:
        if self.control is not None:
            self._row.removeWidget(self.control)
            self.control.hide()
            self.control.deleteLater()
        self._spec = spec
        self.control = control = control_of(spec, self._words, self)
        name = f"{self._words('whatif.value')} {self._words(spec.label)} {spec.detail.unit}".strip()
        if isinstance(control, ChoiceEntry):
            control.name_for_readers(name)
        else:
            control.setAccessibleName(name)
        control.typed.connect(self.typed)
        control.asked.connect(self._asked)
        self._row.insertWidget(1, control)
        control.show()

    def _asked(self, intent: Intent) -> None:
        if intent is Intent.ON:
            self.kept.emit()
