"""JSH item B step by step (section 5): both sides of every step."""

from typing import Any

import pytest

from domain.logic.finding import Finding
from domain.logic.verdict import Verdict
from domain.resistance.marker_gaps import MOST_UNFINISHED
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
    marker,
    paths,
    record,
    scan,
    tace,
)

# The values of one marker: (day, text). The session is on day 0; b is the value before it.
Series = tuple[tuple[int, str], ...]
RISE: Series = ((-1, "100"), (30, "110"), (60, "130"))


def rising(*values: Values, sessions: tuple[Day | Values, ...] = (0,), **settings: Any) -> Finding:
    return item(record(sessions, markers=values), "jsh.B", **settings)


def b(*series: tuple[int, str], sessions: tuple[Day | Values, ...] = (0,), **settings: Any) -> Verdict:
    return rising(*(marker(on, text) for on, text in series), sessions=sessions, **settings).verdict


def step(*series: tuple[int, str], sessions: tuple[Day | Values, ...] = (0,)) -> int:
    (leaf, *_) = rising(*(marker(on, text) for on, text in series), sessions=sessions).leaves()
    return int(str(leaf.fact("step")))


def test_a_rise_is_met() -> None:
    assert b(*RISE) is MET
    assert step(*RISE) == 6


def test_none_measured_is_unknown() -> None:
    finding = rising()
    assert (finding.verdict, finding.criterion) == (OPEN, "jsh.B.none_measured")
    assert {cell.item for cell in finding.lacking} == {"AFP", "PIVKA-II", "AFP-L3"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (((-1, "20"), (30, "20")), NOT_MET),
        (((-1, "5"), (30, "15"), (60, "20")), NOT_MET),
        (((-1, "5"), (30, "15"), (60, "20.1")), MET),
        (((30, "20"),), NOT_MET),
        (((30, "20.1"),), OPEN),
        (((-1, "20.1"), (30, "20")), NOT_MET),
        (((30, "<20"),), NOT_MET),
        (((30, "<20.1"),), OPEN),
        (((30, "5"), (60, "15")), NOT_MET),
    ],
)
def test_step_1_all_known_values_within_normal_also_without_b(values: Series, expected: Verdict) -> None:
    assert b(*values) is expected


def test_the_upper_limit_is_the_laboratorys() -> None:
    values = ((-1, "5"), (30, "6"), (60, "8"))
    assert b(*values) is NOT_MET
    assert b(*values, upper_limits={"AFP": "7"}) is MET


@pytest.mark.parametrize(("name", "unit", "limit"), [("PIVKA-II", "mAU/mL", "40"), ("AFP-L3", "%", "10")])
def test_each_marker_has_its_limit(name: str, unit: str, limit: str) -> None:
    def with_last(text: str) -> Verdict:
        rows = [marker(on, mm, marker=name, unit=unit) for on, mm in ((-1, "2"), (30, "3"), (60, text))]
        return rising(*rows).verdict

    assert with_last(limit) is NOT_MET
    assert with_last(f"{limit}.1") is MET


@pytest.mark.parametrize("values", [((30, "100"), (60, "130")), ((-1, "100"),), ((0, "100"),)])
def test_step_2_no_value_before_or_none_after_is_unknown(values: Series) -> None:
    assert b(*values) is OPEN


@pytest.mark.parametrize(("on", "expected"), [(-14, MET), (-15, OPEN), (0, MET)])
def test_the_value_before_is_at_most_14_days_old(on: int, expected: Verdict) -> None:
    assert b((on, "100"), (30, "110"), (60, "130")) is expected


def test_the_last_value_before_counts() -> None:
    assert b((-14, "10"), (-1, "125"), (30, "110"), (60, "130")) is NOT_MET
    assert b((-14, "500"), (-1, "100"), (30, "110"), (60, "130")) is MET


@pytest.mark.parametrize(("on", "expected"), [(92, MET), (93, NOT_MET)])
def test_values_after_count_up_to_day_92(on: int, expected: Verdict) -> None:
    assert b((-1, "100"), (40, "110"), (on, "130")) is expected


