"""Every way a form changes: an entry, a row more, a row less. Each returns a new form."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from pydantic import ValidationError

from desktop_app.form.field_spec import INSIDE_IMAGES, LISTS, NEW_LESIONS, SINGLE, Kind, Value
from desktop_app.form.fields import FIELDS, values_of
from desktop_app.form.form_row import FormRow, RowId, Validate, edited, revalidated, row_of
from desktop_app.form.patient_form import UNNUMBERED, PatientForm
from domain.record import FORMAT, PatientRecord, Row

_PATIENT, _CONSTRAINTS = RowId("patient"), RowId("constraints")
_ANY_DAY = date(2000, 1, 1)
"""Stands in for the missing date of an image while the rows in it are checked."""


def edit(form: PatientForm, row_id: RowId, path: str, text: str, today: date) -> PatientForm:
    """The form with this text in this field; KeyError where there is no such row or field."""
    form = form if row_id in form.rows else _with_offered(form, row_id)
    row = form.rows[row_id]
    if FIELDS[row.section][path].kind is Kind.PRESENCE:
        return _with_presence(form, row, path, text, today)
    return _with(form, edited(row, path, text, today, _validator(form, row)))


def add_row(form: PatientForm, section: str, parent: RowId | None = None) -> tuple[PatientForm, RowId]:
    """The form with one more empty row; a row in an image names the image as its parent."""
    row_id = RowId(f"{section}:{form.next_number}")
    form = replace(form, next_number=form.next_number + 1)
    if section == NEW_LESIONS and parent is not None:
        form = _with_values(form, parent, new_lesions=True)
    row = FormRow(row_id, section, parent)
    return _with(form, revalidated(row, _validator(form, row))), row_id


def remove_row(form: PatientForm, row_id: RowId) -> PatientForm:
    """The form without this row and the rows in it."""
    gone = form.rows[row_id]
    inside = {row.id for row in form.inside(row_id)}
    rows = {key: row for key, row in form.rows.items() if key != row_id and key not in inside}
    form = replace(form, rows=rows)
    if gone.parent is None:
        return _recorded(form, gone.section)
    if gone.section == NEW_LESIONS and not form.inside(gone.parent, NEW_LESIONS):
        form = _with_values(form, gone.parent, new_lesions=None)
    image = form.rows[gone.parent]
    return _with(form, revalidated(image, _validator(form, image)))


def mark_taken_over(form: PatientForm, row_id: RowId, path: str) -> PatientForm:
    """The field marked as carried over from an earlier row."""
    row = form.rows[row_id]
    marked = replace(row, taken_over=row.taken_over | {path})
    return replace(form, rows={**form.rows, row_id: marked})


def empty_form() -> PatientForm:
    """A new patient: nothing entered, nothing assumed."""
    record = PatientRecord.model_validate({"format": FORMAT, "patient": {"id": UNNUMBERED}})
    rows = {
        _PATIENT: FormRow(_PATIENT, "patient"),
        _CONSTRAINTS: FormRow(_CONSTRAINTS, "constraints", row=record.constraints),
    }
    return PatientForm(rows, record, 1)


def form_of(record: PatientRecord) -> PatientForm:
    """The form of a record; its rows are the record's own."""
    record = record.amended(**{section: _distinct(getattr(record, section)) for section in LISTS})
    rows: dict[RowId, FormRow] = {}
    for section in SINGLE:
        rows[RowId(section)] = _form_row(RowId(section), section, getattr(record, section))
    number = 0
    for section in LISTS:
        for row in getattr(record, section):
            number += 1
            row_id = RowId(f"{section}:{number}")
            rows[row_id] = _form_row(row_id, section, row)
            for place, inner in _inner_rows(section, row):
                number += 1
                inner_id = RowId(f"{place}:{number}")
                rows[inner_id] = _form_row(inner_id, place, inner, row_id)
    return PatientForm(rows, record, number + 1)


def form_of_rows(rows: Mapping[RowId, FormRow], next_number: int) -> PatientForm:
    """The form of rows whose values are known: each row and the record are validated again (ValidationError)."""
    form = PatientForm(dict(rows), empty_form().record, next_number)
    for inner in (True, False):
        for row in tuple(form.rows.values()):
            if (row.parent is not None) is inner:
                made = _own_row(form, row)
                form = replace(form, rows={**form.rows, row.id: replace(row, row=made)})
    for section in (*SINGLE, *LISTS):
        form = _recorded(form, section)
    return form


