"""Procedures that do not fit each other, or themselves."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from domain.course import COUNTED, Course, add_months
from domain.discrepancy.found import ERROR, NOTE, WARNING, Discrepancy, found
from domain.logic.cell import Cell
from domain.record.tace_session import SessionType, TaceSession

TOO_CLOSE = timedelta(days=28)
A_YEAR, MONTHS_APART = timedelta(days=365), 12


def sessions(course: Course) -> Iterator[Discrepancy]:
    yield from _session_days(course)
    yield from _course_labels(course)
    for index, row in enumerate(course.record.sessions):
        yield from _procedure(index, row)
    yield from _twice(course)


def _session_days(course: Course) -> Iterator[Discrepancy]:
    """One TACE a day; the next not before the last can be evaluated, nor a year later unnoticed."""
    for before, session in pairwise(course.sessions):
        cells = (Cell("sessions", before.parts[-1], "date"), Cell("sessions", session.parts[0], "date"))
        apart = session.first - before.last
        numbers = {"first": before.number, "second": session.number, "days": apart.days}
        if not apart:
            yield found("two_sessions_one_day", ERROR, *cells, **numbers)
        elif apart < TOO_CLOSE:
            yield found("sessions_too_close", WARNING, *cells, **numbers)
        elif apart >= A_YEAR and session.first > add_months(before.last, MONTHS_APART):
            yield found("sessions_far_apart", NOTE, *cells, **numbers)


def _course_labels(course: Course) -> Iterator[Discrepancy]:
    """Parts of one course that are too far apart, or have another session between them, are not one session."""
    seen = set[str]()
    for session in course.sessions:
        label = (course.record.sessions[session.parts[0]].course or "").strip()
        if label and label in seen:
            yield found("course_not_joined", WARNING, Cell("sessions", session.parts[0], "course"), course=label)
        seen.add(label)


def _procedure(index: int, row: TaceSession) -> Iterator[Discrepancy]:
    """One procedure against itself: aborted and yet adequate, drugs and the kind that has none."""
    if row.completed is False:
        cell = Cell("sessions", index, "completed")
        if row.type in COUNTED:
            yield found("aborted_ignored", NOTE, cell, day=row.date)
        if row.adequate:
            yield found("aborted_but_adequate", WARNING, cell, Cell("sessions", index, "adequate"), day=row.date)
    elif row.type is SessionType.TAE and row.agents:
        cells = (Cell("sessions", index, "type"), Cell("sessions", index, "agents"))
        yield found("tae_with_agents", NOTE, *cells, day=row.date)
    elif row.agents == () and row.type is not SessionType.TAE:
        yield found("no_agents", WARNING, Cell("sessions", index, "agents"), day=row.date, type=row.type)


def _twice(course: Course) -> Iterator[Discrepancy]:
    """The same kind of procedure twice on a day, where the days of the counted sessions do not tell already."""
    part_of = {part: session.number for session in course.sessions for part in session.parts}
    for index, (before, row) in enumerate(pairwise(course.record.sessions)):
        if before.date != row.date or before.type is not row.type or False in (before.completed, row.completed):
            continue
        if part_of.get(index) == part_of.get(index + 1):
            cells = (Cell("sessions", index, "date"), Cell("sessions", index + 1, "date"))
            yield found("procedure_twice", WARNING, *cells, day=row.date, type=row.type)
