"""European 2014: what counts as failure depends on what the treatment was for.

Source: Raoul JL et al., Liver Cancer 2014;3:119-124, doi 10.1159/000343867; abstract read, the table as
the review retells it.
Reading: new vascular invasion, or new spread, or, after enough sessions, the table by the intent of the last
session: overall PD meets it with any intent (palliative PD: our choice, the review is silent); SD meets it
with curative intent, not with palliative, and cannot be judged with bridging, downstaging or none recorded.
Computation: on the image that evaluates the last session, in Kleene logic.
"""

from domain.course import CountedSession, Course
from domain.evidence.publication import Certainty, Source
from domain.logic.cell import Cell
from domain.logic.deciding import NEVER, way
from domain.logic.finding import Finding, all_of, any_of, decided, undecided
from domain.record.tace_session import Intent
from domain.resistance.appearance import new_extrahepatic_spread, new_vascular_invasion
from domain.resistance.definition import Criterion, ResistanceDefinition, Standing
from domain.resistance.session_tests import after_phase, enough_sessions, session_facts
from domain.response.progression import overall_progression
from domain.response.shrinkage import not_responded


def stable_counts(course: Course, session: CountedSession) -> Finding:
    """Whether stable disease is failure with the intent of the last part of the session."""
    part = session.parts[-1]
    intent = course.record.sessions[part].intent
    cell = Cell("sessions", part, "intent")
    facts = {**session_facts(session), "intent": intent}
    if intent in (Intent.CURATIVE, Intent.PALLIATIVE):
        return decided("european.stable_counts", intent is Intent.CURATIVE, (cell,), **facts)
    if intent is None:
        to_met, to_not_met = (way("curative", cell),), (way("palliative", cell),)
        return undecided("european.stable_counts", to_met, to_not_met, (cell,), "", **facts)
    return undecided("european.stable_counts", NEVER, NEVER, (cell,), "intent_not_covered", **facts)


def failed_by_intent(course: Course, session: CountedSession) -> Finding:
    """The table: overall PD, or no response where stable disease counts."""
    chosen = course.evaluating(session)
    stable = all_of("european.stable", (not_responded(course, chosen), stable_counts(course, session)))
    table = any_of("european.table", (overall_progression(course, chosen), stable))
    return after_phase(chosen.pending, table, session)


def resistance(course: Course) -> Finding:
    """European 2014 on one course."""
    if not course.sessions:
        return decided("no_counted_session", False)
    parts = [enough_sessions(course, course.profile.european_minimum_sessions)]
    if parts[0].verdict.value == "met":
        parts.append(failed_by_intent(course, course.sessions[-1]))
    return any_of(
        "european",
        (
            new_vascular_invasion(course),
            new_extrahepatic_spread(course),
            all_of("european.response", parts),
        ),
    )


DEFINITION = ResistanceDefinition(
    id="European-2014",
    standing=Standing.CONSENSUS,
    source=Source("Raoul JL et al. Liver Cancer 2014;3:119-124", Certainty.REVIEW_ONLY, "10.1159/000343867"),
    criteria=(
        Criterion("jsh.C", "vascular invasion", Certainty.REVIEW_ONLY),
        Criterion("jsh.D", "extrahepatic spread", Certainty.REVIEW_ONLY),
        Criterion("european.table", "response by intent", Certainty.REVIEW_ONLY),
    ),
    rule=resistance,
)
