"""The worked patients: every definition's verdict and the recommendation, case by case."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.assessment import Assessment, assess
from domain.profile import Profile
from domain.record import PatientRecord
from domain.resistance.registry import DEFINITIONS

HERE = Path(__file__).parent
RECORDS = {file.stem: file for file in sorted((HERE / "records").glob("*.json"))}
EXPECTED = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in (HERE / "expected").glob("*.json")}
VERDICTS = [
    pytest.param(case, definition, verdict, id=f"{case}-{definition}")
    for definition, verdicts in sorted(EXPECTED.items())
    if definition != "recommendation"
    for case, verdict in verdicts.items()
]


def assessed(case: str) -> Assessment:
    vignette: dict[str, Any] = json.loads(RECORDS[case].read_text(encoding="utf-8"))
    record = PatientRecord.model_validate(vignette["record"])
    return assess(record, Profile.model_validate(vignette["profile"]))


def test_every_definition_has_an_expectation_on_every_patient() -> None:
    assert len(RECORDS) >= 43
    assert set(EXPECTED) == {definition.id for definition in DEFINITIONS} | {"recommendation"}
    assert {
        name: set(cases) ^ set(RECORDS) for name, cases in EXPECTED.items() if set(cases) != set(RECORDS)
    } == {}


@pytest.mark.parametrize(("case", "definition", "verdict"), VERDICTS)
def test_the_verdict_is_the_expected_one(case: str, definition: str, verdict: str) -> None:
    assert assessed(case).verdicts[definition].verdict.value == verdict


@pytest.mark.parametrize(("case", "expected"), EXPECTED["recommendation"].items())
def test_the_recommendation_is_the_expected_one(case: str, expected: dict[str, str | None]) -> None:
    recommendation = assessed(case).recommendation
    tier = None if recommendation.tier is None else recommendation.tier.value
    assert {"status": recommendation.status.value, "tier": tier} == expected


@pytest.mark.parametrize("case", RECORDS)
def test_an_open_verdict_says_what_is_missing_or_why_nothing_helps(case: str) -> None:
    for verdict in assessed(case).verdicts.values():
        if not verdict.verdict.decided:
            assert verdict.missing or verdict.beyond_entry, verdict.definition
