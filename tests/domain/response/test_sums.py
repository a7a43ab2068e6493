"""Sums of target diameters with unknown targets: intervals, and comparisons that are certain early."""

from decimal import Decimal
from typing import Any

import pytest

from domain.course import ChosenImage
from domain.logic.cell import NEW_ROW, Cell
from domain.logic.deciding import Ways
from domain.logic.finding import Finding
from domain.logic.verdict import Verdict
from domain.response.interval import Threshold, answer, sum_on, target_sum
from tests.domain.builders import (
    MET,
    NOT_MET,
    OPEN,
    Values,
    course,
    item,
    judged,
    last_response,
    paths,
    record,
    responses,
    scan,
    target,
    verdict,
)


def sum_of(*rows: Values, baseline: Values | None = None) -> tuple[Decimal, bool]:
    """Known part, and whether that is all, of an image with these rows."""
    before = baseline or scan(-7, *("10" for _ in rows))
    found = target_sum(course(record([0], images=[before, scan(40, targets=list(rows))])), 1, "viable_mm")
    return found.known, found.exact


@pytest.mark.parametrize(
    ("fields", "known", "exact"),
    [
        ({"state": "measured", "viable_mm": "12.5"}, "12.5", True),
        ({"state": None, "viable_mm": "12.5"}, "12.5", True),
        ({"state": "measured"}, "0", False),
        ({"state": "measured", "total_mm": "0"}, "0", True),
        ({"state": "measured", "total_mm": "8"}, "0", False),
        ({"state": "measured", "viable_mm": "3", "total_mm": "0"}, "3", True),
        ({"state": "no_enhancement"}, "0", True),
        ({"state": "no_enhancement", "total_mm": "30"}, "0", True),
        ({"state": "too_small"}, "5", True),
        ({"state": "too_small", "viable_mm": "7"}, "7", True),
        ({"state": "not_evaluable"}, "0", False),
        ({"state": "not_evaluable", "viable_mm": "12"}, "0", False),
    ],
)
def test_each_state_has_its_diameter(fields: dict[str, Any], known: str, exact: bool) -> None:
    assert sum_of(target("T1", **fields)) == (Decimal(known), exact)


@pytest.mark.parametrize(
    ("fields", "known", "exact"),
    [
        ({"total_mm": "12.5"}, "12.5", True),
        ({"viable_mm": "12.5"}, "0", False),
        ({"state": "no_enhancement", "total_mm": "30"}, "30", True),
        ({"state": "no_enhancement"}, "0", False),
        ({"state": "too_small"}, "5", True),
        ({"state": "too_small", "total_mm": "8"}, "8", True),
        ({"state": "not_evaluable", "total_mm": "8"}, "0", False),
    ],
)
def test_each_state_has_its_whole_diameter(fields: dict[str, Any], known: str, exact: bool) -> None:
    of = course(record([0], images=[scan(-7, targets=[target("T1", **fields)])]))
    found = target_sum(of, 0, "total_mm")
    assert (found.known, found.exact) == (Decimal(known), exact)


def test_the_known_part_is_the_sum_of_the_known_targets() -> None:
    assert sum_of(target("T1", "14.1"), target("T2", "20.2"), target("T3")) == (Decimal("34.3"), False)


def test_what_completes_a_sum_is_named_and_a_target_not_evaluable_cannot_be_completed() -> None:
    rows = [target("T1"), target("T2", state="not_evaluable")]
    found = target_sum(
        course(record([0], images=[scan(-7, "1", "1", "1"), scan(40, targets=rows)])), 1, "viable_mm"
    )
    assert paths(found.to_enter) == ["images[1].targets[T1].viable_mm", "images[1].targets[T3].viable_mm"]
    assert found.because == "not_evaluable"


def test_an_image_without_a_row_for_any_target_has_no_sum() -> None:
    of = course(record([0], images=[scan(-7, "10"), scan(40), scan(41, targets=[target("T9", "3")])]))
    assert [target_sum(of, image, "viable_mm").measured for image in (0, 1, 2)] == [True, False, False]


def test_an_image_without_a_sum_is_skipped_as_a_nadir() -> None:
    of = record([0], images=[scan(-7, "50"), scan(30), scan(60, "59.9")])
    assert responses(of)[-1].nadir_mm == Decimal(50)
    assert responses(of)[-1].mrecist_target == "SD"


