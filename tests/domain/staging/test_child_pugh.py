from collections.abc import Callable
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from domain.logic.cell import NEW_ROW, Cell
from domain.record import ClinicalStatus, PatientRecord
from domain.staging import Basis, Days, child_pugh, latest_child_pugh

MakeRecord = Callable[..., PatientRecord]
DAY = "2024-01-05"
BEST: dict[str, Any] = {
    "bilirubin": {"value": "18", "unit": "umol/L"},
    "albumin": {"value": "38", "unit": "g/L"},
    "inr": "1.1",
    "ascites": "none",
    "encephalopathy": "none",
}
WORST: dict[str, Any] = {
    "bilirubin": {"value": "90", "unit": "umol/L"},
    "albumin": {"value": "20", "unit": "g/L"},
    "inr": "3",
    "ascites": "moderate_severe",
    "encephalopathy": "grade_3_4",
}


def status(**entries: Any) -> ClinicalStatus:
    return ClinicalStatus.model_validate({"date": DAY, **entries})


def points_of(part: str, **entries: Any) -> int | None:
    return dict(child_pugh(status(**entries)).points)[part]


@pytest.mark.parametrize(
    ("value", "unit", "points"),
    [
        ("33.999999", "umol/L", 1),
        ("34", "umol/L", 2),
        ("51", "umol/L", 2),
        ("51.000001", "umol/L", 3),
        ("1.999999", "mg/dL", 1),
        ("2", "mg/dL", 2),
        ("3.0", "mg/dL", 2),
        ("3.000001", "mg/dL", 3),
    ],
)
def test_bilirubin_is_judged_in_the_entered_unit(value: str, unit: str, points: int) -> None:
    assert points_of("bilirubin", bilirubin={"value": value, "unit": unit}) == points


@pytest.mark.parametrize(
    ("value", "unit", "points"),
    [
        ("35.000001", "g/L", 1),
        ("35", "g/L", 2),
        ("28", "g/L", 2),
        ("27.999999", "g/L", 3),
        ("3.51", "g/dL", 1),
        ("3.5", "g/dL", 2),
        ("2.8", "g/dL", 2),
        ("2.79", "g/dL", 3),
    ],
)
def test_albumin_thresholds(value: str, unit: str, points: int) -> None:
    assert points_of("albumin", albumin={"value": value, "unit": unit}) == points


@pytest.mark.parametrize(
    ("inr", "seconds", "points"),
    [
        ("1.699999", None, 1),
        ("1.7", None, 2),
        ("2.3", None, 2),
        ("2.300001", None, 3),
        (None, "3.999999", 1),
        (None, "4", 2),
        (None, "6", 2),
        (None, "6.000001", 3),
        ("1.0", "7", 3),
        ("2.0", "1", 2),
        (None, None, None),
    ],
)
def test_the_worse_of_inr_and_prothrombin_time_counts(inr: str | None, seconds: str | None, points: int) -> None:
    assert points_of("coagulation", inr=inr, pt_prolongation_s=seconds) == points


@pytest.mark.parametrize(("entry", "points"), [("none", 1), ("mild", 2), ("moderate_severe", 3), (None, None)])
def test_ascites(entry: str | None, points: int | None) -> None:
    assert points_of("ascites", ascites=entry) == points


@pytest.mark.parametrize(("entry", "points"), [("none", 1), ("grade_1_2", 2), ("grade_3_4", 3), (None, None)])
def test_encephalopathy(entry: str | None, points: int | None) -> None:
    assert points_of("encephalopathy", encephalopathy=entry) == points


def test_complete_parts_give_a_score_and_a_class() -> None:
    assert (child_pugh(status(**BEST)).score, child_pugh(status(**BEST)).child_class) == (5, "A")
    assert (child_pugh(status(**WORST)).score, child_pugh(status(**WORST)).child_class) == (15, "C")


@pytest.mark.parametrize(("ascites", "score", "child_class"), [("none", 6, "A"), ("mild", 7, "B")])
def test_the_border_of_a_and_b(ascites: str, score: int, child_class: str) -> None:
    found = child_pugh(status(**{**BEST, "inr": "1.7", "ascites": ascites}))
    assert (found.score, found.child_class) == (score, child_class)


