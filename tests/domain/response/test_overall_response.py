"""The table of section 3.3, row by row, and what stands in its cells."""

import pytest

from tests.domain.builders import Values, last_response, lesion, record, reported_scan, scan, target

NOT_PD = ("none", "CR", "IR-SD", "NE")
# Sums of T1 on the follow-up image that give each target category over a baseline of 50 mm.
SUM_FOR = {"CR": "0", "PR": "30", "SD": "50", "PD": "60"}


def overall(follow: Values, baseline: Values | None = None) -> str | None:
    before = baseline or scan(-7, "50", non_target=None)
    return last_response(record([0], images=[before, follow])).mrecist_overall


def image_with(target_category: str, non_target: str | None, new: list[Values] | None) -> Values:
    if target_category == "NE":
        return scan(40, targets=[target("T1", state="not_evaluable")], non_target=non_target, new_lesions=new)
    return scan(40, SUM_FOR[target_category], non_target=non_target, new_lesions=new)


@pytest.mark.parametrize(
    ("target_category", "non_target", "expected"),
    [
        ("CR", "none", "CR"),
        ("CR", "CR", "CR"),
        ("CR", "IR-SD", "PR"),
        ("CR", "NE", "PR"),
        *((category, entry, category) for category in ("PR", "SD", "NE") for entry in NOT_PD),
        *((category, "PD", "PD") for category in ("CR", "PR", "SD", "NE")),
        *(("PD", entry, "PD") for entry in (*NOT_PD, "PD")),
    ],
)  # fmt: skip
def test_the_table_without_new_lesions(target_category: str, non_target: str, expected: str) -> None:
    assert overall(image_with(target_category, non_target, [])) == expected


@pytest.mark.parametrize("non_target", [None, "none", "CR", "IR-SD", "NE", "PD"])
@pytest.mark.parametrize("target_category", ["CR", "PR", "SD", "PD", "NE"])
def test_a_counting_new_lesion_is_progression_whatever_the_rest(
    target_category: str, non_target: str | None
) -> None:
    assert overall(image_with(target_category, non_target, [lesion()])) == "PD"
    assert overall(image_with(target_category, non_target, [lesion(site="other")])) == "PD"


@pytest.mark.parametrize("target_category", ["CR", "PR", "SD", "NE"])
@pytest.mark.parametrize(("non_target", "new"), [(None, []), ("none", None), (None, None)])
def test_what_was_not_recorded_leaves_the_response_open(
    target_category: str, non_target: str | None, new: list[Values] | None
) -> None:
    assert overall(image_with(target_category, non_target, new)) is None


@pytest.mark.parametrize(("non_target", "new"), [(None, []), ("none", None), (None, None)])
def test_target_pd_needs_nothing_else(non_target: str | None, new: list[Values] | None) -> None:
    assert overall(image_with("PD", non_target, new)) == "PD"


def test_a_new_lesion_that_does_not_count_yet_is_none() -> None:
    assert overall(image_with("SD", "none", [lesion("9.9")])) == "SD"
    assert overall(image_with("SD", "none", [lesion("9.9"), lesion(None)])) is None


def test_an_undecidable_target_is_null_and_not_ne() -> None:
    assert overall(scan(40, None, "10"), scan(-7, "50", "10")) is None
    assert overall(scan(40, "50"), scan(-7, "50", arterial_phase=None)) is None


@pytest.mark.parametrize(
    "follow",
    [
        scan(40),
        scan(40, None),
        scan(40, targets=[target("T1", state="not_evaluable")]),
        scan(40, targets=[target("T9", "30")]),
        reported_scan(40, "NE"),
        reported_scan(40, None),
    ],
)
def test_ne_is_where_nothing_was_measured_or_reported(follow: Values) -> None:
    assert overall(follow) == "NE"


@pytest.mark.parametrize(
    "rows",
    [
        [target("T1", state="not_evaluable"), target("T2", "10")],
        [target("T1", state="not_evaluable"), target("T2", state="too_small")],
        [target("T1"), target("T2", total_mm="30")],
    ],
)
def test_one_measured_target_is_enough_for_null_instead_of_ne(rows: list[Values]) -> None:
    assert overall(scan(40, targets=rows), scan(-7, "25", "25")) is None


@pytest.mark.parametrize(
    ("at_baseline", "later", "expected"),
    [
        (scan(-7, "50", non_target="none"), None, "SD"),
        (scan(-7, "50", non_target="none"), "PD", "PD"),
        (scan(-7, "50", non_target="none", arterial_phase=None), None, None),
        (scan(-7, "50", non_target=None), None, None),
        (scan(-7, "50", non_target="CR"), None, None),
        (scan(-7, "50", non_target="IR-SD"), None, None),
        (scan(-7, "50", non_target="IR-SD"), "none", "SD"),
    ],
)
def test_only_none_at_a_baseline_of_recorded_phase_is_inherited(
    at_baseline: Values, later: str | None, expected: str | None
) -> None:
    follow = scan(40, "50", non_target=later)
    if at_baseline["arterial_phase"] is None:
        assert overall(follow | {"targets": [target("T1", "0")]}, at_baseline) is expected
    else:
        assert overall(follow, at_baseline) == expected


def test_without_a_baseline_nothing_is_inherited() -> None:
    images = [scan(40, "0", non_target="none"), scan(80, "0", non_target=None)]
    assert last_response(record([0], images=images)).mrecist_overall is None


def test_invasion_and_spread_do_not_make_it_progression_by_themselves() -> None:
    assert overall(scan(40, "50", vascular_invasion=True, extrahepatic_spread=True)) == "SD"


def test_a_reported_category_beside_a_target_not_evaluable_is_undecided_and_not_ne() -> None:
    follow = reported_scan(40, "SD", targets=[target("T1", state="not_evaluable")])
    assert overall(follow) is None