def test_a_value_of_the_day_of_the_session_is_before_it() -> None:
    assert b((0, "100"), (1, "110"), (30, "130")) is MET
    assert b((0, "100"), (30, "110")) is NOT_MET


@pytest.mark.parametrize(
    ("assays", "expected"),
    [
        (("Roche", "Roche", "Roche"), MET),
        (("Roche", "Roche", "Abbott"), OPEN),
        (("Roche", None, None), MET),
        ((None, "Roche", "Abbott"), OPEN),
        (("Roche", " Roche", "Roche "), MET),
    ],
)
def test_step_3_different_recorded_assays_are_unknown(assays: tuple[str | None, ...], expected: Verdict) -> None:
    rows = [marker(on, text, assay=assay) for (on, text), assay in zip(RISE, assays, strict=True)]
    assert rising(*rows).verdict is expected


def test_normal_values_need_no_assay() -> None:
    assert rising(marker(-1, "5", assay="Roche"), marker(30, "6", assay="Abbott")).verdict is NOT_MET


@pytest.mark.parametrize(
    ("last", "expected", "at", "borderline"),
    [
        ("90", NOT_MET, 4, False),
        ("100", NOT_MET, 4, False),
        ("100.1", NOT_MET, 4, True),
        ("119.999", NOT_MET, 4, True),
        ("120", MET, 6, False),
    ],
)
def test_step_4_less_than_20_percent_is_no_rise(last: str, expected: Verdict, at: int, borderline: bool) -> None:
    finding = rising(marker(-1, "100"), marker(30, "100"), marker(60, last))
    (leaf,) = finding.leaves()
    assert (finding.verdict, leaf.fact("step"), leaf.fact("borderline")) == (expected, at, borderline)


def test_one_value_is_enough_for_no_rise() -> None:
    assert b((-1, "100"), (30, "119")) is NOT_MET
    assert b((-1, "100"), (30, "120")) is OPEN


@pytest.mark.parametrize(("second", "expected"), [(43, OPEN), (44, MET)])
def test_step_5_first_and_last_are_at_least_14_days_apart(second: int, expected: Verdict) -> None:
    assert b((-1, "100"), (30, "120"), (second, "130")) is expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("120", "120"), MET),
        (("121", "120"), OPEN),
        (("80", "120"), MET),
        (("79.999", "120"), OPEN),
        (("130", "80", "125"), MET),
        (("130", "79", "125"), OPEN),
        (("100", "130", "125"), OPEN),
        (("200", "120", "121"), MET),
    ],
)
def test_step_6_not_falling_at_the_end_and_no_dip_below_80_percent(
    values: tuple[str, ...], expected: Verdict
) -> None:
    series = tuple(zip((20, 40, 60), values, strict=False))
    assert b((-1, "100"), *series) is expected


@pytest.mark.parametrize(
    ("before", "middle", "last", "expected"),
    [
        ("<100", "110", "120", MET),
        ("<100", "79", "120", OPEN),
        ("<100", "80", "120", MET),
        (">100", "120", "130", OPEN),
        (">100", "110", "119", NOT_MET),
        ("100", "110", ">120", MET),
        ("100", "110", ">119", OPEN),
        ("100", ">110", "130", OPEN),
        ("100", "<130", "130", OPEN),
        ("100", "110", "<120", NOT_MET),
        ("100", "110", "<130", OPEN),
        (">60500", ">60500", ">60500", OPEN),
        ("10", ">60500", ">60500", OPEN),
        ("10", "60500", ">60500", MET),
    ],
)
def test_step_7_a_censored_value_leaves_open_what_it_cannot_decide(
    before: str, middle: str, last: str, expected: Verdict
) -> None:
    assert b((-1, before), (30, middle), (60, last)) is expected


