"""How the rows and columns of the sheet are called."""

from dataclasses import dataclass
from datetime import date

from desktop_app.form.flowsheet import RowKind, SheetRow
from desktop_app.form.form_row import FormRow, RowId
from desktop_app.form.patient_form import PatientForm
from desktop_app.wording import Wording


@dataclass(frozen=True, slots=True)
class Title:
    """Two lines above a column: what it is, and its day."""

    what: str
    day: str

    @property
    def spoken(self) -> str:
        return f"{self.what} {self.day}".strip()


def visit_titles(form: PatientForm, baseline: RowId | None, words: Wording) -> dict[RowId, Title]:
    """The titles of all visits: "TACE 2", "MRI +41 d"."""
    numbers = _session_numbers(form)
    found = {}
    for row in form.rows.values():
        if row.section == "sessions":
            what = _session(row, numbers.get(row.id), words)
        elif row.section == "images":
            what = _image(form, row, words, baseline=row.id == baseline)
        else:
            continue
        found[row.id] = Title(what, row.date.isoformat() if row.date else words("flowsheet.undated"))
    return found


def _session_numbers(form: PatientForm) -> dict[RowId, int]:
    rows = form.record.sessions
    counted = {id(rows[part]): session.number for session in form.course.sessions for part in session.parts}
    return {
        row.id: counted[id(row.row)]
        for row in form.rows.values()
        if row.section == "sessions" and id(row.row) in counted
    }


def _session(row: FormRow, number: int | None, words: Wording) -> str:
    if number is not None:
        return words("flowsheet.title.tace", number=number)
    if row.value("completed") is False:
        return words("flowsheet.title.aborted")
    return str(row.value("type") or words("flowsheet.title.new_session"))


def _image(form: PatientForm, row: FormRow, words: Wording, *, baseline: bool) -> str:
    what = str(row.value("modality") or words("form.row.images"))
    if row.date is None:
        return words("flowsheet.title.new_image")
    if baseline:
        return words("flowsheet.title.baseline", what=what)
    before = form.course.session_before(row.date)
    if before is None:
        return what
    return words("flowsheet.title.image", what=what, days=(row.date - before.last).days)


def row_name(row: SheetRow, units: dict[str, str], words: Wording) -> str:
    """ "T1 存活径 mm": what stands in the row, with the unit it is entered in."""
    if row.computed:
        return words(f"flowsheet.row.{row.paths[0]}")
    if row.kind is RowKind.OWN:
        return _own_name(row, words)
    spec = row.spec()
    short = f"flowsheet.row.{row.paths[0]}"
    field = words(short) if words.has(short) else words(spec.label) if spec is not None else ""
    unit = (spec.detail.unit if spec is not None else "") or units.get(row.item or row.paths[0], "")
    if row.kind is RowKind.MARKER:
        field = row.item
    elif row.kind is RowKind.LESION:
        field = words("flowsheet.row.lesion", lesion=row.item, field=field)
    elif row.kind is RowKind.NEW_LESION:
        field = words("flowsheet.row.new_lesion", number=int(row.item) + 1, field=field)
    return f"{field} {unit}".strip()


def _own_name(row: SheetRow, words: Wording) -> str:
    image, session = (row.spec(section) for section in ("images", "sessions"))
    if row.paths == ("date", "date"):
        return words("flowsheet.row.date")
    if image is not None and session is not None:
        return words("flowsheet.row.kind")
    spec = image or session
    short = f"flowsheet.row.{row.paths[0] or row.paths[1]}"
    return words(short) if words.has(short) else words(spec.label) if spec is not None else ""


def latest_units(form: PatientForm, words: Wording) -> dict[str, str]:
    """The unit last used for each marker, and for bilirubin and albumin by the path of their value."""
    latest: dict[str, tuple[date, str]] = {}
    for row in form.rows.values():
        if row.section == "markers":
            _note_unit(latest, row, str(row.value("marker")), "unit")
        elif row.section == "status":
            for quantity in ("bilirubin", "albumin"):
                _note_unit(latest, row, f"{quantity}.value", f"{quantity}.unit")
    return {key: _unit(unit, words) for key, (_, unit) in latest.items()}


def _note_unit(latest: dict[str, tuple[date, str]], row: FormRow, key: str, path: str) -> None:
    unit, day = row.value(path), row.date or date.min
    if unit and (key not in latest or day >= latest[key][0]):
        latest[key] = (day, unit)


def _unit(code: str, words: Wording) -> str:
    key = f"form.choice.unit.{code}"
    return words(key) if words.has(key) else code
