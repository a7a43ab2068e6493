"""mRECIST of the targets: both sides of every threshold, PD before PR, the nadir (section 3.1)."""

from decimal import Decimal

import pytest

from tests.domain.builders import Values, last_response, record, responses, scan, target


def category(*sums: str | None, **settings: object) -> str | None:
    """The category on the last of a row of images: the baseline, then one every 40 days."""
    images = [scan(-7 if position == 0 else 40 * position, mm) for position, mm in enumerate(sums)]
    return last_response(record([0], images=images), **settings).mrecist_target


@pytest.mark.parametrize(
    ("sums", "expected"),
    [
        (("14.0", "9.8"), "PR"),
        (("14.0", "9.800001"), "SD"),
        (("35.1", "24.57"), "PR"),
        (("35.1", "24.570001"), "SD"),
        (("27", "32.4"), "PD"),
        (("27", "32.399999"), "SD"),
        (("50.4", "60.4"), "SD"),
        (("50.4", "60.48"), "PD"),
        (("50", "50"), "SD"),
        (("50", "35"), "PR"),
        (("50", "35.000001"), "SD"),
        (("50", "60"), "PD"),
        (("50", "59.999999"), "SD"),
        (("50", "0"), "CR"),
        (("50", "0.000001"), "PR"),
        (("0", "0"), "CR"),
        (("0", "0.1"), "PD"),
    ],
)
def test_the_category_follows_from_the_sums_exactly(sums: tuple[str, ...], expected: str) -> None:
    assert category(*sums) == expected


@pytest.mark.parametrize(
    ("sums", "expected"),
    [
        (("80", "10", "13"), "PD"),
        (("80", "10", "12"), "PD"),
        (("80", "10", "11.999999"), "PR"),
        (("80", "41", "41"), "PR"),
        (("80", "40", "50", "47.999999"), "PR"),
        (("80", "40", "50", "48"), "PD"),
        (("80", "0", "0.1"), "PD"),
        (("80", "0", "0"), "CR"),
        (("60", "66", "70", "75"), "PD"),
    ],
)
def test_pd_is_against_the_nadir_and_before_pr(sums: tuple[str, ...], expected: str) -> None:
    assert category(*sums) == expected


def test_the_nadir_is_strictly_earlier() -> None:
    # A worse CT of the same day is no level for the MRI of that day, nor the other way round.
    same_day = [scan(-7, "50"), scan(40, "60", modality="CT"), scan(40, "30", modality="MRI")]
    by_modality = {response.sum_mm: response for response in responses(record([0], images=same_day))}
    assert {str(mm): response.mrecist_target for mm, response in by_modality.items()} == {"60": "PD", "30": "PR"}


def test_of_one_day_only_the_first_ranked_image_is_a_nadir() -> None:
    def later(mri: str, ct: str) -> str | None:
        images = [scan(-7, "50"), scan(40, ct, modality="CT"), scan(40, mri), scan(80, "45")]
        return last_response(record([0], images=images)).mrecist_target

    assert later(mri="45", ct="10") == "SD"
    assert later(mri="10", ct="45") == "PD"


def test_images_before_the_baseline_are_no_nadir() -> None:
    images = [scan(-60, "10"), scan(-7, "50"), scan(40, "50")]
    assert last_response(record([0], images=images)).mrecist_target == "SD"


@pytest.mark.parametrize(
    ("sums", "without", "with_it"),
    [
        (("10", "12"), "PD", "SD"),
        (("10", "14.999999"), "PD", "SD"),
        (("10", "15"), "PD", "PD"),
        (("25", "30"), "PD", "PD"),
        (("50", "59.9"), "SD", "SD"),
        (("50", "60"), "PD", "PD"),
        (("24.9", "29.88"), "PD", "SD"),
        (("80", "10", "13"), "PD", "PR"),
        (("80", "0", "0.1"), "PD", "PD"),
    ],
)
def test_the_five_mm_setting_asks_for_5_mm_as_well_but_not_over_0(
    sums: tuple[str, ...], without: str, with_it: str
) -> None:
    assert category(*sums) == without
    assert category(*sums, mrecist_five_mm=True) == with_it


