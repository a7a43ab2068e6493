"""RECIST 1.1 on whole diameters: 20 % and 5 mm (section 3.4)."""

import pytest

from tests.domain.builders import last_response, record, scan, target


def category(*totals: str | None) -> str | None:
    images = [
        scan(-7 if position == 0 else 40 * position, targets=[target("T1", "10", total_mm=mm)])
        for position, mm in enumerate(totals)
    ]
    return last_response(record([0], images=images)).recist11_target


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        (("10", "14.999999"), "SD"),
        (("10", "15"), "PD"),
        (("50", "59.999999"), "SD"),
        (("50", "60"), "PD"),
        (("50", "35"), "PR"),
        (("50", "35.000001"), "SD"),
        (("50", "0"), "CR"),
        (("50", "0", "4.9"), "PD"),
        (("80", "10", "13"), "PR"),
        (("80", "10", "15"), "PD"),
        (("50", None), None),
        ((None, "50"), None),
    ],
)
def test_pd_needs_20_percent_and_5_mm_over_the_nadir(totals: tuple[str | None, ...], expected: str | None) -> None:
    assert category(*totals) == expected


def test_without_any_target_measured_there_is_no_category() -> None:
    assert last_response(record([0], images=[scan(-7, "50"), scan(40)])).recist11_target is None


def test_an_image_without_whole_diameters_is_an_open_nadir() -> None:
    images = [
        scan(-7, targets=[target("T1", "50", total_mm="50")]),
        scan(40, "20"),
        scan(80, targets=[target("T1", "50", total_mm="50")]),
    ]
    assert last_response(record([0], images=images)).recist11_target is None


def test_a_certain_pd_does_not_wait_for_the_rest() -> None:
    def image(on: int, t1: str, t2: str | None) -> dict[str, object]:
        return scan(on, targets=[target("T1", total_mm=t1), target("T2", total_mm=t2)])

    assert (
        last_response(record([0], images=[image(-7, "20", "10"), image(40, "36", None)])).recist11_target == "PD"
    )
    assert (
        last_response(record([0], images=[image(-7, "20", "10"), image(40, "35", None)])).recist11_target is None
    )
