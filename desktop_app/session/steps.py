"""Steps that can be undone: what the form was before, what it is after, and what was done."""

from dataclasses import dataclass, field, replace

from desktop_app.form.cells import Address
from desktop_app.form.field_spec import INSIDE_IMAGES, NEW_LESIONS, Kind, Value
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import FormRow
from desktop_app.form.patient_form import PatientForm
from desktop_app.form.showing import shown
from desktop_app.wording import Wording


@dataclass(frozen=True, slots=True)
class Step:
    """``kind``: edit, add, remove, fill. ``address`` is the field, or the row, that it was about."""

    kind: str
    address: Address
    before: PatientForm
    after: PatientForm

    @property
    def changes_nothing(self) -> bool:
        """Whether the row holds the same entries before and after."""
        before, after = (form.row(self.address.row_id) for form in (self.before, self.after))
        if before is None or after is None:
            return False
        held = [(row.values, row.faults, row.taken_over, row.answered) for row in (before, after)]
        return held[0] == held[1]


@dataclass(slots=True)
class Steps:
    """The list of steps; ``open`` while the last one is a field that is still being typed in."""

    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)
    open: bool = False

    def add(self, step: Step, *, final: bool) -> None:
        """Edits of one field up to leaving it are one step, together with the row they began with."""
        self.undone.clear()
        last = self.done[-1] if self.done else None
        if self.open and last is not None and step.kind == "edit" and _goes_on(last, step):
            self.done[-1] = replace(last, after=step.after)
        else:
            self.done.append(step)
        self.open = not final

    def settle(self) -> None:
        """Closes the open step; one that changed nothing is no step."""
        if self.open and self.done and self.done[-1].kind == "edit" and self.done[-1].changes_nothing:
            self.done.pop()
        self.open = False

    def withdraw(self) -> Step | None:
        """Takes the open step back as if it had never been made; None where none is open."""
        step = self.done.pop() if self.open and self.done else None
        self.open = False
        return step

    def back(self) -> Step | None:
        self.settle()
        if not self.done:
            return None
        self.undone.append(self.done.pop())
        return self.undone[-1]

    def forth(self) -> Step | None:
        if not self.undone:
            return None
        self.done.append(self.undone.pop())
        return self.done[-1]


def _goes_on(last: Step, step: Step) -> bool:
    if last.kind == "edit":
        return step.address == last.address
    return step.address.row_id == last.address.row_id


def described(step: Step, words: Wording) -> str:
    """What the step did: "T1 viable diameter 38.5 → 35"."""
    row = step.after.row(step.address.row_id) or step.before.row(step.address.row_id)
    if row is None:
        return words(f"form.step.{step.kind}", what="")
    what = row_title(step.after if row.id in step.after.rows else step.before, row, words)
    if step.kind != "edit":
        return words(f"form.step.{step.kind}", what=what)
    spec = FIELDS[row.section][step.address.path]
    old, new = (_field_text(form, step.address, words) for form in (step.before, step.after))
    return words("form.step.edit", what=what, field=words(spec.label), old=old, new=new)


def row_title(form: PatientForm, row: FormRow, words: Wording) -> str:
    """What a row is called: its section, its day, its lesion or marker."""
    section = words(f"form.row.{row.section}")
    if row.section in INSIDE_IMAGES:
        if row.section == NEW_LESIONS:
            lesions = [other.id for other in form.inside(row.parent, NEW_LESIONS)] if row.parent else []
            return f"{section} {lesions.index(row.id) + 1 if row.id in lesions else ''}".strip()
        return str(row.value("lesion") or section)
    parts = (row.value("marker"), row.value("type"), row.value("modality"), row.date and row.date.isoformat())
    return " ".join([section, *(str(part) for part in parts if part)])


def worded_value(row: FormRow, path: str, words: Wording) -> str:
    """A field's value in words; a faulty text as it was typed; an empty field as a dash."""
    spec = FIELDS[row.section][path]
    if path in row.faults:
        return row.faults[path].text
    value: Value = row.value(path)
    if value is None:
        return "–"
    if spec.kind is Kind.CHOICE:
        key = spec.choice_label(str(value))
        return words(key) if words.has(key) else str(value)
    if spec.kind in (Kind.YES_NO, Kind.PRESENCE):
        return words(yes_no_key(row.section, path, answer=bool(value)))
    if value == ():
        return words("form.none")
    return shown(row, spec)


def yes_no_key(section: str, path: str, *, answer: bool) -> str:
    """Findings are present or absent; questions are answered yes or no."""
    present = section == "images" and path in ("new_lesions", "vascular_invasion", "extrahepatic_spread")
    return f"form.{'presence' if present else 'answer'}.{'yes' if answer else 'no'}"


def _field_text(form: PatientForm, address: Address, words: Wording) -> str:
    row = form.row(address.row_id)
    return "–" if row is None else worded_value(row, address.path, words)
