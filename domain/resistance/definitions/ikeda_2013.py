"""Ikeda 2013, a study definition: progression, or less than 25 % shrinkage, after the last session.

Source: Ikeda M et al., J Gastroenterol 2014;49:932-940, doi 10.1007/s00535-013-0853-7, as the review retells it.
Reading: against the image before the last session; an image in the response window.
Computation: viable sum > 75 % of the sum before, or overall PD.
"""

from domain.course import Course
from domain.evidence.publication import Certainty, Source
from domain.logic.finding import Finding, any_of, decided
from domain.resistance.definition import Criterion, ResistanceDefinition, Standing
from domain.resistance.session_tests import after_phase
from domain.response.progression import overall_progression
from domain.response.shrinkage import MORE_THAN_75_PERCENT, above


def resistance(course: Course) -> Finding:
    """Ikeda 2013 on one course."""
    if not course.sessions:
        return decided("no_counted_session", False)
    last = course.sessions[-1]
    chosen = course.evaluating(last)
    shrunk_little = above(course, "study.not_shrunk_25", chosen, course.image_before(last), MORE_THAN_75_PERCENT)
    either = any_of("ikeda", (shrunk_little, overall_progression(course, chosen)))
    return after_phase(chosen.pending, either, last)


DEFINITION = ResistanceDefinition(
    id="Ikeda-2013",
    standing=Standing.STUDY,
    source=Source(
        "Ikeda M et al. J Gastroenterol 2014;49:932-940", Certainty.REVIEW_ONLY, "10.1007/s00535-013-0853-7"
    ),
    criteria=(
        Criterion("study.not_shrunk_25", "less than 25 % shrinkage", Certainty.REVIEW_ONLY),
        Criterion("response.overall_pd", "progression", Certainty.REVIEW_ONLY),
    ),
    rule=resistance,
)