@pytest.mark.parametrize(("inr", "score", "child_class"), [("1.7", 9, "B"), ("2.4", 10, "C")])
def test_the_border_of_b_and_c(inr: str, score: int, child_class: str) -> None:
    entries = {**BEST, "ascites": "moderate_severe", "encephalopathy": "grade_1_2", "inr": inr}
    found = child_pugh(status(**entries))
    assert (found.score, found.child_class) == (score, child_class)


def test_a_missing_part_gives_a_range_and_not_a_number() -> None:
    found = child_pugh(status(**{**BEST, "ascites": "moderate_severe", "inr": None}))
    assert (found.low, found.high, found.score) == (7, 9, None)
    assert found.child_class == "B"
    assert found.missing == ("inr",)


def test_a_row_without_parts_is_five_to_fifteen() -> None:
    found = child_pugh(status())
    assert (found.low, found.high, found.score, found.child_class) == (5, 15, None, None)
    assert found.missing == (
        "bilirubin.value",
        "bilirubin.unit",
        "albumin.value",
        "albumin.unit",
        "inr",
        "ascites",
        "encephalopathy",
    )


@pytest.mark.parametrize("part", ["bilirubin", "albumin"])
def test_a_value_without_a_unit_is_no_points(part: str) -> None:
    found = child_pugh(status(**{**BEST, part: {"value": "30"}}))
    assert found.missing == (f"{part}.unit",)
    assert found.score is None


def test_filling_a_part_never_leaves_the_range() -> None:
    for part in BEST:
        open_row = child_pugh(status(**{**BEST, part: None}))
        for filling in (BEST, WORST):
            closed = child_pugh(status(**{**BEST, part: filling[part]}))
            assert closed.score is not None
            assert open_row.low <= closed.score <= open_row.high


# The reading of the record


def test_without_a_status_row_one_is_to_be_added(make_record: MakeRecord) -> None:
    reading = latest_child_pugh(make_record())
    assert (reading.basis, reading.row, reading.score, reading.child_class) == (Basis.UNKNOWN, None, None, None)
    assert reading.missing == (Cell("status", NEW_ROW, "child_pugh"),)
    assert reading.possible == (5, 15)
    assert reading.staging_class is None
    assert reading.cells == ()
    assert not reading.differs


def test_a_row_with_none_of_it_is_passed_over(make_record: MakeRecord) -> None:
    only_unit = {"date": "2024-03-01", "ecog": 1, "alt": "40", "bilirubin": {"unit": "umol/L"}, "albumin": {}}
    reading = latest_child_pugh(make_record(status=[{"date": DAY, **BEST}, only_unit]))
    assert (reading.score, reading.row, reading.on) == (5, 0, date(2024, 1, 5))


def test_rows_are_not_merged(make_record: MakeRecord) -> None:
    reading = latest_child_pugh(
        make_record(status=[{"date": DAY, **BEST}, {"date": "2024-02-01", "ascites": "mild"}])
    )
    assert (reading.basis, reading.row, reading.score) == (Basis.UNKNOWN, 1, None)
    assert [cell.path for cell in reading.missing] == [
        "status[1].bilirubin.value",
        "status[1].bilirubin.unit",
        "status[1].albumin.value",
        "status[1].albumin.unit",
        "status[1].inr",
        "status[1].encephalopathy",
    ]
    assert reading.instead == Cell("status", 1, "child_pugh_score")
    assert [cell.field for cell in reading.cells] == ["ascites"]


@pytest.mark.parametrize("part", ["bilirubin", "albumin"])
def test_a_value_without_a_unit_counts_as_an_entry(make_record: MakeRecord, part: str) -> None:
    row = {"date": "2024-02-01", part: {"value": "30"}}
    assert latest_child_pugh(make_record(status=[{"date": DAY, **BEST}, row])).row == 1


def test_complete_parts_win_over_the_entered_score_and_the_difference_is_shown(make_record: MakeRecord) -> None:
    reading = latest_child_pugh(make_record(status=[{"date": DAY, **BEST, "child_pugh_score": 8}]))
    assert (reading.basis, reading.score, reading.child_class) == (Basis.PARTS, 5, "A")
    assert reading.entered == 8
    assert reading.differs


