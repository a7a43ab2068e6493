"""A trial: values tried on a copy of the form. Knows no open record, no draft and no store, so saves nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from desktop_app.form import amending
from desktop_app.form.cells import Address, address_of, cell_of, is_field
from desktop_app.form.field_spec import TARGETS
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import RowId
from desktop_app.form.patient_form import PatientForm
from desktop_app.form.problem import Problem
from desktop_app.form.showing import shown, text_of
from domain.assessment import Assessment
from domain.logic.cell import Cell
from domain.record import PatientRecord


@dataclass(frozen=True, slots=True)
class Tried:
    """This text in this field."""

    address: Address
    text: str


@dataclass(frozen=True)
class Trial:
    """``form`` is the open record's, as it stands, and never changed; ``added`` are rows tried, such as an image
    still to be made; ``tried`` the fields, in the order in which they were tried."""

    form: PatientForm
    today: date
    added: tuple[Cell, ...] = ()
    tried: tuple[Tried, ...] = ()

    @cached_property
    def outcome(self) -> PatientForm:
        """The form with everything that is tried. What cannot be read counts as not recorded, as in entering."""
        form = self._with_rows
        for each in self.tried:
            if form.row(each.address.row_id) is not None:
                form = amending.edit(form, each.address.row_id, each.address.path, each.text, self._latest_day)
        return form

    @property
    def record(self) -> PatientRecord:
        return self.outcome.record

    def trying(self, address: Address, text: str) -> "Trial":
        """With this text in this field instead of what was tried there; as recorded = not tried at all."""
        others = tuple(each for each in self.tried if each.address != address)
        if text == text_in(self.form, address) and self.form.row(address.row_id) is not None:
            return replace(self, tried=others)
        return replace(self, tried=(*others, Tried(address, text)))

    def without(self, address: Address) -> "Trial":
        """Without what was tried there; an added row goes with its date."""
        row = address.row_id.partition("/")[0]
        if address.path == "date" and row in self.added_rows:
            return self._without_row(RowId(row))
        return replace(self, tried=tuple(each for each in self.tried if each.address != address))

    def with_row(self, cell: Cell) -> tuple["Trial", Address]:
        """With the row that this cell asks for, on a day on which it counts; and the field to be tried first."""
        trial = replace(self, added=(*self.added, cell))
        row_id = trial.added_rows[-1]
        entries = tuple(Tried(Address(row_id, path), text) for path, text in _offered_entries(self, cell))
        trial = replace(trial, tried=(*trial.tried, *entries))
        return trial, _first_field(trial, row_id, cell)

    def on(self, form: PatientForm) -> "Trial":
        """The same trial on the form as it has become; what no longer has a row is dropped."""
        if form.next_number != self.form.next_number and self.added:
            rows = set(self.added_rows)
            kept = tuple(each for each in self.tried if each.address.row_id.partition("/")[0] not in rows)
            return Trial(form, self.today, (), kept).on(form)
        kept = tuple(
            each
            for each in self.tried
            if each.address.row_id.partition("/")[0] in self.added_rows
            or form.row(each.address.row_id) is not None
        )
        return replace(self, form=form, tried=kept)

    def problem(self, address: Address) -> Problem | None:
        """Why what is tried there does not count; None where it does."""
        row = self.outcome.row(address.row_id)
        fault = None if row is None else row.faults.get(address.path)
        return None if fault is None else fault.problem

    @property
    def added_rows(self) -> tuple[RowId, ...]:
        first = self.form.next_number
        return tuple(RowId(f"{cell.section}:{first + place}") for place, cell in enumerate(self.added))

    @cached_property
    def _with_rows(self) -> PatientForm:
        form = self.form
        for cell in self.added:
            form, _ = amending.add_row(form, cell.section)
        return form

    @property
    def _latest_day(self) -> date:
        """A trial may look ahead: the days of the rows it adds count as past."""
        return max([self.today, *(day_within(cell, self.today) for cell in self.added)])

    def _without_row(self, row_id: RowId) -> "Trial":
        """Rows added later keep their numbers only if they go as well."""
        place = self.added_rows.index(row_id)
        gone = set(self.added_rows[place:])
        kept = tuple(each for each in self.tried if each.address.row_id.partition("/")[0] not in gone)
        return replace(self, added=self.added[:place], tried=kept)


def _offered_entries(trial: Trial, cell: Cell) -> Iterator[tuple[str, str]]:
    """What the row must have to count. It is listed with the rest and can be tried otherwise."""
    yield "date", day_within(cell, trial.today).isoformat()
    if cell.section == "images":
        yield "arterial_phase", "yes"
    if cell.section == "markers" and cell.item:
        yield "marker", cell.item
        alike = [row for row in trial.form.listed("markers") if row.value("marker") == cell.item and row.date]
        yield "unit", text_of(alike[-1].value("unit")) if alike else ""


def _first_field(trial: Trial, row_id: RowId, cell: Cell) -> Address:
    offered = trial.outcome.offered(row_id) if cell.section == "images" else ()
    if offered:
        return Address(offered[0].id, "viable_mm")
    return Address(row_id, "value" if cell.section == "markers" else "date")


def day_within(cell: Cell, today: date) -> date:
    """Today where the row may have that date, else the nearest day that it may have."""
    return min(max(today, cell.earliest), cell.latest)


def text_in(form: PatientForm, address: Address) -> str:
    """The text of a field as it stands in a form; "" where its row is not there (yet)."""
    row = form.row(address.row_id)
    return "" if row is None else shown(row, FIELDS[row.section][address.path])


def places_to_try(trial: Trial, after: Assessment, focused: Cell | None) -> tuple[Cell, ...]:
    """What is worth trying: the cell with the cursor (but for a date, where it stands only to begin with), what is
    missing, then what the verdicts rest on."""
    missing = [cell for verdict in after.verdicts.values() for cell in verdict.missing]
    others = [cell for verdict in after.verdicts.values() for cells in verdict.deciding for cell in sorted(cells)]
    cells = [*missing, *after.recommendation.missing, *_latest(trial.outcome), *_read(after), *others]
    if focused is not None:
        cells.insert(len(cells) if focused.field == "date" else 0, focused)
    return tuple(cell for cell in dict.fromkeys(cells) if _triable(trial.outcome, cell))


def _triable(form: PatientForm, cell: Cell) -> bool:
    if cell.to_be_added:
        return cell.section in ("images", "markers")
    address = address_of(form, cell)
    return address is not None and is_field(form, address)


def _latest(form: PatientForm) -> Iterator[Cell]:
    """The lesions and findings of the latest image, and how the latest session was."""
    images = [row for row in form.listed("images") if row.id in form.positions]
    if images:
        for row in (*form.inside(images[-1].id, TARGETS), *form.offered(images[-1].id)):
            yield from _cells(form, Address(row.id, "viable_mm"))
        for path in ("vascular_invasion", "extrahepatic_spread", "non_target", "new_lesions"):
            yield from _cells(form, Address(images[-1].id, path))
    sessions = [row for row in form.listed("sessions") if row.id in form.positions]
    for path in ("adequate", "intent") if sessions else ():
        yield from _cells(form, Address(sessions[-1].id, path))


def _cells(form: PatientForm, address: Address) -> Iterator[Cell]:
    cell = cell_of(form, address)
    if cell is not None:
        yield cell


def _read(assessment: Assessment) -> Iterable[Cell]:
    leaves = [leaf for verdict in assessment.verdicts.values() for leaf in verdict.finding.leaves()]
    return (cell for leaf in leaves for cell in leaf.cells)
