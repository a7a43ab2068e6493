"""The sheet as it is now: rows, visits, looks, and what of it changes with the record."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from desktop_app.form.cells import Address
from desktop_app.form.field_spec import TARGETS
from desktop_app.form.flowsheet import Addition, Flowsheet, Place, RowKind, SheetRow, Visit, flowsheet_of
from desktop_app.form.flowsheet.responses import Responses, baseline_of, nadir_of, responses_of
from desktop_app.form.form_row import FormRow, RowId
from desktop_app.form.patient_form import PatientForm
from desktop_app.ui.pages.flowsheet.looks import Look, Looks
from desktop_app.ui.pages.flowsheet.titles import Title, latest_units, row_name, visit_titles
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.logic.cell import Cell

_NAMED_BY: Final = (
    "date",
    "lesion",
    "marker",
    "modality",
    "type",
    "completed",
    "arterial_phase",
    "course",
    "bilirubin.unit",
    "albumin.unit",
)
"""Fields that the layout of the sheet, or a title in it, depends on."""

CellAt = tuple[int, int]
"""Row and visit, by their places in the sheet."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be shown anew: everything (``layout``: other rows or columns), or these cells."""

    layout: bool = False
    everything: bool = False
    cells: frozenset[CellAt] = frozenset()


class SheetData:
    """Follows the form; every look is made once and forgotten when what it shows changes."""

    def __init__(self, form: PatientForm, assessment: Assessment | None, words: Wording) -> None:
        self.words = words
        self.current: RowId | None = None
        self._looks: dict[CellAt, Look] = {}
        self._made_of = Looks(words, form, flowsheet_of(form), {})
        self._assess(form, assessment)
        self._show_layout()

    @property
    def form(self) -> PatientForm:
        return self._made_of.form

    @property
    def sheet(self) -> Flowsheet:
        return self._made_of.sheet

    @property
    def rows(self) -> tuple[SheetRow, ...]:
        return self.sheet.rows

    @property
    def visits(self) -> tuple[Visit, ...]:
        return self.sheet.visits

    def look(self, row: int, visit: int) -> Look:
        try:
            return self._looks[row, visit]
        except KeyError:
            look = self._looks[row, visit] = self._made_of.of(self._rows[row], self._visits[visit])
            return look

    def place(self, row: int, visit: int) -> Place:
        return self.sheet.place(self.rows[row], self.visits[visit])

    def found(self, row: int, visit: int) -> FormRow | None:
        """The row of the form behind this cell; None where it is still to be added."""
        place = self.place(row, visit)
        return self.form.row(place.row_id) if isinstance(place, Address) else None

    def title(self, visit: int) -> Title:
        return self._titles[self.visits[visit].row_id]

    @property
    def responses(self) -> Responses:
        return self._made_of.responses

    def computed(self, name: str, visit: int) -> Look:
        """The look of a computed row, by its name."""
        row = next(at for at in self.computed_rows if self.rows[at].paths[0] == name)
        return self.look(row, visit)

    def what(self, visit: int) -> str:
        """ "MRI 2024-06-15", "TACE 3 2024-05-08"."""
        one, title = self.visits[visit], self.title(visit)
        if not one.image or one.day is None:
            return title.spoken
        row = self.form.rows[one.row_id]
        return f"{row.value('modality') or self.words('form.row.images')} {title.day}"

    def spoken(self, row: int, visit: int) -> str:
        """The name of a cell for screen readers."""
        return f"{self.names[row]}, {self.title(visit).spoken}"

    def dated_otherwise(self, row: int, visit: int) -> bool:
        """Whether a marker or status row of another day than the visit's stands in this cell."""
        found = self.found(row, visit)
        beside = found is not None and found.section in ("markers", "status")
        return beside and found is not None and found.date != self.visits[visit].day

    def at(self, address: Address) -> CellAt | None:
        """The cell that shows this field."""
        found = self.sheet.found(self.form, address)
        return (
            None if found is None else (self.sheet.row_places[found[0]], self.sheet.visit_places[found[1].row_id])
        )

    def to_enter(self, cell: Cell) -> CellAt | None:
        """Where a missing marker or status row is entered: the latest visit of its days that has none there."""
        paths = ("ecog",) if cell.field == "ecog" else ()
        for at, visit in reversed(list(enumerate(self.visits))):
            if visit.day is None or not cell.earliest <= visit.day <= cell.latest:
                continue
            for row, one in enumerate(self.rows):
                wanted = one.kind is RowKind.MARKER and one.item == cell.item
                if cell.section == "status":
                    wanted = one.kind is RowKind.STATUS and (not paths or one.paths[0] in paths)
                if wanted and isinstance(self.place(row, at), Addition):
                    return row, at
        return None

    def visit_at(self, row_id: RowId | None) -> int | None:
        return None if row_id is None else self.sheet.visit_places.get(row_id)

    def editable(self, visit: int) -> bool:
        return self.visits[visit].row_id == self.current

    def stops(self, visit: int) -> list[int]:
        """The rows in which something of this visit is entered."""
        return [row for row in range(len(self.rows)) if self.place(row, visit) is not None]

    def first_blank(self, visit: int) -> int:
        """Where entering goes on: the first cell of the visit's own that nothing is entered in, else its date.

        Laboratory values may be of another day, so their blanks do not count.
        """
        stops = self.stops(visit)
        own = [row for row in stops if self.rows[row].kind not in (RowKind.MARKER, RowKind.STATUS)]
        return next((row for row in own if not self.look(row, visit).text), stops[0])

    def amended(self, form: PatientForm, changed: Iterable[RowId]) -> Change:
        """The form has become this one; ``changed`` are its rows that are new, changed or gone."""
        former, ids = self.form, tuple(changed)
        self._made_of = replace(self._made_of, form=form)
        if any(_named_otherwise(former.rows.get(row_id), form.rows.get(row_id)) for row_id in ids):
            before = (self.rows, self.visits)
            self._lay_out(form)
            return Change(layout=before != (self.rows, self.visits), everything=True)
        entered = [row for row in map(form.rows.__getitem__, ids) if not _reads_alike(former.rows[row.id], row)]
        cells = frozenset(cell for row in entered for cell in self._cells_of(row))
        for cell in cells:
            self._looks.pop(cell, None)
        return Change(cells=cells)

    def assessed(self, assessment: Assessment | None) -> Change:
        """What the new responses change; without an assessment none is shown."""
        former = self._made_of.responses
        self._assess(self.form, assessment)
        responses = self._made_of.responses
        changed = {
            row_id for row_id in former.keys() | responses.keys() if former.get(row_id) != responses.get(row_id)
        }
        visits = [self.sheet.visit_places[row_id] for row_id in changed if row_id in self.sheet.visit_places]
        cells = frozenset((row, visit) for visit in visits for row in self.computed_rows)
        for cell in cells:
            self._looks.pop(cell, None)
        nadir = self.nadir
        self._refer()
        return Change(everything=nadir != self.nadir, cells=cells)

    def _assess(self, form: PatientForm, assessment: Assessment | None) -> None:
        """Never the responses of an older record."""
        fits = assessment is not None and assessment.record is form.record
        responses = responses_of(form, assessment) if fits and assessment is not None else {}
        self._made_of = replace(self._made_of, responses=responses)

    def _lay_out(self, form: PatientForm) -> None:
        self._made_of = replace(self._made_of, form=form, sheet=flowsheet_of(form))
        self._show_layout()

    def _show_layout(self) -> None:
        form = self.form
        self._looks.clear()
        self._rows, self._visits = self.sheet.rows, self.sheet.visits
        self.computed_rows = {place for place, row in enumerate(self.rows) if row.computed}
        groups = [row.group for row in self.rows]
        self.group_starts = {place for place in range(1, len(groups)) if groups[place] != groups[place - 1]}
        self.baseline = baseline_of(form)
        self._titles = visit_titles(form, self.baseline, self.words)
        units = latest_units(form, self.words)
        self.names = [row_name(row, units, self.words) for row in self.rows]
        if self.current not in self.sheet.visit_places:
            self.current = self._latest_image()
        self._refer()

    def _refer(self) -> None:
        place = self.visit_at(self.current)
        visit = None if place is None else self.visits[place]
        self.nadir = nadir_of(self._made_of.responses, self.baseline, visit)

    def make_current(self, visit: int) -> None:
        """This visit is edited from now on, and the nadir is the one before it."""
        self.current = self.visits[visit].row_id
        self._refer()

    def _latest_image(self) -> RowId | None:
        return next((visit.row_id for visit in reversed(self.visits) if visit.image), None)

    def _cells_of(self, row: FormRow) -> list[CellAt]:
        """The cells that show a field of this row, and the sums of its image."""
        own = row.parent or row.id
        place = self.sheet.visit_places.get(own)
        if place is not None and row.section == TARGETS:
            lesion = row.value("lesion")
            return [(at, place) for at, one in enumerate(self.rows) if one.computed or one.item == lesion]
        if place is not None:
            return [
                (at, place) for at, one in enumerate(self.rows) if one.kind not in (RowKind.MARKER, RowKind.STATUS)
            ]
        item = str(row.value("marker") or "") if row.section == "markers" else ""
        visits = [visit for (visit, kind), ids in self.sheet.beside.items() if kind == item and row.id in ids]
        kinds = {"markers": RowKind.MARKER, "status": RowKind.STATUS}
        return [
            (at, self.sheet.visit_places[visit])
            for at, one in enumerate(self.rows)
            for visit in visits
            if one.kind is kinds.get(row.section) and one.item == item
        ]


def _reads_alike(before: FormRow, after: FormRow) -> bool:
    """Whether only the record's row changed, as that of an image does with each key in a row inside it."""
    own = ((row.values, row.faults, row.taken_over, row.answered) for row in (before, after))
    return next(own) == next(own)


def _named_otherwise(before: FormRow | None, after: FormRow | None) -> bool:
    if before is None or after is None:
        return True
    if (before.row is None) is not (after.row is None) and after.section in ("images", "sessions"):
        return True
    if ("unit" in after.values and before.value("unit") != after.value("unit")) or before.section == "patient":
        return before.section != "patient"
    return any(before.value(path) != after.value(path) for path in _NAMED_BY)
