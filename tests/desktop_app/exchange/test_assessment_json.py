"""The form that ``assess --json`` prints and the store keeps: names and shapes are fixed."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from desktop_app.exchange.assessment_json import assessment_json, plain
from desktop_app.exchange.demo import demo_records
from domain.assessment import assess
from domain.logic.cell import Cell
from domain.record import PatientRecord
from tests.record_strategies import patient_records

RESPONSE = {
    "image",
    "evaluates_session",
    "sum_mm",
    "baseline_mm",
    "nadir_mm",
    "mrecist_target",
    "mrecist_overall",
    "recist11_target",
}
TREE = {"criterion", "verdict", "operator", "facts", "cells", "lacking", "children"}


@pytest.fixture(scope="module")
def demo() -> list[dict[str, Any]]:
    return [assessment_json(assess(record)) for record in demo_records(date(2026, 6, 30))]


def trees(tree: dict[str, Any]) -> list[dict[str, Any]]:
    return [tree, *(inner for child in tree["children"] for inner in trees(child))]


def test_the_fixed_names_are_there(demo: list[dict[str, Any]]) -> None:
    for found in demo:
        assert {"patient", "profile", "verdicts", "responses", "recommendation"} <= found.keys()
        assert found["profile"].keys() >= {"name", "hash"}
        recommendation = found["recommendation"]
        assert recommendation.keys() >= {"status", "tier", "regimen", "decided_by", "missing", "cautions"}
        for response in found["responses"]:
            assert response.keys() >= RESPONSE
        for verdict in found["verdicts"].values():
            assert verdict.keys() >= {"verdict", "missing", "criteria"}
            assert all(tree.keys() >= TREE for tree in trees(verdict["criteria"]))


def test_the_first_demo_patient_reads_as_the_format_shows_it(demo: list[dict[str, Any]]) -> None:
    found = demo[0]
    last = found["responses"][-1]
    assert (last["sum_mm"], last["baseline_mm"], last["nadir_mm"]) == ("75.0", "60.0", "60.0")
    assert (last["mrecist_target"], last["mrecist_overall"]) == ("PD", "PD")
    assert (last["image"], last["evaluates_session"]) == ("2026-06-25", "2026-05-18")
    assert found["recommendation"]["regimen"] == "FOLFOX-HAIC + targeted + immunotherapy"
    assert found["profile"]["name"] == "default"


def test_what_is_missing_is_the_smallest_deciding_set(demo: list[dict[str, Any]]) -> None:
    sets = 0
    for found in demo:
        for verdict in found["verdicts"].values():
            if verdict["deciding_sets"]:
                sets += 1
                assert verdict["missing"] == verdict["deciding_sets"][0]
                assert len(verdict["missing"]) == min(map(len, verdict["deciding_sets"]))
    assert sets > 10


@settings(max_examples=25, deadline=None)
@given(patient_records())
def test_every_record_has_a_json_form_without_floats(record: PatientRecord) -> None:
    text = json.dumps(assessment_json(assess(record)), allow_nan=False)
    assert json.loads(text, parse_float=pytest.fail)["patient"] == record.patient.id


def test_kinds_of_value() -> None:
    @dataclass(frozen=True)
    class Part:
        cell: Cell
        facts: tuple[tuple[str, object], ...]

    part = Part(Cell("images", 0, "viable_mm", "T1"), (("mm", Decimal("1E+1")), ("day", date(2024, 1, 2))))
    assert plain(part) == {"cell": "images[0].targets[T1].viable_mm", "facts": {"mm": "10", "day": "2024-01-02"}}
    with pytest.raises(TypeError):
        plain(object())
