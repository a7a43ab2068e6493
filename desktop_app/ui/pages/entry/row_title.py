"""How a row is called in the list of its section."""

from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import FormRow
from desktop_app.form.patient_form import PatientForm
from desktop_app.form.showing import shown
from desktop_app.session.steps import worded_value
from desktop_app.wording import Wording

_TITLED: dict[str, tuple[str, ...]] = {
    "sessions": ("type",),
    "images": ("modality",),
    "markers": ("marker",),
    "status": (),
    "therapies": ("kind", "name"),
    "overrides": ("definition", "verdict"),
}


def title_of(form: PatientForm, row: FormRow, words: Wording) -> str:
    """Day, kind and what is the matter with it, if anything."""
    parts = [_day(row, words)]
    parts += [worded_value(row, path, words) for path in _TITLED[row.section] if row.value(path) is not None]
    if row.section == "markers" and row.value("value") is not None:
        parts.append(shown(row, FIELDS["markers"]["value"]))
    if row.faults or any(inner.faults for inner in form.inside(row.id)):
        parts.append(words("entry.mark.fault"))
    elif row.row is None:
        parts.append(words("entry.mark.incomplete"))
    return "  ".join(part for part in parts if part)


def _day(row: FormRow, words: Wording) -> str:
    day = row.value("date") or row.value("from") or row.value("on")
    if day is not None:
        return str(day.isoformat())
    return words("entry.undated") if "date" in FIELDS[row.section] else ""
