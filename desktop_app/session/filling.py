"""Filling several fields at once: what may be carried over, and the negative answers."""

from collections.abc import Iterator
from datetime import date

from desktop_app.form.amending import edit, mark_taken_over
from desktop_app.form.field_spec import Kind
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import RowId
from desktop_app.form.patient_form import PatientForm
from desktop_app.form.previous import previous

NEGATIVE_ANSWERS = {
    "immunotherapy_contraindicated": "no",
    "targeted_contraindicated": "no",
    "combination_tolerated": "yes",
    "haic_feasible": "yes",
    "oxaliplatin_contraindicated": "no",
    "fluorouracil_contraindicated": "no",
    "prior_systemic_oxaliplatin": "no",
}
"""What "none of these applies" answers."""
CONSTRAINTS = RowId("constraints")


def taken_over(form: PatientForm, row_id: RowId, path: str, today: date) -> PatientForm:
    """The form with the previous value in this field, marked; the same form where there is none."""
    row = form.row(row_id)
    last = previous(form, row, path) if row is not None else None
    if last is None or row is None or FIELDS[row.section][path].kind is Kind.PRESENCE:
        return form
    return mark_taken_over(edit(form, row_id, path, last.text, today), row_id, path)


def identity_taken_over(form: PatientForm, row_id: RowId, today: date) -> PatientForm:
    """The form with modality, assay, laboratory and units of last time where they are empty; never a value."""
    row = form.row(row_id)
    for path, spec in FIELDS[row.section].items() if row is not None else ():
        if spec.detail.carried and row is not None and row.value(path) is None:
            form = taken_over(form, row_id, path, today)
    return form


def open_negatives(form: PatientForm) -> Iterator[tuple[RowId, str, str]]:
    """The negative answer to each question on limits of treatment that is still open."""
    row = form.rows[CONSTRAINTS]
    return ((CONSTRAINTS, path, text) for path, text in NEGATIVE_ANSWERS.items() if row.value(path) is None)
