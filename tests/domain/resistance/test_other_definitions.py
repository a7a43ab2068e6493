"""EPOIHCC 2013, European 2014, CCI 2022 and the two study definitions (sections 4.2 to 4.6)."""

from datetime import date
from typing import Any

import pytest

from domain.logic.verdict import Verdict
from tests.domain.builders import (
    MET,
    NOT_MET,
    OPEN,
    Values,
    day,
    haic,
    item,
    judged,
    lesion,
    paths,
    record,
    responses,
    scan,
    tace,
    target,
    verdict,
)

EPOIHCC, EUROPEAN, CCI, IWASA, IKEDA = (
    "EPOIHCC-2013",
    "European-2014",
    "CCI-2022",
    "Iwasa-2011",
    "Ikeda-2013",
)


# EPOIHCC: three sessions within six months, SD or PD after the last.


@pytest.mark.parametrize(
    ("last", "expected"),
    [("35", NOT_MET), ("35.1", MET), ("50", MET), ("60", MET), ("0", NOT_MET)],
)
def test_epoihcc_is_sd_or_pd_after_the_third_session(last: str, expected: Verdict) -> None:
    assert verdict(record([0, 60, 120], ["50", "50", "50", last]), EPOIHCC) is expected


def test_epoihcc_pd_is_against_the_nadir() -> None:
    assert verdict(record([0, 60, 120], ["80", "20", "10", "13"]), EPOIHCC) is MET
    assert verdict(record([0, 60, 120], ["80", "20", "10", "11.9"]), EPOIHCC) is NOT_MET


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2024-01-10", "2024-07-10", MET),
        ("2024-01-10", "2024-07-11", NOT_MET),
        ("2023-08-31", "2024-02-29", MET),
        ("2023-08-31", "2024-03-01", NOT_MET),
        ("2022-08-31", "2023-02-28", MET),
        ("2022-08-31", "2023-03-01", NOT_MET),
    ],
)
def test_six_months_are_inclusive_and_clamped(first: str, last: str, expected: Verdict) -> None:
    between = day(first).replace(day=1).isoformat()[:5] + ("03-10" if first.startswith("2024") else "10-10")
    after = (day(last).toordinal() + 40) - day(0).toordinal()
    before = (day(first).toordinal() - 1) - day(0).toordinal()
    of = record([tace(first), tace(between), tace(last)], images=[scan(before, "50"), scan(after, "50")])
    assert verdict(of, EPOIHCC) is expected


def test_six_months_run_from_the_first_part_to_the_last_part() -> None:
    def with_last(part: str) -> Verdict:
        sessions = [tace(0, course="A"), tace(20, course="A"), tace(90)]
        sessions += [tace("2024-07-05", course="B"), tace(part, course="B")]
        return verdict(record(sessions, images=[scan(-7, "50"), scan("2024-08-20", "50")]), EPOIHCC)

    assert with_last("2024-07-10") is MET
    assert with_last("2024-07-11") is NOT_MET


def test_no_group_is_not_met_whatever_else_is_missing() -> None:
    assert verdict(record([0, 60]), EPOIHCC) is NOT_MET
    assert verdict(record([0, 100, 200]), EPOIHCC) is NOT_MET


def test_the_latest_group_counts() -> None:
    sessions = [0, 60, 120, 180, 400]
    of = record(sessions, ["50", "50", "50", "20", "50"])
    assert verdict(of, EPOIHCC) is MET
    assert item(of, "epoihcc.three", EPOIHCC).fact("last_session") == 4
    assert verdict(record([0, 60, 120, 180], ["50", "50", "50", "50", "20"]), EPOIHCC) is NOT_MET


def test_haic_between_does_not_interrupt_epoihcc() -> None:
    assert (
        verdict(record([0, haic(30), tace(60), tace(120)], images=[scan(-7, "50"), scan(160, "50")]), EPOIHCC)
        is MET
    )


def test_new_lesions_alone_do_not_count_for_epoihcc() -> None:
    of = record([0, 60, 120], ["50"], [scan(160, "20", new_lesions=[lesion()], non_target="PD")])
    assert verdict(of, EPOIHCC) is NOT_MET


def test_without_the_image_epoihcc_asks_for_it() -> None:
    of = judged(record([0, 60, 120], ["50"]), EPOIHCC)
    assert of.verdict is OPEN
    assert paths(of.missing) == [f"images[+{day(148)}..{day(212)}].evaluating_image"]


# European: the table by intent, or new invasion, or new spread.

TABLE = [
    ("palliative", NOT_MET, NOT_MET, MET),
    ("curative", NOT_MET, MET, MET),
    ("bridging", NOT_MET, OPEN, MET),
    ("downstaging", NOT_MET, OPEN, MET),
    (None, NOT_MET, OPEN, MET),
]


