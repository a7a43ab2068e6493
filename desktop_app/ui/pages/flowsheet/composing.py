"""Several entries as one form: a row with its first value, a state in place of a diameter, a paste."""

from collections.abc import Iterable
from datetime import date

from desktop_app.form.amending import add_row, edit
from desktop_app.form.flowsheet import Addition, RowKind, SheetRow, flowsheet_of
from desktop_app.form.flowsheet.pasting import NewVisit, PastePlan, place_in
from desktop_app.form.flowsheet.states import state_typed
from desktop_app.form.form_row import RowId
from desktop_app.form.patient_form import PatientForm
from desktop_app.session.filling import taken_over


def added(
    form: PatientForm, place: Addition, entries: Iterable[tuple[str, str]], today: date
) -> tuple[PatientForm, RowId]:
    """The form with the row that this cell lacks, these entries in it, its unit taken over from last time."""
    form, row_id = add_row(form, place.section, place.parent)
    for path, text in (*place.entries, *entries):
        form = edit(form, row_id, path, text, today)
    for path in place.carried:
        if form.rows[row_id].value(path) is None:
            form = taken_over(form, row_id, path, today)
    return form, row_id


def entered(form: PatientForm, row_id: RowId, entries: Iterable[tuple[str, str]], today: date) -> PatientForm:
    """The form with these entries in this row."""
    for path, text in entries:
        form = edit(form, row_id, path, text, today)
    return form


def with_paste(form: PatientForm, plan: PastePlan, today: date) -> tuple[PatientForm, RowId | None]:
    """The form with everything of the plan that is not refused, and the first visit it is about.

    New images first, then cell by cell.
    """
    first: RowId | None = None
    days = sorted({cell.visit.day for cell in plan.taken if isinstance(cell.visit, NewVisit)})
    made: dict[date, RowId] = {}
    for day in days:
        form, made[day] = add_row(form, "images")
        form = edit(form, made[day], "date", day.isoformat(), today)
    for cell in plan.taken:
        if cell.row is None or cell.visit is None:
            continue
        row_id = made[cell.visit.day] if isinstance(cell.visit, NewVisit) else cell.visit.row_id
        first = first or row_id
        form = _with_cell(form, cell.row, row_id, cell.text, today)
    return form, first


def _with_cell(form: PatientForm, row: SheetRow, visit: RowId, text: str, today: date) -> PatientForm:
    """Where the cell is entered is asked of the form as it has become by now."""
    sheet = flowsheet_of(form)
    place = place_in(form, sheet, row, sheet.visits[sheet.visit_places[visit]])
    state = state_typed(text) if row.kind is RowKind.LESION and row.paths[0] == "viable_mm" else None
    if isinstance(place, Addition):
        return added(form, place, [("state", state)] if state else [(place.path, text)], today)[0]
    if place is None:
        return form
    if state:
        return entered(form, place.row_id, [("state", state), ("viable_mm", "")], today)
    return entered(form, place.row_id, [(place.path, text)], today)
