"""What the bar says of the cell with the cursor: its name, what was read, what was last, doubts, the sum."""

from desktop_app.form.checks import remark
from desktop_app.form.field_spec import TARGETS, FieldSpec, Kind
from desktop_app.form.fields import read
from desktop_app.form.flowsheet import Addition, Visit
from desktop_app.form.form_row import FormRow
from desktop_app.form.previous import Previous, previous
from desktop_app.form.problem import Problem, Severity
from desktop_app.form.showing import echo, echoed_day
from desktop_app.plots.numbers import change
from desktop_app.session.open_record import OpenRecord
from desktop_app.session.steps import worded_value
from desktop_app.ui.fields.entry_field import worded, worded_previous
from desktop_app.ui.pages.flowsheet.entering import CellEntry
from desktop_app.ui.pages.flowsheet.entry_bar import Said
from desktop_app.ui.pages.flowsheet.sheet_data import CellAt, SheetData
from desktop_app.wording import Wording


class Sayings:
    """Sentences about one cell after the other; the previous value is looked up once per cell."""

    def __init__(self, record: OpenRecord, sheet: SheetData, words: Wording) -> None:
        self._record = record
        self._sheet = sheet
        self._words = words
        self._last: Previous | None = None
        self._remarked: tuple[FormRow, bool, Problem | None] | None = None
        self._where = ""
        self._at: CellAt | None = None
        self.left: tuple[str, str] | None = None
        """What is wrong with the cell that was left last, with its severity."""
        self.hint = ""
        """A sentence that goes with the cell the cursor was put in."""

    def look_back(self, entry: CellEntry) -> None:
        row, spec = entry.row, entry.spec
        self._last = None if row is None or spec is None else previous(self._record.form, row, spec.path)
        self._at = self._remarked = None

    def leave(self, entry: CellEntry, at: CellAt | None) -> None:
        """Checks what was entered in the cell that is being left; said beside the next one."""
        row, spec = entry.row, entry.spec
        self.left = None
        found = None if row is None or spec is None else self._remark(row, spec)
        if found is not None and at is not None:
            mark, name = self._words(f"entry.severity.{found.severity}"), self._sheet.names[at[0]]
            about = self._words("entry.about", field=name)
            self.left = (f"{mark} {about}{worded(found.message, self._words)}", found.severity)

    def said(self, entry: CellEntry, at: CellAt, typed: str) -> Said:
        row, spec = entry.row, entry.spec
        if at != self._at:
            self._at, self._where = at, self._name(entry, at)
        note, severity = self._note(entry, at)
        if row is None or spec is None:
            return Said(self._where, note=note, severity=severity)
        return Said(self._where, self._echo(entry, row, spec, typed), self._previous(row, spec), note, severity)

    def _name(self, entry: CellEntry, at: CellAt) -> str:
        """ "T1 存活径 mm · MRI 2024-06-15 · 第3次TACE后38天"."""
        visit, words = self._sheet.visits[at[1]], self._words
        parts = [self._sheet.names[at[0]], self._sheet.what(at[1])]
        row = entry.row
        if row is not None and row.section in ("markers", "status") and row.date not in (None, visit.day):
            parts.append(words("flowsheet.bar.of_day", day=row.date))
        elif visit.day is not None and visit.image:
            parts += self._since(visit)
        return words("entry.several").join(parts)

    def _since(self, visit: Visit) -> list[str]:
        if visit.day is None:
            return []
        before = self._record.form.course.session_before(visit.day)
        if before is None:
            return []
        return [self._words("flowsheet.bar.after", number=before.number, days=(visit.day - before.last).days)]

    def _echo(self, entry: CellEntry, row: FormRow, spec: FieldSpec, typed: str) -> str:
        if spec.kind is Kind.DATE and entry.typing:
            reading = read(spec, typed, self._record.workplace.today)
            day = None if isinstance(reading, Problem) else reading[spec.path]
            message = None if day is None else echoed_day(day, self._record.form.course, clinical=True)
        else:
            message = echo(row, spec, self._record.form.course)
        if message is not None:
            return worded(message, self._words)
        chosen = spec.kind in (Kind.CHOICE, Kind.YES_NO, Kind.PRESENCE, Kind.WHOLE)
        if chosen and row.value(spec.path) is not None:
            return f"= {worded_value(row, spec.path, self._words)}"
        return ""

    def _previous(self, row: FormRow, spec: FieldSpec) -> str:
        if self._last is None:
            return ""
        value = worded_previous(self._last, spec, row, self._words)
        return self._words("flowsheet.bar.previous", value=value, day=self._last.day)

    def _note(self, entry: CellEntry, at: CellAt) -> tuple[str, str]:
        words = self._words
        if not self._sheet.editable(at[1]):
            return words("flowsheet.bar.read_only"), ""
        if isinstance(entry.place, Addition) and entry.place.waits:
            return words("flowsheet.bar.date_first"), Severity.WARNING
        row, spec = entry.row, entry.spec
        if row is None or spec is None:
            return "", ""
        found = self._remark(row, spec, typing=entry.typing)
        if found is not None and not (entry.typing and found.waits):
            return f"{words(f'entry.severity.{found.severity}')} {worded(found.message, words)}", found.severity
        if self.left is not None:
            return self.left
        said = [self.hint] if self.hint else []
        said += [words("entry.taken_over")] if spec.path in row.taken_over else []
        said += self._about(row, spec, at)
        return words("entry.several").join(said), ""

    def _remark(self, row: FormRow, spec: FieldSpec, *, typing: bool = False) -> Problem | None:
        """Looked for once for each value of the row."""
        if self._remarked is None or self._remarked[0] is not row or self._remarked[1] is not typing:
            found = remark(self._record.form, row, spec.path, lambda: self._last, typing=typing)
            self._remarked = (row, typing, found)
        return self._remarked[2]

    def _about(self, row: FormRow, spec: FieldSpec, at: CellAt) -> list[str]:
        """A lesion's effect on the sum; how its state is entered, while nothing is."""
        words = self._words
        if spec.section != TARGETS:
            return [words("flowsheet.bar.another")] if self._sheet.dated_otherwise(*at) else []
        state = row.value("state")
        if spec.path == "viable_mm" and row.value(spec.path) is None and state in (None, "measured"):
            return [words("flowsheet.bar.states")]
        effect = f"flowsheet.effect.{state}"
        said = [words(effect)] if words.has(effect) and row.value(spec.path) is None else []
        return said + self._sum(at)

    def _sum(self, at: CellAt) -> list[str]:
        visit = self._sheet.visits[at[1]]
        response = self._sheet.responses.get(visit.row_id)
        if response is None:
            return []
        if response.sum_mm is None:
            look = self._sheet.computed("sum", at[1])
            return [self._words("flowsheet.effect.open", sum=look.text)] if look.text else []
        facts = {
            "sum": f"{response.sum_mm:f}",
            "first": change(response.sum_mm, response.baseline_mm) or "–",
            "nadir": change(response.sum_mm, response.nadir_mm) or "–",
            "category": response.mrecist_target.value
            if response.mrecist_target
            else self._words("flowsheet.open"),
        }
        return [self._words("flowsheet.effect.sum", **facts)]
