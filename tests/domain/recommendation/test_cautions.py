"""Cautions beside a recommendation: each present and absent, with its status (section 9)."""

from typing import Any

import pytest

from domain.assessment import assess
from domain.recommendation import Recommendation
from tests.domain.builders import Values, day, record, scan, status

FINE: Values = {
    "immunotherapy_contraindicated": False,
    "targeted_contraindicated": False,
    "combination_tolerated": True,
    "haic_feasible": True,
    "oxaliplatin_contraindicated": False,
    "fluorouracil_contraindicated": False,
    "prior_systemic_oxaliplatin": False,
    "extrahepatic_extent": "none",
}


def with_(constraints: Values | None = None, last: Values | None = None, **sections: Any) -> Recommendation:
    rows = sections.pop("status", [])
    return assess(
        record(
            [0, 60, 120],
            ["50", "50", "50"],
            [scan(160, "60", **(last or {}))],
            status=[status(0, child_pugh_score=6, ecog=1), *rows],
            constraints=FINE | (constraints or {}),
            **sections,
        )
    ).recommendation


def with_values(**values: Any) -> Recommendation:
    return with_(status=[status(10, **values)])


def codes(found: Recommendation) -> list[str]:
    return [caution.code for caution in found.cautions]


def with_score(score: int, **constraints: Any) -> Recommendation:
    return with_(constraints, status=[status(10, child_pugh_score=score)])


@pytest.mark.parametrize(
    ("score", "expected", "outcome"),
    [
        (6, [], "recommended"),
        (7, ["child_pugh_b_immunotherapy"], "recommended"),
        (8, ["child_pugh_b_immunotherapy"], "recommended"),
        (9, ["child_pugh_9"], "discuss"),
    ],
)
def test_child_pugh_b(score: int, expected: list[str], outcome: str) -> None:
    found = with_score(score)
    assert (codes(found), found.status) == (expected, outcome)


def test_child_pugh_b_matters_only_with_immunotherapy() -> None:
    assert codes(with_score(8, immunotherapy_contraindicated=True)) == []
    assert codes(with_score(9, immunotherapy_contraindicated=True)) == ["child_pugh_9"]


def test_oligometastatic_spread_is_discussed() -> None:
    found = with_({"extrahepatic_extent": "oligometastatic"})
    assert (codes(found), found.status) == (["oligometastatic"], "discuss")


@pytest.mark.parametrize(
    ("largest", "invasion", "expected"),
    [
        ("70", False, ["low_burden"]),
        ("70.1", False, []),
        ("70", True, []),
        ("70", None, ["low_burden"]),
        (None, False, []),
    ],
)
def test_neither_a_lesion_above_7_cm_nor_invasion_is_noted(
    largest: str | None, invasion: bool | None, expected: list[str]
) -> None:
    found = with_(last={"largest_mm": largest, "vascular_invasion": invasion})
    assert (codes(found), found.status) == (expected, "recommended")


def test_the_latest_largest_diameter_counts() -> None:
    assert codes(with_(last={"largest_mm": "30"}, patient={"id": "1"})) == ["low_burden"]
    images = [scan(-7, "50", largest_mm="30"), scan(160, "60", largest_mm="80")]
    of = record([0, 60, 120], images=images, status=[status(child_pugh_score=6, ecog=1)], constraints=FINE)
    assert codes(assess(of).recommendation) == []


def test_without_any_entry_on_vessels_nothing_is_noted() -> None:
    images = [scan(-7, "50", vascular_invasion=None), scan(160, "60", vascular_invasion=None, largest_mm="30")]
    of = record([0, 60, 120], images=images, status=[status(child_pugh_score=6, ecog=1)], constraints=FINE)
    assert codes(assess(of).recommendation) == []


