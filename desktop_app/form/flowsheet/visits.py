"""The columns: sessions and images in order of time, and the marker and status rows beside each."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop_app.form.form_row import FormRow, RowId
from desktop_app.form.patient_form import PatientForm

VISITS = ("images", "sessions")
BESIDE = ("markers", "status")


@dataclass(frozen=True, slots=True)
class Visit:
    """A column: an image or a session; ``day`` is None while its date is not entered."""

    row_id: RowId
    section: str
    day: date | None

    @property
    def image(self) -> bool:
        return self.section == "images"


Beside = Mapping[tuple[RowId, str], tuple[RowId, ...]]
"""The rows shown in a visit's column, by (visit, marker) or (visit, ""); the nearest in time first."""


def visits_of(form: PatientForm) -> tuple[Visit, ...]:
    """All visits, undated ones last; of one day an image stands before the session that followed it."""
    found = [Visit(row.id, row.section, row.date) for row in form.rows.values() if row.section in VISITS]
    return tuple(sorted(found, key=lambda visit: (visit.day or date.max, not visit.image)))


def rows_beside(form: PatientForm, visits: tuple[Visit, ...]) -> Beside:
    """Each dated marker and status row with the visit nearest to it; of two, the image, else the later one."""
    by_day: dict[date, Visit] = {}
    for visit in visits:
        if visit.day is not None:
            by_day.setdefault(visit.day, visit)
    days = list(by_day)
    found: dict[tuple[RowId, str], list[tuple[int, RowId]]] = defaultdict(list)
    for row in form.rows.values() if days else ():
        if row.section in BESIDE and row.date is not None:
            visit = _nearest(by_day, days, row.date)
            distance = abs((days[0] if visit.day is None else visit.day) - row.date).days
            found[visit.row_id, _item(row)].append((distance, row.id))
    return {key: tuple(row_id for _, row_id in sorted(near, key=_distance)) for key, near in found.items()}


def _nearest(by_day: Mapping[date, Visit], days: list[date], day: date) -> Visit:
    """Of the days before and after this one; ``days`` stand in order."""
    at = bisect_left(days, day)
    if at == len(days):
        return by_day[days[-1]]
    later = by_day[days[at]]
    if at == 0 or days[at] == day:
        return later
    earlier = by_day[days[at - 1]]
    before, after = day - days[at - 1], days[at] - day
    if before == after:
        return earlier if earlier.image and not later.image else later
    return earlier if before < after else later


def _distance(near: tuple[int, RowId]) -> int:
    return near[0]


def _item(row: FormRow) -> str:
    return str(row.value("marker") or "") if row.section == "markers" else ""