def test_a_censored_value_before_is_borderline_only_where_it_surely_rose() -> None:
    def borderline(before: str, last: str) -> object:
        (leaf,) = rising(marker(-1, before), marker(30, last)).leaves()
        return leaf.fact("borderline")

    assert borderline(">100", "110") is True
    assert borderline("100", "<119") is False


def test_units_are_converted_before_they_are_compared() -> None:
    def last(amount: str, unit: str) -> Verdict:
        return rising(marker(-1, "121"), marker(30, "130"), marker(60, amount, unit=unit)).verdict

    assert last("120", "IU/mL") is MET
    assert last("119.999", "kIU/L") is NOT_MET
    assert last("145.2", "ug/L") is MET
    assert last("145.199", "ug/L") is NOT_MET


def test_any_marker_is_enough_and_one_open_marker_keeps_it_open() -> None:
    afp = [marker(on, text) for on, text in RISE]
    normal = [marker(-1, "5"), marker(30, "5")]
    pivka = [marker(30, "500", marker="PIVKA-II", unit="mAU/mL")]
    assert rising(*afp, *pivka).verdict is MET
    assert rising(*normal, *pivka).verdict is OPEN
    assert rising(*normal, marker(30, "40", marker="PIVKA-II", unit="mAU/mL")).verdict is NOT_MET


def test_ignored_rows_count_neither_way() -> None:
    silent = [marker(70, None), marker(80, "10", unit=None)]
    assert rising(*(marker(on, text) for on, text in RISE), *silent).verdict is MET
    assert rising(*silent).criterion == "jsh.B.none_measured"


# Two sessions: the latest with a value after it, and it together with the one before.


def test_two_sessions_together_show_what_one_alone_does_not() -> None:
    # Alone: 130 → 140 is no rise. Together: 100 → … → 140 is.
    values = ((-1, "100"), (30, "120"), (59, "130"), (90, "140"))
    assert b(*values[1:], sessions=(0, 60)) is OPEN
    assert b(*values, sessions=(0, 60)) is MET
    assert b(*values, sessions=(60,)) is NOT_MET


def test_the_latest_session_with_a_value_after_it_is_tested() -> None:
    assert b(*RISE, sessions=(0, 70)) is MET
    assert b(*RISE, sessions=(0, 70, 130)) is MET
    assert b(*RISE, (75, "90"), (110, "90"), sessions=(0, 70)) is NOT_MET


def test_three_sessions_back_is_not_tested() -> None:
    values = ((-1, "100"), (30, "150"), (100, "150"), (160, "150"))
    # Of the sessions on day 60 and 120 only; neither has a value within 14 days before it.
    assert b(*values, sessions=(0, 60, 120)) is OPEN
    assert b(*values[:3], sessions=(0, 60)) is MET


@pytest.mark.parametrize("following", [60, haic(60)])
def test_a_value_of_the_day_of_the_next_session_belongs_to_both(following: Day | Values) -> None:
    on_the_day = ((-1, "100"), (30, "110"), (60, "130"))
    after_it = ((-1, "100"), (30, "110"), (61, "130"))
    assert b(*on_the_day, sessions=(0, following)) is MET
    if isinstance(following, dict):
        assert b(*after_it, sessions=(0, following)) is NOT_MET


def test_after_is_after_the_last_part_and_before_is_before_the_first() -> None:
    parts = (tace(0, course="A"), tace(20, course="A"))
    assert b((-1, "100"), (10, "10"), (30, "110"), (60, "130"), sessions=parts) is MET
    assert b((-1, "100"), (30, "110"), (112, "130"), sessions=parts) is MET
    assert b((5, "100"), (30, "110"), (60, "130"), sessions=parts) is OPEN


# What would decide it.


def test_a_missing_value_before_is_asked_for() -> None:
    finding = rising(marker(30, "100"), marker(60, "130"))
    assert ["markers[+AFP 2023-12-27..2024-01-10].value_before"] in [
        paths(cell for cell, _ in way) for way in finding.to_met
    ]


