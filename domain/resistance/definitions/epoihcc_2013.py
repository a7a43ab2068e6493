"""EPOIHCC 2013: no response after three sessions within six months.

Source: Park JW et al., Liver Int 2013;33:327-337, doi 10.1111/liv.12083, read in papers that quote it.
Reading: three counted sessions, the last part of the last within six calendar months of the first part of
the first; the latest such group; HAIC between them does not interrupt; new lesions alone do not count.
Computation: mRECIST target response on the image that evaluates the last of the three is SD or PD.
"""

from domain.course import CountedSession, Course, add_months
from domain.evidence.publication import Certainty, Source
from domain.logic.cell import Cell
from domain.logic.finding import Finding, all_of, any_of, decided
from domain.resistance.definition import Criterion, ResistanceDefinition, Standing
from domain.resistance.session_tests import after_phase
from domain.response.progression import target_progression
from domain.response.shrinkage import not_responded

MONTHS = 6
SESSIONS = 3


def latest_group(course: Course) -> tuple[CountedSession, ...]:
    """The latest three counted sessions within six months, or nothing."""
    for last in range(len(course.sessions), SESSIONS - 1, -1):
        group = course.sessions[last - SESSIONS : last]
        if group[-1].last <= add_months(group[0].first, MONTHS):
            return group
    return ()


def resistance(course: Course) -> Finding:
    """EPOIHCC 2013 on one course."""
    if not course.sessions:
        return decided("no_counted_session", False)
    group = latest_group(course)
    cells = tuple(Cell("sessions", part, "date") for session in group or course.sessions for part in session.parts)
    if not group:
        none = decided("epoihcc.three_in_six_months", False, cells, count=len(course.sessions))
        return all_of("epoihcc", (none,))
    last = group[-1]
    three = decided(
        "epoihcc.three_in_six_months",
        True,
        cells,
        count=len(course.sessions),
        first_session=group[0].number,
        last_session=last.number,
        first_day=group[0].first,
        last_day=last.last,
        deadline=add_months(group[0].first, MONTHS),
    )
    chosen = course.evaluating(last)
    stable_or_worse = any_of(
        "epoihcc.sd_or_pd", (target_progression(course, chosen), not_responded(course, chosen))
    )
    return all_of("epoihcc", (three, after_phase(chosen.pending, stable_or_worse, last)))


DEFINITION = ResistanceDefinition(
    id="EPOIHCC-2013",
    standing=Standing.CONSENSUS,
    source=Source("Park JW et al. Liver Int 2013;33:327-337", Certainty.PARAPHRASED, "10.1111/liv.12083"),
    criteria=(
        Criterion("epoihcc.three_in_six_months", "three sessions within six months", Certainty.PARAPHRASED),
        Criterion("epoihcc.sd_or_pd", "stable or progressive disease", Certainty.PARAPHRASED),
    ),
    rule=resistance,
)
