"""What typing in a cell does to the record: the one way from the sheet's texts to the open record."""

from datetime import date

from desktop_app.form.cells import Address
from desktop_app.form.checks import confirmed
from desktop_app.form.field_spec import TARGETS, FieldSpec, Kind
from desktop_app.form.fields import FIELDS
from desktop_app.form.flowsheet import Addition, Place
from desktop_app.form.flowsheet.states import STATES, state_typed
from desktop_app.form.form_row import FormRow
from desktop_app.session.filling import taken_over
from desktop_app.session.open_record import OpenRecord
from desktop_app.ui.pages.flowsheet.composing import added, entered
from desktop_app.ui.pages.flowsheet.looks import editing_text
from desktop_app.wording import Wording


class CellEntry:
    """One cell while it is worked in. A row that is not there yet comes with the first thing typed in it.

    That row and its first value are one step; emptied again before the cell is left, it never was.
    """

    def __init__(self, record: OpenRecord, words: Wording, place: Place) -> None:
        self._record = record
        self._words = words
        self.place = place
        self._began = False
        self._typing = False

    @property
    def spec(self) -> FieldSpec | None:
        if isinstance(self.place, Address):
            row = self._record.form.row(self.place.row_id)
            return None if row is None else FIELDS[row.section].get(self.place.path)
        return FIELDS[self.place.section][self.place.path] if self.place is not None else None

    @property
    def row(self) -> FormRow | None:
        """The row as it is, or as it would stand there before anything is entered."""
        if isinstance(self.place, Addition):
            return self.place.as_row()
        return None if self.place is None else self._record.form.row(self.place.row_id)

    @property
    def typing(self) -> bool:
        return self._typing

    @property
    def text(self) -> str:
        """What stands in the editor while nothing is being typed."""
        if not isinstance(self.place, Address):
            return ""
        return editing_text(self._record.form.row(self.place.row_id), self.place.path, self._words)

    @property
    def usable(self) -> bool:
        """Whether something can be entered: not while the visit lacks the date that a new row would get."""
        if isinstance(self.place, Addition):
            return not self.place.waits
        return self.place is not None and not self._record.fixed(self.place.row_id, self.place.path)

    def type(self, text: str) -> bool:
        """Text as it is being typed. True where it was a whole answer: a lesion's state by its key."""
        if not self.usable:
            return False
        state = state_typed(text) if self._measures else None
        if state is not None:
            self._typing = False
            self._set_state(state)
            return True
        self._typing = True
        if self.spec is not None and self.spec.kind is not Kind.DATE:
            self._hand_over(text, final=False)
        return False

    def leave(self, text: str) -> None:
        """The cell is left, or saved, with this text."""
        typing, self._typing = self._typing, False
        if not typing:
            return
        if self._began and not text.strip():
            self._began = False
            self._record.withdraw()
        elif text != self.text:
            self._hand_over(text, final=True)
        else:
            self._record.settle()
        self._began = False

    def choose(self, code: str) -> None:
        """This answer, "" for none."""
        if self.usable and not (isinstance(self.place, Addition) and not code):
            self._hand_over(code, final=True)
            self._began = False

    def take_over(self) -> bool:
        """The previous value, marked as taken over; False where there is none."""
        self._typing = False
        if isinstance(self.place, Address):
            return self._record.take_over(self.place.row_id, self.place.path)
        if self.place is None or self.place.waits:
            return False
        form, row_id = added(self._record.form, self.place, (), self._today)
        value = taken_over(form, row_id, self.place.path, self._today)
        return value is not form and self._record.replace("add", Address(row_id, ""), value)

    def confirm(self) -> bool:
        """What is asked about the value is answered: it stands; False where nothing is asked."""
        if not isinstance(self.place, Address):
            return False
        form = confirmed(self._record.form, self.place.row_id, self.place.path)
        return self._record.replace("edit", self.place, form)

    def clear(self) -> None:
        """Nothing is recorded here any more."""
        if isinstance(self.place, Address) and self._measures:
            self._typing = False
            self._fill(self.place, ("state", ""), (self.place.path, ""))
        else:
            self.choose("")

    @property
    def _measures(self) -> bool:
        """Whether this is the viable diameter of a target: the cell that its state is entered in as well."""
        spec = self.spec
        return spec is not None and spec.section == TARGETS and spec.path == "viable_mm"

    def _set_state(self, state: str) -> None:
        """A state takes the place of the diameter: a value left behind would go on counting."""
        if isinstance(self.place, Address):
            self._fill(self.place, ("state", state), ("viable_mm", ""))
        elif self.place is not None:
            self._add(self.place, "state", state, final=True)

    def _hand_over(self, text: str, *, final: bool) -> None:
        if isinstance(self.place, Addition):
            self._began = not final
            self._add(self.place, self.place.path, text, final=final)
        elif self.place is not None:
            self._hand_to(self.place, text, final=final)

    def _hand_to(self, place: Address, text: str, *, final: bool) -> None:
        row = self._record.form.row(place.row_id)
        if self._measures and row is not None and row.value("state") in STATES and text.strip():
            self._fill(place, ("state", "measured"), (place.path, text), final=final)
        elif row is not None and (unit := self._unit_lacking(row)) and text.strip():
            form = entered(self._record.form, place.row_id, [(place.path, text)], self._today)
            if form.rows[place.row_id].value(unit) is None:
                form = taken_over(form, place.row_id, unit, self._today)
            self._record.replace("fill", place, form, final=final)
        else:
            self._record.edit(place.row_id, place.path, text, final=final)

    def _fill(self, place: Address, *entries: tuple[str, str], final: bool = True) -> None:
        form = entered(self._record.form, place.row_id, entries, self._today)
        self._record.replace("fill", place, form, final=final)

    def _unit_lacking(self, row: FormRow) -> str:
        """A first value in a row that is there already takes the unit of last time, as a new row does."""
        spec = self.spec
        unit = spec.detail.unit_field if spec is not None else ""
        first = spec is not None and row.value(spec.path) is None and spec.path not in row.faults
        return unit if unit and first and row.value(unit) is None else ""

    def _add(self, place: Addition, path: str, text: str, *, final: bool) -> None:
        form, row_id = added(self._record.form, place, [(path, text)], self._today)
        self._record.replace("add", Address(row_id, ""), form, final=final)
        self.place = Address(row_id, place.path)

    @property
    def _today(self) -> date:
        return self._record.workplace.today
