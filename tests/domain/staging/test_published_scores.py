"""Every published row of the score cases, whole: entered as a record, read as a score."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.profile import BsaFormula
from domain.record import PatientRecord
from domain.regimen import Measurement, MeasurementError, body_surface
from domain.staging import child_pugh, latest_child_pugh, staging_inputs
from domain.staging.albi import latest_albi
from domain.staging.bclc import bclc

CASES = json.loads((Path(__file__).parents[2] / "vignettes" / "score_cases.json").read_text(encoding="utf-8"))
STATUS = ("bilirubin", "albumin", "inr", "ascites", "encephalopathy", "ecog")
IMAGE = ("lesion_count", "largest_mm", "vascular_invasion", "extrahepatic_spread")


def record_of(case: dict[str, Any]) -> PatientRecord:
    status = {key: case[key] for key in STATUS if key in case}
    image = {key: case[key] for key in IMAGE if key in case}
    return PatientRecord.model_validate(
        {
            "format": "tacewatch.record/1",
            "patient": {"id": "1"},
            "status": [{"date": "2024-01-05", **status}],
            "images": [{"date": "2024-01-03", **image}] if image else [],
        }
    )


def test_the_cases_are_all_there() -> None:
    assert {key: len(CASES[key]) for key in ("albi", "bsa", "child_pugh", "bclc")} == {
        "albi": 24,
        "bsa": 12,
        "child_pugh": 20,
        "bclc": 19,
    }


@pytest.mark.parametrize("case", CASES["albi"])
def test_albi_is_as_published(case: dict[str, Any]) -> None:
    score = latest_albi(record_of(case))
    assert score.value is not None
    assert score.value.quantize(Decimal("0.0001")) == Decimal(case["score"])
    if "published_score" in case:
        assert score.value.quantize(Decimal("0.01")) == Decimal(case["published_score"])
    assert score.category is not None
    assert score.category[0] == case["grade"]


@pytest.mark.parametrize("case", CASES["bsa"])
def test_body_surface_is_as_published(case: dict[str, Any]) -> None:
    height, weight = (
        Measurement(Decimal(case[name]["value"]), case[name]["unit"]) for name in ("height", "weight")
    )
    formula = BsaFormula(case["formula"])
    if case["m2"] is None:
        with pytest.raises(MeasurementError, match="is needed, not in"):
            body_surface(height, weight, formula)
    else:
        published = Decimal(case["m2"])
        assert body_surface(height, weight, formula).quantize(published) == published


@pytest.mark.parametrize("case", CASES["child_pugh"])
def test_child_pugh_is_as_published(case: dict[str, Any]) -> None:
    record = record_of(case)
    computed, reading = child_pugh(record.status[0]), latest_child_pugh(record)
    assert (computed.score, computed.child_class) == (case["points"], case["class"])
    assert (reading.score, reading.child_class, reading.missing) == (case["points"], case["class"], ())


@pytest.mark.parametrize("case", CASES["bclc"])
def test_bclc_is_as_published(case: dict[str, Any]) -> None:
    record = record_of(case)
    assert latest_child_pugh(record).score == case["points"]
    assert bclc(staging_inputs(record)).category == case["stage"]
