"""From a cell of the record to a field of the form and back."""

from dataclasses import dataclass

from desktop_app.form.field_spec import LISTS, NEW_LESIONS, SINGLE, TARGETS
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import FormRow, RowId
from desktop_app.form.patient_form import PatientForm
from domain.logic.cell import NO_ROW, Cell


@dataclass(frozen=True, slots=True)
class Address:
    """A field of the form; ``path`` may name a part of the row that is no field ("targets")."""

    row_id: RowId
    path: str


def address_of(form: PatientForm, cell: Cell) -> Address | None:
    """Where this cell is entered; None for a row still to be added, and for one that is gone."""
    if cell.section in SINGLE:
        return Address(RowId(cell.section), cell.field)
    row_id = next(
        (
            row.id
            for row in form.rows.values()
            if row.section == cell.section and form.positions.get(row.id) == cell.row
        ),
        None,
    )
    if row_id is None:
        return None
    inner = _inner_row(form, row_id, cell) if cell.section == "images" and cell.item else None
    return Address(inner.id if inner else row_id, cell.field)


def cell_of(form: PatientForm, address: Address) -> Cell | None:
    """The cell of this field; None while its row is not part of the record."""
    row = form.row(address.row_id)
    if row is None:
        return None
    if row.section in SINGLE:
        return Cell(row.section, NO_ROW, address.path)
    if row.section in LISTS:
        position = form.positions.get(row.id)
        return None if position is None else Cell(row.section, position, address.path)
    position = form.positions.get(row.parent) if row.parent else None
    if position is None or row.section not in (TARGETS, NEW_LESIONS):
        return None
    return Cell("images", position, address.path, _item(form, row))


def is_field(form: PatientForm, address: Address) -> bool:
    row = form.row(address.row_id)
    return row is not None and address.path in FIELDS[row.section]


def _inner_row(form: PatientForm, image: RowId, cell: Cell) -> FormRow | None:
    """The lesion by its name, also one that is only offered; else the new lesion by its position."""
    if cell.field in FIELDS[TARGETS]:
        for row in (*form.inside(image, TARGETS), *form.offered(image)):
            if row.value("lesion") == cell.item:
                return row
    lesions = form.inside(image, NEW_LESIONS)
    if cell.field in FIELDS[NEW_LESIONS] and cell.item.isascii() and cell.item.isdigit():
        return lesions[int(cell.item)] if int(cell.item) < len(lesions) else None
    return None


def _item(form: PatientForm, row: FormRow) -> str:
    if row.section == TARGETS:
        return str(row.value("lesion") or "")
    return str([other.id for other in form.inside(row.parent or RowId(""), NEW_LESIONS)].index(row.id))
