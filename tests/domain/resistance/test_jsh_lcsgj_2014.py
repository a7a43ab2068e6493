"""JSH-LCSGJ 2014: A1 ∨ A2 ∨ B ∨ C ∨ D (section 4.1)."""

from typing import Any

import pytest

from domain.logic.verdict import Verdict
from tests.domain.builders import (
    MET,
    NOT_MET,
    OPEN,
    Day,
    Values,
    day,
    haic,
    item,
    judged,
    lesion,
    marker,
    paths,
    record,
    reported_scan,
    responses,
    scan,
    tace,
    target,
    verdict,
)

JSH = "JSH-LCSGJ-2014"
NORMAL = [marker(-1, "5"), marker(30, "5"), marker(90, "5"), marker(150, "5")]


def a1(*sums: str | None, sessions: tuple[Day | Values, ...] = (0, 60), **settings: Any) -> Verdict:
    return item(record(sessions, sums), "jsh.A1", **settings).verdict


@pytest.mark.parametrize(
    ("sums", "expected"),
    [
        (("50", "25.1", "25.1"), MET),
        (("50", "25", "25.1"), NOT_MET),
        (("50", "25.1", "25"), NOT_MET),
        (("80", "41", "41"), MET),
        (("50", "0", "50"), NOT_MET),
        (("0", "0.1", "0.1"), MET),
        (("0", "0", "0"), NOT_MET),
    ],
)
def test_a1_is_more_than_half_of_the_first_sum_twice_in_a_row(sums: tuple[str, ...], expected: Verdict) -> None:
    assert a1(*sums) is expected


@pytest.mark.parametrize(
    ("percent", "expected"),
    [("0", NOT_MET), ("30", NOT_MET), ("50", NOT_MET), ("50.1", MET), ("100", MET), ("130", MET)],
)
def test_a_percentage_entered_by_the_physician_replaces_the_ratio(percent: str, expected: Verdict) -> None:
    """Both images are above half by their sums, or both below it: the second goes by what was entered."""
    for sums in (("50", "40"), ("50", "26")):
        of = record([0, 60], sums, images=[scan(100, "10" if expected is MET else "45", viable_percent=percent)])
        assert item(of, "jsh.A1").verdict is expected


def test_80_41_41_is_partial_response_and_insufficient_at_once() -> None:
    of = record([0, 60], ["80", "41", "41"])
    assert [response.mrecist_target for response in responses(of)] == ["PR", "PR"]
    assert verdict(of, JSH) is MET


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (True, True, MET),
        (True, False, NOT_MET),
        (False, True, NOT_MET),
        (None, True, OPEN),
        (True, None, OPEN),
        (None, False, NOT_MET),
    ],
)
def test_both_sessions_must_be_adequate(first: bool | None, second: bool | None, expected: Verdict) -> None:
    sessions = (tace(0, adequate=first), tace(60, adequate=second))
    assert a1("50", "40", "40", sessions=sessions) is expected


def test_one_session_is_no_run() -> None:
    assert a1("50", "50", sessions=(0,)) is NOT_MET
    assert item(record([0], ["50"], [scan(40, new_lesions=[lesion()])]), "jsh.A2").verdict is NOT_MET


def test_haic_between_interrupts_the_run() -> None:
    assert a1("50", "50", None, "50", sessions=(0, haic(50), tace(60))) is NOT_MET
    assert a1("50", "50", "50", sessions=(0, 60)) is MET


def test_the_run_ends_at_the_latest_session_that_has_an_image() -> None:
    assert a1("50", "50", "50", None, sessions=(0, 60, 120)) is MET
    assert a1("50", "50", "50", "20", sessions=(0, 60, 120)) is NOT_MET
    assert a1("50", "20", "50", "50", sessions=(0, 60, 120)) is MET
    assert a1("50", "50", "20", "50", sessions=(0, 60, 120)) is NOT_MET


def test_a_session_without_image_inside_the_run_leaves_it_open() -> None:
    assert a1("50", "50", None, "50", sessions=(0, 60, 120)) is OPEN
    assert a1("50", "50", None, "20", sessions=(0, 60, 120)) is NOT_MET


