"""The invented patients cover every branch, on whatever day they are shown."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from desktop_app.exchange.demo import demo_records
from domain.assessment import Assessment, assess
from domain.followup import State, follow_up
from domain.logic.verdict import Verdict
from domain.recommendation import Status, Tier
from domain.record import Bound, PatientRecord, SessionType, TargetState
from domain.resistance.registry import DEFINITIONS

DAYS = [date(2026, 6, 30), date(2026, 11, 23), date(2027, 3, 1), date(2028, 2, 29), date(2030, 8, 31)]
TIERS = {
    Status.RECOMMENDED: (Tier.FIRST_LINE, Tier.SECOND_LINE),
    Status.DISCUSS: (Tier.FIRST_LINE, Tier.SECOND_LINE),
    Status.WITHHELD: (None,),
    Status.OUT_OF_SCOPE: (None,),
    Status.NOT_TRIGGERED: (None,),
}
SITUATIONS = {
    "staged session": lambda record: any(session.course for session in record.sessions),
    "HAIC between": lambda record: any(session.type is SessionType.HAIC for session in record.sessions[1:-1]),
    "aborted": lambda record: any(session.completed is False for session in record.sessions),
    "six sessions": lambda record: len(record.sessions) >= 6,
    "no session": lambda record: not record.sessions,
    "reported only": lambda record: any(image.reported and not image.targets for image in record.images),
    "second reading": lambda record: any(image.second_reading for image in record.images),
    "phase not recorded": lambda record: any(image.arterial_phase is None for image in record.images),
    "new lesion": lambda record: any(image.new_lesions for image in record.images),
    "Vp3": lambda record: any(image.portal_vein == "Vp3" for image in record.images),
    "spread": lambda record: any(image.spread_sites for image in record.images),
    "too small": lambda record: any(
        target.state is TargetState.TOO_SMALL for image in record.images for target in image.targets
    ),
    "above the range": lambda record: any(marker.bound is Bound.GT for marker in record.markers),
    "below the range": lambda record: any(marker.bound is Bound.LT for marker in record.markers),
    "several units": lambda record: any(marker.unit and marker.unit.value == "IU/mL" for marker in record.markers),
    "therapy": lambda record: bool(record.therapies),
    "override": lambda record: bool(record.overrides),
    "died": lambda record: record.patient.died_on is not None,
    "rare characters": lambda record: "䶮㛃" in (record.patient.name or ""),
}


@pytest.fixture(scope="module", params=DAYS, ids=str)
def shown(request: pytest.FixtureRequest) -> tuple[date, tuple[Assessment, ...]]:
    return request.param, tuple(map(assess, demo_records(request.param)))


def branches(today: date, assessment: Assessment) -> Iterator[tuple[object, ...]]:
    for name, verdict in assessment.verdicts.items():
        yield name, verdict.verdict
    recommendation = assessment.recommendation
    yield recommendation.status, recommendation.tier
    yield (recommendation.decided_by,)
    for session in follow_up(assessment.course, today):
        yield (session.state,)


def test_every_branch_is_covered(shown: tuple[date, tuple[Assessment, ...]]) -> None:
    today, assessments = shown
    covered = {branch for assessment in assessments for branch in branches(today, assessment)}
    wanted: set[tuple[object, ...]] = {
        (definition.id, verdict) for definition in DEFINITIONS for verdict in Verdict
    }
    wanted |= {(status, tier) for status, tiers in TIERS.items() for tier in tiers}
    wanted |= {(f"gate.G{number}",) for number in range(1, 7)}
    wanted |= {(state,) for state in State}
    assert wanted - covered == set()


def test_every_situation_occurs() -> None:
    records = demo_records(DAYS[0])
    assert len(records) >= 16
    assert [name for name, occurs in SITUATIONS.items() if not any(map(occurs, records))] == []


def days_of(record: PatientRecord) -> list[date]:
    rows = (*record.sessions, *record.images, *record.markers, *record.status)
    return [row.date for row in rows]


def test_nothing_lies_in_the_future_and_somebody_was_here_this_week() -> None:
    for today in DAYS:
        latest = [max(days_of(record)) for record in demo_records(today)]
        assert max(latest) <= today
        assert max(latest) >= today - timedelta(days=7)


def test_the_patients_are_told_to_be_invented() -> None:
    assert all(record.patient.id.startswith("DEMO-") for record in demo_records(DAYS[0]))


def test_only_the_days_move() -> None:
    here, later = demo_records(DAYS[0]), demo_records(DAYS[1])
    shift = DAYS[1] - DAYS[0]
    for one, other in zip(here, later, strict=True):
        assert [day + shift for day in days_of(one)] == days_of(other)
        assert one.patient.birth_date == other.patient.birth_date
        assert [image.targets for image in one.images] == [image.targets for image in other.images]
