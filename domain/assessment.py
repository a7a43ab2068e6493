"""``assess``: everything that follows from one record under one profile. Pure, immutable, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from domain.advice import Advice, advise
from domain.course import Course, Reads, once_while
from domain.discrepancy import Discrepancy, discrepancies
from domain.logic.finding import Finding, any_of, negated
from domain.logic.verdict import Verdict
from domain.profile import DEFAULT_PROFILE, Profile
from domain.recommendation import Recommendation, recommend
from domain.record.patient_record import PatientRecord
from domain.resistance.definition import DefinitionVerdict, Standing
from domain.resistance.registry import DEFINITIONS, RULES_VERSION
from domain.response.image_response import ImageResponse
from domain.response.mrecist import image_responses
from domain.response.progression import target_progression
from domain.response.shrinkage import not_responded
from domain.staging import Sessions, Staging, stage


@dataclass(frozen=True)
class Assessment:
    """What was found, and on what: the record and the profile it was computed from belong to it."""

    record: PatientRecord
    profile: Profile
    verdicts: Mapping[str, DefinitionVerdict]
    responses: tuple[ImageResponse, ...]
    recommendation: Recommendation
    staging: Staging
    course: Course = field(compare=False, repr=False)
    """The course that the rules read, with what they asked of it: charts and banner need not ask again."""
    rules_version: str = RULES_VERSION

    # Notes beside the verdicts, found when first read: a key need not wait for what is shown a moment later.

    @cached_property
    def advice(self) -> tuple[Advice, ...]:
        return advise(self.course, self.responses)

    @cached_property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        return discrepancies(self.course)

    @property
    def discordance(self) -> tuple[str, ...]:
        """The consensus definitions whose verdict is not that of the primary one."""
        primary = self.verdicts[self.profile.primary_definition].verdict
        return tuple(
            verdict.definition
            for verdict in self.verdicts.values()
            if verdict.standing is Standing.CONSENSUS and verdict.verdict is not primary
        )


def assess(
    record: PatientRecord, profile: Profile = DEFAULT_PROFILE, *, former: Assessment | None = None
) -> Assessment:
    """Verdicts, responses, staging, recommendation and notes for one record.

    Shapes: one verdict per definition of the registry; one response per arterial-phase image after the first
    session. Never raises for a valid record. Source: the definitions' own modules.

    ``former`` is the assessment of a record that this one was made from: what has not changed since is not
    computed again. The result is the same with it and without it.
    """
    course = Course(record, profile, None if former is None else former.course)
    verdicts = {definition.id: definition.verdict_on(course) for definition in DEFINITIONS}
    responses = image_responses(course)
    staging = _staging(course, _sessions(course))
    return Assessment(
        record=record,
        profile=profile,
        verdicts=MappingProxyType(verdicts),
        responses=responses,
        recommendation=recommend(course, verdicts, staging.child_pugh),
        staging=staging,
        course=course,
    )


@once_while(Reads.ALL_BUT_TARGETS)
def _staging(course: Course, sessions: Sessions) -> Staging:
    """Stages and scores go by the images' counts and findings, never by a target row."""
    return stage(course.record, sessions)


def _sessions(course: Course) -> Sessions:
    """The days of the counted sessions, and whether the first one was responded to (CR or PR)."""
    days = tuple(session.first for session in course.sessions)
    if not days:
        return Sessions()
    response = _responded(course)
    answer = response.verdict is Verdict.MET if response.verdict.decided else None
    cells = tuple(sorted({cell for leaf in response.leaves() for cell in leaf.lacking}))
    return Sessions(days, answer, cells)


def _responded(course: Course) -> Finding:
    chosen = course.evaluating(course.sessions[0])
    failed = any_of("response.sd_or_pd", (target_progression(course, chosen), not_responded(course, chosen)))
    if chosen.pending:
        return Finding("response.responded", Verdict.INDETERMINATE, lacking=chosen.pending)
    return negated("response.responded", failed)