def test_an_image_of_unrecorded_phase_ends_the_run_and_its_test_is_unknown() -> None:
    def with_last(mm: str) -> Verdict:
        images = [scan(160, mm, arterial_phase=None)]
        return item(record([0, 60, 120], ["50", "50", "50"], images), "jsh.A1").verdict

    assert with_last("50") is OPEN
    assert with_last("20") is OPEN


def test_conflicting_images_of_one_day_end_the_run_too() -> None:
    twins = [scan(160, "50"), scan(160, "50")]
    assert item(record([0, 60, 120], ["50", "50", "50"], twins), "jsh.A1").verdict is OPEN


@pytest.mark.parametrize(
    ("sums", "expected"),
    [(("50",), OPEN), (("50", "50"), OPEN), (("50", "20"), NOT_MET)],
)
def test_where_only_the_first_session_has_an_image_the_run_is_tested_up_to_the_second(
    sums: tuple[str, ...], expected: Verdict
) -> None:
    assert a1(*sums, sessions=(0, 60)) is expected
    assert a1(*sums, sessions=(0, 60, 120)) is expected


def test_the_run_up_to_the_second_is_false_as_soon_as_a_part_is() -> None:
    assert a1("50", sessions=(0, tace(60, adequate=False))) is NOT_MET
    assert a1("50", None, None, sessions=(0, haic(50), tace(60))) is NOT_MET


def test_only_targets_in_the_liver_count_for_a1() -> None:
    def image(on: int, liver: str) -> Values:
        return scan(on, targets=[target("T1", liver), target("T2", "50", site="other")])

    images = [image(-7, "50"), image(40, "25"), image(100, "25")]
    assert item(record([0, 60], images=images), "jsh.A1").verdict is NOT_MET


@pytest.mark.parametrize(("percent", "expected"), [("50", NOT_MET), ("50.1", MET)])
def test_an_entered_percentage_replaces_the_ratio(percent: str, expected: Verdict) -> None:
    for mm in ("20", "50", None):
        images = [scan(40, mm, viable_percent=percent), scan(100, mm, viable_percent=percent)]
        assert item(record([0, 60], ["50"], images), "jsh.A1").verdict is expected


def test_an_open_ratio_asks_for_the_diameter_or_the_percentage() -> None:
    finding = item(record([0, 60], ["50", "40"], [scan(100, None)]), "jsh.A1")
    assert {tuple(paths(cell for cell, _ in way)) for way in finding.to_met} == {
        ("images[2].targets[T1].viable_mm",),
        ("images[2].viable_percent",),
    }


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([lesion()], [lesion()], MET),
        ([lesion()], [], NOT_MET),
        ([], [lesion()], NOT_MET),
        ([lesion()], None, OPEN),
        (None, [], NOT_MET),
        ([lesion()], [lesion("9.9")], NOT_MET),
        ([lesion()], [lesion(None)], OPEN),
        ([lesion()], [lesion(site="other")], NOT_MET),
    ],
)
def test_a2_is_a_counting_new_liver_lesion_on_each_evaluating_image(
    first: list[Values] | None, second: list[Values] | None, expected: Verdict
) -> None:
    images = [scan(40, "20", new_lesions=first), scan(100, "20", new_lesions=second)]
    assert item(record([0, 60], ["50"], images), "jsh.A2").verdict is expected


def test_a2_needs_adequate_sessions_too() -> None:
    images = [scan(40, "20", new_lesions=[lesion()]), scan(100, "20", new_lesions=[lesion()])]
    assert item(record([0, tace(60, adequate=False)], ["50"], images), "jsh.A2").verdict is NOT_MET


def test_a1_and_a2_do_not_mix() -> None:
    images = [scan(40, "50"), scan(100, "20", new_lesions=[lesion()])]
    of = record([0, 60], ["50"], images)
    assert [item(of, name).verdict for name in ("jsh.A1", "jsh.A2")] == [NOT_MET, NOT_MET]


