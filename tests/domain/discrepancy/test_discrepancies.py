"""Each discrepancy, present and absent: listed, never raised."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from domain.discrepancy import discrepancies
from domain.logic.cell import NEW_ROW, NO_ROW
from domain.record import PatientRecord
from tests.domain.builders import course, day, marker, record, scan, status, tace, target
from tests.domain.discrepancy.discrepancy_cases import CASES, Present, born, died, share
from tests.record_strategies import patient_records


def codes(of: PatientRecord) -> list[str]:
    return [found.code for found in discrepancies(course(of))]


@pytest.mark.parametrize(
    ("code", "present", "absent"), CASES, ids=[f"{number}-{code}" for number, (code, *_) in enumerate(CASES)]
)
def test_a_discrepancy_is_listed_where_it_is_and_only_there(code: str, present: Present, absent: Present) -> None:
    assert code in codes(present())
    assert code not in codes(absent())


def test_a_complete_course_has_no_discrepancy() -> None:
    of = record([0, 60, 120], ["50", "50", "50", "60"], markers=[marker(-1, "5")], status=[status(ecog=1)])
    assert codes(of) == []


@pytest.mark.parametrize(
    ("images", "said"),
    [
        ([scan(0, "50")], []),
        ([scan(-5, "50"), scan(0, "50")], [1]),
        ([scan(-1, "50"), scan(40, "50")], [1]),
        ([scan(-1, "50"), scan(20, "50"), scan(40, arterial_phase=False)], []),
        ([scan(-1, "50"), scan(40, "50", modality="CT"), scan(40, "50", modality="MRI")], [2]),
        ([scan(-1, "50"), scan(40, "50"), scan(200, "60")], [1]),
        ([scan(-1, "50"), scan(200, "60")], []),
    ],
    ids=[
        "only one before",
        "instead of an earlier",
        "evaluates",
        "no phase",
        "outranked",
        "and later",
        "other day",
    ],
)
def test_an_image_on_the_day_of_a_session_is_said_where_the_order_decides(
    images: list[dict[str, Any]], said: list[int]
) -> None:
    of = record([0, 40], images=images)
    found = [each for each in discrepancies(course(of)) if each.code == "image_on_session_day"]
    assert [of.images[each.cells[0].row].date for each in found] == [of.images[place].date for place in said]
    assert [each.cells[0].row for each in found] == said


@pytest.mark.parametrize("section", ["sessions", "images", "markers", "status"])
def test_every_row_is_compared_with_birth_and_death(section: str) -> None:
    rows = {"sessions": tace(0), "images": scan(0), "markers": marker(0, "5"), "status": status(0)}
    sections: dict[str, Any] = {section: [rows[section]]}
    for patient, code in ((born("2024-01-11"), "before_birth"), (died("2024-01-09"), "after_death")):
        found = [each for each in discrepancies(course(record(**(sections | patient)))) if each.code == code]
        assert [[cell.path for cell in each.cells] for each in found] == [[f"{section}[0].date"]]


@pytest.mark.parametrize(("number", "listed"), [(5, False), (6, True)])
def test_five_targets_in_all_are_allowed(number: int, listed: bool) -> None:
    targets = [target(f"T{each}", "50", site="liver" if each < 2 else "other") for each in range(number)]
    assert ("too_many_targets" in codes(record([0], images=[scan(-7, targets=targets)]))) is listed


def test_without_a_baseline_the_target_set_is_not_criticised() -> None:
    assert set(codes(record([0], images=[scan(40, "5", "5", "5")]))) == {"no_baseline"}
    twins = [scan(-7, "50"), scan(-7, "50")]
    assert set(codes(record([0], images=twins))) == {"same_day_images"}


def test_an_undecidable_computation_differs_from_no_report() -> None:
    images = [scan(40, "50", reported={"category": "PR"})]
    assert "reported_differs" not in codes(record([0], images=images))


def test_a_jump_is_asked_about_in_one_unit_and_per_marker() -> None:
    rows = [marker(0, "10"), marker(10, "90", unit="IU/mL"), marker(20, "500", marker="PIVKA-II", unit="mAU/mL")]
    found = [each for each in discrepancies(course(record(markers=rows))) if each.code == "tenfold_jump"]
    assert [[cell.path for cell in each.cells] for each in found] == [["markers[1].value"]]
    assert "tenfold_jump" not in codes(record(markers=[marker(0, "0"), marker(10, "500")]))


def test_what_is_asked_stays_the_same_as_long_as_the_values_do() -> None:
    """Answered "it is so", it is asked again only when another value stands there; the day may be corrected."""

    def asked(on: int, value: str) -> list[tuple[str, Any]]:
        listed = discrepancies(course(record(markers=[marker(0, "10"), marker(on, value)])))
        return [(each.question, each.day) for each in listed]

    assert asked(30, "500") == [("AFP 10 → 500", day(30))]
    assert asked(31, "500") == [("AFP 10 → 500", day(31))]
    assert asked(30, "501") == [("AFP 10 → 501", day(30))]


def test_a_sentence_that_asks_nothing_has_no_question() -> None:
    (early,) = discrepancies(course(record(status=[status(0)], **born("2024-01-11"))))
    assert (early.code, early.question, early.day) == ("before_birth", "", day(0))


def test_a_discrepancy_says_where_and_how_severe() -> None:
    (found,) = discrepancies(course(record([0], images=[scan(-7)])))
    assert (found.severity, [cell.path for cell in found.cells]) == ("stops", ["images[0].date"])
    (close,) = discrepancies(course(record([0, 20], ["50"])))
    assert (close.severity, dict(close.facts)) == ("warning", {"first": 1, "second": 2, "days": 20})
    (old,) = discrepancies(course(record([0], images=[scan(-40, "50")])))
    assert dict(old.facts) == {"days": 40, "day": day(-40)}


def severities(of: PatientRecord, code: str) -> list[str]:
    return [found.severity for found in discrepancies(course(of)) if found.code == code]


def test_there_are_many_names_and_each_has_a_case_on_both_sides() -> None:
    assert len({code for code, _, _ in CASES}) == 75


def test_a_thousandfold_jump_is_more_than_a_question() -> None:
    assert severities(record(markers=[marker(0, "10"), marker(30, "9999")]), "tenfold_jump") == ["note"]
    assert severities(record(markers=[marker(0, "10"), marker(30, "10000")]), "tenfold_jump") == ["warning"]


def test_a_diameter_that_grew_tenfold_is_more_doubtful_than_one_that_shrank() -> None:
    grown = record([0], images=[scan(-7, "6"), scan(40, "60")])
    shrunk = record([0], images=[scan(-7, "60"), scan(40, "6")])
    assert severities(grown, "diameter_tenfold") == ["warning"]
    assert severities(shrunk, "diameter_tenfold") == ["note"]


def test_a_jump_is_compared_with_the_last_image_that_has_the_lesion() -> None:
    images = [scan(-7, "6", "50"), scan(40, targets=[target("T2", "50")]), scan(80, "60", "50")]
    (found,) = (
        each for each in discrepancies(course(record([0], images=images))) if each.code == "diameter_tenfold"
    )
    assert [cell.path for cell in found.cells] == [
        "images[2].targets[T1].viable_mm",
        "images[0].targets[T1].viable_mm",
    ]


def test_rows_in_between_that_do_not_count_leave_the_cells_right() -> None:
    rows = [marker(0, "20"), marker(0, None), marker(0, "20", assay="B")]
    (found,) = discrepancies(course(record(markers=rows)))
    of_value = [index for index, row in enumerate(record(markers=rows).markers) if row.value is not None]
    assert [cell.row for cell in found.cells] == of_value


def test_a_wrong_year_names_every_row_of_its_day() -> None:
    of = record([0, 40, 1500], images=[scan(1500)])
    (found,) = (each for each in discrepancies(course(of)) if each.code == "day_far_from_others")
    assert [cell.path for cell in found.cells] == ["sessions[2].date", "images[0].date"]


def test_what_is_left_out_is_named_lesion_by_lesion() -> None:
    of = record([0], images=[scan(-7, "50", "40"), scan(40, "50"), scan(80, "50", "40")])
    (found,) = discrepancies(course(of))
    assert (found.code, dict(found.facts)) == ("target_left_out", {"day": day(40), "lesions": "T2"})
    assert [cell.path for cell in found.cells] == ["images[1].targets[T2].viable_mm"]


def test_the_computed_score_of_an_incomplete_row_is_a_range() -> None:
    rows = [status(0, child_pugh_score=15, ascites="none", encephalopathy="none")]
    (found,) = discrepancies(course(record(status=rows)))
    assert dict(found.facts) == {"day": day(0), "entered": 15, "computed": "5–11"}


def test_a_share_is_compared_with_shares_alone() -> None:
    assert severities(record(markers=[share("5"), marker(30, "400")]), "tenfold_jump") == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(patient_records())
def test_any_record_has_discrepancies_of_known_names_with_cells_that_exist(of: PatientRecord) -> None:
    known = {code for code, _, _ in CASES}
    for found in discrepancies(course(of)):
        assert found.code in known
        assert found.cells
        for cell in found.cells:
            section = getattr(of, cell.section)
            assert cell.row in (NO_ROW, NEW_ROW) or 0 <= cell.row < len(section)


def test_the_gravest_stands_first() -> None:
    images = [scan(-7, targets=[target("T1", "9", total_mm="8")]), scan(40, "50"), scan(40, "50")]
    found = discrepancies(course(record([tace(0, agents=[]), 20], images=images)))
    severities = [each.severity.value for each in found]
    assert severities == sorted(severities, key=["stops", "error", "warning", "note"].index)
    assert {"stops", "error", "warning"} <= set(severities)
