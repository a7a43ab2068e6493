"""One field of the record on the screen: label, control, what was read, what is wrong, what was last."""

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.form.cells import Address
from desktop_app.form.checks import confirmed, remark
from desktop_app.form.field_spec import FieldSpec, Kind
from desktop_app.form.fields import read
from desktop_app.form.form_row import FormRow, RowId
from desktop_app.form.previous import Previous, previous
from desktop_app.form.problem import Message, Problem, Severity
from desktop_app.form.showing import echo, echoed_day, shown
from desktop_app.session.open_record import OpenRecord
from desktop_app.session.steps import worded_value
from desktop_app.ui.fields.choice_entry import ChoiceEntry
from desktop_app.ui.fields.echo_label import EchoLabel
from desktop_app.ui.fields.editor import Intent
from desktop_app.ui.fields.last_button import LastButton
from desktop_app.ui.fields.making import control_of
from desktop_app.ui.fields.text_entry import LinesEntry, TextEntry, intent_moves
from desktop_app.wording import Wording, written
from domain.record import UNITS, Marker

Control = TextEntry | LinesEntry | ChoiceEntry


class EntryField(QObject):
    """Hands typed text to the open record and shows what became of it. Widgets are laid out by its page."""

    moved = Signal(object, int)
    """(this field, +1 | -1): go on, or back."""

    def __init__(
        self, spec: FieldSpec, open_record: OpenRecord, words: Wording, parent: QWidget, *, compact: bool = False
    ) -> None:
        super().__init__(parent)
        self.spec = spec
        self.row_id: RowId | None = None
        self._open_record = open_record
        self._words = words
        self._typing = False
        self._last: Previous | None = None
        self._compact = compact
        self._severity = ""
        self._reader_name = words(spec.label)
        self.label = QLabel(words(spec.label), parent)
        self.label.setProperty("role", "muted")
        self.control: Control = control_of(spec, words, parent)
        self.label.setBuddy(self.control)
        self.echo = EchoLabel(parent)
        self.echo.setProperty("role", "echo")
        self.note = QLabel(parent)
        self.note.setWordWrap(True)
        self.note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.note.hide()
        self.last = LastButton(parent)
        self.last.setProperty("role", "plain")
        self.last.setFocusPolicy(self.last.focusPolicy().NoFocus)
        self.last.setToolTip(words("entry.take_over.hint"))
        self.last.hide()
        self._connect()
        self._name()

    def bind(self, row_id: RowId | None) -> None:
        """Shows this row's field; None = nothing to enter."""
        self._hand_in()
        self.row_id = row_id
        self._typing = False
        self.refresh()

    def refresh(self, *, look_back: bool = True) -> None:
        """Shows what the form holds now; ``look_back`` also looks up the previous value again."""
        row = self._row
        if row is None:
            self.control.setEnabled(False)
            return
        self.control.setEnabled(self._changeable(row))
        if not self._typing:
            self.control.show_text(self._shown(row))
            self._narrow(row)
        if look_back:
            self._look_back(row)
        else:
            self._show_last(row)
        self._say(row)

    def focus(self) -> None:
        self.control.setFocus()

    def hand_in_if_typing(self) -> None:
        """What is typed goes to the record for good, as if the field were left."""
        if self._typing:
            self._hand_in()
            self.refresh()

    @property
    def usable(self) -> bool:
        return self.row_id is not None and self.control.isEnabled() and not self.control.isHidden()

    @property
    def _row(self) -> FormRow | None:
        return None if self.row_id is None else self._open_record.form.row(self.row_id)

    def _connect(self) -> None:
        self.control.typed.connect(self._typed)
        self.control.left.connect(self.hand_in_if_typing)
        self.control.asked.connect(self._asked)
        self.last.clicked.connect(lambda *_: self.take_over())

    def _name(self, more: str = "") -> None:
        name = " ".join(part for part in (more, self._reader_name, self.spec.detail.unit) if part)
        if isinstance(self.control, ChoiceEntry):
            self.control.name_for_readers(name)
        else:
            self.control.setAccessibleName(name)

    def name_for(self, what: str) -> None:
        """Adds what the row is about ("T1") to the name that screen readers say."""
        self._name(what)

    def _typed(self, text: str) -> None:
        if self.row_id is None:
            return
        if isinstance(self.control, ChoiceEntry):
            self._open_record.edit(self.row_id, self.spec.path, text)
            return
        self._typing = True
        if self.spec.kind is Kind.DATE:
            self._echo_day(text)
        else:
            self._open_record.edit(self.row_id, self.spec.path, text, final=False)

    def _hand_in(self) -> None:
        row, was_typing = self._row, self._typing
        self._typing = False
        if row is None or not was_typing:
            return
        if self.control.text() != self._as_text(row):
            self._open_record.edit(row.id, self.spec.path, self.control.text())
        else:
            self._open_record.settle()

    def _asked(self, intent: Intent) -> None:
        if intent is Intent.UNDO:
            self._open_record.undo()
        elif intent is Intent.REDO:
            self._open_record.redo()
        else:
            self.moved.emit(self, intent_moves(intent))

    def confirm(self) -> None:
        """What is asked about the value is answered: it stands."""
        if self.row_id is not None and not self.control.composing:
            self.hand_in_if_typing()
            address = Address(self.row_id, self.spec.path)
            form = confirmed(self._open_record.form, self.row_id, self.spec.path)
            if self._open_record.replace("edit", address, form):
                self.refresh()

    def take_over(self) -> None:
        """The previous value, marked as taken over."""
        if self.control.composing:
            return
        self._typing = False
        if self.row_id is not None and self._open_record.take_over(self.row_id, self.spec.path):
            self.refresh()

    def _shown(self, row: FormRow) -> str:
        text = self._as_text(row)
        return self._words("form.none") if row.value(self.spec.path) == () and text else text

    def _as_text(self, row: FormRow) -> str:
        return shown(row, self.spec)

    def _changeable(self, row: FormRow) -> bool:
        """The name of an offered lesion is the baseline's until something is entered for it."""
        if self.spec.path == "lesion" and row.id not in self._open_record.form.rows:
            return False
        return not self._open_record.fixed(row.id, self.spec.path)

    def _narrow(self, row: FormRow) -> None:
        """Only the units that this marker has."""
        if isinstance(self.control, ChoiceEntry) and self.spec.section == "markers" and self.spec.path == "unit":
            self.control.set_possible(units_of(row.value("marker"), self.spec.choices))

    def _look_back(self, row: FormRow) -> None:
        self._last = previous(self._open_record.form, row, self.spec.path)
        if self._last is None:
            self.last.hide()
            return
        text = worded_previous(self._last, self.spec, row, self._words)
        facts: dict[str, Any] = {"value": text, "day": self._last.day}
        whole = self._words("entry.take_over", field=self._reader_name, **facts)
        self.last.say(self._words("entry.previous.short" if self._compact else "entry.previous", **facts))
        self.last.setAccessibleName(whole)
        self.last.setToolTip(whole)
        self._show_last(row)

    def _show_last(self, row: FormRow) -> None:
        """A number is compared with the last one; other previous values only matter while the field is empty."""
        compared = self.spec.kind in (Kind.DECIMAL, Kind.WHOLE)
        self.last.setVisible(self._last is not None and (compared or row.value(self.spec.path) is None))

    def _echo_day(self, text: str) -> None:
        """What a date means, while it is being typed; it goes to the record when the field is left."""
        reading = read(self.spec, text, self._open_record.workplace.today)
        day = None if isinstance(reading, Problem) else reading[self.spec.path]
        course = self._open_record.form.course
        clinical = self.spec.path == "date"
        self._echo(None if day is None else echoed_day(day, course, clinical=clinical))

    def _say(self, row: FormRow) -> None:
        """A problem once the field is left; a doubt, and what was read, at any time."""
        self._echo(echo(row, self.spec, self._open_record.form.course))
        found = remark(self._open_record.form, row, self.spec.path, typing=self._typing)
        if found is not None and self._typing and found.waits:
            found = None
        said = [worded(found.message, self._words)] if found else []
        if self.spec.path in row.taken_over:
            said.insert(0, self._words("entry.taken_over"))
        severity = found.severity if found else Severity.NOTE
        self._note(self._words("entry.several").join(said), severity if said else None)

    def _echo(self, message: Message | None) -> None:
        text = "" if message is None else worded(message, self._words)
        if text != self.echo.text():
            self.echo.setText(text)

    def _note(self, said: str, severity: Severity | None) -> None:
        """The mark before the words tells the severity without colour."""
        about = self._words("entry.about", field=self._reader_name) if self._compact else ""
        text = f"{self._words(f'entry.severity.{severity}')} {about}{said}" if severity else ""
        if text == self.note.text() and self.note.isHidden() is not bool(text):
            return
        self.note.setText(text)
        self.note.setVisible(bool(text))
        self.control.setAccessibleDescription(text)
        if (severity or "") != self._severity:
            self._severity = severity or ""
            self.note.setProperty("severity", self._severity)
            self.note.style().unpolish(self.note)
            self.note.style().polish(self.note)


def worded(message: Message, words: Wording) -> str:
    """A message in words; weekdays and other codes among its facts are worded as well."""
    facts = dict(message.facts)
    if "weekday" in facts:
        facts["weekday"] = words(f"form.weekday.{facts['weekday']}")
    return words(message.key, **facts).strip() if facts else words(message.key)


def worded_previous(last: Previous, spec: FieldSpec, row: FormRow, words: Wording) -> str:
    earlier = FormRow(row.id, row.section, values={spec.path: last.value})
    text = last.text if spec.kind is Kind.DECIMAL else worded_value(earlier, spec.path, words)
    return f"{text} {written(last.unit)}".strip()


def units_of(marker: str | None, units: tuple[str, ...]) -> tuple[str, ...]:
    """The units a marker is measured in; all of them while the marker is not known."""
    return tuple(unit.value for unit in UNITS[Marker(marker)]) if marker else units
