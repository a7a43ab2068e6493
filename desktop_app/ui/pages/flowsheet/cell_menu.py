"""What can be done with a cell besides typing in it; for a lesion, what has become of it."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.form.cells import Address
from desktop_app.form.field_spec import TARGETS
from desktop_app.form.flowsheet.states import STATES
from desktop_app.form.patient_form import PatientForm
from desktop_app.session.open_record import OpenRecord
from desktop_app.ui.pages.flowsheet.composing import entered
from desktop_app.ui.pages.flowsheet.entering import CellEntry
from desktop_app.wording import Wording, with_keys

FATES: Final = ("merged", "treated_otherwise", "split")
"""What the record has no state for: written into the image's note; the first two make a lesion not evaluable."""


class CellMenu(QMenu):
    """Made for one cell; ``changed`` is called after something was entered."""

    def __init__(
        self, record: OpenRecord, entry: CellEntry, words: Wording, changed: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._record = record
        self._entry = entry
        self._words = words
        self._changed = changed
        spec = entry.spec
        if spec is not None and spec.section == TARGETS and spec.path == "viable_mm":
            self._add_states()
            self.addSeparator()
            self._add_fates()
            self.addSeparator()
        self._add("flowsheet.menu.take_over", entry.take_over, with_keys("[[take_over|Ctrl+']]", words.keys))
        self._add("flowsheet.menu.clear", entry.clear, "Del")

    def _add_states(self) -> None:
        for state, key in STATES.items():
            self._add(f"flowsheet.menu.{state}", partial(self._entry.type, key), key.upper())

    def _add_fates(self) -> None:
        for fate in FATES:
            self._add(f"flowsheet.menu.{fate}", partial(self._tell, fate), "")

    def _add(self, key: str, work: Callable[[], object], keys: str) -> None:
        """``keys`` are told, not bound: the sheet hears them itself."""
        text = self._words(key)
        done = self.addAction(f"{text}\t{keys}" if keys else text)
        done.setObjectName(key)
        done.triggered.connect(lambda *_: self._do(work))

    def _do(self, work: Callable[[], object]) -> None:
        work()
        self._changed()

    def _tell(self, fate: str) -> None:
        """As one step: the lesion's state, and a line in the image's note that says why."""
        place, row = self._entry.place, self._entry.row
        if not isinstance(place, Address) or row is None or row.parent is None:
            return
        form, today = self._record.form, self._record.workplace.today
        if fate != "split":
            form = entered(form, place.row_id, [("state", "not_evaluable"), ("viable_mm", "")], today)
        line = self._words(f"flowsheet.fate.{fate}", lesion=str(row.value("lesion")))
        form = entered(form, row.parent, [("note", _with_line(form, row.parent, line))], today)
        self._record.replace("fill", place, form)


def _with_line(form: PatientForm, image: str, line: str) -> str:
    note = next((str(row.value("note") or "") for row in form.rows.values() if row.id == image), "")
    return note if line in note.splitlines() else "\n".join(part for part in (note, line) if part)
