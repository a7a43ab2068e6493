"""Items C and D: new vascular invasion, new extrahepatic spread (section 6)."""

import pytest

from domain.logic.finding import Finding
from domain.logic.verdict import Verdict
from tests.domain.builders import MET, NOT_MET, OPEN, Values, day, haic, item, paths, record, scan, tace

Entry = bool | None


@pytest.fixture(params=["vascular_invasion", "extrahepatic_spread"])
def field(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def found(field: str, *entries: tuple[int, Entry], **fields: object) -> Finding:
    """The item on images of these days with these entries."""
    images = [scan(on, **({field: entry, "modality": None} | fields)) for on, entry in entries]
    return item(record([0], images=images), "jsh.C" if field == "vascular_invasion" else "jsh.D")


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (((-7, False), (40, True)), MET),
        (((-7, False), (40, False)), NOT_MET),
        (((-7, False), (40, None)), OPEN),
        (((-7, False),), OPEN),
        (((-7, True), (40, True)), NOT_MET),
        (((-7, True), (40, None)), NOT_MET),
        (((-7, True),), NOT_MET),
        (((-7, None), (40, True)), OPEN),
        (((-7, None), (40, False)), NOT_MET),
        (((-7, None), (40, None)), OPEN),
        (((40, True),), OPEN),
        (((40, False),), NOT_MET),
        (((40, False), (80, True)), MET),
        (((40, True), (80, False)), OPEN),
        (((40, True), (80, False), (120, True)), MET),
        (((40, True), (80, True)), OPEN),
        ((), OPEN),
    ],
)
def test_new_means_absent_before_and_present_later(
    field: str, entries: tuple[tuple[int, Entry], ...], expected: Verdict
) -> None:
    assert found(field, *entries).verdict is expected


@pytest.mark.parametrize(("on", "expected"), [(0, NOT_MET), (1, MET)])
def test_an_entry_of_the_day_of_the_first_session_is_before(field: str, on: int, expected: Verdict) -> None:
    assert found(field, (-7, False), (on, True), (40, True)).verdict is expected


def test_the_last_entry_before_stands(field: str) -> None:
    assert found(field, (-30, True), (-7, False), (40, True)).verdict is MET
    assert found(field, (-30, False), (-7, True), (40, True)).verdict is NOT_MET
    assert found(field, (-30, False), (-7, None), (40, True)).verdict is MET


def test_a_present_stays_even_if_a_later_entry_says_absent(field: str) -> None:
    assert found(field, (-7, False), (40, True), (80, False)).verdict is MET


def test_documentation_must_be_as_recent_as_the_imaging(field: str) -> None:
    assert found(field, (-7, False), (40, False), (80, None)).verdict is OPEN
    assert found(field, (-7, False), (40, None), (80, False)).verdict is NOT_MET


def test_of_one_day_present_wins(field: str) -> None:
    assert found(field, (-7, False), (40, False), (40, True)).verdict is MET
    assert found(field, (-7, False), (-7, True), (40, True)).verdict is NOT_MET
    assert found(field, (-7, False), (40, False), (40, None)).verdict is NOT_MET


@pytest.mark.parametrize("phase", [True, None, False])
def test_any_image_counts_whatever_its_phase_or_day(field: str, phase: bool | None) -> None:
    assert found(field, (-7, False), (1, True), arterial_phase=phase).verdict is MET
    assert found(field, (-7, False), (300, True), arterial_phase=phase).verdict is MET


def test_before_is_up_to_the_first_counted_session() -> None:
    images = [scan(-7), scan(20, vascular_invasion=True), scan(70, vascular_invasion=True)]
    aborted = record([tace(0, completed=False), tace(30)], images=images)
    assert item(aborted, "jsh.C").verdict is NOT_MET
    assert item(record([0], images=images), "jsh.C").verdict is MET


@pytest.mark.parametrize("fields", [{"portal_vein": "Vp1"}, {"hepatic_vein": "Vv1"}])
def test_a_ticked_vein_is_invasion(fields: Values) -> None:
    of = record([0], images=[scan(-7), scan(40, vascular_invasion=None, **fields)])
    assert item(of, "jsh.C").verdict is MET


@pytest.mark.parametrize("fields", [{"portal_vein": "Vp0"}, {"hepatic_vein": "Vv0"}, {"portal_vein": None}])
def test_an_empty_answer_without_an_invaded_vein_is_unknown(fields: Values) -> None:
    of = record([0], images=[scan(-7), scan(40, vascular_invasion=None, **fields)])
    assert item(of, "jsh.C").verdict is OPEN


def test_a_listed_site_is_spread() -> None:
    of = record([0], images=[scan(-7), scan(40, extrahepatic_spread=None, spread_sites=["lung"])])
    assert item(of, "jsh.D").verdict is MET
    of = record([0], images=[scan(-7), scan(40, extrahepatic_spread=None, spread_sites=[])])
    assert item(of, "jsh.D").verdict is OPEN


def ways(finding: Finding) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
    """The cells of the ways to met and to not met."""
    to_met, to_not_met = (
        {frozenset(f"{cell.path}={answer}" for cell, answer in way) for way in each}
        for each in (finding.to_met, finding.to_not_met)
    )
    return to_met, to_not_met