def test_not_met_needs_markers_vessels_and_spread_documented() -> None:
    documented = record([0, 60], ["50", "20", "20"], markers=NORMAL)
    assert verdict(documented, JSH) is NOT_MET
    assert verdict(documented.amended(markers=[]), JSH) is OPEN
    for field in ("vascular_invasion", "extrahepatic_spread"):
        silent = [scan(-7, "50"), scan(40, "20"), scan(100, "20", **{field: None})]
        assert verdict(record([0, 60], images=silent, markers=NORMAL), JSH) is OPEN


@pytest.mark.parametrize("items", ["A1", "A2", "B", "C", "D"])
def test_any_item_alone_is_enough(items: str) -> None:
    fields: dict[str, dict[str, Any]] = {
        "A2": {"new_lesions": [lesion()]},
        "C": {"vascular_invasion": True},
        "D": {"extrahepatic_spread": True},
    }
    mm = "50" if items == "A1" else "20"
    images = [scan(on, mm, **fields.get(items, {})) for on in (40, 100)]
    rising = [marker(-1, "100"), marker(30, "130"), marker(55, "150")]
    of = record([0, 60], ["50"], images, markers=rising if items == "B" else NORMAL)
    found = {name: item(of, f"jsh.{name}").verdict for name in ("A1", "A2", "B", "C", "D")}
    assert found == {name: MET if name == items else NOT_MET for name in found}
    assert verdict(of, JSH) is MET


def changes(first: dict[str, Any], second: dict[str, Any], **settings: Any) -> Verdict:
    sessions = (tace(0, **first), tace(60, **second))
    return a1("50", "50", "50", sessions=sessions, **settings)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"agents": ["a"]}, {"agents": ["b"]}, MET),
        ({"agents": ["a"]}, {"agents": [" A "], "feeders_reanalysed": False}, NOT_MET),
        ({"agents": ["a"]}, {"agents": ["a"], "feeders_reanalysed": True}, MET),
        ({"agents": ["a"]}, {"agents": ["a"]}, OPEN),
        ({"agents": ["a"]}, {"feeders_reanalysed": False}, OPEN),
        ({}, {"feeders_reanalysed": True}, MET),
        ({"agents": []}, {"agents": [], "feeders_reanalysed": False}, NOT_MET),
        ({"feeders_reanalysed": True, "agents": ["a"]}, {"agents": ["a"], "feeders_reanalysed": False}, NOT_MET),
    ],
)
def test_require_asks_for_a_change_of_agents_or_feeders_after_the_first(
    first: dict[str, Any], second: dict[str, Any], expected: Verdict
) -> None:
    assert changes(first, second, change_of_technique="require") is expected
    assert changes(first, second) is MET
    assert changes(first, second, change_of_technique="ignore") is MET


def test_under_require_a_longer_run_may_hold_the_change() -> None:
    same = {"agents": ["a"], "feeders_reanalysed": False}
    sessions = (tace(0, **same), tace(60, **same | {"agents": ["b"]}), tace(120, **same | {"agents": ["b"]}))
    assert a1("50", "50", "50", "50", sessions=sessions, change_of_technique="require") is MET
    assert a1("50", "20", "50", "50", sessions=sessions, change_of_technique="require") is NOT_MET
    with_haic = (sessions[0], haic(30), *sessions[1:])
    images = [scan(on, "50") for on in (-7, 29, 100, 160)]
    of = record(with_haic, images=images)
    assert item(of, "jsh.A1", change_of_technique="require").verdict is NOT_MET


def test_under_require_what_would_decide_the_change_is_named() -> None:
    of = record([tace(0, agents=["a"]), tace(60, feeders_reanalysed=False)], ["50", "50", "50"])
    leaf = item(of, "session.changed_technique", change_of_technique="require")
    assert paths(leaf.lacking) == ["sessions[1].agents"]
    of = record([tace(0), tace(60)], ["50", "50", "50"])
    leaf = item(of, "session.changed_technique", change_of_technique="require")
    assert paths(leaf.lacking) == ["sessions[0].agents", "sessions[1].agents", "sessions[1].feeders_reanalysed"]


