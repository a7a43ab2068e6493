from decimal import Decimal

import pytest

from domain.staging import StagingInputs
from domain.staging.tumour_burden import six_and_twelve, up_to_seven


def inputs(count: int | None, largest: str | None, vascular: bool | None = False) -> StagingInputs:
    return StagingInputs(count, None if largest is None else Decimal(largest), vascular)


@pytest.mark.parametrize(
    ("count", "largest", "group"),
    [
        (1, "60", "within"),
        (1, "60.000001", "beyond"),
        (4, "30", "within"),
        (4, "30.1", "beyond"),
        (7, "0.1", "beyond"),
        (2, "5", "within"),
    ],
)
def test_up_to_seven_on_both_sides(count: int, largest: str, group: str) -> None:
    score = up_to_seven(inputs(count, largest))
    assert (score.category, score.value) == (group, Decimal(largest) / 10 + count)


@pytest.mark.parametrize(
    ("count", "largest", "group"),
    [
        (1, "50", "low"),
        (1, "50.000001", "intermediate"),
        (2, "100", "intermediate"),
        (2, "100.000001", "high"),
        (12, "0.1", "high"),
    ],
)
def test_six_and_twelve_on_both_sides(count: int, largest: str, group: str) -> None:
    assert six_and_twelve(inputs(count, largest, vascular=True)).category == group


@pytest.mark.parametrize(
    ("count", "largest", "seven", "twelve"),
    [
        (None, None, None, None),
        (None, "60", None, None),
        (None, "60.1", "beyond", None),
        (None, "110", "beyond", None),
        (None, "110.1", "beyond", "high"),
        (6, None, None, None),
        (7, None, "beyond", None),
        (11, None, "beyond", None),
        (12, None, "beyond", "high"),
    ],
)
def test_one_value_alone_can_be_enough_to_be_beyond(
    count: int | None, largest: str | None, seven: str | None, twelve: str | None
) -> None:
    """A lesion is at least one, and its diameter more than nothing."""
    assert up_to_seven(inputs(count, largest)).category == seven
    assert six_and_twelve(inputs(count, largest)).category == twelve


def test_up_to_seven_does_not_apply_with_vascular_invasion() -> None:
    score = up_to_seven(inputs(1, "20", vascular=True))
    assert (score.category, score.value, score.because) == (None, None, "vascular_invasion")


def test_up_to_seven_waits_for_the_vessels() -> None:
    score = up_to_seven(inputs(9, "90", vascular=None))
    assert (score.category, score.value, score.because) == (None, Decimal(18), "")
    assert score.open_inputs == ("vascular_invasion",)


def test_without_a_lesion_there_is_no_burden_to_score() -> None:
    assert up_to_seven(inputs(0, None)).because == "no_lesion"
    assert six_and_twelve(inputs(0, None)).because == "no_lesion"
