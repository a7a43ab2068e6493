"""Giving a field the value that it had, or bringing a removed row back: a change like any other, and said so."""

from collections.abc import Iterator
from datetime import date

from desktop_app.form import amending
from desktop_app.form.cells import Address
from desktop_app.form.comparing import Change
from desktop_app.form.field_spec import INSIDE_IMAGES, Kind
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import FormRow, RowId
from desktop_app.form.patient_form import PatientForm
from desktop_app.form.record_rows import RecordRow
from desktop_app.form.showing import shown
from desktop_app.session.history import Event, PatientHistory
from desktop_app.session.open_record import OpenRecord


def restorable(record: OpenRecord, history: PatientHistory, event: Event) -> bool:
    """Whether there is a former value (or row) to give back, other than what stands there now."""
    change = event.change
    if change is None or change.before is None:
        return False
    row_id = history.row_of(record.form, event.track)
    if not change.path:
        return row_id is None and change.row.place.inner < 0
    if row_id is None or record.fixed(row_id, change.path):
        return False
    return bool(record.form.rows[row_id].value(change.path) != change.old)


def restore(record: OpenRecord, history: PatientHistory, event: Event) -> Address | None:
    """Gives the former value back, as one step that undo takes back; where it was done.

    The next save carries the reason "restored" for it.
    """
    change = event.change
    if change is None or change.before is None or not restorable(record, history, event):
        return None
    record.settle()
    if change.path:
        return _restore_field(record, history, event, change)
    form, row_id = _with_row(record.form, history, event, change.before, record.workplace.today)
    record.replace("restore", Address(row_id, ""), form)
    record.reasons.restore(change.section, "", change.before.row)
    return Address(row_id, "date" if "date" in FIELDS[change.section] else next(iter(FIELDS[change.section])))


def _restore_field(record: OpenRecord, history: PatientHistory, event: Event, change: Change) -> Address | None:
    row_id = history.row_of(record.form, event.track)
    if row_id is None or change.before is None:
        return None
    record.edit(row_id, change.path, _typed(change.before, change.path))
    record.reasons.restore(change.section, change.path, change.old)
    return Address(row_id, change.path)


def _typed(row: RecordRow, path: str) -> str:
    """The value of this row as it could be typed again."""
    return shown(FormRow(RowId("former"), row.section, None, row.filled), FIELDS[row.section][path])


def _with_row(
    form: PatientForm, history: PatientHistory, event: Event, row: RecordRow, today: date
) -> tuple[PatientForm, RowId]:
    """The form with this row again, an image with the rows that went with it."""
    form, row_id = amending.add_row(form, row.section)
    form = _filled(form, row_id, row, today)
    for inner in _went_with(history, event, row):
        form, inner_id = amending.add_row(form, inner.section, row_id)
        form = _filled(form, inner_id, inner, today)
    return form, row_id


def _filled(form: PatientForm, row_id: RowId, row: RecordRow, today: date) -> PatientForm:
    for path in row.filled:
        if FIELDS[row.section][path].kind is not Kind.PRESENCE or row.value(path) is False:
            form = amending.edit(form, row_id, path, _typed(row, path), today)
    return form


def _went_with(history: PatientHistory, event: Event, image: RecordRow) -> Iterator[RecordRow]:
    for each in history.events:
        gone = each.change.before if each.change is not None and each.change.after is None else None
        if gone is None or each.revision != event.revision or gone.section not in INSIDE_IMAGES:
            continue
        if image.section == "images" and gone.place.image == image.place:
            yield gone
