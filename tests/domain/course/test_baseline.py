"""The image before the first TACE and the target set that it fixes for good (section 2)."""

import pytest

from domain.course import CONFLICT
from tests.domain.builders import Values, course, record, responses, scan, tace, target


def baseline(*images: Values) -> int | None:
    return course(record([0], images=images)).baseline.image


def target_names(*images: Values) -> list[str]:
    return [row.lesion for row in course(record([0], images=images)).target_set]


def test_the_latest_image_up_to_the_day_of_the_first_session_is_the_baseline() -> None:
    assert baseline(scan(-40, "60"), scan(0, "50"), scan(1, "40")) == 1


@pytest.mark.parametrize(("on", "found"), [(0, True), (1, False)])
def test_an_image_of_the_day_was_made_before_the_session(on: int, found: bool) -> None:
    assert (baseline(scan(on, "50")) is not None) is found


def test_before_a_staged_session_means_before_its_first_part() -> None:
    parts = [tace(0, course="A"), tace(20, course="A")]
    assert course(record(parts, images=[scan(-7, "60"), scan(10, "50")])).baseline.image == 0


def test_of_one_day_mri_is_the_baseline() -> None:
    of = course(record([0], images=[scan(-7, "60", modality="CT"), scan(-7, "50")]))
    assert responses(of.record) == ()
    assert of.baseline.image == 1


def test_an_image_without_arterial_phase_is_no_baseline() -> None:
    assert baseline(scan(-7, "60"), scan(-3, "50", arterial_phase=False)) == 0


def test_a_baseline_of_unrecorded_phase_is_the_baseline_and_asked_about() -> None:
    found = course(record([0], images=[scan(-20, "60"), scan(-7, "50", arterial_phase=None)])).baseline
    assert found.image == 1
    assert [cell.path for cell in found.pending] == ["images[1].arterial_phase"]


def test_without_a_session_there_is_no_baseline() -> None:
    assert course(record(images=[scan(0, "50")])).baseline.image is None


def test_the_baseline_fixes_the_targets_for_good() -> None:
    assert target_names(scan(-7, "60", "20"), scan(40, "50")) == ["T1", "T2"]
    assert target_names(scan(-7, "60"), scan(40, "50", "20")) == ["T1"]


def test_the_targets_of_a_baseline_of_unrecorded_phase_are_the_set() -> None:
    assert target_names(scan(-7, "60", arterial_phase=None), scan(40, "50", "20")) == ["T1"]


def test_a_baseline_without_targets_leaves_the_set_empty() -> None:
    assert target_names(scan(-7), scan(40, "50")) == []


def test_without_an_image_before_the_earliest_one_fixes_the_targets() -> None:
    assert target_names(scan(80, "50"), scan(40, "60", "20")) == ["T1", "T2"]
    assert target_names(scan(40, "60", arterial_phase=None), scan(80, "50", "20")) == ["T1"]
    assert target_names(scan(40, "60", arterial_phase=False), scan(80, "50", "20")) == ["T1", "T2"]
    assert target_names(scan(40, "60", modality="CT"), scan(40, "60", "20")) == ["T1", "T2"]
    assert target_names() == []


def test_a_conflict_before_the_first_session_leaves_no_baseline_but_a_target_set() -> None:
    twins = [scan(-7, "60"), scan(-7, "70", "30"), scan(-40, "50", targets=[target("T9", "50")])]
    of = course(record([0], images=[*twins, scan(40, targets=[target("T8", "50")])]))
    assert (of.baseline.image, of.baseline.because) == (None, CONFLICT)
    assert of.target_set[0].lesion == "T1"


def test_a_conflict_on_the_earliest_day_still_names_the_targets() -> None:
    assert target_names(scan(40), scan(40, "60"), scan(80, "60", "20")) == ["T1"]


def test_a_target_that_appears_later_is_not_part_of_the_sum() -> None:
    (response,) = responses(record([0], images=[scan(-7, "60"), scan(40, "50", "30")]))
    assert (str(response.sum_mm), str(response.baseline_mm)) == ("50", "60")


def test_a_target_absent_from_a_later_image_is_not_evaluable_there() -> None:
    (response,) = responses(record([0], images=[scan(-7, "60", "30"), scan(40, "50")]))
    assert response.sum_mm is None


@pytest.mark.parametrize("on", [-7, 0])
def test_images_before_the_first_session_that_clash_fix_the_targets_all_the_same(on: int) -> None:
    clash = [scan(on, "60"), scan(on, "61")]
    assert course(record([0], images=clash)).baseline.because == CONFLICT
    assert target_names(*clash, scan(40, "50", "10", "5")) == ["T1"]


def test_images_that_clash_after_the_first_session_fix_nothing() -> None:
    clash_at_baseline = [scan(-7, "60"), scan(-7, "61")]
    clash_later = [scan(30, "50", "20", "10"), scan(30, "50", "20", "10")]
    of = course(record([0, 60], images=[*clash_at_baseline, *clash_later]))
    assert of.lesions == ("T1",)


def test_without_a_target_on_the_day_that_clashes_the_set_stays_empty() -> None:
    assert target_names(scan(-7), scan(-7), scan(40, "50")) == []
