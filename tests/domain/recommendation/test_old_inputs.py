"""Old liver function and performance status: noted by default, not counted where the ward says so (H13)."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.assessment import Assessment, assess
from domain.course import Course
from domain.profile import Profile
from domain.recommendation import OldInput, Status
from domain.recommendation.old_inputs import old_inputs
from domain.record import PatientRecord
from domain.staging import latest_child_pugh
from tests.differential.histories import history
from tests.domain.builders import Values, day, marker, paths, record, status, tace
from tests.domain.recommendation.test_gates_and_tiers import NOTHING_APPLIES, recommended

LATEST_IMAGE = 160
LAST_SESSION = 120
USUAL = 14
STRICT: Values = {"old_inputs": "withhold"}
PARTS: Values = {
    "bilirubin": {"value": "15", "unit": "umol/L"},
    "albumin": {"value": "40", "unit": "g/L"},
    "inr": "1.0",
    "ascites": "none",
    "encephalopathy": "none",
}


def met(*rows: Values, **sections: Any) -> PatientRecord:
    """CCI-2022 met; sessions on days 0, 60 and 120, the last image on day 160."""
    return record(
        [0, 60, LAST_SESSION], ["50", "50", "50", "60"], status=rows, constraints=NOTHING_APPLIES, **sections
    )


def strictly(of: PatientRecord, days: int = 14) -> Assessment:
    return assess(of, Profile.model_validate(STRICT | {"old_inputs_days": days}))


def well(on: int) -> Values:
    return status(on, child_pugh_score=6, ecog=1)


# What is old


@pytest.mark.no_cover
@pytest.mark.parametrize("days", [1, 13, 14, 15, 30, 40, 41, 160, 366])
def test_H13_every_age_is_held_against_the_limit_and_the_last_session(days: int) -> None:
    """Up to the latest image; one that is just on the limit or on the session's own day is present."""
    for on in ages(days):
        of = met(well(on))
        before_session, too_old = on < LAST_SESSION, LATEST_IMAGE - on > days
        old = before_session or too_old
        found = strictly(of, days).recommendation
        assert (found.status is Status.WITHHELD) is old, on
        assert {each.name for each in found.old_inputs} == ({"child_pugh", "ecog"} if old else set()), on
        noted = recommended(of, old_inputs_days=days)
        assert noted.status is Status.RECOMMENDED
        assert noted.old_inputs == found.old_inputs
        for each in noted.old_inputs:
            assert (each.days, each.limit) == (LATEST_IMAGE - on, days)
            assert each.session == (day(LAST_SESSION) if before_session else None)


def test_the_note_says_of_which_day_before_which_session_and_how_long_ago() -> None:
    (child_pugh, ecog) = recommended(met(well(99))).old_inputs
    cells = child_pugh.cells
    assert child_pugh == OldInput("child_pugh", day(99), 61, 14, day(160), day(120), cells)
    assert paths(cells) == ["status[0].child_pugh_score"]
    assert (ecog.name, ecog.on, paths(ecog.cells)) == ("ecog", day(99), ["status[0].ecog"])


def test_each_input_has_its_own_day() -> None:
    of = met(status(99, **PARTS), status(150, ecog=1))
    assert [(each.name, each.on) for each in recommended(of).old_inputs] == [("child_pugh", day(99))]
    found = strictly(of).recommendation
    assert (found.status, found.decided_by) == (Status.WITHHELD, "gate.G1")
    assert paths(found.missing) == [f"status[+{day(146)}..].child_pugh"]


@pytest.mark.parametrize("kind", ["HAIC", "TAE", "cTACE"])
@pytest.mark.parametrize("completed", [True, False, None])
def test_any_session_makes_what_was_before_it_old(kind: str, completed: bool | None) -> None:
    of = met(well(159)).amended(
        sessions=[*met().exported()["sessions"], tace(160, type=kind, completed=completed)]
    )
    assert [each.session for each in recommended(of).old_inputs] == [day(160)] * 2


@pytest.mark.parametrize(
    "later",
    [
        {"markers": [marker(175, "5")]},
        {"status": [well(160), status(175, note="重新登记")]},
        {"images": [{"date": day(175).isoformat(), "modality": "CT", "arterial_phase": False}]},
    ],
)
def test_the_latest_entry_of_any_section_is_what_ages_are_counted_to(later: Values) -> None:
    base = met(well(160)).exported()
    of = PatientRecord.model_validate(base | {name: [*base[name], *rows] for name, rows in later.items()})
    assert {each.days for each in recommended(of).old_inputs} == {15}


def test_the_clock_makes_nothing_old() -> None:
    """Everything entered on one day long ago is as present as it was then."""
    assert date.today() > day(160) + timedelta(100)  # noqa: DTZ011
    assert strictly(met(well(160))).recommendation.status is Status.RECOMMENDED


# What it does


def test_a_withheld_one_names_the_new_row_and_its_days() -> None:
    found = strictly(met(well(99)))
    lacking = [f"status[+{day(146)}..].{name}" for name in ("child_pugh", "ecog")]
    assert paths(found.recommendation.missing) == lacking


