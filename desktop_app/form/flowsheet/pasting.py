"""A block from a spreadsheet: what goes where, and what is refused; nothing is entered here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from desktop_app.form.cells import Address
from desktop_app.form.fields import FIELDS, read
from desktop_app.form.flowsheet.naming import LESION_HEADS, STATE_HEADS, plain, row_named
from desktop_app.form.flowsheet.rows import RowKind, SheetRow
from desktop_app.form.flowsheet.sheet import Addition, Flowsheet, Place
from desktop_app.form.flowsheet.states import state_typed
from desktop_app.form.flowsheet.visits import Visit
from desktop_app.form.form_row import FormRow
from desktop_app.form.patient_form import PatientForm
from desktop_app.form.problem import Message, Problem
from desktop_app.form.showing import shown

Cells = Sequence[Sequence[str]]
LEAST_DATE: Final = 8
HEADED: Final = 0.5
"""From this share of known names on, a line is one of headings."""


@dataclass(frozen=True, slots=True)
class NewVisit:
    """An image that the block brings with it."""

    day: date


@dataclass(frozen=True, slots=True)
class Pasted:
    """One cell of the block. ``visit`` and ``row`` are where it goes; ``refused`` says why it goes nowhere.

    ``replaces`` is what stands there now.
    """

    heading: str
    text: str
    visit: Visit | NewVisit | None = None
    row: SheetRow | None = None
    replaces: str = ""
    refused: Message | None = None


@dataclass(frozen=True, slots=True)
class PastePlan:
    """``asks`` is true where the block has headings or more than one visit: it is shown before it is entered."""

    cells: tuple[Pasted, ...]
    asks: bool

    @property
    def taken(self) -> tuple[Pasted, ...]:
        return tuple(cell for cell in self.cells if cell.refused is None)


def paste_plan(
    form: PatientForm, sheet: Flowsheet, cells: Cells, at: tuple[int, int], current: Visit | None, today: date
) -> PastePlan:
    """What this block means with the cursor at (row, visit), ``current`` being the visit that is edited.

    With headings above or at the left they say which row is meant, and a date which visit. Without, one
    column goes down from the cursor, and several columns into the visits to the right.
    """
    return _Planning(form, sheet, today, current).plan(cells, at)


class _Planning:
    def __init__(self, form: PatientForm, sheet: Flowsheet, today: date, current: Visit | None) -> None:
        self._form = form
        self._sheet = sheet
        self._today = today
        self._current = current

    def plan(self, cells: Cells, at: tuple[int, int]) -> PastePlan:
        width = max(len(line) for line in cells)
        block = [[*line, *[""] * (width - len(line))] for line in cells]
        down = [line[0] for line in block]
        if self._lists_lesions(block):
            return PastePlan(_each_place_once(self._by_lesion(block)), asks=True)
        above, left = self._known(block[0]), self._known(down)
        if above >= HEADED and above >= left:
            return PastePlan(_each_place_once(self._by_heading(block[0], block[1:])), asks=True)
        if left >= HEADED:
            turned = [list(column) for column in zip(*block, strict=True)]
            return PastePlan(_each_place_once(self._by_heading(turned[0], turned[1:])), asks=True)
        found = tuple(self._by_place(block, at))
        return PastePlan(found, asks=width > 1 or any(cell.refused is not None for cell in found))

    def _known(self, headings: Sequence[str]) -> float:
        """The share of what stands in this line that is known by name."""
        written = [heading for heading in headings if heading.strip()]
        known = sum(row_named(self._sheet.rows, heading) is not None for heading in written)
        return known / len(written) if written else 0.0

    def _lists_lesions(self, block: Cells) -> bool:
        """Whether lesions stand at the left and their diameters beside them."""
        if len(block) < 2 or len(block[0]) < 2 or plain(block[0][0]) not in LESION_HEADS:
            return False
        return any(self._lesion_row(block[1][0], heading) is not None for heading in block[0][1:])

    def _lesion_row(self, lesion: str, heading: str) -> SheetRow | None:
        return row_named(self._sheet.rows, lesion if plain(heading) in STATE_HEADS else f"{lesion} {heading}")

    def _by_heading(self, headings: Sequence[str], lines: Cells) -> Iterator[Pasted]:
        rows = [row_named(self._sheet.rows, heading) for heading in headings]
        dates = [at for at, row in enumerate(rows) if row is not None and row.paths == ("date", "date")]
        dates = dates or [at for at in range(len(rows)) if self._dates([line[at] for line in lines])]
        for line in lines:
            visit = self._visit_of(line[dates[0]], rows) if dates else self._current
            for at, (heading, row, text) in enumerate(zip(headings, rows, line, strict=True)):
                if text.strip() and at not in dates:
                    yield self._cell(heading.strip(), text.strip(), visit, row)
                elif text.strip() and not isinstance(visit, Visit | NewVisit):
                    yield Pasted(heading.strip(), text.strip(), refused=visit)

    def _dates(self, texts: Sequence[str]) -> bool:
        """Whether these are whole dates: a bare number such as 35.5 must not pass for one."""
        written = [text.strip() for text in texts if text.strip()]
        if not written or min(map(len, written)) < LEAST_DATE:
            return False
        spec = FIELDS["images"]["date"]
        return not any(isinstance(read(spec, text, self._today), Problem) for text in written)

    def _visit_of(self, text: str, rows: Sequence[SheetRow | None]) -> Visit | NewVisit | Message | None:
        """The visit of this date: a session where the headings are those of sessions, else an image."""
        reading = read(FIELDS["images"]["date"], text, self._today)
        if isinstance(reading, Problem):
            return reading.message
        day = reading["date"]
        if day is None:
            return Message("flowsheet.paste.no_date")
        images = not any(row is not None and not row.paths[0] for row in rows)
        same = [visit for visit in self._sheet.visits if visit.day == day]
        fitting = [visit for visit in same if visit.image is images]
        if fitting or (same and images):
            return (fitting or same)[0]
        return NewVisit(day) if images else Message("flowsheet.paste.no_session", (("day", day),))

    def _by_lesion(self, block: Cells) -> Iterator[Pasted]:
        """A list of lesions: their names at the left, viable or whole diameters beside them."""
        for line in block[1:]:
            for heading, text in zip(block[0][1:], line[1:], strict=True):
                name = f"{line[0]} {heading}".strip()
                row = self._lesion_row(line[0], heading)
                if text.strip():
                    yield self._cell(name, text.strip(), self._current, row)

    def _by_place(self, block: Cells, at: tuple[int, int]) -> Iterator[Pasted]:
        """Down from the cursor through what can be entered, and to the right through the visits of its kind."""
        first = self._sheet.visits[at[1]]
        visits = [visit for visit in self._sheet.visits[at[1] :] if visit.section == first.section]
        rows = [row for row in self._sheet.rows[at[0] :] if self._sheet.place(row, first)]
        for column, texts in enumerate(zip(*block, strict=True)):
            visit = visits[column] if column < len(visits) else None
            for number, text in enumerate(texts):
                if text.strip():
                    yield self._cell("", text.strip(), visit, rows[number] if number < len(rows) else None)

    def _cell(
        self, heading: str, text: str, visit: Visit | NewVisit | Message | None, row: SheetRow | None
    ) -> Pasted:
        if isinstance(visit, Message):
            return Pasted(heading, text, row=row, refused=visit)
        if row is None:
            return Pasted(heading, text, visit, refused=Message("flowsheet.paste.unknown"))
        if visit is None:
            return Pasted(heading, text, row=row, refused=Message("flowsheet.paste.no_visit"))
        place = place_in(self._form, self._sheet, row, visit)
        if place is None:
            return Pasted(heading, text, visit, row, refused=Message("flowsheet.paste.not_here"))
        problem = self._problem(row, place, text)
        replaced = self._replaced(place, text) if problem is None else ""
        return Pasted(heading, text, visit, row, replaced, problem)

    def _problem(self, row: SheetRow, place: Address | Addition, text: str) -> Message | None:
        found = self._form.row(place.row_id) if isinstance(place, Address) else place.as_row()
        section = found.section if found is not None else "images"
        if isinstance(place, Addition) and place.waits:
            return Message("flowsheet.bar.date_first.plain")
        if row.kind is RowKind.LESION and state_typed(text):
            return None
        reading = read(FIELDS[section][place.path], text, self._today)
        return reading.message if isinstance(reading, Problem) else None

    def _replaced(self, place: Address | Addition, text: str) -> str:
        found: FormRow | None = self._form.rows.get(place.row_id) if isinstance(place, Address) else None
        if found is None:
            return ""
        before = shown(found, FIELDS[found.section][place.path])
        return "" if before == text else before


def _each_place_once(cells: Iterable[Pasted]) -> tuple[Pasted, ...]:
    """Two values for one cell: the second is refused rather than taken in silence."""
    seen: set[tuple[object, object]] = set()
    told = []
    for cell in cells:
        twice = cell.refused is None and (cell.visit, cell.row) in seen
        seen.add((cell.visit, cell.row))
        told.append(replace(cell, refused=Message("flowsheet.paste.twice")) if twice else cell)
    return tuple(told)


def place_in(form: PatientForm, sheet: Flowsheet, row: SheetRow, visit: Visit | NewVisit) -> Place:
    """The cell of this row in a visit; in a new image, what it will have.

    A pasted value is of the visit's own day: it takes the place of none that was measured on another one.
    """
    if isinstance(visit, Visit):
        place = sheet.place(row, visit)
        there = form.row(place.row_id) if isinstance(place, Address) else None
        beside = row.kind in (RowKind.MARKER, RowKind.STATUS)
        otherwise = beside and there is not None and there.date != visit.day
        return sheet.added_beside(row, visit) if otherwise else place
    if row.computed or not row.paths[0] or row.kind is RowKind.NEW_LESION:
        return None
    spec = row.spec()
    return None if spec is None else Addition(spec.section, spec.path, _identity(row, visit.day))


def _identity(row: SheetRow, day: date) -> tuple[tuple[str, str], ...]:
    if row.kind is RowKind.LESION:
        return (("lesion", row.item),)
    if row.kind is RowKind.MARKER:
        return (("date", day.isoformat()), ("marker", row.item))
    return (("date", day.isoformat()),)