def _own_row(form: PatientForm, row: FormRow) -> Row | None:
    inside = _rows_inside(form, row.id) if row.section == "images" else None
    try:
        return row_of(row.section, row.values, inside)
    except ValidationError:
        if row.faults:
            return None
        raise


def _with_offered(form: PatientForm, row_id: RowId) -> PatientForm:
    row = form.row(row_id)
    if row is None:
        raise KeyError(row_id)
    return _with(form, revalidated(row, _validator(form, row)))


def _with_values(form: PatientForm, row_id: RowId, **values: Value) -> PatientForm:
    row = form.rows[row_id]
    return replace(form, rows={**form.rows, row_id: replace(row, values={**row.values, **values})})


def _with_presence(form: PatientForm, image: FormRow, path: str, text: str, today: date) -> PatientForm:
    """ "Yes" opens a first row; any other answer takes the rows away (undo brings them back)."""
    changed = edited(image, path, text, today, _validator(form, image))
    lesions = form.inside(image.id, NEW_LESIONS)
    if changed.value(path) is True:
        return form if lesions else add_row(form, NEW_LESIONS, image.id)[0]
    if path in changed.faults:
        return _with(form, image)
    gone = {row.id for row in lesions}
    rows = {key: row for key, row in form.rows.items() if key not in gone}
    bare = replace(form, rows={**rows, image.id: changed})
    return _with(bare, revalidated(changed, _validator(bare, changed)))


def _validator(form: PatientForm, row: FormRow) -> Validate:
    """What this row's values must satisfy: its own model, and the image around it."""
    if row.section == "images":
        inside = _rows_inside(form, row.id)
        return lambda values: row_of("images", values, inside)
    if row.parent is None:
        return lambda values: row_of(row.section, values)
    image = form.rows[row.parent]

    def validate(values: Mapping[str, Value]) -> Row | None:
        made = row_of(row.section, values)
        around = {**image.values, "date": image.date or _ANY_DAY}
        row_of("images", around, _rows_inside(form, image.id, replace(row, values=values, row=made)))
        return made

    return validate


def _rows_inside(form: PatientForm, image: RowId, instead: FormRow | None = None) -> dict[str, tuple[Row, ...]]:
    inside = {row.id: row for row in form.inside(image)}
    if instead is not None:
        inside[instead.id] = instead
    return {
        section.removeprefix("images."): tuple(
            row.row
            for row in inside.values()
            if row.section == section and row.row is not None and not _unfilled(row)
        )
        for section in INSIDE_IMAGES
    }


def _with(form: PatientForm, row: FormRow) -> PatientForm:
    """The form with this row as it is now, the image around it, and the record they make."""
    before = form.rows.get(row.id)
    form = replace(form, rows={**form.rows, row.id: row})
    if row.parent is not None:
        image = form.rows[row.parent]
        return _with(form, revalidated(image, _validator(form, image)))
    if row.section != "patient" and row.row is (before and before.row):
        return form
    return _recorded(form, row.section)


def _recorded(form: PatientForm, section: str) -> PatientForm:
    """The form with the record's part of this section made anew; the other rows are not validated again."""
    rows = tuple(row.row for row in form.rows.values() if row.section == section and row.row is not None)
    if section == "patient" and not rows:
        unnumbered = row_of("patient", {**form.rows[_PATIENT].values, "id": UNNUMBERED})
        return replace(form, record=form.record.amended(patient=unnumbered))
    return replace(form, record=form.record.amended(**{section: rows[0] if section in SINGLE else rows}))


def _unfilled(row: FormRow) -> bool:
    """Whether an offered lesion still has nothing but what it was offered with."""
    return row.offered and all(
        value is None for path, value in row.values.items() if path not in ("lesion", "site")
    )


def _distinct(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Rows are told apart by identity: one object that stands twice becomes two."""
    seen: set[int] = set()
    distinct = []
    for row in rows:
        distinct.append(row.model_copy() if id(row) in seen else row)
        seen.add(id(row))
    return tuple(distinct)


def _form_row(row_id: RowId, section: str, row: Row, parent: RowId | None = None) -> FormRow:
    return FormRow(row_id, section, parent, values_of(section, row), row=row)


def _inner_rows(section: str, row: Row) -> Iterator[tuple[str, Row]]:
    if section != "images":
        return
    for place in INSIDE_IMAGES:
        inner: object = row
        for attribute in place.split(".")[1:]:
            inner = getattr(inner, attribute, None)
        if isinstance(inner, tuple):
            yield from ((place, item) for item in inner)
