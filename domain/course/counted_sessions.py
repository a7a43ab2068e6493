"""Which procedures count, and which of them are one staged session (clinical-rules, section 2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.record.tace_session import SessionType, TaceSession

COUNTED = frozenset({SessionType.CTACE, SessionType.DEB_TACE, SessionType.TACE_HAIC, SessionType.TAE})
STAGED_WITHIN = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class CountedSession:
    """One TACE session, staged or not. ``parts`` are indices into the record's sessions.

    ``next_start`` is the day on which the next completed session of any kind begins, HAIC included;
    ``follows_directly`` says whether no HAIC stands strictly between the session before and this one
    (False for the first session).
    """

    number: int
    parts: tuple[int, ...]
    first: date
    last: date
    next_start: date | None
    follows_directly: bool


def counted_sessions(sessions: Sequence[TaceSession]) -> tuple[CountedSession, ...]:
    """The completed TACE sessions in order of time; ``sessions`` stand in order of their dates."""
    groups = _staged(sessions)
    haic = [row.date for row in sessions if row.type is SessionType.HAIC and row.completed is not False]
    found = []
    for position, parts in enumerate(groups):
        first, last = sessions[parts[0]].date, sessions[parts[-1]].date
        starts = [day for day in haic if day > last]
        if position + 1 < len(groups):
            starts.append(sessions[groups[position + 1][0]].date)
        before = sessions[groups[position - 1][-1]].date if position else None
        found.append(
            CountedSession(
                number=position + 1,
                parts=tuple(parts),
                first=first,
                last=last,
                next_start=min(starts, default=None),
                follows_directly=before is not None and not any(before < day < first for day in haic),
            )
        )
    return tuple(found)


def _staged(sessions: Sequence[TaceSession]) -> list[list[int]]:
    groups: list[list[int]] = []
    for index, row in enumerate(sessions):
        if row.type not in COUNTED or row.completed is False:
            continue
        if groups and _same_course(sessions[groups[-1][0]], row):
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _same_course(first: TaceSession, row: TaceSession) -> bool:
    course = (first.course or "").strip()
    return bool(course) and course == (row.course or "").strip() and row.date - first.date <= STAGED_WITHIN
