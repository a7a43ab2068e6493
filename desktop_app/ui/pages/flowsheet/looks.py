"""What the cells of the sheet show: words and numbers, made when a cell is first painted."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desktop_app.form.cells import Address
from desktop_app.form.field_spec import TARGETS
from desktop_app.form.fields import FIELDS
from desktop_app.form.flowsheet import Flowsheet, RowKind, SheetRow, Visit
from desktop_app.form.flowsheet.responses import Responses, sum_on, words_of
from desktop_app.form.form_row import FormRow
from desktop_app.form.patient_form import PatientForm
from desktop_app.form.showing import shown
from desktop_app.plots.numbers import change
from desktop_app.session.steps import worded_value
from desktop_app.wording import Wording
from domain.response.image_response import ImageResponse


class Tone(StrEnum):
    PLAIN = "plain"
    COMPUTED = "computed"
    FAULT = "fault"
    ABSENT = "absent"
    """The row says nothing of such a visit."""


@dataclass(frozen=True, slots=True)
class Look:
    """``small`` stands before the text: a date of its own, a mark of what was taken over."""

    text: str = ""
    small: str = ""
    tone: Tone = Tone.PLAIN


ABSENT: Final = Look(tone=Tone.ABSENT)
BLANK: Final = Look()
_STATES: Final = ("no_enhancement", "too_small", "not_evaluable")


@dataclass(frozen=True, slots=True)
class Looks:
    """Everything a look is made of, at one moment."""

    words: Wording
    form: PatientForm
    sheet: Flowsheet
    responses: Responses

    def of(self, row: SheetRow, visit: Visit) -> Look:
        if row.computed:
            return self._computed(row.paths[0], visit) if visit.image else ABSENT
        place = self.sheet.place(row, visit)
        if place is None:
            return ABSENT
        if not isinstance(place, Address):
            return BLANK
        found = self.form.rows.get(place.row_id)
        return BLANK if found is None else self._entered(row, visit, found, place.path)

    def _entered(self, row: SheetRow, visit: Visit, found: FormRow, path: str) -> Look:
        small = self._small(row, visit, found, path)
        if path in found.faults:
            return Look(f"{self.words('entry.severity.error')} {found.faults[path].text}", small, Tone.FAULT)
        if row.kind is RowKind.LESION and found.value("state") in _STATES:
            return Look(self._state(found, path), small)
        if found.value(path) is None:
            return Look("", small)
        return Look(self._value(found, path), small)

    def _value(self, found: FormRow, path: str) -> str:
        short = f"flowsheet.short.{path}.{found.value(path)}"
        if self.words.has(short):
            return self.words(short)
        if path == "new_lesions" and found.value(path):
            return self.words("flowsheet.new_lesions", count=len(self.sheet.new_lesions.get(found.id, ())))
        return worded_value(found, path, self.words)

    def _state(self, found: FormRow, path: str) -> str:
        """A lesion that was not simply measured: its state, and a diameter where one is recorded all the same."""
        state = self.words(f"flowsheet.state.{found.value('state')}")
        return f"{state} {worded_value(found, path, self.words)}" if found.value(path) is not None else state

    def _small(self, row: SheetRow, visit: Visit, found: FormRow, path: str) -> str:
        parts = []
        if path in found.taken_over:
            parts.append(self.words("flowsheet.mark.taken_over"))
        if row.kind in (RowKind.MARKER, RowKind.STATUS) and found.value(path) is not None:
            if found.date is not None and found.date != visit.day:
                parts.append(f"{found.date:%m-%d}")
            more = self.sheet.more_beside(row, visit)
            parts += [f"+{more}"] if more else []
        return " ".join(parts)

    def _computed(self, name: str, visit: Visit) -> Look:
        response = self.responses.get(visit.row_id)
        if name == "sum":
            return self._sum(visit, response)
        if response is None:
            return Look(tone=Tone.COMPUTED)
        if name == "mrecist":
            return Look(self._mrecist(response), self._reported(response), Tone.COMPUTED)
        if name == "recist11":
            category = response.recist11_target
            return Look(category.value if category else "", tone=Tone.COMPUTED)
        if response.sum_mm is None:
            return Look(tone=Tone.COMPUTED)
        before = response.baseline_mm if name == "first" else response.nadir_mm
        return Look(change(response.sum_mm, before) or "–", tone=Tone.COMPUTED)

    def _sum(self, visit: Visit, response: ImageResponse | None) -> Look:
        if response is not None and response.sum_mm is not None:
            return Look(f"{response.sum_mm:f}", tone=Tone.COMPUTED)
        found = sum_on(self.form, visit, self.form.course)
        text = "" if found is None else f"{found.mm:f}" if found.exact else f"≥ {found.mm:f}"
        return Look(text, tone=Tone.COMPUTED)

    def _mrecist(self, response: ImageResponse) -> str:
        overall, *target = words_of(response)
        if overall is not None:
            return overall.value
        if target and target[0] is not None:
            return self.words("flowsheet.target_only", category=target[0].value)
        return self.words("flowsheet.open")

    def _reported(self, response: ImageResponse) -> str:
        reported = response.reported
        return self.words("flowsheet.reported", category=reported.value) if reported is not None else ""


def editing_text(found: FormRow | None, path: str, words: Wording) -> str:
    """What stands in the editor of a cell: as it could be typed again."""
    if found is None:
        return ""
    if found.section == TARGETS and found.value("state") in _STATES and path not in found.faults:
        state = words(f"flowsheet.state.{found.value('state')}")
        return shown(found, FIELDS[found.section][path]) or state
    text = shown(found, FIELDS[found.section][path])
    return words("form.none") if found.value(path) == () and text else text
