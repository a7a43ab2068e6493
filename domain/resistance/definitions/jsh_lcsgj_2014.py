"""JSH-LCSGJ 2014: insufficient response or progression twice in a row, rising markers, vessels, spread.

Source: Kudo M et al., Oncology 2014;87 Suppl 1:22-31, doi 10.1159/000368142, read in papers that quote it.
Reading: A1 or A2 or B or C or D. A run is two or more consecutive adequate sessions and ends at the latest
session that has an evaluating image; A1 and A2 do not mix.
Computation: A1 viable sum in the liver > 50 % of the sum before the first TACE on each evaluating image;
A2 a counting new liver lesion on each; B domain.resistance.marker_trend; C, D domain.resistance.appearance.
"""

from collections.abc import Callable
from itertools import pairwise

from domain.course import CountedSession, Course, once_per_course
from domain.evidence.publication import Certainty, Source
from domain.logic.finding import Finding, all_of, any_of, decided
from domain.logic.verdict import Verdict
from domain.profile import ChangeOfTechnique
from domain.resistance.appearance import new_extrahepatic_spread, new_vascular_invasion
from domain.resistance.definition import Criterion, ResistanceDefinition, Standing
from domain.resistance.marker_rise import rising_markers
from domain.resistance.session_tests import (
    adequate,
    after_phase,
    changed_technique,
    consecutive,
    enough_sessions,
    new_liver_lesion_after,
)
from domain.response.shrinkage import more_than_half_viable

SessionTest = Callable[[Course, CountedSession], Finding]


def insufficient_response(course: Course, session: CountedSession) -> Finding:
    """More than half of the first sum still viable on the image that evaluates the session."""
    chosen = course.evaluating(session)
    return after_phase(chosen.pending, more_than_half_viable(course, chosen), session)


def last_of_run(course: Course) -> int:
    """Position of the session at which a run ends: the latest evaluated one, at least the second."""
    evaluated = [position for position, session in enumerate(course.sessions) if course.evaluating(session).exists]
    return max(evaluated[-1] if evaluated else 0, 1)


def twice_in_a_row(criterion: str, course: Course, test: SessionTest) -> Finding:
    """Some run of consecutive adequate sessions in which each one fails the test."""
    enough = enough_sessions(course, 2)
    if enough.verdict is Verdict.NOT_MET:
        return all_of(criterion, (enough,))
    end = last_of_run(course)
    failed = {end: _failed(course, end, test)}
    runs = []
    for start in range(end - 1, -1, -1):
        failed[start] = _failed(course, start, test)
        run = _run(course, start, end, failed)
        runs.append(run)
        needs_no_longer_run = course.profile.change_of_technique is not ChangeOfTechnique.REQUIRE
        broken = failed[start].verdict is Verdict.NOT_MET or not course.sessions[start + 1].follows_directly
        if needs_no_longer_run or broken:
            break
    return runs[0].renamed(criterion) if len(runs) == 1 else any_of(criterion, runs)


def _failed(course: Course, position: int, test: SessionTest) -> Finding:
    session = course.sessions[position]
    return all_of(
        "jsh.session_failed",
        (adequate(course, session), test(course, session)),
        session=session.number,
        session_day=session.last,
    )


def _run(course: Course, start: int, end: int, failed: dict[int, Finding]) -> Finding:
    sessions = course.sessions[start : end + 1]
    parts = [consecutive(sessions), *(failed[position] for position in range(start, end + 1))]
    if course.profile.change_of_technique is ChangeOfTechnique.REQUIRE:
        changes = (changed_technique(course, now, before) for before, now in pairwise(sessions))
        parts.append(any_of("jsh.technique_changed", changes))
    return all_of("jsh.run", parts, first_session=sessions[0].number, last_session=sessions[-1].number)


@once_per_course
def resistance(course: Course) -> Finding:
    """JSH-LCSGJ 2014 on one course."""
    if not course.sessions:
        return decided("no_counted_session", False)
    return any_of(
        "jsh",
        (
            twice_in_a_row("jsh.A1", course, insufficient_response),
            twice_in_a_row("jsh.A2", course, new_liver_lesion_after),
            rising_markers(course),
            new_vascular_invasion(course),
            new_extrahepatic_spread(course),
        ),
    )


CRITERIA = (
    Criterion("jsh.A1", "item 1, insufficient response", Certainty.PARAPHRASED),
    Criterion("jsh.A2", "item 1, progression of the number of lesions", Certainty.PARAPHRASED),
    Criterion("jsh.B", "item 2, continuous elevation of tumour markers", Certainty.OWN_CHOICE),
    Criterion("jsh.C", "item 3, vascular invasion", Certainty.PARAPHRASED),
    Criterion("jsh.D", "item 4, extrahepatic spread", Certainty.PARAPHRASED),
)

DEFINITION = ResistanceDefinition(
    id="JSH-LCSGJ-2014",
    standing=Standing.CONSENSUS,
    source=Source("Kudo M et al. Oncology 2014;87 Suppl 1:22-31", Certainty.PARAPHRASED, "10.1159/000368142"),
    criteria=CRITERIA,
    rule=resistance,
)
