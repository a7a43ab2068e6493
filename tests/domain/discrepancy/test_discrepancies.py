"""Each discrepancy, present and absent: listed, never raised."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.discrepancy import discrepancies
from domain.record import PatientRecord
from tests.domain.builders import (
    Values,
    course,
    day,
    haic,
    marker,
    record,
    reported_scan,
    scan,
    status,
    tace,
    target,
)

PATIENT = {"id": "1"}


def codes(of: PatientRecord) -> list[str]:
    return [found.code for found in discrepancies(course(of))]


def born(on: str) -> Values:
    return {"patient": PATIENT | {"birth_date": on}}


def died(on: str) -> Values:
    return {"patient": PATIENT | {"died_on": on}}


def image_of(**fields: Any) -> PatientRecord:
    """A baseline and one image 40 days after the only session, with these fields."""
    return record([0], ["50"], [scan(40, **({"targets": [target("T1", "40")]} | fields))])


Present = Callable[[], PatientRecord]

CASES: list[tuple[str, Present, Present]] = [
    ("before_birth", lambda: record([0], **born("2024-01-11")), lambda: record([0], **born("2024-01-10"))),
    ("after_death", lambda: record([0], **died("2024-01-09")), lambda: record([0], **died("2024-01-10"))),
    (
        "died_before_birth",
        lambda: record(patient=PATIENT | {"birth_date": "1961-04-02", "died_on": "1961-04-01"}),
        lambda: record(patient=PATIENT | {"birth_date": "1961-04-02", "died_on": "1961-04-02"}),
    ),
    ("two_sessions_one_day", lambda: record([0, tace(0, type="TAE")]), lambda: record([0, haic(0)])),
    ("sessions_too_close", lambda: record([0, 27]), lambda: record([0, 28])),
    (
        "course_not_joined",
        lambda: record([tace(0, course="A"), tace(29, course="A ")]),
        lambda: record([tace(0, course="A"), tace(28, course="A"), tace(60), tace(100), tace(130, course="B")]),
    ),
    ("aborted_ignored", lambda: record([tace(0, completed=False)]), lambda: record([haic(0, completed=False)])),
    (
        "same_day_images",
        lambda: record([0], images=[scan(40), scan(40)]),
        lambda: record([0], images=[scan(40), scan(40, modality="CT")]),
    ),
    ("no_baseline", lambda: record([0], images=[scan(1)]), lambda: record([0], images=[scan(0)])),
    ("baseline_old", lambda: record([0], images=[scan(-29, "50")]), lambda: record([0], images=[scan(-28, "50")])),
    (
        "baseline_without_targets",
        lambda: record([0], images=[scan(-7)]),
        lambda: record([0], images=[scan(-7, "9")]),
    ),
    (
        "too_many_targets",
        lambda: record([0], images=[scan(-7, "50", "40", "30")]),
        lambda: record([0], images=[scan(-7, "50", "40")]),
    ),
    (
        "target_too_small",
        lambda: record([0], images=[scan(-7, "9.9")]),
        lambda: record([0], images=[scan(-7, "10"), scan(40, "5")]),
    ),
    (
        "viable_above_total",
        lambda: image_of(targets=[target("T1", "40.1", total_mm="40")]),
        lambda: image_of(targets=[target("T1", "40", total_mm="40")]),
    ),
    (
        "value_against_state",
        lambda: image_of(targets=[target("T1", "40", state="no_enhancement")]),
        lambda: image_of(targets=[target("T1", "0", state="no_enhancement")]),
    ),
    (
        "value_against_state",
        lambda: image_of(targets=[target("T1", "40", state="not_evaluable")]),
        lambda: image_of(targets=[target("T1", "7", state="too_small")]),
    ),
    (
        "implausibly_large",
        lambda: image_of(targets=[target("T1", total_mm="300.1")]),
        lambda: image_of(targets=[target("T1", "300", total_mm="300")]),
    ),
    (
        "lesion_not_in_baseline",
        lambda: image_of(targets=[target("T1", "40"), target("T2", "20")]),
        lambda: record([0], images=[scan(-7), scan(40, "50")]),
    ),
    (
        "reported_differs",
        lambda: image_of(reported={"category": "PR"}),
        lambda: image_of(reported={"category": "SD"}),
    ),
    (
        "reported_reference_missing",
        lambda: record([0], ["50"], [reported_scan(40, "PD")]),
        lambda: record([0], ["50"], [reported_scan(40, "PD", "nadir"), reported_scan(80, "SD")]),
    ),
    (
        "reported_without_session",
        lambda: record([], images=[reported_scan(40, "PD", "baseline")]),
        lambda: record([0], ["50"], [reported_scan(40, "PD", "baseline")]),
    ),
    (
        "tenfold_jump",
        lambda: record(markers=[marker(0, "10"), marker(30, "100")]),
        lambda: record(markers=[marker(0, "10"), marker(30, "99.9")]),
    ),
    (
        "tenfold_jump",
        lambda: record(markers=[marker(0, "100"), marker(30, "10")]),
        lambda: record(markers=[marker(0, "100"), marker(20, None), marker(30, "10.1")]),
    ),
]


@pytest.mark.parametrize(
    ("code", "present", "absent"), CASES, ids=[f"{number}-{code}" for number, (code, *_) in enumerate(CASES)]
)
def test_a_discrepancy_is_listed_where_it_is_and_only_there(code: str, present: Present, absent: Present) -> None:
    assert code in codes(present())
    assert code not in codes(absent())


def test_a_complete_course_has_no_discrepancy() -> None:
    of = record([0, 60, 120], ["50", "50", "50", "60"], markers=[marker(-1, "5")], status=[status(ecog=1)])
    assert codes(of) == []


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


def test_a_discrepancy_says_where_and_how_severe() -> None:
    (found,) = discrepancies(course(record([0], images=[scan(-7)])))
    assert (found.severity, [cell.path for cell in found.cells]) == ("stops", ["images[0].date"])
    (close,) = discrepancies(course(record([0, 20], ["50"])))
    assert (close.severity, dict(close.facts)) == ("warning", {"first": 1, "second": 2, "days": 20})
    (old,) = discrepancies(course(record([0], images=[scan(-40, "50")])))
    assert dict(old.facts) == {"days": 40, "day": day(-40)}