@pytest.mark.parametrize(("intent", "responded", "stable", "progressed"), TABLE)
def test_the_european_table(intent: str | None, responded: Verdict, stable: Verdict, progressed: Verdict) -> None:
    def after(mm: str) -> Verdict:
        return verdict(record([0, tace(60, intent=intent)], ["50", "40", mm]), EUROPEAN)

    assert (after("0"), after("35"), after("35.1"), after("47.9"), after("48")) == (
        responded,
        responded,
        stable,
        stable,
        progressed,
    )


def test_european_pd_is_the_overall_one() -> None:
    for fields in ({"new_lesions": [lesion()]}, {"new_lesions": [lesion(site="other")]}, {"non_target": "PD"}):
        assert verdict(record([0, 60], ["50", "40"], [scan(100, "20", **fields)]), EUROPEAN) is MET


@pytest.mark.parametrize("fields", [{"new_lesions": None}, {"non_target": None}])
def test_what_was_not_recorded_leaves_a_negative_table_open(fields: dict[str, Any]) -> None:
    images = [scan(-7, "50", non_target=None), scan(100, "20", **fields)]
    assert verdict(record([0, 60], images=images), EUROPEAN) is OPEN


def test_the_intent_is_that_of_the_last_part() -> None:
    parts = [tace(60, course="A", intent="palliative"), tace(70, course="A", intent="curative")]
    assert verdict(record([tace(0), *parts], images=[scan(-7, "50"), scan(110, "50")]), EUROPEAN) is MET


def test_the_first_sessions_intent_does_not_matter() -> None:
    assert verdict(record([tace(0, intent="curative"), tace(60)], ["50", "50", "50"]), EUROPEAN) is NOT_MET


@pytest.mark.parametrize(("least", "expected"), [(1, MET), (2, MET), (3, NOT_MET)])
def test_the_least_number_of_sessions_is_a_setting(least: int, expected: Verdict) -> None:
    of = record([0, 60], ["50", "50", "60"])
    assert verdict(of, EUROPEAN, european_minimum_sessions=least) is expected


@pytest.mark.parametrize("field", ["vascular_invasion", "extrahepatic_spread"])
def test_new_invasion_or_spread_is_enough_after_one_session(field: str) -> None:
    assert verdict(record([0], ["50"], [scan(40, "20", **{field: True})]), EUROPEAN) is MET
    assert verdict(record([0], ["50"], [scan(40, "20")]), EUROPEAN) is NOT_MET
    assert verdict(record([0], ["50"], [scan(40, "20", **{field: None})]), EUROPEAN) is OPEN


def test_bridging_with_stable_disease_is_beyond_entry() -> None:
    of = judged(record([0, tace(60, intent="bridging")], ["50", "50", "50"]), EUROPEAN)
    assert (of.deciding, of.beyond_entry) == ((), ("intent_not_covered",))
    unknown = judged(record([0, tace(60, intent=None)], ["50", "50", "50"]), EUROPEAN)
    assert [paths(cells) for cells in unknown.deciding] == [["sessions[1].intent"]]


# CCI: 120 % of the sum before the first TACE after three adequate sessions in a row.


@pytest.mark.parametrize(
    ("sums", "expected"),
    [
        (("50", "50", "50", "60"), MET),
        (("50", "50", "50", "59.9"), NOT_MET),
        (("50.4", "50", "50", "60.4"), NOT_MET),
        (("27", "27", "27", "32.4"), MET),
        (("100", "40", "45", "60"), NOT_MET),
        (("0", "0", "0", "0.1"), MET),
        (("0", "0", "0", "0"), NOT_MET),
        (("10", "10", "10", "12"), MET),
        (("60", "66", "70", "75"), MET),
    ],
)
def test_cci_compares_with_the_sum_before_the_first_tace(sums: tuple[str, ...], expected: Verdict) -> None:
    of = record([0, 60, 120], sums)
    assert verdict(of, CCI) is expected
    assert verdict(of, CCI, mrecist_five_mm=True) is expected


def test_cci_and_mrecist_may_disagree() -> None:
    of = record([0, 60, 120], ["100", "40", "45", "60"])
    assert (responses(of)[-1].mrecist_target, verdict(of, CCI)) == ("PD", NOT_MET)


@pytest.mark.parametrize(
    "fields", [{"new_lesions": [lesion()]}, {"vascular_invasion": True}, {"non_target": "PD"}]
)
def test_cci_ignores_everything_but_the_targets(fields: dict[str, Any]) -> None:
    assert verdict(record([0, 60, 120], ["50"], [scan(160, "50", **fields)]), CCI) is NOT_MET


