"""Iwasa 2011, a study definition: growth, or less than 25 % shrinkage, one month after the last session.

Source: Iwasa S et al., Jpn J Clin Oncol 2011;41:770-775, doi 10.1093/jjco/hyr037, as the review retells it.
Reading: against the image before the last session; an image on day 28-42; a reported category never decides.
Computation: viable sum > 75 % of the sum before.
"""

from domain.course import Course
from domain.evidence.publication import Certainty, Source
from domain.logic.finding import Finding, all_of, decided
from domain.resistance.definition import Criterion, ResistanceDefinition, Standing
from domain.resistance.session_tests import after_phase
from domain.response.shrinkage import MORE_THAN_75_PERCENT, above

FIRST_DAY, LAST_DAY = 28, 42


def resistance(course: Course) -> Finding:
    """Iwasa 2011 on one course."""
    if not course.sessions:
        return decided("no_counted_session", False)
    last = course.sessions[-1]
    chosen = course.image_after_days(last, FIRST_DAY, LAST_DAY)
    before = course.image_before(last)
    finding = above(course, "study.not_shrunk_25", chosen, before, MORE_THAN_75_PERCENT)
    return all_of("iwasa", (after_phase(chosen.pending, finding, last),))


DEFINITION = ResistanceDefinition(
    id="Iwasa-2011",
    standing=Standing.STUDY,
    source=Source("Iwasa S et al. Jpn J Clin Oncol 2011;41:770-775", Certainty.REVIEW_ONLY, "10.1093/jjco/hyr037"),
    criteria=(Criterion("study.not_shrunk_25", "less than 25 % shrinkage at one month", Certainty.REVIEW_ONLY),),
    rule=resistance,
)