def test_a_row_left_without_a_value_can_decide() -> None:
    open_one = rising(marker(-1, "100"), marker(30, "130"), marker(60, None))
    assert ["markers[2].value"] in [paths(cell for cell, _ in way) for way in open_one.to_met]


def test_a_row_left_without_a_unit_can_decide() -> None:
    finding = rising(marker(-1, "100"), marker(30, "130"), marker(60, "140", unit=None))
    assert ["markers[2].unit"] in [paths(cell for cell, _ in way) for way in finding.to_met]
    both = rising(marker(-1, "100"), marker(30, "130"), marker(60, None, unit=None))
    found = [sorted(paths(cell for cell, _ in way)) for way in both.to_met]
    assert ["markers[2].unit", "markers[2].value"] in found


def test_a_row_outside_every_window_cannot() -> None:
    finding = rising(marker(-1, "100"), marker(30, "130"), marker(120, None))
    assert "markers[2].value" not in paths(finding.lacking)


def test_two_sessions_of_one_day_leave_no_room_between_them() -> None:
    finding = rising(marker(30, "100"), sessions=(0, tace(0, type="TAE")))
    asked = {cell for ways in (finding.to_met, finding.to_not_met) for way in ways for cell, _ in way}
    assert {(cell.field, cell.earliest) for cell in asked} == {("value_before", day(-14)), ("value_after", day(1))}


def test_an_open_marker_says_why_its_values_do_not_decide() -> None:
    differing = rising(marker(-1, "100", assay="Roche"), marker(30, "130", assay="Abbott"))
    assert [leaf.because for leaf in differing.leaves()] == ["assays_differ"]
    wavering = rising(marker(-1, "100"), marker(30, "140"), marker(60, "130"))
    assert [leaf.because for leaf in wavering.leaves()] == ["no_clear_trend"]


def test_values_that_nothing_later_can_decide_are_beyond_entry() -> None:
    # Before <21 and after 5: no later value can surely be a rise without a dip, nor surely none.
    values = [marker(-14, "<21"), marker(1, "5")]
    of = record([0], ["50"], [scan(40, "20")], markers=values)
    found = judged(of, "JSH-LCSGJ-2014")
    assert (found.verdict, found.deciding, found.beyond_entry) == (OPEN, (), ("no_room_for_a_value",))


def test_values_are_printed_in_one_unit_with_their_bounds() -> None:
    def printed(*rows: Values) -> tuple[object, object]:
        (leaf,) = rising(*rows).leaves()
        return leaf.fact("before"), leaf.fact("last")

    assert printed(marker(-1, "100", unit="IU/mL"), marker(30, "<5")) == ("121.00", "<5")
    assert printed(marker(-1, ">100"), marker(30, "5"), marker(30, "9")) == (">100", "5–9")
    assert printed(marker(30, "5")) == (None, "5")
    assert printed(marker(30, "0"), marker(30, "9")) == (None, "0–9")


def asked(*values: Values, sessions: tuple[Day | Values, ...] = (0,)) -> tuple[list[list[str]], list[list[str]]]:
    """The cells of each way to met and to not met of the only marker measured."""
    finding = item(record(sessions, markers=values), "jsh.B.marker")
    to_met, to_not_met = (
        [sorted({cell.path for cell, _ in way}) for way in ways] for ways in (finding.to_met, finding.to_not_met)
    )
    return to_met, to_not_met


BEFORE_2 = f"markers[+AFP {day(46)}..{day(60)}].value_before"
AFTER_1 = f"markers[+AFP {day(1)}..{day(92)}].value_after"
AFTER_2 = f"markers[+AFP {day(61)}..{day(152)}].value_after"


def test_one_more_value_after_decides_an_unfinished_rise() -> None:
    assert asked(marker(-1, "100"), marker(30, "130")) == ([[AFTER_1]], [[AFTER_1]])


def test_without_any_value_after_the_last_session_is_asked_about() -> None:
    # A value before the second session is one after the first, too.
    to_met, to_not_met = asked(marker(-1, "100"), sessions=(0, 60))
    assert to_met == [sorted([BEFORE_2, AFTER_2])]
    assert to_not_met == [[BEFORE_2], [AFTER_2]]


