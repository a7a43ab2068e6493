"""AFP as it is compared, HAP, ART and ABCR."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from domain.logic.cell import Cell
from domain.record import PatientRecord
from domain.staging import Score, Sessions
from domain.staging.afp import latest_afp
from domain.staging.hap import hap
from domain.staging.retreatment import abcr, art

MakeRecord = Callable[..., PatientRecord]


def afp(value: str | None, bound: str | None = None, unit: str | None = "ng/mL", day: str = "2024-01-05") -> Any:
    return {"date": day, "marker": "AFP", "value": value, "bound": bound, "unit": unit}


@pytest.mark.parametrize(
    ("entry", "exceeds", "reaches"),
    [
        (("400",), False, True),
        (("400.000001",), True, True),
        (("399.999999",), False, False),
        (("400", "lt"), False, False),
        (("400.1", "lt"), None, None),
        (("60500", "lt"), None, None),
        (("400", "gt"), True, True),
        (("399.9", "gt"), None, None),
        (("330.578512", None, "IU/mL"), False, False),
        (("330.578513", None, "kIU/L"), True, True),
        (("400", None, "ug/L"), False, True),
        ((None,), None, None),
        (("500", None, None), None, None),
    ],
)
def test_afp_against_400(
    make_record: MakeRecord, entry: tuple[Any, ...], exceeds: bool | None, reaches: bool | None
) -> None:
    reading = latest_afp(make_record(markers=[afp(*entry)]))
    assert (reading.exceeds(Decimal(400)), reading.reaches(Decimal(400))) == (exceeds, reaches)


def test_other_markers_are_not_afp(make_record: MakeRecord) -> None:
    other = {"date": "2024-01-06", "marker": "PIVKA-II", "value": "900", "unit": "mAU/mL"}
    reading = latest_afp(make_record(markers=[afp("20"), other]))
    assert reading.value == Decimal(20)
    assert latest_afp(make_record(markers=[other])).missing[0].path == "markers[+AFP ..].staging"


def test_the_highest_afp_of_a_day_stands_in_any_order(make_record: MakeRecord) -> None:
    rows = [afp("300"), afp("300", "gt"), afp("300", "lt"), afp("200", None, "IU/mL")]
    for order in permutations(rows):
        found = latest_afp(make_record(markers=list(order)))
        assert (found.value, found.input.bound) == (Decimal(300), ">")


STATUS: dict[str, Any] = {
    "date": "2024-01-05",
    "bilirubin": {"value": "17", "unit": "umol/L"},
    "albumin": {"value": "36", "unit": "g/L"},
}
IMAGE: dict[str, Any] = {"date": "2024-01-03", "lesion_count": 1, "largest_mm": "70"}


def hap_record(make_record: MakeRecord, **changes: Any) -> PatientRecord:
    status: dict[str, Any] = {
        **STATUS,
        **{key: changes[key] for key in ("bilirubin", "albumin") if key in changes},
    }
    image = {**IMAGE, "largest_mm": changes.get("largest_mm", "70")}
    return make_record(status=[status], images=[image], markers=[afp(changes.get("afp", "400"))])


def in_umol(value: str) -> dict[str, str]:
    return {"value": value, "unit": "umol/L"}


def in_grams(value: str) -> dict[str, str]:
    return {"value": value, "unit": "g/L"}


@pytest.mark.parametrize(
    ("changes", "points", "group"),
    [
        ({}, 0, "A"),
        ({"bilirubin": in_umol("17.000001")}, 1, "B"),
        ({"bilirubin": {"value": "1", "unit": "mg/dL"}}, 1, "B"),
        ({"albumin": in_grams("35.999999")}, 1, "B"),
        ({"largest_mm": "70.000001"}, 1, "B"),
        ({"afp": "400.1"}, 1, "B"),
        ({"afp": "500", "largest_mm": "90"}, 2, "C"),
        ({"afp": "500", "largest_mm": "90", "albumin": in_grams("30")}, 3, "D"),
        ({"afp": "500", "largest_mm": "90", "albumin": in_grams("30"), "bilirubin": in_umol("20")}, 4, "D"),
    ],
)
def test_hap_on_both_sides(make_record: MakeRecord, changes: dict[str, Any], points: int, group: str) -> None:
    score = hap(hap_record(make_record, **changes))
    assert (score.value, score.category, score.missing) == (Decimal(points), group, ())
    assert [each.name for each in score.inputs] == ["albumin", "afp", "bilirubin", "largest_mm"]


def test_hap_of_nothing_is_nought_to_four(make_record: MakeRecord) -> None:
    score = hap(make_record())
    assert (score.value, score.bounds, score.category) == (None, (Decimal(0), Decimal(4)), None)
    assert [cell.path for cell in score.missing] == [
        "status[+..].albi",
        "markers[+AFP ..].staging",
        "images[+..].largest_mm",
    ]


def test_hap_is_certain_where_the_missing_value_cannot_change_the_group(make_record: MakeRecord) -> None:
    status = {"date": "2024-01-05", "bilirubin": in_umol("20"), "albumin": in_grams("30")}
    score = hap(make_record(status=[status], images=[{**IMAGE, "largest_mm": "90"}]))
    assert (score.value, score.bounds, score.category) == (None, (Decimal(3), Decimal(4)), "D")


def test_hap_lists_the_empty_part_of_the_row(make_record: MakeRecord) -> None:
    status = {"date": "2024-01-05", "bilirubin": in_umol("20")}
    score = hap(make_record(status=[status], images=[IMAGE], markers=[afp("20")]))
    assert score.bounds == (Decimal(1), Decimal(2))
    assert [cell.path for cell in score.missing] == ["status[0].albumin.value", "status[0].albumin.unit"]


# ART and ABCR

FIRST, SECOND = date(2024, 1, 10), date(2024, 3, 6)
PARTS: dict[str, Any] = {
    "bilirubin": in_umol("18"),
    "albumin": in_grams("38"),
    "inr": "1.1",
    "ascites": "none",
    "encephalopathy": "none",
    "ecog": 0,
    "ast": "40",
}


def twice(make_record: MakeRecord, after: dict[str, Any], **changes: Any) -> PatientRecord:
    """A record with status before the first and before the second session."""
    before = {"date": "2024-01-10", **PARTS, **changes.get("before", {})}
    image = {
        "date": "2024-01-03",
        "lesion_count": changes.get("lesions", 4),
        "largest_mm": "45",
        "vascular_invasion": changes.get("invasion", False),
        "extrahepatic_spread": False,
    }
    later = {"date": "2024-03-06", **PARTS, **after}
    beyond = {"date": "2024-03-07", **PARTS, "ast": "900", "child_pugh_score": 15}
    return make_record(
        status=[before, later, beyond], images=[image], markers=[afp(changes.get("afp", "199.999999"))]
    )


def sessions(responded: bool | None = True) -> Sessions:
    return Sessions((FIRST, SECOND), responded, (Cell("images", 1, "targets"),))


@pytest.mark.parametrize(
    ("after", "responded", "points", "group"),
    [
        ({}, True, "0", "low"),
        ({}, False, "1", "low"),
        ({"ascites": "mild"}, True, "1.5", "low"),
        ({"ascites": "mild"}, False, "2.5", "high"),
        ({"ascites": "moderate_severe"}, True, "3", "high"),
        ({"ast": "50"}, True, "0", "low"),
        ({"ast": "50.000001"}, True, "4", "high"),
        ({"ast": "51", "ascites": "moderate_severe", "inr": "2.4"}, False, "8", "high"),
    ],
)
def test_art_on_both_sides(
    make_record: MakeRecord, after: dict[str, Any], responded: bool, points: str, group: str
) -> None:
    score = art(twice(make_record, after), sessions(responded))
    assert (score.value, score.category, score.missing) == (Decimal(points), group, ())


def test_art_of_an_improved_liver_has_no_points(make_record: MakeRecord) -> None:
    assert art(twice(make_record, {}, before={"ascites": "mild"}), sessions()).value == 0


def test_art_without_a_second_session_reads_what_came_after_the_first(make_record: MakeRecord) -> None:
    score = art(twice(make_record, {}), Sessions((FIRST,), True))
    assert score.value == Decimal(4)
    assert score.input("ast_after").on == date(2024, 3, 7)


def test_art_lists_what_is_missing_and_what_is_certain_all_the_same(make_record: MakeRecord) -> None:
    score = art(twice(make_record, {"ast": None, "inr": None}), sessions(None))
    assert (score.value, score.bounds) == (None, (Decimal(0), Decimal(8)))
    assert [cell.path for cell in score.missing] == ["status[1].inr", "status[1].ast", "images[1].targets"]
    risen = art(twice(make_record, {"ast": "60", "inr": None}), sessions(None))
    assert (risen.value, risen.category) == (None, "high")
    assert risen.input("child_pugh_after").value is None


def test_the_highest_ast_of_a_day_counts(make_record: MakeRecord) -> None:
    record = twice(make_record, {})
    again = record.amended(
        status=(*record.status, record.status[1].model_copy(update={"ast": Decimal(60)})),
    )
    assert art(again, sessions()).value == 4


def test_before_the_first_session_neither_score_applies(make_record: MakeRecord) -> None:
    assert (art(make_record(), Sessions()).because, abcr(make_record(), Sessions()).because) == (
        "no_session",
        "no_session",
    )


@pytest.mark.parametrize(
    ("changes", "after", "responded", "points", "group"),
    [
        ({}, {}, True, "-1", "low"),
        ({}, {}, False, "2", "intermediate"),
        ({"afp": "200"}, {}, False, "3", "intermediate"),
        ({"lesions": 1}, {}, True, "-3", "low"),
        ({"lesions": 1}, {}, False, "0", "low"),
        ({"lesions": 1, "afp": "200"}, {}, False, "1", "intermediate"),
        ({"invasion": True, "afp": "200"}, {}, False, "4", "high"),
        ({}, {"ascites": "mild"}, False, "2", "intermediate"),
        ({}, {"ascites": "moderate_severe"}, False, "4", "high"),
        ({"invasion": True, "afp": "200"}, {"ascites": "moderate_severe"}, True, "3", "intermediate"),
    ],
)
def test_abcr_on_both_sides(
    make_record: MakeRecord,
    changes: dict[str, Any],
    after: dict[str, Any],
    responded: bool,
    points: str,
    group: str,
) -> None:
    score = abcr(twice(make_record, after, **changes), sessions(responded))
    assert (score.value, score.category, score.missing) == (Decimal(points), group, ())


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"before": {"ecog": 3}}, "stage_not_covered"),
        ({"lesions": 0}, "no_lesion"),
    ],
)
def test_abcr_does_not_cover_every_stage(make_record: MakeRecord, changes: dict[str, Any], because: str) -> None:
    score = abcr(twice(make_record, {}, **changes), sessions())
    assert (score.value, score.category, score.because) == (None, None, because)


def test_abcr_is_open_while_the_stage_is(make_record: MakeRecord) -> None:
    """Group "low" in every stage from A to C, but an unknown ECOG could still make it D."""
    score: Score = abcr(twice(make_record, {}, before={"ecog": None}), sessions())
    assert (score.bounds, score.category) == ((Decimal(-3), Decimal(0)), None)
    assert [cell.path for cell in score.missing] == ["status[0].ecog"]


def test_abcr_lists_what_is_missing(make_record: MakeRecord) -> None:
    score = abcr(twice(make_record, {"inr": None, "ascites": "mild"}), sessions(None))
    assert score.bounds == (Decimal(-1), Decimal(4))
    assert [cell.path for cell in score.missing] == ["status[1].inr", "images[1].targets"]
