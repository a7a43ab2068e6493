"""The bar above the sheet: what the cell with the cursor is, what was read, what was last, what is to be said.

Its height never changes and nothing in it is laid out anew while one types.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QWidget

from desktop_app.form.field_spec import FieldSpec, Kind
from desktop_app.ui.fields.choice_entry import ChoiceEntry
from desktop_app.ui.fields.making import FEW, control_of
from desktop_app.wording import Wording


@dataclass(frozen=True, slots=True)
class Said:
    """What the bar shows: ``severity`` is "", note, warning or error."""

    name: str
    echo: str = ""
    last: str = ""
    note: str = ""
    severity: str = ""


class EntryBar(QFrame):
    """``chosen`` is an answer clicked with the mouse; keys stay with the sheet."""

    chosen = Signal(str)
    taken_over = Signal()

    def __init__(self, words: Wording, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.setAccessibleName(words("flowsheet.bar"))
        self._words = words
        self._choices: dict[tuple[str, str], ChoiceEntry] = {}
        self.choice: ChoiceEntry | None = None
        self.said = Said("")
        self.name, self.echo = self._line_of_text(), self._line_of_text()
        self._notes: dict[str, QLabel] = {}
        self.name.setProperty("role", "strong")
        self.last = QToolButton(self)
        self.last.setProperty("role", "plain")
        self.last.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.last.setToolTip(words("entry.take_over.hint"))
        self.last.clicked.connect(self.taken_over)
        self.last.hide()
        self._room = QRect()
        self._pad = self.fontMetrics().horizontalAdvance("0")
        self._line = round(self.fontMetrics().lineSpacing() * 1.5)
        self.setFixedHeight(2 * self._line + self._pad)

    def show_choice(self, spec: FieldSpec | None) -> None:
        """The answers of this field, or none; made when first needed."""
        wanted = None if spec is None else self._choice(spec)
        if wanted is self.choice:
            return
        if self.choice is not None:
            self.choice.hide()
        self.choice = wanted
        if wanted is not None:
            wanted.show()
        self._arrange()

    def say(self, said: Said) -> None:
        before, self.said = self.said, said
        if said == before:
            return
        if said.severity != before.severity:
            for label in self._notes.values():
                label.hide()
        if self.echo.text() != said.echo:
            self.echo.setText(said.echo)
        self._write_note()
        self.note.setVisible(bool(said.note))
        if (said.name, said.last) != (before.name, before.last):
            self.last.setText(said.last)
            self.last.setAccessibleName(said.last)
            self.last.setVisible(bool(said.last))
            self._arrange()

    def _line_of_text(self) -> QLabel:
        """It fills its own ground, or everything below were painted anew with each text."""
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAutoFillBackground(True)
        label.setBackgroundRole(QPalette.ColorRole.Base)
        return label

    @property
    def note(self) -> QLabel:
        """The label of this severity: changing the look of one would cost more than having four."""
        severity = self.said.severity
        if severity not in self._notes:
            label = self._notes[severity] = self._line_of_text()
            label.setProperty("severity", severity)
            label.setGeometry(self._room)
            label.hide()
        return self._notes[severity]

    def _write_note(self) -> None:
        """As much as there is room for; the whole of it for the mouse and for screen readers."""
        note, text = self.note, self.said.note
        shown = note.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self._room.width())
        if note.text() != shown:
            note.setText(shown)
            note.setToolTip(text)
            note.setAccessibleName(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _choice(self, spec: FieldSpec) -> ChoiceEntry | None:
        key = (spec.section, spec.path)
        if key not in self._choices and _has_answers(spec):
            control = control_of(spec, self._words, self)
            control.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            control.typed.connect(self.chosen)
            if isinstance(control, ChoiceEntry):
                control.name_for_readers(self._words(spec.label))
                self._choices[key] = control
        return self._choices.get(key)

    def _arrange(self) -> None:
        pad, line, width = self._pad, self._line, self.width()
        half = pad // 2
        last = self.last.sizeHint().width() if self.said.last else 0
        room = max(width - last - (10 if self.said.echo else 3) * pad, 0)
        metrics = self.name.fontMetrics()
        self.name.setText(metrics.elidedText(self.said.name, Qt.TextElideMode.ElideRight, room))
        self.name.setToolTip(self.said.name)
        name = metrics.horizontalAdvance(self.name.text()) + pad
        self.name.setGeometry(pad, half, name, line)
        self.last.setGeometry(width - last - pad, half, last, line)
        self.echo.setGeometry(pad + name, half, max(width - name - last - 3 * pad, 0), line)
        left = pad
        if self.choice is not None:
            size = self.choice.sizeHint()
            self.choice.setGeometry(half, half + line, size.width(), line + half)
            left += size.width() + pad
        self._room = QRect(left, half + line, max(width - left - pad, 0), line)
        for note in self._notes.values():
            note.setGeometry(self._room)
        self._write_note()


def _has_answers(spec: FieldSpec) -> bool:
    few = spec.kind is Kind.WHOLE and spec.highest - spec.lowest < FEW
    return few or spec.kind in (Kind.YES_NO, Kind.PRESENCE, Kind.CHOICE)
