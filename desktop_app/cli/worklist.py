"""``worklist``: whose image is due, overdue, or about to be too late."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from desktop_app.cli.console import Console
from desktop_app.cli.stored import note, opened, profile_of
from desktop_app.store import AuditAction, ListQuery, RecordStore
from domain.course import Course
from domain.followup import FollowUp, State, follow_up
from domain.profile import Profile
from domain.record import PatientRecord

PAGE = 500
ORDER = (State.CLOSING, State.OVERDUE, State.DUE)
"""What is most pressing comes first."""


@dataclass(frozen=True, slots=True)
class Line:
    record: PatientRecord
    follow_up: FollowUp


def run(options: argparse.Namespace, console: Console) -> int:
    with opened(options.store, console) as store:
        found = list(lines(store, profile_of(store), console))
        note(store, AuditAction.VIEW, list="worklist", count=len(found))
    found.sort(key=lambda line: (ORDER.index(line.follow_up.state), -line.follow_up.days, line.record.patient.id))
    if options.json:
        console.say_list(map(_json, found))
    else:
        _say(found, console)
    return 0


def lines(store: RecordStore, profile: Profile, console: Console) -> Iterator[Line]:
    """The patients of the list, in no order."""
    for stored in store.records(_waiting(store, console)):
        course = Course(stored.record, profile)
        for session in follow_up(course, console.today)[-1:]:
            if session.state in ORDER:
                yield Line(stored.record, session)


def _waiting(store: RecordStore, console: Console) -> Iterator[str]:
    """The numbers of all patients whose last session waits for an image."""
    query = ListQuery(today=console.today)
    for offset in range(0, store.count(query), PAGE):
        for row in store.page(query, offset=offset, limit=PAGE):
            if row.follow_up_from is not None:
                yield row.patient_id


def _json(line: Line) -> dict[str, Any]:
    patient, session = line.record.patient, line.follow_up
    return {
        "patient": patient.id,
        "name": patient.name,
        "state": session.state.value,
        "session": session.session,
        "session_day": session.session_day.isoformat(),
        "days": session.days,
        "days_left": session.days_left,
        "due_from": session.due_from.isoformat(),
        "window_ends": session.window_ends.isoformat(),
    }


def _say(found: list[Line], console: Console) -> None:
    words = console.words
    if not found:
        console.say(words("cli.worklist.empty", day=console.today))
        return
    names = ("state", "patient", "name", "session", "days", "days_left", "window_ends")
    rows = [[words(f"cli.worklist.{name}") for name in names], *(_row(line, console) for line in found)]
    console.say_table(rows)


def _row(line: Line, console: Console) -> list[str]:
    patient, session = line.record.patient, line.follow_up
    return [
        console.words(f"cli.follow_up.{session.state.value}"),
        patient.id,
        patient.name or console.words("value.not_recorded"),
        f"TACE {session.session}  {session.session_day.isoformat()}",
        str(session.days),
        str(session.days_left),
        session.window_ends.isoformat(),
    ]
