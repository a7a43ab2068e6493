"""Only the radiologist's category is there: what each definition can make of it (section 3.5)."""

import pytest

from domain.logic.verdict import Verdict
from tests.domain.builders import (
    MET,
    NOT_MET,
    OPEN,
    Values,
    item,
    judged,
    last_response,
    paths,
    record,
    reported_scan,
    scan,
    target,
    verdict,
)

CATEGORIES = ("CR", "PR", "SD", "PD", "NE", None)


def ward(category: str | None, compared_with: str | None = None, **fields: object) -> Values:
    """Three sessions, a measured baseline, and this category after each session."""
    return {
        "sessions": [0, 60, 120],
        "images": [
            scan(-7, "50"),
            *(reported_scan(on, category, compared_with, **fields) for on in (40, 100, 160)),
        ],
    }


def by_category(definition: str, compared_with: str | None = None, **fields: object) -> list[Verdict]:
    return [verdict(record(**ward(each, compared_with, **fields)), definition) for each in CATEGORIES]


def test_the_category_is_the_target_response() -> None:
    found = [last_response(record(**ward(category))) for category in CATEGORIES]
    assert [response.mrecist_target for response in found] == ["CR", "PR", "SD", "PD", None, None]
    assert [response.mrecist_overall for response in found] == ["CR", "PR", "SD", "PD", "NE", "NE"]
    assert [response.reported for response in found] == list(CATEGORIES)


def test_the_overall_response_follows_from_it_by_the_table() -> None:
    assert last_response(record(**ward("CR", non_target="IR-SD"))).mrecist_overall == "PR"
    assert last_response(record(**ward("PR", non_target="PD"))).mrecist_overall == "PD"


def test_epoihcc_takes_sd_and_pd() -> None:
    assert by_category("EPOIHCC-2013") == [NOT_MET, NOT_MET, MET, MET, OPEN, OPEN]


@pytest.mark.parametrize("compared_with", [None, "nadir", "previous"])
def test_cci_takes_a_pd_only_against_the_baseline(compared_with: str | None) -> None:
    assert by_category("CCI-2022", compared_with) == [NOT_MET, NOT_MET, NOT_MET, OPEN, OPEN, OPEN]
    assert by_category("CCI-2022", "baseline") == [NOT_MET, NOT_MET, NOT_MET, MET, OPEN, OPEN]


def test_one_tick_decides_what_a_pd_was_compared_with() -> None:
    of = judged(record(**ward("PD")), "CCI-2022")
    assert [paths(cells) for cells in of.deciding] == [["images[3].reported.compared_with"]]


@pytest.mark.parametrize("compared_with", ["nadir", "previous"])
def test_a_pd_against_something_else_leaves_cci_beyond_entry(compared_with: str) -> None:
    of = judged(record(**ward("PD", compared_with)), "CCI-2022")
    assert (of.deciding, of.beyond_entry) == ((), ("reported_against_another",))


@pytest.mark.parametrize(
    ("category", "compared_with", "expected"),
    [
        ("CR", None, NOT_MET),
        ("PR", None, OPEN),
        ("SD", None, MET),
        ("PD", None, OPEN),
        ("PD", "nadir", OPEN),
        ("PD", "baseline", MET),
        ("NE", None, OPEN),
        (None, None, OPEN),
    ],
)
def test_jsh_more_than_half_viable_by_category(
    category: str | None, compared_with: str | None, expected: Verdict
) -> None:
    assert item(record(**ward(category, compared_with)), "jsh.A1").verdict is expected


def test_european_goes_by_overall_pd_and_by_intent() -> None:
    assert by_category("European-2014") == [NOT_MET, NOT_MET, NOT_MET, MET, OPEN, OPEN]


def test_a_reported_category_never_decides_iwasa() -> None:
    assert by_category("Iwasa-2011") == [OPEN] * 6


def test_ikeda_takes_the_overall_pd_but_not_the_shrinkage() -> None:
    assert by_category("Ikeda-2013") == [OPEN, OPEN, OPEN, MET, OPEN, OPEN]


def test_where_targets_are_measured_the_computed_response_stands() -> None:
    images = [scan(-7, "50"), scan(40, "50", reported={"category": "PD", "compared_with": "baseline"})]
    response = last_response(record([0], images=images))
    assert (response.mrecist_target, response.reported) == ("SD", "PD")


def test_where_a_row_exists_the_computed_response_stands_even_if_undecidable() -> None:
    images = [scan(-7, "50"), scan(40, None, reported={"category": "PD"})]
    assert last_response(record([0], images=images)).mrecist_target is None
    images[1]["targets"] = [target("T1", state="not_evaluable")]
    assert last_response(record([0], images=images)).mrecist_target is None


def test_a_row_for_a_lesion_outside_the_set_does_not_silence_the_report() -> None:
    images = [scan(-7, "50"), scan(40, targets=[target("T9", "20")], reported={"category": "PD"})]
    assert last_response(record([0], images=images)).mrecist_target == "PD"


def test_the_category_speaks_without_a_baseline() -> None:
    response = last_response(record([0], images=[reported_scan(40, "PR")]))
    assert (response.mrecist_target, response.sum_mm, response.baseline_mm) == ("PR", None, None)


def test_a_second_reading_changes_no_verdict() -> None:
    second = {"reader": "B", "targets": [target("T1", "10")], "reported": {"category": "CR"}}
    alone, both = (
        record([0, 60, 120], images=[scan(-7, "50"), scan(160, "75", **fields)])
        for fields in ({}, {"second_reading": second})
    )
    for definition in ("JSH-LCSGJ-2014", "CCI-2022", "Iwasa-2011", "Ikeda-2013", "EPOIHCC-2013", "European-2014"):
        assert judged(alone, definition) == judged(both, definition)
    assert last_response(alone) == last_response(both)


def test_nothing_measured_can_be_decided_by_a_category_or_by_diameters() -> None:
    of = judged(record([0, 60, 120], images=[scan(-7, "50"), scan(160)]), "EPOIHCC-2013")
    assert [paths(cells) for cells in of.deciding] == [
        ["images[1].reported.category"],
        ["images[1].targets[T1].viable_mm"],
    ]


@pytest.mark.parametrize(
    ("compared_with", "for_met"),
    [
        (None, ["images[1].reported.category", "images[1].reported.compared_with"]),
        ("baseline", ["images[1].reported.category"]),
        ("nadir", None),
    ],
)
def test_cci_asks_for_category_and_reference_together(
    compared_with: str | None, for_met: list[str] | None
) -> None:
    images = [scan(-7, "50"), scan(160, reported={"category": None, "compared_with": compared_with})]
    leaf = item(record([0, 60, 120], images=images), "cci.pd_over_first", "CCI-2022")
    found = [sorted(cell.path for cell, _ in way) for way in leaf.to_met]
    by_report = [way for way in found if any("reported" in path for path in way)]
    assert by_report == ([] if for_met is None else [for_met])
