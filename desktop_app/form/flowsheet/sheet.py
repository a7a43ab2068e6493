"""The sheet of one form: which visit stands where, and which field each of its cells is."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from desktop_app.form.cells import Address
from desktop_app.form.field_spec import NEW_LESIONS, TARGETS, Value
from desktop_app.form.fields import FIELDS
from desktop_app.form.flowsheet.rows import RowKind, SheetRow, rows_of
from desktop_app.form.flowsheet.visits import Beside, Visit, rows_beside, visits_of
from desktop_app.form.form_row import FormRow, RowId
from desktop_app.form.patient_form import PatientForm, offered_id


@dataclass(frozen=True, slots=True)
class Addition:
    """A cell whose row does not exist yet: what to add when something is entered in it.

    ``carried`` are the fields taken over from last time with it: a unit, never a value. ``waits`` is true
    where the visit must be dated first.
    """

    section: str
    path: str
    entries: tuple[tuple[str, str], ...]
    parent: RowId | None = None
    carried: tuple[str, ...] = ()
    waits: bool = False

    def as_row(self) -> FormRow:
        """The row as it would stand there before anything is entered."""
        values: dict[str, Value] = dict(self.entries)
        if values.get("date"):
            values["date"] = date.fromisoformat(values["date"])
        return FormRow(RowId(""), self.section, self.parent, values)


Place = Address | Addition | None
"""Where a cell is entered; None where the row says nothing of such a visit."""


@dataclass(frozen=True)
class Flowsheet:
    """Made by ``flowsheet_of``. Cells are named by row and visit; what they hold is asked of the form."""

    rows: tuple[SheetRow, ...]
    visits: tuple[Visit, ...]
    beside: Beside
    lesions: Mapping[tuple[RowId, str], RowId]
    new_lesions: Mapping[RowId, tuple[RowId, ...]]
    offered: frozenset[str]

    @cached_property
    def visit_places(self) -> dict[RowId, int]:
        return {visit.row_id: place for place, visit in enumerate(self.visits)}

    @cached_property
    def row_places(self) -> dict[SheetRow, int]:
        return {row: place for place, row in enumerate(self.rows)}

    def place(self, row: SheetRow, visit: Visit) -> Place:
        """The field of this cell, or what entering something in it would add."""
        path = row.path(visit.section)
        if row.computed or not path:
            return None
        if row.kind is RowKind.OWN:
            return Address(visit.row_id, path)
        if row.kind is RowKind.LESION:
            return self._lesion(row, visit, path)
        if row.kind is RowKind.NEW_LESION:
            lesions = self.new_lesions.get(visit.row_id, ())
            return Address(lesions[int(row.item)], path) if int(row.item) < len(lesions) else None
        return self._beside(row, visit, path)

    def more_beside(self, row: SheetRow, visit: Visit) -> int:
        """How many further values of this kind stand nearest to this visit, and are not shown."""
        if row.kind is not RowKind.MARKER:
            return 0
        return max(len(self.beside.get((visit.row_id, row.item), ())) - 1, 0)

    def added_beside(self, row: SheetRow, visit: Visit) -> Addition:
        """One more value of the visit's own day, whatever stands there already."""
        path = row.path(visit.section)
        section = "markers" if row.kind is RowKind.MARKER else "status"
        entries: tuple[tuple[str, str], ...] = (("date", visit.day.isoformat() if visit.day else ""),)
        if row.kind is RowKind.MARKER:
            entries = (*entries, ("marker", row.item))
        unit = FIELDS[section][path].detail.unit_field
        return Addition(section, path, entries, carried=(unit,) if unit else (), waits=visit.day is None)

    def found(self, form: PatientForm, address: Address) -> tuple[SheetRow, Visit] | None:
        """The cell that shows this field; None where the sheet has none."""
        row = form.row(address.row_id)
        if row is None:
            return None
        for visit in self._visits_of(row):
            for sheet_row in self.rows:
                if self.place(sheet_row, visit) == address:
                    return sheet_row, visit
        return None

    def _visits_of(self, row: FormRow) -> list[Visit]:
        if row.section in ("images", "sessions", TARGETS, NEW_LESIONS):
            place = self.visit_places.get(row.parent or row.id)
            return [] if place is None else [self.visits[place]]
        item = str(row.value("marker") or "") if row.section == "markers" else ""
        return [visit for visit in self.visits if self.beside.get((visit.row_id, item), (None,))[0] == row.id]

    def _lesion(self, row: SheetRow, visit: Visit, path: str) -> Place:
        known = self.lesions.get((visit.row_id, row.item))
        if known is not None:
            return Address(known, path)
        if row.item in self.offered:
            return Address(offered_id(visit.row_id, row.item), path)
        return Addition(TARGETS, path, (("lesion", row.item),), visit.row_id)

    def _beside(self, row: SheetRow, visit: Visit, path: str) -> Place:
        there = self.beside.get((visit.row_id, row.item))
        return Address(there[0], path) if there else self.added_beside(row, visit)


def flowsheet_of(form: PatientForm) -> Flowsheet:
    """The sheet of this form; made anew where a row comes, goes, or changes its date or its name."""
    visits = visits_of(form)
    lesions: dict[tuple[RowId, str], RowId] = {}
    new: dict[RowId, list[RowId]] = defaultdict(list)
    for row in form.rows.values():
        if row.parent is not None and row.section == TARGETS:
            lesions.setdefault((row.parent, str(row.value("lesion") or "")), row.id)
        elif row.parent is not None and row.section == NEW_LESIONS:
            new[row.parent].append(row.id)
    return Flowsheet(
        rows_of(form),
        visits,
        rows_beside(form, visits),
        lesions,
        {image: tuple(ids) for image, ids in new.items()},
        frozenset(target.lesion for target in form.course.target_set),
    )
