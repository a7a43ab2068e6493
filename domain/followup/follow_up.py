"""Follow-up states per session (clinical-rules, section 11)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.course import CountedSession, Course, Reads, once_while
from domain.days import CLOSING_DAYS, DUE_DAYS
from domain.record.treatment import TherapyKind


class State(StrEnum):
    """With the default window: waiting day 0–27, due 28–42, overdue 43–75, closing 76–92, missed from 93."""

    WAITING = "waiting"
    DUE = "due"
    OVERDUE = "overdue"
    CLOSING = "closing"
    MISSED = "missed"
    DONE = "done"
    UNASSESSED = "unassessed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One session's follow-up. ``days`` since its last part; ``days_left`` while the window is open."""

    session: int
    session_day: date
    state: State
    days: int
    days_left: int | None
    due_from: date
    window_ends: date


@once_while(Reads.ALL_BUT_TARGETS)
def follow_up(course: Course, today: date) -> tuple[FollowUp, ...]:
    """The state of every counted session on a day. Death or transplant ends what is still open."""
    ended = _ended(course, today)
    return tuple(_of_session(course, session, today, ended) for session in course.sessions)


def _of_session(course: Course, session: CountedSession, today: date, ended: bool) -> FollowUp:
    window = course.window(session)
    state = _state(course, session, today)
    if ended and state not in (State.DONE, State.UNASSESSED):
        state = State.ENDED
    still_open = state in (State.WAITING, State.DUE, State.OVERDUE, State.CLOSING)
    return FollowUp(
        session=session.number,
        session_day=session.last,
        state=state,
        days=(today - session.last).days,
        days_left=(window.last - today).days if still_open else None,
        due_from=window.first,
        window_ends=window.last,
    )


def _state(course: Course, session: CountedSession, today: date) -> State:
    if course.evaluating(session).image is not None:
        return State.DONE
    if session.next_start is not None:
        return State.UNASSESSED
    window = course.window(session)
    if today < window.first:
        return State.WAITING
    if today > window.last:
        return State.MISSED
    if (window.last - today).days < CLOSING_DAYS:
        return State.CLOSING
    return State.DUE if (today - window.first).days < DUE_DAYS else State.OVERDUE


def _ended(course: Course, today: date) -> bool:
    died = course.record.patient.died_on
    transplanted = any(
        therapy.kind is TherapyKind.TRANSPLANT and therapy.started_on is not None and therapy.started_on <= today
        for therapy in course.record.therapies
    )
    return transplanted or (died is not None and died <= today)


def planned_too_early(course: Course, planned: date) -> date | None:
    """The first day on which a next TACE leaves room to evaluate the last one; None where ``planned`` does."""
    if not course.sessions:
        return None
    opens = course.window(course.sessions[-1]).first
    return opens if course.sessions[-1].last - timedelta(days=1) < planned < opens else None