def test_a_row_left_after_an_earlier_session_is_asked_about_where_no_later_one_has_a_value() -> None:
    to_met, to_not_met = asked(marker(-1, "100"), marker(30, None), sessions=(0, 60))
    assert ["markers[1].value"] in to_not_met
    assert [sorted([BEFORE_2, "markers[1].value"])] == [
        way for way in to_met if BEFORE_2 in way and AFTER_2 not in way
    ]


def test_a_row_of_another_marker_is_not_asked_about() -> None:
    other = marker(60, None, marker="PIVKA-II", unit=None)
    assert asked(marker(-1, "100"), marker(30, "130"), other) == ([[AFTER_1]], [[AFTER_1]])


def test_an_open_marker_says_at_which_step_it_stopped() -> None:
    def stopped(*values: Values) -> list[object]:
        return [leaf.fact("step") for leaf in rising(*values).leaves()]

    assert stopped(marker(-1, "100")) == [2]
    assert stopped(marker(30, "100")) == [2]
    assert stopped(marker(-1, "100", assay="a"), marker(30, "100", assay="b")) == [3]
    assert stopped(marker(-1, "100"), marker(30, "130")) == [5]
    assert stopped(marker(-1, "100"), marker(30, "140"), marker(60, "130")) == [7]


def test_a_leaf_shows_the_last_value_and_the_sessions_it_tested() -> None:
    values = [marker(on, text) for on, text in ((-1, "100"), (30, "120"), (59, "130"), (90, "140"))]
    alone, together = rising(*values, sessions=(0, 60)).leaves()
    assert [leaf.fact("sessions") for leaf in (alone, together)] == ["2", "1–2"]
    assert [(leaf.fact("before"), leaf.fact("last"), leaf.fact("last_day")) for leaf in (alone, together)] == [
        ("130", "140", day(90)),
        ("100", "140", day(90)),
    ]


def test_a_lower_value_before_the_only_one_can_show_the_rise() -> None:
    # >80 is followed by nothing certain; a low value on the first days makes it the end of a rise.
    to_met, _ = asked(marker(40, ">80"))
    assert sorted([AFTER_1, f"markers[+AFP {day(-14)}..{day(0)}].value_before"]) in to_met


def test_a_row_without_a_unit_is_asked_for_one_of_the_units_that_mean_the_same() -> None:
    finding = rising(marker(-1, "100"), marker(30, "130"), marker(60, "140", unit=None))
    answers = [answer for way in (*finding.to_met, *finding.to_not_met) for cell, answer in way if cell.row == 2]
    assert sorted(set(answers)) == ["IU/mL", "ng/mL"]


def test_of_many_unfinished_rows_the_latest_are_asked_for() -> None:
    unfinished = [marker(5 * number, None, unit=None) for number in range(1, 16)]
    finding = rising(marker(-1, "100"), *unfinished)
    ways = (*finding.to_met, *finding.to_not_met)
    asked = {cell.row for way in ways for cell, _ in way if not cell.to_be_added}
    assert asked == set(range(16 - MOST_UNFINISHED, 16))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (((-1, "20"), (30, "20")), 1),
        (((30, "100"), (60, "130")), 2),
        (((-1, "100"), (30, "90")), 4),
        (((-1, "100"), (30, "130")), 5),
        (RISE, 6),
        (((-1, "100"), (30, "70"), (60, "130")), 7),
    ],
)
def test_a_leaf_names_the_step_that_decided(values: Series, expected: int) -> None:
    assert step(*values) == expected


def test_another_assay_is_no_borderline_rise() -> None:
    rows = [marker(-1, "100", assay="Roche"), marker(60, "110", assay="Abbott")]
    (leaf,) = rising(*rows).leaves()
    assert (leaf.fact("step"), leaf.fact("borderline")) == (3, False)
