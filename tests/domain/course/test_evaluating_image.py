"""Which image evaluates which session (section 2), and what is said of one that evaluates none."""

import pytest

from domain.course import CONFLICT, OVERTAKEN, ChosenImage
from tests.domain.builders import (
    MET,
    OPEN,
    Day,
    Values,
    course,
    day,
    haic,
    judged,
    paths,
    record,
    responses,
    scan,
    tace,
    verdict,
)


def chosen(session: int, *images: Values, sessions: tuple[Day | Values, ...] = (0,)) -> ChosenImage:
    of = course(record(sessions, images=images))
    return of.evaluating(of.sessions[session - 1])


@pytest.mark.parametrize(("on", "evaluates"), [(27, False), (28, True), (92, True), (93, False)])
def test_an_image_evaluates_from_day_28_to_day_92(on: int, evaluates: bool) -> None:
    assert (chosen(1, scan(on, "50")).image is not None) is evaluates


@pytest.mark.parametrize(
    ("on", "evaluates"), [("2024-02-09", False), ("2024-02-10", True), ("2024-04-10", True), ("2024-04-11", False)]
)
def test_calendar_months_move_the_window(on: str, evaluates: bool) -> None:
    of = course(record([0], images=[scan(on, "50")]), response_window_days="calendar_months")
    assert (of.evaluating(of.sessions[0]).image is not None) is evaluates


@pytest.mark.parametrize("following", [tace(60), haic(60)])
@pytest.mark.parametrize(("on", "evaluates"), [(59, True), (60, True), (61, False)])
def test_an_image_up_to_the_day_of_the_next_session_evaluates(following: Values, on: int, evaluates: bool) -> None:
    assert (chosen(1, scan(on, "50"), sessions=(0, following)).image is not None) is evaluates


def test_an_aborted_session_ends_no_window() -> None:
    assert chosen(1, scan(61, "50"), sessions=(0, tace(60, completed=False))).image == 0


def test_the_window_of_a_staged_session_starts_at_its_last_part() -> None:
    parts = (tace(0, course="A"), tace(20, course="A"))
    assert chosen(1, scan(47, "50"), sessions=parts).image is None
    assert chosen(1, scan(48, "50"), sessions=parts).image == 0


def test_the_latest_image_of_the_window_evaluates() -> None:
    assert chosen(1, scan(30, "50"), scan(80, "60"), scan(50, "70")).image == 2


@pytest.mark.parametrize("modality", ["CT", None])
def test_of_one_day_mri_comes_before_ct(modality: str | None) -> None:
    of = course(record([0], images=[scan(40, "50", modality="CT"), scan(40, "60", modality="MRI")]))
    image = of.evaluating(of.sessions[0]).image
    assert image is not None
    assert of.images[image].modality == "MRI"


def test_a_later_ct_comes_before_an_earlier_mri() -> None:
    of = course(record([0], images=[scan(41, "50", modality="CT"), scan(40, "60", modality="MRI")]))
    assert of.evaluating(of.sessions[0]).image == 1


def test_an_image_without_arterial_phase_is_left_out() -> None:
    assert chosen(1, scan(80, "50", arterial_phase=False), scan(40, "60")).image == 0


def test_an_image_of_unrecorded_phase_takes_part_and_its_phase_is_asked_for() -> None:
    found = chosen(1, scan(80, "50", arterial_phase=None), scan(40, "60"))
    assert (found.image, paths(found.pending)) == (1, ["images[1].arterial_phase"])


def test_an_image_of_unrecorded_phase_that_does_not_come_first_is_not_asked_about() -> None:
    assert chosen(1, scan(40, "50", arterial_phase=None), scan(80, "60")).pending == ()


@pytest.mark.parametrize(("modality", "conflict"), [("MRI", True), (None, True), ("CT", False)])
def test_two_contrast_images_of_one_day_need_different_modalities(modality: str | None, conflict: bool) -> None:
    found = chosen(1, scan(40, "50", modality="MRI"), scan(40, "60", modality=modality))
    assert (found.because == CONFLICT) is conflict
    assert found.exists


