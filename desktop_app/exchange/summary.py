"""What a list shows of a patient, derived once at each save."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop_app.exchange.pinyin import search_keys
from domain.assessment import Assessment
from domain.course import Course
from domain.followup import State, follow_up


@dataclass(frozen=True, slots=True)
class PatientSummary:
    """``follow_up_from``: the last part of the last session while it waits for its image, else None;
    ``follow_up_fixed``: then the state itself, such as "done", or "none" without a session."""

    pinyin: str
    initials: str
    tace_count: int
    last_session_on: date | None
    latest_response: str | None
    verdicts: Mapping[str, str]
    follow_up_from: date | None
    follow_up_fixed: str | None


def summary_of(assessment: Assessment) -> PatientSummary:
    """The summary as of this record and profile; it does not depend on today."""
    course = assessment.course
    last = course.sessions[-1].last if course.sessions else None
    latest = assessment.responses[-1].mrecist_overall if assessment.responses else None
    pinyin, initials = search_keys(assessment.record.patient.name)
    since, fixed = _follow_up(course, last)
    return PatientSummary(
        pinyin=pinyin,
        initials=initials,
        tace_count=len(course.sessions),
        last_session_on=last,
        latest_response=latest.value if latest is not None else None,
        verdicts={name: verdict.verdict.value for name, verdict in assessment.verdicts.items()},
        follow_up_from=since,
        follow_up_fixed=fixed,
    )


def _follow_up(course: Course, last: date | None) -> tuple[date | None, str | None]:
    """Looked at from the end of time, only a session that waits is missed: its state is a matter of today."""
    if last is None:
        return None, "none"
    state = follow_up(course, date.max)[-1].state
    return (last, None) if state is State.MISSED else (None, state.value)