@pytest.mark.parametrize(("site", "counts"), [("liver", True), (None, True), ("other", False)])
def test_cci_sums_the_liver_only_and_a_missing_site_is_the_liver(site: str | None, counts: bool) -> None:
    def image(on: int, t1: str, t2: str) -> Values:
        return scan(on, targets=[target("T1", t1), target("T2", t2, site=site)])

    of = record([0, 60, 120], images=[image(-7, "50", "50"), image(160, "50", "80")])
    assert verdict(of, "CCI-2022") is (MET if counts else NOT_MET)
    assert responses(of)[-1].sum_mm == Decimal(130)


def test_without_a_target_in_the_liver_cci_cannot_be_told() -> None:
    def image(on: int, mm: str) -> Values:
        return scan(on, targets=[target("T1", mm, site="other")])

    of = judged(record([0, 60, 120], images=[image(-7, "50"), image(160, "80")]), "CCI-2022")
    assert (of.verdict, of.beyond_entry) == (OPEN, ("no_targets",))


PROGRESSION = Threshold(percent=120, inclusive=True)
FIVE_MM = Threshold(percent=120, inclusive=True, at_least_mm=Decimal(5))
HALF = Threshold(percent=50, inclusive=False)


@pytest.mark.parametrize(
    ("threshold", "follow", "level", "passed"),
    [
        (PROGRESSION, "60", "50", True),
        (PROGRESSION, "59.999999", "50", False),
        (PROGRESSION, "32.4", "27", True),
        (PROGRESSION, "32.399999", "27", False),
        (PROGRESSION, "60.4", "50.4", False),
        (PROGRESSION, "60.48", "50.4", True),
        (PROGRESSION, "60.479999", "50.4", False),
        (PROGRESSION, "0", "0", False),
        (PROGRESSION, "0.000001", "0", True),
        (PROGRESSION, "0", "50", False),
        (FIVE_MM, "12", "10", False),
        (FIVE_MM, "14.999999", "10", False),
        (FIVE_MM, "15", "10", True),
        (FIVE_MM, "0.1", "0", True),
        (FIVE_MM, "29.999999", "25", False),
        (FIVE_MM, "30", "25", True),
        (HALF, "25", "50", False),
        (HALF, "25.000001", "50", True),
    ],
)
def test_a_threshold_is_exact(threshold: Threshold, follow: str, level: str, passed: bool) -> None:
    assert threshold.passed(Decimal(follow), Decimal(level)) is passed


@pytest.mark.parametrize(
    ("threshold", "level", "limit"),
    [
        (PROGRESSION, "50", "60"),
        (FIVE_MM, "10", "15"),
        (FIVE_MM, "50", "60"),
        (PROGRESSION, "0", "0"),
        (FIVE_MM, "0", "0"),
    ],
)
def test_the_limit_shown_is_the_limit_tested(threshold: Threshold, level: str, limit: str) -> None:
    assert threshold.limit_mm(Decimal(level)) == Decimal(limit)


@pytest.mark.parametrize(
    ("known", "expected"),
    [("60", MET), ("59.9", OPEN)],
)
def test_pd_is_certain_when_the_known_part_alone_passes(known: str, expected: str) -> None:
    of = record([0, 60, 120], images=[scan(-7, "30", "20"), scan(160, known, None)])
    assert verdict(of, "CCI-2022") is expected


@pytest.mark.parametrize(("known", "category"), [("35.1", None), ("60", "PD")])
def test_pr_is_impossible_when_the_known_part_exceeds_70_percent(known: str, category: str | None) -> None:
    of = record([0, 60, 120], images=[scan(-7, "30", "20"), scan(160, known, None)])
    assert responses(of)[-1].mrecist_target == category
    # SD or PD either way: the category stays open, EPOIHCC does not.
    assert verdict(of, "EPOIHCC-2013") is MET


def test_pr_stays_possible_up_to_70_percent() -> None:
    of = record([0, 60, 120], images=[scan(-7, "30", "20"), scan(160, "35", None)])
    assert verdict(of, "EPOIHCC-2013") is OPEN
    assert [paths(cells) for cells in judged(of, "EPOIHCC-2013").deciding] == [["images[1].targets[T2].viable_mm"]]


@pytest.mark.parametrize(("mm", "expected"), [("0", NOT_MET), ("35.9", NOT_MET), ("36", OPEN)])
def test_an_unknown_baseline_is_at_least_its_known_part(mm: str, expected: Verdict) -> None:
    of = record([0, 60, 120], images=[scan(-7, "30", None), scan(160, mm, "0")])
    assert verdict(of, "CCI-2022") is expected