def test_one_image_of_unrecorded_modality_conflicts_with_nothing() -> None:
    of = course(record([0], images=[scan(-7, "60", modality=None), scan(40, "50", modality=None)]))
    assert of.same_day_conflicts == ()
    assert of.evaluating(of.sessions[0]).image == 1


def test_two_unrecorded_modalities_of_one_day_conflict() -> None:
    assert chosen(1, scan(40, "50", modality=None), scan(40, "60", modality=None)).because == CONFLICT


def test_a_chest_ct_without_arterial_phase_beside_a_liver_ct_is_fine() -> None:
    liver, chest = scan(40, "50", modality="CT"), scan(40, modality="CT", arterial_phase=False)
    assert chosen(1, liver, chest).because == ""


def test_a_conflict_leaves_the_verdict_open_and_no_entry_closes_it() -> None:
    twins = [scan(40, "50"), scan(40, "100")]
    of = judged(record([0], ["50"], twins), "Ikeda-2013")
    assert (of.verdict, of.deciding, of.beyond_entry) == (OPEN, (), (CONFLICT,))


def test_a_conflict_on_another_day_does_not_matter() -> None:
    twins = [scan(30, "100"), scan(30, "100")]
    assert chosen(1, *twins, scan(40, "50")).image is not None


@pytest.mark.parametrize(("gap", "because"), [(27, OVERTAKEN), (28, "")])
def test_a_session_overtaken_before_day_28_can_no_longer_be_evaluated(gap: int, because: str) -> None:
    found = chosen(1, sessions=(0, gap))
    assert found.because == because
    assert (found.to_enter is None) is bool(because)


def test_an_image_still_to_come_is_asked_for_with_its_days() -> None:
    cell = chosen(1, sessions=(0, 60)).to_enter
    assert cell is not None
    assert cell.path == f"images[+{day(28)}..{day(60)}].evaluating_image"


def test_a_verdict_on_an_overtaken_session_says_that_no_entry_decides_it() -> None:
    overtaken = judged(record([tace(0), haic(20)], ["50"]), "Ikeda-2013")
    assert (overtaken.deciding, overtaken.beyond_entry) == ((), (OVERTAKEN,))


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        ([27], ["too_early"]),
        ([28], [""]),
        ([92], [""]),
        ([93], ["too_late"]),
        ([40, 60], ["superseded", ""]),
        ([28, 60], ["superseded", ""]),
        ([1, 40, 200], ["too_early", "", "too_late"]),
    ],
)
def test_an_image_that_evaluates_no_session_says_why(images: list[int], labels: list[str]) -> None:
    found = responses(record([0], ["50"], [scan(on, "50") for on in images]))
    assert [response.label for response in found] == labels
    assert [response.evaluates_session is None for response in found] == [bool(label) for label in labels]


def test_an_image_of_the_day_of_the_next_session_evaluates_the_one_before() -> None:
    (response,) = responses(record([0, 60], ["50"], [scan(60, "50")]))
    assert (response.evaluates_session, response.days_since_session) == (day(0), 60)


def test_an_image_that_no_session_precedes_has_no_label() -> None:
    parts = [tace(0, course="A"), tace(20, course="A")]
    (response,) = responses(record(parts, ["50"], [scan(10, "50")]))
    assert (response.label, response.evaluates_session, response.days_since_session) == ("", None, None)


def test_too_early_images_still_count_for_the_nadir() -> None:
    # 50 → 20 (day 10) → 24 (day 40): PD over the nadir although the day-10 image evaluates nothing.
    with_early = record([0], ["50"], [scan(10, "20"), scan(40, "24")])
    assert responses(with_early)[-1].mrecist_target == "PD"
    assert responses(record([0], ["50", "24"]))[-1].mrecist_target == "PR"


@pytest.mark.parametrize(("on", "expected"), [(27, OPEN), (28, MET), (42, MET), (43, OPEN)])
def test_iwasa_reads_day_28_to_day_42(on: int, expected: str) -> None:
    assert verdict(record([0], ["50"], [scan(on, "50")]), "Iwasa-2011") is expected