@pytest.mark.parametrize(
    ("new", "expected"),
    [([lesion()], MET), ([], NOT_MET), (None, OPEN), ([lesion(site="other")], NOT_MET), ([lesion("9")], NOT_MET)],
)
def test_cci_takes_a_new_liver_lesion_where_the_profile_says_so(
    new: list[Values] | None, expected: Verdict
) -> None:
    of = record([0, 60, 120], ["50"], [scan(160, "50", new_lesions=new)])
    assert verdict(of, CCI, cci_new_lesions_count=True) is expected
    assert verdict(of, CCI) is NOT_MET


@pytest.mark.parametrize(("adequate", "expected"), [(True, MET), (None, OPEN), (False, NOT_MET)])
@pytest.mark.parametrize("which", [0, 60, 120])
def test_cci_asks_for_three_adequate_sessions(which: int, adequate: bool | None, expected: Verdict) -> None:
    sessions = [tace(on, adequate=adequate if on == which else True) for on in (0, 60, 120)]
    assert verdict(record(sessions, ["50", "50", "50", "60"]), CCI) is expected


def test_cci_takes_the_last_three_sessions() -> None:
    sessions = [tace(0, adequate=False), haic(20), tace(60), tace(120), tace(180)]
    assert verdict(record(sessions, images=[scan(-7, "50"), scan(220, "60")]), CCI) is MET
    assert verdict(record([0, 60, 120, 180], ["50", "50", "50", "60", "50"]), CCI) is NOT_MET


@pytest.mark.parametrize("on", [30, 90])
def test_haic_between_the_three_interrupts_cci(on: int) -> None:
    sessions = [tace(0), haic(on), tace(60), tace(120)]
    assert verdict(record(sessions, images=[scan(-7, "50"), scan(160, "60")]), CCI) is NOT_MET


def test_two_sessions_are_not_enough_for_cci_whatever_is_missing() -> None:
    assert verdict(record([0, 60]), CCI) is NOT_MET


def test_the_image_after_the_last_session_must_be_there() -> None:
    of = judged(record([0, 60, 120], ["50", "60", "60"]), CCI)
    assert of.verdict is OPEN
    assert of.missing[0].field == "evaluating_image"


def test_a_pending_phase_keeps_cci_open_and_one_yes_decides() -> None:
    of = judged(record([0, 60, 120], ["50"], [scan(160, "60", arterial_phase=None)]), CCI)
    assert [paths(cells) for cells in of.deciding] == [["images[1].arterial_phase"]]
    baseline = judged(record([0, 60, 120], images=[scan(-7, "50", arterial_phase=None), scan(160, "60")]), CCI)
    assert [paths(cells) for cells in baseline.deciding] == [["images[0].arterial_phase"]]


# Study definitions: 75 % of the sum before the last session.


@pytest.mark.parametrize("definition", [IWASA, IKEDA])
@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("40", "30", NOT_MET),
        ("40", "30.1", MET),
        ("40", "0", NOT_MET),
        ("0", "0", NOT_MET),
        ("0", "0.1", MET),
    ],
)
def test_less_than_25_percent_shrinkage_over_the_last_session(
    definition: str, before: str, after: str, expected: Verdict
) -> None:
    images = [scan(-7, "200"), scan(55, before), scan(100, after)]
    # Without another nadir: the image before is the smallest sum unless it stands above the baseline.
    assert verdict(record([0, 60], images=images), definition) is expected


def test_the_image_before_is_before_the_first_part() -> None:
    sessions = [tace(0), tace(60, course="A"), tace(70, course="A")]
    images = [scan(-7, "100"), scan(60, "40"), scan(65, "10"), scan(110, "30")]
    assert verdict(record(sessions, images=images), IWASA) is NOT_MET


def test_iwasa_has_a_window_of_its_own() -> None:
    of = record([0], ["50"], [scan(60, "50")])
    assert (verdict(of, IWASA), verdict(of, IKEDA)) == (OPEN, MET)
    early = record([0], ["50"], [scan(30, "50")])
    settings = {"response_window_days": (50, 92)}
    assert (verdict(early, IWASA, **settings), verdict(early, IKEDA, **settings)) == (MET, OPEN)


def test_iwasa_reads_the_latest_image_of_its_window() -> None:
    of = record([0], ["50"], [scan(30, "50"), scan(42, "30"), scan(60, "50")])
    assert verdict(of, IWASA) is NOT_MET


def test_ikeda_takes_overall_progression_as_well() -> None:
    of = record([0], ["50"], [scan(40, "20", new_lesions=[lesion()])])
    assert (verdict(of, IWASA), verdict(of, IKEDA)) == (NOT_MET, MET)
    of = record([0, 60], ["80", "10", "7.5"], [scan(55, "10")])
    assert verdict(of, IKEDA) is NOT_MET


