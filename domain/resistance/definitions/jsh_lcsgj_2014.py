"""JSH-LCSGJ 2014: insufficient response or progression twice in a row, rising markers, vessels, spread.

Source: Kudo M et al., Oncology 2014;87 Suppl 1:22-31, doi 10.1159/000368142, read in papers that quote it.
Reading: A1 or A2 or B or C or D. A run is two or more consecutive adequate sessions and ends at the latest
session that has an evaluating image; A1 and A2 do not mix.
Computation: A1 viable sum in the liver > 50 % of the sum before the first TACE on each evaluating image;
A2 a counting new liver lesion on each; B domain.resistance.marker_trend; C, D domain.resistance.appearance.
"""

from collections.abc import Callable
from dataclasses import replace

from domain.course import CountedSession, Course
from domain.evidence.publication import Certainty, Source
from domain.logic.deciding import Ways, either, jointly, way
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
    return _or_with_a_later_end(course, end, test, _runs_up_to(criterion, course, end, test))


def _or_with_a_later_end(course: Course, end: int, test: SessionTest, finding: Finding) -> Finding:
    """An image still to be entered after a later session moves the end of the run: that can decide as well."""
    if finding.verdict.decided:
        return finding
    to_met, to_not_met = [finding.to_met], [finding.to_not_met]
    for later in range(end + 1, len(course.sessions)):
        image = course.evaluating(course.sessions[later]).to_enter
        if image is not None:
            entered: Ways = (way("entered", image),)
            moved = _runs_up_to(finding.criterion, course, later, test)
            to_met.append(jointly(entered, moved.to_met))
            to_not_met.append(jointly(entered, moved.to_not_met))
    return replace(finding, to_met=either(*to_met), to_not_met=either(*to_not_met))


def _runs_up_to(criterion: str, course: Course, end: int, test: SessionTest) -> Finding:
    """The runs that end at this session, each one session longer than the one before."""
    sessions = course.sessions
    change_required = course.profile.change_of_technique is ChangeOfTechnique.REQUIRE
    failed = [_failed(course, end, test)]
    changed: list[Finding] = []
    runs = []
    for start in range(end - 1, -1, -1):
        failed = [_failed(course, start, test), *failed]
        if change_required:
            changed = [changed_technique(course, sessions[start + 1], sessions[start]), *changed]
        runs.append(_run(consecutive(course, start + 1, end + 1), failed, changed))
        broken = failed[0].verdict is Verdict.NOT_MET or not sessions[start + 1].follows_directly
        if broken or not change_required:
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


def _run(uninterrupted: Finding, failed: list[Finding], changed: list[Finding]) -> Finding:
    parts = [uninterrupted, *failed]
    if changed:
        parts.append(any_of("jsh.technique_changed", changed))
    return all_of("jsh.run", parts, **dict(uninterrupted.facts))


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