def test_an_undocumented_latest_image_asks_for_its_entry() -> None:
    to_met, to_not_met = ways(found("vascular_invasion", (-7, False), (40, None)))
    assert to_met == {frozenset({"images[1].vascular_invasion=yes"})}
    assert to_not_met == {frozenset({"images[1].vascular_invasion=no"})}


def test_without_an_entry_before_one_that_says_present_decides_too() -> None:
    to_met, to_not_met = ways(found("vascular_invasion", (-7, None), (40, None)))
    assert to_met == {frozenset({"images[1].vascular_invasion=yes", "images[0].vascular_invasion=no"})}
    assert to_not_met == {
        frozenset({"images[1].vascular_invasion=no"}),
        frozenset({"images[0].vascular_invasion=yes"}),
    }


def test_present_from_unknown_asks_what_was_before_or_in_between() -> None:
    to_met, to_not_met = ways(found("vascular_invasion", (-7, None), (20, None), (40, True)))
    assert to_met == {
        frozenset({"images[0].vascular_invasion=no"}),
        frozenset({"images[1].vascular_invasion=no"}),
    }
    assert to_not_met == {frozenset({"images[0].vascular_invasion=yes"})}


def test_what_came_back_after_an_absent_entry_is_new() -> None:
    to_met, _ = ways(found("vascular_invasion", (-7, None), (40, True), (80, False), (120, None)))
    assert to_met == {
        frozenset({"images[0].vascular_invasion=no"}),
        frozenset({"images[3].vascular_invasion=yes"}),
    }


def test_without_a_later_image_the_one_to_come_is_asked_for() -> None:
    to_met, to_not_met = ways(found("vascular_invasion", (-7, False)))
    coming = frozenset({f"images[+{day(28)}..{day(92)}].evaluating_image=entered"})
    assert (to_met, to_not_met) == ({coming}, {coming})


def test_an_overtaken_last_session_leaves_any_later_image() -> None:
    images = [scan(-7)]
    sessions = [tace(0), haic(20)]
    finding = item(record(sessions, images=images), "jsh.C")
    assert paths(finding.lacking) == [f"images[+{day(1)}..].later_image"]


def test_nothing_before_asks_for_an_image_before() -> None:
    finding = found("vascular_invasion", (40, True))
    assert paths(finding.lacking) == [f"images[+..{day(0)}].image_before"]


def test_an_intermediate_image_can_show_it_first() -> None:
    to_met, to_not_met = ways(found("vascular_invasion", (-7, False), (40, None), (80, None)))
    assert to_met == {
        frozenset({"images[1].vascular_invasion=yes"}),
        frozenset({"images[2].vascular_invasion=yes"}),
    }
    assert to_not_met == {frozenset({"images[2].vascular_invasion=no"})}


def test_without_a_before_an_absent_entry_in_between_serves() -> None:
    to_met, _ = ways(found("vascular_invasion", (-7, None), (40, False), (80, None)))
    assert frozenset({"images[2].vascular_invasion=yes"}) in to_met


def test_without_any_entry_a_later_present_needs_an_earlier_absent() -> None:
    to_met, _ = ways(found("vascular_invasion", (-7, None), (40, None), (80, None)))
    assert to_met == {
        frozenset({"images[1].vascular_invasion=yes", "images[0].vascular_invasion=no"}),
        frozenset({"images[2].vascular_invasion=yes", "images[0].vascular_invasion=no"}),
        frozenset({"images[2].vascular_invasion=yes", "images[1].vascular_invasion=no"}),
    }


def test_since_when_it_is_present_is_shown() -> None:
    finding = found("vascular_invasion", (-7, False), (40, True), (80, True), (120, False))
    facts = ("before", "since", "latest_image", "latest_entry")
    assert [finding.fact(name) for name in facts] == [False, day(40), day(120), False]


def test_an_entry_of_the_day_of_the_first_session_documents_nothing_later(field: str) -> None:
    assert found(field, (-7, False), (0, False)).verdict is OPEN


def test_each_undocumented_later_image_can_show_it_first() -> None:
    to_met, _ = ways(found("vascular_invasion", (-7, False), (40, None), (80, None), (120, None)))
    assert to_met == {frozenset({f"images[{image}].vascular_invasion=yes"}) for image in (1, 2, 3)}


def test_any_image_after_the_first_session_is_a_later_one() -> None:
    sessions = [tace(0), tace(60), haic(80)]
    finding = item(record(sessions, images=[scan(-7)]), "jsh.C")
    assert paths(finding.lacking) == [f"images[+{day(1)}..].later_image"]


def test_an_entry_before_is_asked_for_before_the_first_session_and_no_later(field: str) -> None:
    definition = "jsh.C" if field == "vascular_invasion" else "jsh.D"
    images = [scan(on, **{field: entry, "modality": None}) for on, entry in ((40, None), (160, True))]
    asked = item(record([0, 60, 120], images=images), definition)
    assert f"images[+..{day(0)}].image_before" in [
        path for way in asked.to_not_met for path in paths(c for c, _ in way)
    ]


def test_an_absent_entry_before_the_last_present_one_decides_too(field: str) -> None:
    asked = found(field, (40, True), (80, None), (120, True))
    ways = [sorted(paths(cell for cell, _ in way)) for way in asked.to_met]
    assert [f"images[1].{field}"] in ways


def test_an_absent_latest_entry_shows_what_was_read(field: str) -> None:
    asked = found(field, (-7, False), (40, False), (80, False))
    assert paths(asked.cells) == [f"images[2].{field}"]