def test_the_study_definitions_sum_all_targets() -> None:
    def image(on: int, liver: str, other: str) -> Values:
        return scan(on, targets=[target("T1", liver), target("T2", other, site="other")])

    of = record([0], images=[image(-7, "10", "30"), image(40, "10", "20.1")])
    assert (verdict(of, IWASA), verdict(of, IKEDA)) == (MET, MET)
    of = record([0], images=[image(-7, "10", "30"), image(40, "10", "20")])
    assert (verdict(of, IWASA), verdict(of, IKEDA)) == (NOT_MET, NOT_MET)


def test_without_the_image_iwasa_asks_for_it() -> None:
    of = judged(record([0], ["50"]), IWASA)
    assert [paths(cells) for cells in of.deciding] == [[f"images[+{day(28)}..{day(42)}].evaluating_image"]]


def test_without_an_image_before_the_study_definitions_ask_for_it() -> None:
    of = judged(record([0], images=[scan(40, "50")]), IWASA)
    assert paths(of.missing) == [f"images[+..{day(0)}].image_before"]


def test_without_targets_before_nothing_can_be_compared() -> None:
    of = record([0], images=[scan(-7), scan(40, "50")])
    iwasa, ikeda = judged(of, IWASA), judged(of, IKEDA)
    assert (iwasa.verdict, iwasa.beyond_entry) == (OPEN, ("no_targets",))
    # Ikeda also takes overall progression, which the radiologist's category can give.
    assert [paths(cells) for cells in ikeda.deciding] == [["images[1].reported.category"]]


def test_an_image_to_come_that_can_set_no_targets_needs_the_image_before_as_well() -> None:
    of = judged(record([0], images=[scan(10)]), IWASA)
    assert [[cell.field for cell in sorted(cells)] for cells in of.deciding] == [
        ["evaluating_image", "image_before"]
    ]
    without_targets = judged(record([0], images=[scan(-7)]), IWASA)
    assert (without_targets.deciding, without_targets.beyond_entry) == ((), ("no_targets",))


def test_a_pending_phase_over_an_image_that_nothing_can_be_read_from_is_beyond_entry() -> None:
    of = judged(record([0], images=[scan(-7), scan(40, "50", arterial_phase=None)]), IWASA)
    assert (of.deciding, of.beyond_entry) == ((), ("no_targets",))


def test_an_image_to_come_earlier_than_any_other_sets_the_targets_itself() -> None:
    of = judged(record([0], images=[scan(50)]), IWASA)
    assert [paths(cells) for cells in of.deciding] == [[f"images[+{day(28)}..{day(42)}].evaluating_image"]]


def test_the_smallest_set_is_what_is_missing() -> None:
    sessions = [0, 60, tace(120, adequate=None)]
    of = judged(record(sessions, ["50"], [scan(160, None, arterial_phase=None)]), CCI)
    assert [len(cells) for cells in of.deciding] == [1, 2]
    assert paths(of.missing) == ["sessions[2].adequate"]


def test_a_verdict_that_is_decided_or_can_be_has_nothing_beyond_entry() -> None:
    overtaken = [scan(-7, "50"), scan(15, "50", vascular_invasion=True)]
    decided = judged(record([0, haic(20)], images=overtaken), EUROPEAN, european_minimum_sessions=1)
    assert (decided.verdict, decided.beyond_entry) == (MET, ())
    unclear = [scan(-7, "50"), scan(15, "50", vascular_invasion=None)]
    could_be = judged(record([0, haic(20)], images=unclear), EUROPEAN, european_minimum_sessions=1)
    assert could_be.deciding
    assert could_be.beyond_entry == ()


def test_the_three_sessions_of_a_group_are_shown() -> None:
    group = item(record([0, 60, 120, 180], ["50"]), "epoihcc.three", EPOIHCC)
    assert [group.fact(name) for name in ("first_session", "last_session", "first_day", "last_day")] == [
        2,
        4,
        day(60),
        day(180),
    ]
    consecutive = item(record([0, 60, 120, 180], ["50"]), "session.consecutive", CCI)
    assert [consecutive.fact(name) for name in ("first_session", "last_session")] == [2, 4]


def test_new_lesions_of_the_liver_and_of_all_organs_are_different_sentences() -> None:
    of = record([0, 60], ["50", "50", "50"])
    assert item(of, "response.new_liver_lesion").verdict is NOT_MET
    assert item(of, "response.new_lesion", EUROPEAN).verdict is NOT_MET


def test_epoihcc_says_by_which_day_the_third_session_had_to_be() -> None:
    of = record([0, 60, 120], ["50", "50", "50", "50"])
    facts = dict(item(of, "epoihcc.three", EPOIHCC).facts)
    assert (facts["first_day"], facts["last_day"], facts["deadline"]) == (day(0), day(120), date(2024, 7, 10))
