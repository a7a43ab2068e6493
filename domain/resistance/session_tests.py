"""Tests of sessions that several definitions share."""

from itertools import chain

from domain.course import CountedSession, Course, Reads, once_while
from domain.logic.cell import Cell
from domain.logic.deciding import NEVER, NOW, Ways, either, jointly, way
from domain.logic.finding import Fact, Finding, all_of, decided, provided, undecided
from domain.response.progression import new_lesion


def session_facts(session: CountedSession) -> dict[str, Fact]:
    return {"session": session.number, "session_day": session.last}


@once_while(Reads.SESSIONS)
def adequate(course: Course, session: CountedSession) -> Finding:
    """All parts attested as standardised and refined (规范化、精细化)."""
    cells = tuple(Cell("sessions", part, "adequate") for part in session.parts)
    answers = [course.record.sessions[part].adequate for part in session.parts]
    facts = session_facts(session)
    if False in answers or None not in answers:
        return decided("session.adequate", False not in answers, cells, **facts)
    empty = tuple(cell for cell, answer in zip(cells, answers, strict=True) if answer is None)
    return undecided(
        "session.adequate", (way("yes", *empty),), tuple(way("no", cell) for cell in empty), cells, "", **facts
    )


def all_adequate(course: Course, sessions: tuple[CountedSession, ...]) -> Finding:
    return all_of("session.all_adequate", (adequate(course, session) for session in sessions))


@once_while(Reads.SESSIONS)
def consecutive(course: Course, first: int, last: int) -> Finding:
    """No HAIC stands between the sessions of these numbers."""
    uninterrupted = all(session.follows_directly for session in course.sessions[first:last])
    cells = chain.from_iterable(_type_cells(course)[first - 1 : last])
    return decided("session.consecutive", uninterrupted, cells, first_session=first, last_session=last)


def enough_sessions(course: Course, least: int) -> Finding:
    """At least so many counted sessions."""
    cells = chain.from_iterable(_type_cells(course))
    return decided("session.enough", len(course.sessions) >= least, cells, count=len(course.sessions), least=least)


@once_while(Reads.SESSIONS)
def _type_cells(course: Course) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(Cell("sessions", part, "type") for part in session.parts) for session in course.sessions)


def technique_changed(course: Course, session: CountedSession, before: CountedSession) -> bool | None:
    """Agents differ from the session before, or the feeders were re-analysed (agents: union of all parts)."""
    rows = course.record.sessions
    feeders = {rows[part].feeders_reanalysed for part in session.parts}
    if True in feeders:
        return True
    if any(rows[part].agents is None for part in (*before.parts, *session.parts)):
        return None
    if _agents(course, session) != _agents(course, before):
        return True
    return None if None in feeders else False


@once_while(Reads.SESSIONS)
def changed_technique(course: Course, session: CountedSession, before: CountedSession) -> Finding:
    """As ``technique_changed``, with what would decide it."""
    rows = course.record.sessions
    feeder_cells = tuple(Cell("sessions", part, "feeders_reanalysed") for part in session.parts)
    empty_feeders = tuple(cell for cell in feeder_cells if rows[cell.row].feeders_reanalysed is None)
    agent_cells = tuple(Cell("sessions", part, "agents") for part in (*before.parts, *session.parts))
    empty_agents = tuple(cell for cell in agent_cells if rows[cell.row].agents is None)
    changed = technique_changed(course, session, before)
    facts = session_facts(session)
    if changed is not None:
        return decided("session.changed_technique", changed, (*agent_cells, *feeder_cells), **facts)
    # What the agents must be depends on the other session: the answers are not compared between ways.
    entered: Ways = (way("entered", *empty_agents),) if empty_agents else NEVER
    same: Ways = entered or NOW
    to_met = either(entered, tuple(way("yes", cell) for cell in empty_feeders))
    not_again: Ways = (way("no", *empty_feeders),)
    return undecided(
        "session.changed_technique",
        to_met,
        jointly(same, not_again),
        (*agent_cells, *feeder_cells),
        "",
        **facts,
    )


def _agents(course: Course, session: CountedSession) -> frozenset[str]:
    agents = (course.record.sessions[part].agents or () for part in session.parts)
    return frozenset(agent.strip().casefold() for row in agents for agent in row)


def new_liver_lesion_after(course: Course, session: CountedSession) -> Finding:
    """A counting new intrahepatic lesion on the image that evaluates the session."""
    chosen = course.evaluating(session)
    return after_phase(chosen.pending, new_lesion(course, chosen, liver_only=True), session)


def after_phase(pending: tuple[Cell, ...], finding: Finding, session: CountedSession) -> Finding:
    """The finding on an evaluating image, open until its arterial phase is recorded."""
    return provided(pending, finding, **session_facts(session))
