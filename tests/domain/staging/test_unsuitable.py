from decimal import Decimal
from typing import Any

import pytest

from domain.logic.cell import Cell
from domain.logic.deciding import deciding_sets
from domain.logic.verdict import Verdict
from domain.staging import Input, Score, StagingInputs, unsuitable_for_tace
from domain.staging.albi import SOURCE

MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.INDETERMINATE
COUNT, LARGEST, VESSELS = (Cell("images", 0, name) for name in ("lesion_count", "largest_mm", "vascular_invasion"))


def inputs(count: int | None, largest: str | None, vascular: bool | None = False) -> StagingInputs:
    size = None if largest is None else Decimal(largest)
    provenance = (
        Input("lesion_count", count, cells=(COUNT,)),
        Input("largest_mm", size, "mm", cells=(LARGEST,)),
        Input("vascular_invasion", vascular, cells=(VESSELS,)),
    )
    return StagingInputs(count, size, vascular, provenance=provenance)


def albi(grade: str | None, *missing: Cell) -> Score:
    read = (
        Input("bilirubin", None if grade is None else Decimal(18), cells=(Cell("status", 0, "bilirubin.value"),)),
    )
    return Score("albi", SOURCE, read, category=grade, missing=missing)


@pytest.mark.parametrize(
    ("burden", "grade", "verdict", "deteriorating"),
    [
        ((1, "60"), "2b", NOT_MET, NOT_MET),
        ((1, "60.1"), "2a", MET, NOT_MET),
        ((1, "60.1"), "1", MET, NOT_MET),
        ((1, "60.1"), "2b", MET, MET),
        ((1, "60.1"), "3", MET, MET),
        ((1, "60.1"), None, MET, OPEN),
        ((None, None), "2b", OPEN, OPEN),
        ((None, None), "2a", OPEN, NOT_MET),
    ],
)
def test_the_flag_and_its_two_assessable_conditions(
    burden: tuple[int | None, str | None], grade: str | None, verdict: Verdict, deteriorating: Verdict
) -> None:
    flag = unsuitable_for_tace(inputs(*burden), albi(grade, Cell("status", 0, "albumin.value")))
    assert flag.finding.verdict is verdict
    assert [child.criterion for child in flag.finding.children] == [
        "unsuitable.beyond_up_to_seven",
        "unsuitable.deterioration_likely",
    ]
    assert flag.finding.children[1].verdict is deteriorating


def test_the_morphologies_are_said_to_be_unassessed() -> None:
    flag = unsuitable_for_tace(inputs(1, "20"), albi("1"))
    assert flag.not_assessed == ("unsuitable.unlikely_to_respond",)


@pytest.mark.parametrize(
    ("burden", "sets"),
    [
        ((None, None), [{LARGEST}, {COUNT}]),
        ((2, None), [{LARGEST}]),
        ((None, "20"), [{COUNT}]),
        ((2, None, None), [{LARGEST, VESSELS}]),
        ((2, "20", None), [{VESSELS}]),
        ((9, "90", None), [{VESSELS}]),
        ((9, "90", True), []),
        ((0, None), []),
    ],
)
def test_what_would_decide_it(burden: tuple[Any, ...], sets: list[set[Cell]]) -> None:
    finding = unsuitable_for_tace(inputs(*burden), albi("1")).finding
    assert finding.verdict is OPEN
    assert [set(cells) for cells in deciding_sets(finding.to_met, finding.to_not_met)] == sets


@pytest.mark.parametrize(
    ("count", "largest", "to_met", "to_not_met"), [(9, "90", True, False), (2, "20", False, True)]
)
def test_once_the_vessels_are_free_the_burden_decides(
    count: int, largest: str, to_met: bool, to_not_met: bool
) -> None:
    finding = unsuitable_for_tace(inputs(count, largest, None), albi("1")).finding
    assert (bool(finding.to_met), bool(finding.to_not_met)) == (to_met, to_not_met)


@pytest.mark.parametrize(
    ("vascular", "count", "because"), [(True, 9, "vascular_invasion"), (False, 0, "no_lesion")]
)
def test_where_up_to_seven_does_not_apply_it_says_why(vascular: bool, count: int, because: str) -> None:
    leaf = next(unsuitable_for_tace(inputs(count, "90", vascular), albi("1")).finding.leaves())
    assert (leaf.verdict, leaf.because) == (OPEN, because)


def test_a_bilirubin_of_nothing_leaves_malbi_open_with_the_reason() -> None:
    finding = unsuitable_for_tace(inputs(9, "90"), albi(None)).finding
    leaf = finding.children[1].children[1]
    assert (leaf.criterion, leaf.verdict, leaf.because) == ("unsuitable.malbi_2b", OPEN, "implausible_value")
