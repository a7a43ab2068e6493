"""CCI 2022: progression after three consecutive standardised, refined sessions.

Source: 中国医师协会介入医师分会, 介入放射学杂志 2022;31(11):1039-1044; opening of the abstract read, the rest as
the review retells it.
Reading: the last three counted sessions, no HAIC between them, all adequate; progression of the target lesions
in the liver against the sum before the first TACE. Not the nadir, no 5 mm rule; new lesions, invasion and
spread are ignored unless the profile lets a new liver lesion serve instead.
Computation: viable sum in the liver >= 120 % of the first sum on the image that evaluates the last session.
"""

from domain.course import Course
from domain.evidence.publication import Certainty, Source
from domain.logic.finding import Finding, all_of, any_of, decided
from domain.logic.verdict import Verdict
from domain.resistance.definition import Criterion, ResistanceDefinition, Standing
from domain.resistance.session_tests import after_phase, all_adequate, consecutive, enough_sessions
from domain.response.progression import new_lesion
from domain.response.shrinkage import progression_over_first

SESSIONS = 3


def progressed(course: Course) -> Finding:
    """Progression on the image that evaluates the last session."""
    last = course.sessions[-1]
    chosen = course.evaluating(last)
    finding = progression_over_first(course, chosen)
    if course.profile.cci_new_lesions_count:
        finding = any_of("cci.pd_or_new_lesion", (finding, new_lesion(course, chosen, liver_only=True)))
    return after_phase(chosen.pending, finding, last)


def resistance(course: Course) -> Finding:
    """CCI 2022 on one course."""
    if not course.sessions:
        return decided("no_counted_session", False)
    enough = enough_sessions(course, SESSIONS)
    if enough.verdict is Verdict.NOT_MET:
        return all_of("cci", (enough,))
    three = course.sessions[-SESSIONS:]
    return all_of(
        "cci",
        (
            enough,
            consecutive(course, three[0].number, three[-1].number),
            all_adequate(course, three),
            progressed(course),
        ),
    )


DEFINITION = ResistanceDefinition(
    id="CCI-2022",
    standing=Standing.CONSENSUS,
    source=Source("中国医师协会介入医师分会. 介入放射学杂志 2022;31(11):1039-1044", Certainty.REVIEW_ONLY, ""),
    criteria=(
        Criterion("session.consecutive", "three or more consecutive sessions", Certainty.READ),
        Criterion("session.all_adequate", "standardised and refined sessions", Certainty.READ),
        Criterion("cci.pd_over_first", "progression against the first TACE", Certainty.REVIEW_ONLY),
    ),
    rule=resistance,
)