def test_the_limits_of_an_open_baseline_are_not_shown() -> None:
    of = judged(record([0, 60, 120], images=[scan(-7, "30", None), scan(160, "30", "30")]), "CCI-2022")
    leaf = next(leaf for leaf in of.finding.leaves() if leaf.criterion == "cci.pd_over_first")
    assert (leaf.fact("threshold_mm"), leaf.fact("reference_mm"), leaf.fact("now_mm")) == (None, None, Decimal(60))


# What would decide an open comparison.


def answers(ways: Ways) -> list[list[str]]:
    return [sorted(f"{cell.path}={answer}" for cell, answer in way) for way in ways]


def compared(baseline: Values, follow: Values) -> Finding:
    """Progression against the sum before the first TACE."""
    return item(record([0, 60, 120], images=[baseline, follow]), "cci.pd_over_first", "CCI-2022")


def test_against_a_baseline_of_unrecorded_phase_nothing_is_certain_but_a_sum_of_0() -> None:
    baseline = scan(-7, "50", arterial_phase=None)
    assert [compared(baseline, scan(160, mm)).verdict for mm in ("60", "50", "0")] == [OPEN, OPEN, NOT_MET]
    unmeasured = compared(baseline, scan(160, None))
    assert answers(unmeasured.to_met) == [["images[0].arterial_phase=yes", "images[1].targets[T1].viable_mm=high"]]
    assert answers(unmeasured.to_not_met) == [["images[1].targets[T1].viable_mm=low"]]


def test_a_known_part_needs_the_phase_of_the_baseline_either_way() -> None:
    baseline = scan(-7, "50", "0", arterial_phase=None)
    open_one = compared(baseline, scan(160, "1", None))
    assert answers(open_one.to_not_met) == [
        ["images[0].arterial_phase=yes", "images[1].targets[T2].viable_mm=low"]
    ]


def test_against_a_nadir_of_unrecorded_phase_no_needs_no_phase() -> None:
    images = [scan(-7, "50", "10"), scan(40, "40", "10", arterial_phase=None), scan(80, "40", None)]
    finding = item(record([0, 30], images=images), "response.target_pd", "Ikeda-2013")
    to_not_met = answers(finding.to_not_met)
    assert to_not_met == [["images[2].targets[T2].viable_mm=low"]]


def test_a_baseline_of_unrecorded_phase_stays_a_level_beside_a_lower_nadir() -> None:
    images = [scan(-7, "50", arterial_phase=None), scan(40, "20"), scan(80, "20")]
    assert item(record([0, 30], images=images), "response.target_pd", "Ikeda-2013").verdict is OPEN


def test_a_row_to_enter_contradicts_nothing() -> None:
    row, cell = Cell("images", NEW_ROW, "image_before"), Cell("images", 0, "viable_mm", "T1")
    assert answer("low", (row, cell)) == {(row, "entered"), (cell, "low")}


def test_without_targets_and_without_an_image_nothing_is_measured() -> None:
    of = course(record([0], images=[scan(-7, targets=[]), scan(40, targets=[])]))
    assert [target_sum(of, image, "viable_mm").measured for image in (0, 1)] == [False, False]
    assert sum_on(course(record([0])), ChosenImage(because="overtaken")).sum.measured is False


def nadir(*images: Values) -> Decimal | None:
    return last_response(record([0, 30], images=images)).nadir_mm


def test_the_nadir_is_certain_while_no_open_sum_may_lie_below_it() -> None:
    assert nadir(scan(-7, "50", "10"), scan(40, "30", "5"), scan(80, "30", "5")) == 35
    assert nadir(scan(-7, "50", "10"), scan(40, "30", "5"), scan(60, "40", None), scan(80, "30", "5")) == 35
    assert nadir(scan(-7, "50", "10"), scan(40, "30", "5"), scan(60, "20", None), scan(80, "30", "5")) is None


def test_a_baseline_of_unrecorded_phase_above_the_nadir_leaves_it_certain() -> None:
    assert nadir(scan(-7, "50", arterial_phase=None), scan(40, "20"), scan(80, "20")) == 20


def test_without_an_image_before_the_first_session_the_later_sums_have_a_nadir() -> None:
    assert nadir(scan(40, "30"), scan(60, "40"), scan(80, "50")) == 30
