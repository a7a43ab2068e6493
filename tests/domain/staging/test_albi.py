from collections.abc import Callable
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from domain.record import PatientRecord
from domain.staging.albi import albi, albi_grade, latest_albi, malbi_grade

MakeRecord = Callable[..., PatientRecord]


def row(bilirubin: str | None, albumin: str | None, *units: str, day: str = "2024-01-05") -> dict[str, Any]:
    return {
        "date": day,
        "bilirubin": {"value": bilirubin, "unit": units[0] if units else "umol/L"},
        "albumin": {"value": albumin, "unit": units[1] if units else "g/L"},
    }


@pytest.mark.parametrize(
    ("score", "grade", "modified"),
    [
        ("-2.600001", "1", "1"),
        ("-2.60", "1", "1"),
        ("-2.599999", "2", "2a"),
        ("-2.27", "2", "2a"),
        ("-2.269999", "2", "2b"),
        ("-1.39", "2", "2b"),
        ("-1.389999", "3", "3"),
    ],
)
def test_grades_on_both_sides_of_every_limit(score: str, grade: str, modified: str) -> None:
    assert (albi_grade(Decimal(score)), malbi_grade(Decimal(score))) == (grade, modified)


@pytest.mark.parametrize(
    ("bilirubin", "albumin", "score"),
    [("10", "38", "-2.57"), ("100", "40", "-2.08"), ("1", "38", "-3.23"), ("1000", "10", "1.13")],
)
def test_powers_of_ten_are_exact(bilirubin: str, albumin: str, score: str) -> None:
    assert albi(Decimal(bilirubin), Decimal(albumin)) == Decimal(score)


def test_the_grade_is_taken_from_the_unrounded_score(make_record: MakeRecord) -> None:
    """−2.5992 rounds to −2.60 and is grade 2 all the same."""
    score = latest_albi(make_record(status=[row("16.34", "40")]))
    assert score.value is not None
    assert score.value.quantize(Decimal("0.01")) == Decimal("-2.60")
    assert score.category == "2a"


def test_bilirubin_of_nothing_has_no_logarithm() -> None:
    with pytest.raises(ValueError, match="above 0"):
        albi(Decimal(0), Decimal(38))


def test_units_are_converted_exactly(make_record: MakeRecord) -> None:
    in_mg = latest_albi(make_record(status=[row("2", "3.8", "mg/dL", "g/dL")]))
    in_umol = latest_albi(make_record(status=[row("34.2", "38")]))
    assert in_mg.value == in_umol.value
    assert in_mg.input("bilirubin").unit == "mg/dL"


def test_without_a_row_one_is_to_be_added(make_record: MakeRecord) -> None:
    score = latest_albi(make_record(status=[{"date": "2024-01-05", "ecog": 1}]))
    assert (score.value, score.category) == (None, None)
    assert [cell.path for cell in score.missing] == ["status[+..].albi"]


def test_rows_are_not_merged(make_record: MakeRecord) -> None:
    score = latest_albi(
        make_record(status=[row("18", "38"), {**row("20", None, day="2024-02-01"), "albumin": None}])
    )
    assert score.value is None
    assert [cell.path for cell in score.missing] == ["status[1].albumin.value", "status[1].albumin.unit"]


@pytest.mark.parametrize(("missing", "field"), [("bilirubin", "bilirubin.unit"), ("albumin", "albumin.unit")])
def test_a_missing_unit_is_listed(make_record: MakeRecord, missing: str, field: str) -> None:
    entered = row("18", "38")
    entered[missing] = {"value": "18"}
    score = latest_albi(make_record(status=[entered]))
    assert score.category is None
    assert [cell.field for cell in score.missing] == [field]


def test_of_one_day_the_worst_stands_in_any_order(make_record: MakeRecord) -> None:
    rows = [row("18", "38"), row("60", "28"), {**row("18", None), "albumin": None}]
    worst = albi(Decimal(60), Decimal(28))
    for order in permutations(rows):
        assert latest_albi(make_record(status=list(order))).value == worst


@pytest.mark.parametrize(
    ("bilirubin", "albumin", "asked"),
    [
        ("1", "10", []),
        ("700", "60", []),
        ("0.999999", "38", ["bilirubin.value"]),
        ("700.000001", "38", ["bilirubin.value"]),
        ("18", "9.999999", ["albumin.value"]),
        ("18", "60.000001", ["albumin.value"]),
    ],
)
def test_values_out_of_range_are_asked_again(
    make_record: MakeRecord, bilirubin: str, albumin: str, asked: list[str]
) -> None:
    score = latest_albi(make_record(status=[row(bilirubin, albumin)]))
    assert score.value is not None
    assert [cell.field for cell in score.questionable] == asked


def test_bilirubin_zero_gives_no_score_and_is_asked_again(make_record: MakeRecord) -> None:
    score = latest_albi(make_record(status=[row("0", "38")]))
    assert (score.value, score.category, score.missing) == (None, None, ())
    assert [cell.field for cell in score.questionable] == ["bilirubin.value"]


def test_the_formula_has_a_key_and_a_source(make_record: MakeRecord) -> None:
    score = latest_albi(make_record(status=[row("18", "38")]))
    assert score.formula == "staging.formula.albi"
    assert score.source.doi == "10.1200/JCO.2014.57.9151"
    with pytest.raises(KeyError):
        score.input("weight")