def test_the_agents_of_a_staged_session_are_those_of_all_its_parts() -> None:
    same = {"course": "A", "feeders_reanalysed": False}
    parts = (tace(0, agents=["a", "b"], feeders_reanalysed=False),)
    parts += (tace(60, agents=["a"], **same), tace(70, agents=["b"], **same))
    of = record(parts, images=[scan(-7, "50"), scan(40, "50"), scan(110, "50")])
    assert item(of, "jsh.A1", change_of_technique="require").verdict is NOT_MET
    one_unknown = (parts[0], parts[1], parts[2] | {"agents": None})
    of = record(one_unknown, images=[scan(-7, "50"), scan(40, "50"), scan(110, "50")])
    assert item(of, "jsh.A1", change_of_technique="require").verdict is OPEN
    feeders = (parts[0], parts[1], parts[2] | {"feeders_reanalysed": True})
    of = record(feeders, images=[scan(-7, "50"), scan(40, "50"), scan(110, "50")])
    assert item(of, "jsh.A1", change_of_technique="require").verdict is MET


def test_without_a_counted_session_nothing_is_met() -> None:
    for definition in ("JSH-LCSGJ-2014", "JSH-2021", "EPOIHCC-2013", "European-2014", "CCI-2022"):
        of = judged(record([haic(0)], images=[scan(40, "50", vascular_invasion=True)]), definition)
        assert (of.verdict, of.finding.criterion) == (NOT_MET, "no_counted_session")
    for definition in ("Iwasa-2011", "Ikeda-2013"):
        assert verdict(record(), definition) is NOT_MET


def test_jsh_2021_has_the_same_items_under_its_own_version() -> None:
    for of in (
        record([0, 60], ["50", "50", "50"]),
        record([0, 60], ["50", "20", "20"], markers=NORMAL),
        record([0]),
    ):
        assert judged(of, "JSH-2021").finding == judged(of, JSH).finding
        assert judged(of, "JSH-2021").definition == "JSH-2021"


def test_a_category_decides_an_image_on_which_nothing_was_measured() -> None:
    of = record([0, 60], ["50"], [reported_scan(40, "SD"), scan(100)])
    finding = item(of, "jsh.A1")
    assert {tuple(paths(cell for cell, _ in way)) for way in finding.to_met} == {
        ("images[2].reported.category",),
        ("images[2].targets[T1].viable_mm",),
        ("images[2].viable_percent",),
    }


def test_a_run_says_which_sessions_it_holds() -> None:
    finding = item(record([0, 60, 120], ["50", "50", "50", "50"]), "jsh.A1")
    assert (finding.fact("first_session"), finding.fact("last_session")) == (2, 3)


def test_under_require_a_run_of_three_says_so() -> None:
    same = {"agents": ["a"], "feeders_reanalysed": False}
    sessions = (tace(0, **same), tace(60, agents=["b"]), tace(120, agents=["b"], feeders_reanalysed=False))
    finding = item(record(sessions, ["50", "50", "50", "50"]), "jsh.A1", change_of_technique="require")
    runs = [(run.fact("first_session"), run.fact("last_session")) for run in finding.children]
    assert runs == [(2, 3), (1, 3)]


def test_an_image_after_a_later_session_moves_the_end_of_the_run_and_can_decide() -> None:
    documented = record([0, 60, 120], ["50", "50"], [scan(100, None)], markers=NORMAL)
    finding = item(documented, "jsh.A1")
    assert finding.verdict is OPEN
    coming = f"images[+{day(148)}..{day(212)}].evaluating_image"
    assert [coming] in [paths(cell for cell, _ in way) for way in finding.to_not_met]
    assert sorted(["images[2].targets[T1].viable_mm", coming]) not in [
        sorted(paths(cell for cell, _ in way)) for way in finding.to_not_met
    ]


def test_no_image_is_asked_for_after_a_later_session_that_the_next_one_overtook() -> None:
    documented = record([0, 60, 120, 135], ["50", "50"], [scan(100, None)], markers=NORMAL)
    asked = {path for way in item(documented, "jsh.A1").to_not_met for path in paths(cell for cell, _ in way)}
    assert {path for path in asked if path.startswith("images[+")} == {
        f"images[+{day(163)}..{day(227)}].evaluating_image"
    }