def test_without_a_baseline_only_cr_and_a_certain_pd_can_be_told() -> None:
    assert category(None, "50") is None
    assert category(None, "0") == "CR"
    images = [scan(40, "50"), scan(80, "60")]
    assert last_response(record([0], images=images)).mrecist_target == "PD"
    images = [scan(40, "50"), scan(80, "59.9")]
    assert last_response(record([0], images=images)).mrecist_target is None


@pytest.mark.parametrize(
    "baseline", [scan(-7, "50", arterial_phase=None), scan(-7, None), scan(-7, "50", arterial_phase=False)]
)
def test_a_baseline_that_cannot_be_used_is_like_none(baseline: Values) -> None:
    response = last_response(record([0], images=[baseline, scan(40, "50")]))
    assert (response.mrecist_target, response.baseline_mm) == (None, None)
    assert last_response(record([0], images=[baseline, scan(40, "0")])).mrecist_target == "CR"
    assert last_response(record([0], images=[baseline, scan(40, "50"), scan(80, "60")])).mrecist_target == "PD"


@pytest.mark.parametrize(
    ("last", "expected"),
    [("30", "PR"), ("23.9", "PR"), ("24", None), ("60", "PD"), ("59.9", None)],
)
def test_against_a_nadir_of_unrecorded_phase_no_stays_no_and_yes_becomes_unknown(
    last: str, expected: str | None
) -> None:
    nadir = "30" if last == "30" else "20"
    images = [scan(-7, "50"), scan(40, nadir, arterial_phase=None), scan(80, last)]
    assert last_response(record([0], images=images)).mrecist_target == expected


def test_a_nadir_without_arterial_phase_is_left_out() -> None:
    images = [scan(-7, "50"), scan(40, "10", arterial_phase=False), scan(80, "50")]
    assert last_response(record([0], images=images)).mrecist_target == "SD"


def test_a_conflicting_day_between_leaves_a_larger_sum_open() -> None:
    twins = [scan(40, "20"), scan(40, "30")]
    assert last_response(record([0], images=[scan(-7, "50"), *twins, scan(80, "50")])).mrecist_target is None
    assert last_response(record([0], images=[scan(-7, "50"), *twins, scan(80, "0")])).mrecist_target == "CR"
    assert last_response(record([0], images=[scan(-7, "50"), *twins, scan(80, "60")])).mrecist_target == "PD"


def test_a_nadir_with_an_unknown_target_is_certain_once_a_lower_one_is() -> None:
    def after(known: str, last: str) -> str | None:
        images = [scan(-7, "50", "0"), scan(40, known, None), scan(80, last, "0")]
        return last_response(record([0], images=images)).mrecist_target

    assert after("50", "55") == "SD"
    assert after("20", "55") is None
    assert after("20", "23.9") == "PR"
    assert after("20", "60") == "PD"


@pytest.mark.parametrize(
    ("between", "nadir"),
    [
        (scan(40, "30"), "30"),
        (scan(40, "60"), "50"),
        (scan(40, "30", arterial_phase=None), None),
        (scan(40, "60", arterial_phase=None), "50"),
        (scan(40, None), None),
        (scan(40), "50"),
    ],
)
def test_the_nadir_shown_is_certain(between: Values, nadir: str | None) -> None:
    response = last_response(record([0], images=[scan(-7, "50"), between, scan(80, "50")]))
    assert (response.nadir_mm and str(response.nadir_mm)) == nadir


def test_responses_list_every_arterial_phase_image_after_the_first_session() -> None:
    images = [
        scan(-7, "50"),
        scan(0, "50", modality="CT"),
        scan(1, "50"),
        scan(40, "50", arterial_phase=None),
        scan(50, "50", arterial_phase=False),
        scan(60, "50"),
    ]
    assert [response.image for response in responses(record([0], images=images))] == [2, 5]
    assert responses(record([], images=images)) == ()


def test_the_targets_of_other_organs_belong_to_the_sum() -> None:
    def image(on: int, t2: str) -> Values:
        return scan(on, targets=[target("T1", "50"), target("T2", t2, site="other")])

    response = last_response(record([0], images=[image(-7, "10"), image(40, "22")]))
    assert (response.mrecist_target, response.baseline_mm, response.sum_mm) == ("PD", Decimal(60), Decimal(72))