@pytest.mark.parametrize(
    ("aetiology", "expected"),
    [(["HBV"], True), (["hbv", "alcohol"], True), (["乙肝"], True), (["hcv"], False), ([], False), (None, False)],
)
def test_hepatitis_b_asks_for_antiviral_treatment(aetiology: list[str] | None, expected: bool) -> None:
    found = with_(patient={"id": "1", "aetiology": aetiology})
    assert (codes(found), found.status) == (["antiviral"] if expected else [], "recommended")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"alt": "300"}, []),
        ({"alt": "300.1"}, ["laboratory_alt"]),
        ({"ast": "300"}, []),
        ({"ast": "300.1"}, ["laboratory_ast"]),
        ({"neutrophils": "1.5"}, ["label_neutrophils"]),
        ({"neutrophils": "1.499"}, ["laboratory_neutrophils"]),
        ({"neutrophils": "1.999"}, ["label_neutrophils"]),
        ({"neutrophils": "2.0"}, []),
        ({"neutrophils": "3.1"}, []),
        ({"platelets": "50"}, ["label_platelets"]),
        ({"platelets": "49.9"}, ["laboratory_platelets"]),
        ({"platelets": "99.9"}, ["label_platelets"]),
        ({"platelets": "100"}, []),
        ({"creatinine_clearance": "29.9"}, ["label_creatinine_clearance"]),
        ({"creatinine_clearance": "0"}, ["label_creatinine_clearance"]),
        ({"creatinine_clearance": "0.5"}, ["label_creatinine_clearance"]),
        ({"creatinine_clearance": "30"}, []),
    ],
)
def test_laboratory_limits(values: dict[str, str], expected: list[str]) -> None:
    found = with_values(**values)
    assert codes(found) == expected
    to_discuss = any(code.startswith("laboratory_") for code in expected)
    assert found.status == ("discuss" if to_discuss else "recommended")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"bilirubin": {"value": "50", "unit": "umol/L"}}, []),
        ({"bilirubin": {"value": "50.1", "unit": "umol/L"}}, ["laboratory_bilirubin"]),
        ({"bilirubin": {"value": "2.92", "unit": "mg/dL"}}, []),
        ({"bilirubin": {"value": "2.93", "unit": "mg/dL"}}, ["laboratory_bilirubin"]),
        ({"bilirubin": {"value": "90", "unit": None}}, ["laboratory_bilirubin_unit"]),
        ({"bilirubin": {"value": None, "unit": "umol/L"}}, []),
        ({"albumin": {"value": "38", "unit": None}}, ["laboratory_albumin_unit"]),
        ({"albumin": {"value": "28", "unit": "g/L"}}, []),
        ({"albumin": {"value": "27.9", "unit": "g/L"}}, ["laboratory_albumin"]),
        ({"albumin": {"value": "2.79", "unit": "g/dL"}}, ["laboratory_albumin"]),
        ({"ascites": "mild"}, []),
        ({"ascites": "moderate_severe"}, ["laboratory_ascites"]),
    ],
)
def test_liver_chemistry_and_ascites(values: dict[str, Any], expected: list[str]) -> None:
    entered = {"child_pugh_score": 6} | values
    found = with_values(**entered)
    assert codes(found) == expected
    assert found.status == ("discuss" if expected else "recommended")


def test_the_latest_value_of_each_counts() -> None:
    rows = [status(10, alt="400", child_pugh_score=6), status(20, ast="400"), status(30, alt="30")]
    assert codes(with_(status=rows)) == ["laboratory_ast"]
    rows = [
        status(10, ascites="moderate_severe", child_pugh_score=6),
        status(20, ascites="none", child_pugh_score=6),
    ]
    assert codes(with_(status=rows)) == []


@pytest.mark.parametrize(("field", "values"), [("alt", ("30", "400")), ("platelets", ("200", "40"))])
def test_of_one_day_the_worst_value_counts(field: str, values: tuple[str, str]) -> None:
    for order in (values, values[::-1]):
        assert codes(with_(status=[status(10, **{field: value}) for value in order])) == [f"laboratory_{field}"]


def test_of_one_day_the_worst_ascites_counts() -> None:
    rows = [status(10, ascites=entry, child_pugh_score=8) for entry in ("moderate_severe", "none")]
    assert codes(with_(status=rows)) == ["child_pugh_b_immunotherapy", "laboratory_ascites"]


def test_a_caution_says_on_what_it_rests() -> None:
    (caution,) = with_values(alt="400").cautions
    assert (caution.source, caution.to_discuss) == ("nhc2026", True)
    assert [cell.path for cell in caution.cells] == ["status[1].alt"]
    assert {name for name, _ in caution.facts} == {"value", "on", "limit"}
    (label,) = with_values(platelets="80").cautions
    assert (label.source, label.to_discuss) == ("oxaliplatin_label", False)


def test_an_older_value_does_not_stand_for_one_without_a_unit() -> None:
    fine, unclear = {"value": "20", "unit": "umol/L"}, {"value": "90", "unit": None}

    def rows(*values: Values) -> list[Values]:
        return [status(10 * number, child_pugh_score=6, bilirubin=each) for number, each in enumerate(values, 1)]

    assert codes(with_(status=rows(fine, unclear))) == ["laboratory_bilirubin_unit"]
    assert codes(with_(status=rows(unclear, fine))) == []
    (caution,) = with_(status=rows(fine, unclear)).cautions
    assert [cell.path for cell in caution.cells] == ["status[2].bilirubin.unit"]
    assert dict(caution.facts) == {"on": day(20)}
