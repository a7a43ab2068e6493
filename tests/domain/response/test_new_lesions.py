"""When a new lesion counts (section 3.2), and for what."""

from typing import Any

import pytest

from domain.course import ChosenImage
from domain.logic.verdict import Verdict
from domain.response.progression import new_lesion
from tests.domain.builders import MET, NOT_MET, OPEN, Values, course, lesion, paths, record, scan


def counts(*lesions: Values, liver_only: bool = False) -> Verdict:
    of = course(record([0], images=[scan(40, new_lesions=list(lesions))]))
    return new_lesion(of, ChosenImage(0), liver_only=liver_only).verdict


@pytest.mark.parametrize(
    ("size", "pattern", "growth", "expected"),
    [
        ("10", "typical", None, MET),
        ("9.999999", "typical", None, NOT_MET),
        ("10", "atypical", None, NOT_MET),
        ("30", "atypical", "9.999999", NOT_MET),
        ("30", "atypical", "10", MET),
        ("30", "atypical", "10.1", MET),
        (None, "atypical", "25", MET),
        ("10", None, "10", MET),
        (None, None, "10", MET),
        (None, "atypical", "10", MET),
        ("9.9", None, None, NOT_MET),
        ("9.9", "atypical", None, NOT_MET),
        ("10", None, None, OPEN),
        ("10", None, "9.9", OPEN),
        (None, "typical", None, OPEN),
        (None, "typical", "9.9", OPEN),
        (None, "atypical", None, NOT_MET),
        (None, None, None, OPEN),
        ("0", "typical", "0", NOT_MET),
    ],
)
@pytest.mark.parametrize("site", ["liver", None])
def test_in_the_liver_size_pattern_and_growth_decide(
    size: str | None, pattern: str | None, growth: str | None, site: str | None, expected: Verdict
) -> None:
    new = lesion(size, pattern, growth_mm=growth, site=site)
    assert counts(new) is expected
    assert counts(new, liver_only=True) is expected


@pytest.mark.parametrize(("size", "pattern"), [("3", "atypical"), (None, None), ("30", "typical")])
def test_elsewhere_it_counts_at_once_but_not_for_the_liver(size: str | None, pattern: str | None) -> None:
    new = lesion(size, pattern, site="other")
    assert counts(new) is MET
    assert counts(new, liver_only=True) is NOT_MET


def test_one_that_counts_is_enough_and_none_that_counts_is_none() -> None:
    assert counts(lesion("5"), lesion("15")) is MET
    assert counts(lesion("5"), lesion(None)) is OPEN
    assert counts(lesion("5"), lesion("6")) is NOT_MET
    assert counts() is NOT_MET


def test_not_assessed_is_unknown() -> None:
    of = course(record([0], images=[scan(40, new_lesions=None)]))
    finding = new_lesion(of, ChosenImage(0), liver_only=True)
    assert (finding.verdict, paths(finding.lacking)) == (OPEN, ["images[0].new_lesions"])


@pytest.mark.parametrize(
    ("fields", "lacking"),
    [
        ({"size_mm": None, "pattern": "typical"}, ["images[0].new_lesions[1].size_mm"]),
        ({"size_mm": "15", "pattern": None}, ["images[0].new_lesions[1].pattern"]),
        (
            {"size_mm": None, "pattern": None},
            ["images[0].new_lesions[1].pattern", "images[0].new_lesions[1].size_mm"],
        ),
    ],
)
def test_what_would_decide_a_lesion_is_named(fields: dict[str, Any], lacking: list[str]) -> None:
    of = course(record([0], images=[scan(40, new_lesions=[lesion("5"), fields])]))
    finding = new_lesion(of, ChosenImage(0), liver_only=True)
    assert paths(cell for leaf in finding.leaves() for cell in leaf.lacking) == lacking


def test_a_lesion_that_disappears_is_judged_on_each_image_by_itself() -> None:
    of = course(record([0], images=[scan(40, new_lesions=[lesion()]), scan(80)]))
    assert [new_lesion(of, ChosenImage(image), liver_only=True).verdict for image in (0, 1)] == [MET, NOT_MET]


def test_lesions_are_counted_from_one_for_a_reader() -> None:
    of = course(record([0], images=[scan(40, new_lesions=[lesion("5"), lesion("6")])]))
    finding = new_lesion(of, ChosenImage(0), liver_only=False)
    assert [leaf.fact("lesion") for leaf in finding.leaves()] == [1, 2]
