"""How old the liver function and the performance status are that the gates rest on (hazard of an old state).

Ages are counted between entered dates alone, never to the clock: up to the latest day that the record knows of.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.course import Course
from domain.logic.cell import Cell
from domain.profile import OldInputs
from domain.record.patient_record import PatientRecord
from domain.staging import ALWAYS, ChildPughReading, Days

_DATED: Final = ("sessions", "images", "markers", "status")


@dataclass(frozen=True, slots=True)
class OldInput:
    """Child-Pugh or ECOG of a day before the latest session, or long before the latest entry.

    ``days`` before ``reference``, the latest day of any session, image, marker or status row; ``session`` is the
    later session, None where there is none and ``days`` alone are more than the ``limit``.
    """

    name: str
    on: date
    days: int
    limit: int
    reference: date
    session: date | None
    cells: tuple[Cell, ...]


def present_days(course: Course) -> Days:
    """The days whose entries say how the patient is now; all of them where old inputs are only noted."""
    return _present_days(course) if course.profile.old_inputs is OldInputs.WITHHOLD else ALWAYS


def old_inputs(course: Course, child_pugh: ChildPughReading) -> tuple[OldInput, ...]:
    """Of Child-Pugh and ECOG, as they stand without a limit, those that are old."""
    record = course.record
    fresh = _present_days(course)
    if fresh.after is None:
        return ()
    reference, session = _latest_entry(record), _latest_session(record)
    assert reference is not None  # noqa: S101 (without a dated row every day is present)
    limit = course.profile.old_inputs_days
    return tuple(
        OldInput(
            name, on, (reference - on).days, limit, reference, session if session and on < session else None, cells
        )
        for name, on, cells in _inputs(record, child_pugh)
        if on <= fresh.after
    )


def _inputs(record: PatientRecord, child_pugh: ChildPughReading) -> Iterator[tuple[str, date, tuple[Cell, ...]]]:
    if child_pugh.on is not None:
        yield "child_pugh", child_pugh.on, child_pugh.cells
    with_ecog = [index for index, row in enumerate(record.status) if row.ecog is not None]
    if with_ecog:
        on = record.status[with_ecog[-1]].date
        cells = (Cell("status", index, "ecog") for index in with_ecog if record.status[index].date == on)
        yield "ecog", on, tuple(cells)


def _present_days(course: Course) -> Days:
    """From the latest session, and from as many days before the latest entry as the profile allows."""
    reference, session = _latest_entry(course.record), _latest_session(course.record)
    if reference is None:
        return ALWAYS
    first = reference - timedelta(days=min(course.profile.old_inputs_days, (reference - date.min).days))
    if session is not None:
        first = max(first, session)
    return Days(after=first - timedelta(days=1)) if first > date.min else ALWAYS


def _latest_entry(record: PatientRecord) -> date | None:
    """Rows stand in the order of their dates."""
    return max((rows[-1].date for name in _DATED if (rows := getattr(record, name))), default=None)


def _latest_session(record: PatientRecord) -> date | None:
    """The day of the latest session of any kind, counted or not: each of them can change liver function."""
    return record.sessions[-1].date if record.sessions else None