def ages(days: int) -> list[int]:
    """Each day where the limit is the usual one; elsewhere those around both turns, and some between."""
    turns = (LAST_SESSION, LATEST_IMAGE - days)
    every = range(-20, LATEST_IMAGE + 1)
    return [on for on in every if days == USUAL or on % 10 == 0 or any(abs(on - turn) <= 3 for turn in turns)]


@pytest.mark.parametrize("on", [146, 160, 200])
def test_the_named_row_decides(on: int) -> None:
    assert strictly(met(well(99))).recommendation.status is Status.WITHHELD
    assert strictly(met(well(99), well(on))).recommendation.status is Status.RECOMMENDED


def test_a_present_row_without_it_is_where_ecog_goes() -> None:
    found = strictly(met(well(99), status(150, **PARTS))).recommendation
    assert paths(found.missing) == ["status[1].ecog"]


def test_where_no_performance_status_was_ever_entered_only_the_liver_function_is_old() -> None:
    found = strictly(met(status(99, child_pugh_score=6))).recommendation
    assert [each.name for each in found.old_inputs] == ["child_pugh"]
    assert found.status is Status.WITHHELD


@pytest.mark.parametrize(
    ("fields", "gate"), [({"child_pugh_score": 11}, "gate.G1"), ({"ecog": 3}, "gate.G2"), ({"ecog": 2}, "gate.G6")]
)
def test_what_shut_a_gate_long_ago_still_shuts_it(fields: Values, gate: str) -> None:
    of = met(status(99, **({"child_pugh_score": 6, "ecog": 1} | fields)))
    found = strictly(of).recommendation
    assert (found.status, found.decided_by) == (Status.OUT_OF_SCOPE, gate)


def test_an_old_contraindication_of_the_laboratory_is_not_forgotten() -> None:
    of = met(status(99, alt="400"), well(160))
    assert [each.code for each in strictly(of).recommendation.cautions] == ["laboratory_alt"]
    assert strictly(of).recommendation.status is Status.DISCUSS


def test_where_nothing_is_triggered_nothing_is_noted() -> None:
    assert recommended(record([0], ["50", "40"], status=[well(-5)])).old_inputs == ()


ROWS = st.lists(
    st.fixed_dictionaries(
        {"on": st.integers(-30, 200)},
        optional={
            "child_pugh_score": st.integers(5, 12),
            "ecog": st.integers(0, 4),
            "ascites": st.sampled_from(["none", "mild", "moderate_severe"]),
            "inr": st.sampled_from(["1.0", "2.0", "2.5"]),
            "alt": st.sampled_from(["40", "400"]),
        },
    ),
    max_size=4,
)


@pytest.mark.no_cover
@given(rows=ROWS, days=st.integers(1, 366))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_H13_to_withhold_only_withholds(rows: list[Values], days: int) -> None:
    of = met(*(status(**row) for row in rows))
    refuse_more_than_withheld(of, days)


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(60))
def test_to_withhold_only_withholds_in_random_courses(seed: int) -> None:
    of = PatientRecord.model_validate(history(seed)[0])
    for days in (1, 14, 60):
        refuse_more_than_withheld(of, days)


def refuse_more_than_withheld(of: PatientRecord, days: int) -> None:
    lenient, strict = assess(of), strictly(of, days)
    was, now = lenient.recommendation, strict.recommendation
    assert strict.verdicts == lenient.verdicts
    assert strict.staging == lenient.staging
    if now.status is not was.status:
        assert was.status in (Status.RECOMMENDED, Status.DISCUSS)
        assert now.status is Status.WITHHELD
        assert now.missing
        assert now.old_inputs
    else:
        assert (now.tier, now.cautions) == (was.tier, was.cautions)


@pytest.mark.parametrize(("score", "ecog"), list(product((5, 7, 9, 11, None), (0, 1, 2, 3, None))))
def test_by_default_age_changes_no_word_of_the_recommendation(score: int | None, ecog: int | None) -> None:
    old, fresh = (
        recommended(met(status(on, child_pugh_score=score, ecog=ecog))) for on in (LAST_SESSION - 90, LATEST_IMAGE)
    )
    assert (old.status, old.tier, old.decided_by) == (fresh.status, fresh.tier, fresh.decided_by)
    assert paths(old.missing) == paths(fresh.missing)
    assert [each.code for each in old.cautions] == [each.code for each in fresh.cautions]


@pytest.mark.parametrize(("later", "old"), [(14, []), (15, ["child_pugh", "ecog"])])
def test_before_the_first_session_only_the_limit_counts(later: int, old: list[str]) -> None:
    of = record([], [], status=[well(0)], markers=[marker(later, "400")])
    course = Course(of, Profile.model_validate(STRICT))
    assert [each.name for each in old_inputs(course, latest_child_pugh(of))] == old


def test_without_a_dated_row_nothing_is_old_and_nothing_shuts_a_gate() -> None:
    empty = PatientRecord.model_validate({"format": "tacewatch.record/1", "patient": {"id": "1"}})
    course = Course(empty, Profile.model_validate(STRICT))
    assert old_inputs(course, latest_child_pugh(empty)) == ()
    assert strictly(empty).recommendation == assess(empty).recommendation