def test_certain_class_c_wins_over_the_entered_score(make_record: MakeRecord) -> None:
    row = {"date": DAY, **WORST, "inr": None, "encephalopathy": None, "child_pugh_score": 8}
    reading = latest_child_pugh(make_record(status=[row]))
    assert (reading.basis, reading.score, reading.child_class) == (Basis.CERTAIN_C, None, "C")
    assert (reading.low, reading.high) == (11, 15)
    assert reading.differs


def test_the_entered_score_stands_where_parts_are_missing(make_record: MakeRecord) -> None:
    reading = latest_child_pugh(make_record(status=[{"date": DAY, "child_pugh_score": 7, "ascites": "mild"}]))
    assert (reading.basis, reading.score, reading.child_class) == (Basis.ENTERED, 7, "B")
    assert not reading.differs
    assert reading.possible == (7, 7)


def test_an_open_score_of_one_class_serves_staging_only(make_record: MakeRecord) -> None:
    row = {"date": DAY, **BEST, "ascites": "moderate_severe", "inr": None}
    reading = latest_child_pugh(make_record(status=[row]))
    assert (reading.basis, reading.child_class, reading.staging_class) == (Basis.UNKNOWN, None, "B")


SAME_DAY: list[tuple[list[dict[str, Any]], Basis, int | None]] = [
    ([BEST, WORST], Basis.PARTS, 15),
    ([BEST, {"child_pugh_score": 8}], Basis.PARTS, 5),
    ([BEST, {"ecog": 1}, {"ascites": "none"}], Basis.PARTS, 5),
    ([{"child_pugh_score": 6}, {"child_pugh_score": 9}], Basis.ENTERED, 9),
    ([{"child_pugh_score": 6}, {"ascites": "mild"}], Basis.ENTERED, 6),
    ([BEST, {**WORST, "inr": None, "ascites": None, "encephalopathy": None}], Basis.UNKNOWN, None),
    ([{"child_pugh_score": 6}, {**WORST, "inr": None, "child_pugh_score": 5}], Basis.CERTAIN_C, None),
    ([{"ascites": "mild"}, {"encephalopathy": "grade_3_4"}], Basis.UNKNOWN, None),
]


@pytest.mark.parametrize(("rows", "basis", "score"), SAME_DAY)
def test_rows_of_one_day_give_one_answer_in_any_order(
    make_record: MakeRecord, rows: list[dict[str, Any]], basis: Basis, score: int | None
) -> None:
    for order in permutations(rows):
        reading = latest_child_pugh(make_record(status=[{"date": DAY, **row} for row in order]))
        assert (reading.basis, reading.score) == (basis, score)


def test_an_entered_score_of_another_row_of_the_day_is_compared_too(make_record: MakeRecord) -> None:
    reading = latest_child_pugh(make_record(status=[{"date": DAY, **BEST}, {"date": DAY, "child_pugh_score": 8}]))
    assert (reading.score, reading.entered, reading.differs) == (5, 8, True)


def test_a_window_of_days_bounds_what_is_read(make_record: MakeRecord) -> None:
    record = make_record(status=[{"date": DAY, **BEST}, {"date": "2024-02-01", **WORST}])
    assert latest_child_pugh(record, Days(until=date(2024, 1, 31))).score == 5
    assert latest_child_pugh(record, Days(after=date(2024, 1, 5))).score == 15
    assert latest_child_pugh(record, Days(after=date(2024, 1, 4), until=date(2024, 1, 5))).score == 5
    late = latest_child_pugh(record, Days(after=date(2024, 2, 1)))
    assert [cell.path for cell in late.missing] == ["status[+2024-02-02..].child_pugh"]


def test_values_out_of_range_are_asked_again(make_record: MakeRecord) -> None:
    row = {
        "date": DAY,
        **BEST,
        "bilirubin": {"value": "700.1", "unit": "umol/L"},
        "albumin": {"value": "3.8", "unit": "g/L"},
    }
    reading = latest_child_pugh(make_record(status=[row]))
    assert [cell.field for cell in reading.questionable] == ["bilirubin.value", "albumin.value"]
