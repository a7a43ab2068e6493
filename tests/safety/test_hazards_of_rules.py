"""The controls that lie in the rules: one test or more for each hazard, named after it."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assessment import Assessment, assess
from domain.days import add_months, window_after
from domain.logic.verdict import Verdict
from domain.profile import BsaFormula, Profile
from domain.recommendation import REGIMEN, Tier
from domain.record import PatientRecord
from domain.regimen import ApprovedProtocol, Measurement, dose_plan, protocol
from domain.resistance.registry import DEFINITIONS
from tests.domain.builders import (
    MET,
    NOT_MET,
    OPEN,
    PD,
    PR,
    Values,
    item,
    last_response,
    lesion,
    marker,
    record,
    responses,
    scan,
    status,
    tace,
    target,
    verdict,
)
from tests.domain.small_courses import small_courses

GOLDEN = sorted((Path(__file__).parents[1] / "vignettes" / "records").glob("*.json"))
CLEAR: Values = {
    "immunotherapy_contraindicated": False,
    "targeted_contraindicated": False,
    "combination_tolerated": True,
    "haic_feasible": True,
    "oxaliplatin_contraindicated": False,
    "fluorouracil_contraindicated": False,
    "prior_systemic_oxaliplatin": False,
    "extrahepatic_extent": "none",
}


def rise(*values: Values) -> Verdict:
    return item(record([0], markers=values), "jsh.B").verdict


# H03: unit mistakes


def test_H03_a_value_without_a_unit_never_makes_a_rise() -> None:
    before, first, last = marker(-1, "100"), marker(30, "110"), marker(60, "130")
    assert rise(before, first, last) is MET
    for lacking in (0, 1, 2):
        rows = [
            row | {"unit": None} if place == lacking else row for place, row in enumerate((before, first, last))
        ]
        assert rise(*rows) is not MET


def test_H03_values_of_different_assays_are_no_trend() -> None:
    rows = [
        marker(on, value, assay=assay)
        for on, value, assay in ((-1, "100", "A"), (30, "110", "A"), (60, "130", "B"))
    ]
    assert rise(*rows) is OPEN
    assert rise(*(row | {"assay": "A"} for row in rows)) is MET


@pytest.mark.parametrize(("unit", "expected"), [("ng/mL", MET), ("IU/mL", NOT_MET)])
def test_H03_one_amount_written_in_two_units_is_no_rise(unit: str, expected: Verdict) -> None:
    """100 IU/mL are 121 ng/mL: read as ng/mL, the later figures look like a rise."""
    rows = [marker(-1, "100", unit=unit), marker(30, "121"), marker(60, "121")]
    assert rise(*rows) is expected


def test_H03_an_amount_without_mass_is_never_converted() -> None:
    """PIVKA-II has one unit written in two ways; ng/mL is refused for it."""
    with pytest.raises(ValueError, match="unit"):
        record(markers=[marker(0, "40", marker="PIVKA-II", unit="ng/mL")])


# H05: censored values


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("<5", "<5", NOT_MET),
        ("<100", "<100", OPEN),
        ("100", "<100", NOT_MET),
        ("100", "<130", OPEN),
        ("100", ">100", OPEN),
        ("100", ">120", OPEN),
        (">60500", ">60500", OPEN),
        (">60500", "60500", NOT_MET),
        ("<100", "130", MET),
        (">100", "130", OPEN),
        ("<100", ">130", OPEN),
        ("100", "130", MET),
    ],
)
def test_H05_a_censored_value_decides_only_what_it_can(before: str, after: str, expected: Verdict) -> None:
    assert rise(marker(-1, before), marker(30, after), marker(60, after)) is expected


# H06, H20, H21: days and months


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-01-30", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-12-31", 2, "2025-02-28"),
        ("2024-11-30", 3, "2025-02-28"),
    ],
)
def test_H21_months_are_calendar_months_clamped_at_their_end(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


@pytest.mark.parametrize(("on", "inside"), [(27, False), (28, True), (92, True), (93, False)])
def test_H21_both_ends_of_the_response_window_count(on: int, inside: bool) -> None:
    (found,) = responses(record([0], images=[scan(-7, "50"), scan(on, "60")]))
    assert (found.evaluates_session is not None) is inside


@given(st.dates(date(1990, 1, 1), date(2150, 1, 1)))
def test_H21_a_window_of_calendar_months_never_ends_before_it_begins(day: date) -> None:
    window = window_after(day, "calendar_months")
    assert timedelta(28) <= window.first - day <= timedelta(31)
    assert timedelta(89) <= window.last - day <= timedelta(92)


def test_H06_days_that_cannot_be_are_named() -> None:
    patient = {"id": "1", "birth_date": "2024-02-01", "died_on": "2024-02-10"}
    found = {each.code for each in assess(record([0, 60], ["60", "70"], patient=patient)).discrepancies}
    assert {"before_birth", "after_death"} <= found
    assert "day_far_from_others" in {
        each.code for each in assess(record([0, 60], ["60", "70"], [scan("2027-03-01", "70")])).discrepancies
    }
    assert "two_sessions_one_day" in {each.code for each in assess(record([0, tace(0)])).discrepancies}


def moved(values: Any, days: int) -> Any:
    """Every ISO date by so many days."""
    if isinstance(values, dict):
        return {key: moved(inner, days) for key, inner in values.items()}
    if isinstance(values, list):
        return [moved(inner, days) for inner in values]
    if isinstance(values, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", values):
        return (date.fromisoformat(values) + timedelta(days)).isoformat()
    return values


@settings(max_examples=60, deadline=None)
@given(small_courses(), st.integers(-3000, 3000))
def test_H20_only_the_days_between_entries_count(values: Values, days: int) -> None:
    """No rule knows a today. (EPOIHCC asks for six calendar months, which are not equally long.)"""
    before, after = (assess(PatientRecord.model_validate(each)) for each in (values, moved(values, days)))
    assert {name: each.verdict for name, each in before.verdicts.items() if name != "EPOIHCC-2013"} == {
        name: each.verdict for name, each in after.verdicts.items() if name != "EPOIHCC-2013"
    }


# H07: the right image and the right baseline


def test_H07_another_image_before_the_first_session_is_another_baseline() -> None:
    """The baseline used is named beside the response: taken away, the image before it takes its place."""
    images = [scan(-30, "50"), scan(-7, "80"), scan(40, "60")]
    near, far = record([0], images=images), record([0], images=[images[0], images[2]])
    assert [last_response(each).baseline_mm for each in (near, far)] == [Decimal(80), Decimal(50)]
    assert last_response(near).mrecist_target is not PD
    assert last_response(far).mrecist_target is PD


def test_H07_progression_goes_by_the_nadir_and_response_by_the_baseline() -> None:
    """80 at first, 40 at best, 50 now: a partial response over the first image, and progression over the best."""
    of = record([0, 60], ["80", "40", "50"])
    found = last_response(of)
    assert (found.baseline_mm, found.nadir_mm, found.mrecist_target) == (Decimal(80), Decimal(40), PD)
    assert responses(of)[0].mrecist_target is PR


def test_H07_an_image_evaluates_the_session_before_it_and_no_other() -> None:
    of = record([0, 60], ["80", "70", "60"])
    assert [each.evaluates_session for each in responses(of)] == [row.date for row in of.sessions]
    late = record([0, 100], images=[scan(-7, "80"), scan(40, "70"), scan(99, "60")])
    assert [each.label for each in responses(late)] == ["superseded", ""] or responses(late)[
        -1
    ].label == "too_late"


# H09: missing is never "no"

SECTIONS = {
    "sessions": ("adequate", "agents", "feeders_reanalysed", "intent"),
    "images": (
        "arterial_phase",
        "modality",
        "non_target",
        "new_lesions",
        "vascular_invasion",
        "portal_vein",
        "hepatic_vein",
        "extrahepatic_spread",
        "spread_sites",
        "reported",
        "viable_percent",
        "lesion_count",
        "largest_mm",
    ),
}
"""Not ``completed``, ``state`` and ``bound``, whose absence has a meaning; not the value of a marker row, without
which there is no such row (the hazard log says what follows)."""
WARN_ONLY = {"alt", "ast", "platelets", "neutrophils", "creatinine_clearance", "note", "date"}
Place = tuple[str | int, ...]


def cells(values: Values) -> list[Place]:
    """Every recorded input of a record that can be missing."""
    found: list[Place] = [
        (section, row, name)
        for section, names in SECTIONS.items()
        for row, entry in enumerate(values.get(section) or [])
        for name in names
        if entry.get(name) is not None
    ]
    for image, entry in enumerate(values["images"]):
        for row, lesions in enumerate(entry.get("targets") or []):
            found += [
                ("images", image, "targets", row, name) for name in ("viable_mm", "total_mm") if lesions.get(name)
            ]
    for row, entry in enumerate(values.get("status") or []):
        found += [
            ("status", row, name) for name, value in entry.items() if value is not None and name not in WARN_ONLY
        ]
    return found + [
        ("constraints", name) for name, value in (values.get("constraints") or {}).items() if value is not None
    ]


def without(values: Values, places: tuple[Place, ...]) -> PatientRecord:
    copy = json.loads(json.dumps(values))
    for *above, name in places:
        inner: Any = copy
        for part in above:
            inner = inner[part]
        inner[name] = None
    return PatientRecord.model_validate(copy)


def turned(before: Assessment, after: Assessment) -> list[str]:
    """Verdicts that became another decided one, and a regimen that was not there before."""
    found = [
        name
        for name, each in after.verdicts.items()
        if each.verdict.decided and each.verdict is not before.verdicts[name].verdict
    ]
    if after.recommendation.regimen not in (None, before.recommendation.regimen):
        found.append("recommendation")
    return found


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_H09_what_is_missing_never_turns_a_verdict(file: Path) -> None:
    """Each input of each worked patient is taken away alone, and random handfuls together."""
    case = json.loads(file.read_text(encoding="utf-8"))
    profile = Profile.model_validate(case["profile"])
    before = assess(PatientRecord.model_validate(case["record"]), profile)
    dice, places = Random(file.stem), cells(case["record"])  # noqa: S311
    subsets = [(place,) for place in places]
    subsets += [tuple(dice.sample(places, min(dice.randint(2, 9), len(places)))) for _ in range(30)]
    assert len(subsets) >= 30
    faults = {subset: turned(before, assess(without(case["record"], subset), profile)) for subset in subsets}
    assert {subset: found for subset, found in faults.items() if found} == {}


def test_H09_every_subset_of_the_inputs_of_one_patient() -> None:
    values = record([0, 60], ["50", "40", "60"]).exported()
    places = [place for place in cells(values) if place[0] == "images" and place[1] in (1, 2)][:10]
    before = assess(PatientRecord.model_validate(values))
    subsets = [chosen for size in range(1, len(places) + 1) for chosen in combinations(places, size)]
    assert len(subsets) == 1023
    assert [subset for subset in subsets if turned(before, assess(without(values, subset)))] == []


def test_H09_an_empty_record_is_never_resistant_nor_free_of_it() -> None:
    found = assess(record([0, 60, 120]))
    consensus = ("JSH-LCSGJ-2014", "JSH-2021", "EPOIHCC-2013", "CCI-2022")
    assert {name: found.verdicts[name].verdict for name in consensus} == dict.fromkeys(consensus, OPEN)
    assert all(found.verdicts[name].missing or found.verdicts[name].beyond_entry for name in consensus)
    assert found.recommendation.regimen is None


# H10: definitions kept apart


def test_H10_each_definition_gives_its_own_verdict_and_the_difference_is_named() -> None:
    """Two sessions without a response: JSH asks for two, EPOIHCC and CCI for three."""
    found = assess(record([0, 60], ["50", "50", "50"]))
    assert {name: found.verdicts[name].verdict for name in ("JSH-LCSGJ-2014", "EPOIHCC-2013", "CCI-2022")} == {
        "JSH-LCSGJ-2014": MET,
        "EPOIHCC-2013": NOT_MET,
        "CCI-2022": NOT_MET,
    }
    assert {"JSH-LCSGJ-2014", "JSH-2021"} <= set(found.discordance)
    assert all(each.source.citation for each in DEFINITIONS)
    assert len({each.source.citation for each in DEFINITIONS}) == len(DEFINITIONS)


# H12: no recommendation outside its scope

CHILD_PUGH = {"A": 6, "B": 8, "C": 11, "?": None}
ECOG = (0, 1, 2, 3, 4, None)
ANSWERS = (True, False, None)


@pytest.mark.parametrize("liver", CHILD_PUGH)
@pytest.mark.parametrize("ecog", ECOG)
def test_H12_no_regimen_outside_the_scope(liver: str, ecog: int | None) -> None:
    """Child-Pugh x ECOG x every answer to the questions on immunotherapy, tolerance, targeted therapy, HAIC."""
    for immunotherapy, tolerated, targeted, feasible in product(ANSWERS, repeat=4):
        answers = CLEAR | {
            "immunotherapy_contraindicated": immunotherapy,
            "combination_tolerated": tolerated,
            "targeted_contraindicated": targeted,
            "haic_feasible": feasible,
        }
        entered = status(child_pugh_score=CHILD_PUGH[liver], ecog=ecog)
        of = record([0, 60, 120], ["50", "50", "50", "60"], status=[entered], constraints=answers)
        found = assess(of).recommendation
        if liver not in "AB" or ecog not in (0, 1) or feasible is not True:
            assert found.regimen is None, answers
        if found.tier is Tier.FIRST_LINE:
            assert (immunotherapy, tolerated, targeted) == (False, True, False)
        if None in (CHILD_PUGH[liver], ecog, feasible):
            assert found.regimen is None


def test_H12_the_grid_is_not_empty() -> None:
    """The control: within the scope there is a regimen, and it is never a single drug of the old kind."""
    of = record(
        [0, 60, 120], ["50", "50", "50", "60"], status=[status(child_pugh_score=6, ecog=1)], constraints=CLEAR
    )
    assert assess(of).recommendation.regimen == REGIMEN[Tier.FIRST_LINE]
    assert all("FOLFOX" in regimen and "cisplatin" not in regimen.lower() for regimen in REGIMEN.values())


@pytest.mark.parametrize("drug", ["oxaliplatin_contraindicated", "fluorouracil_contraindicated"])
@pytest.mark.parametrize("answer", [True, None])
def test_H12_a_contraindicated_drug_of_the_regimen_leaves_none(drug: str, answer: bool | None) -> None:
    entered = status(child_pugh_score=6, ecog=1)
    of = record([0, 60, 120], ["50", "50", "50", "60"], status=[entered], constraints=CLEAR | {drug: answer})
    assert assess(of).recommendation.regimen is None


# H13: old inputs


def test_H13_the_latest_liver_function_counts_and_an_older_better_one_does_not() -> None:
    rows = [status(10, child_pugh_score=5, ecog=0), status(150, child_pugh_score=11, ecog=3)]
    of = record([0, 60, 120], ["50", "50", "50", "60"], status=rows, constraints=CLEAR)
    found = assess(of)
    assert found.recommendation.regimen is None
    assert found.staging.child_pugh.on == date(2024, 1, 10) + timedelta(150)
    assert {
        gate.criterion: gate.fact("on") for gate in found.recommendation.gates if gate.criterion == "gate.G1"
    } == {"gate.G1": found.staging.child_pugh.on}


# H14, doses

APPROVED = ApprovedProtocol("本院方案", "张主任", date(2024, 1, 2), protocol("folfox_85_46h"))


@pytest.mark.parametrize(("age", "asked"), [(0, ()), (14, ()), (15, ("weight",)), (-1, ("weight",))])
def test_H14_a_weight_older_than_14_days_is_asked_again(age: int, asked: tuple[str, ...]) -> None:
    today = date(2024, 6, 20)
    height = Measurement(Decimal(170), "cm", today)
    plan = dose_plan(
        APPROVED, height, Measurement(Decimal(65), "kg", today - timedelta(age)), BsaFormula.MOSTELLER, today
    )
    assert plan is not None
    assert plan.asks_again == asked


def test_H14_without_an_approved_protocol_there_is_no_number() -> None:
    today = date(2024, 6, 20)
    height, weight = Measurement(Decimal(170), "cm", today), Measurement(Decimal(65), "kg", today)
    assert dose_plan(None, height, weight, BsaFormula.MOSTELLER, today) is None
    with pytest.raises(ValueError, match="approved it"):
        ApprovedProtocol("本院方案", " ", today, protocol("folfox_85_46h"))


# H26: a rule that is wrong for years


def test_H26_the_two_readings_of_the_rules_share_no_code() -> None:
    """The second implementation must not import the first: a shared mistake would agree with itself."""
    reference = Path(__file__).parents[1] / "differential" / "reference.py"
    lines = reference.read_text(encoding="utf-8").splitlines()
    imports = [line for line in lines if line.startswith(("import ", "from "))]
    assert imports
    assert [line for line in imports if "domain" in line or "desktop_app" in line] == []


# H27, target and overall response


@pytest.mark.parametrize(
    ("fields", "expected"),
    [({"state": "not_evaluable"}, None), ({"viable_mm": None}, None), ({"viable_mm": "10"}, PR)],
)
def test_H27_a_lesion_that_could_not_be_measured_gives_no_response(fields: Values, expected: object) -> None:
    first = scan(-7, targets=[target("T1", "40"), target("T2", "40")])
    second = scan(40, targets=[target("T1", "20"), target("T2", "10") | fields])
    if "state" in fields:
        second["targets"][1]["viable_mm"] = None
    assert last_response(record([0], images=[first, second])).mrecist_target is expected


def test_H27_a_lesion_left_out_is_not_a_lesion_gone() -> None:
    first = scan(-7, targets=[target("T1", "40"), target("T2", "40")])
    second = scan(40, targets=[target("T1", "0")])
    assert last_response(record([0], images=[first, second])).mrecist_target is None


@pytest.mark.parametrize(
    ("fields", "overall"),
    [
        ({}, PR),
        ({"new_lesions": [lesion()]}, PD),
        ({"non_target": "PD"}, PD),
        ({"new_lesions": None}, None),
    ],
)
def test_H27_the_overall_response_is_not_that_of_the_targets(fields: Values, overall: object) -> None:
    found = last_response(record([0], images=[scan(-7, "80"), scan(40, "40", **fields)]))
    assert (found.mrecist_target, found.mrecist_overall) == (PR, overall)


# H28: what was taken back


def test_H28_an_aborted_session_counts_for_nothing() -> None:
    with_all = record([0, 60, 120], ["50", "50", "50", "60"])
    values = with_all.exported()
    values["sessions"][2]["completed"] = False
    found = PatientRecord.model_validate(values)
    assert verdict(with_all, "CCI-2022") is MET
    assert verdict(found, "CCI-2022") is not MET
    assert len(assess(found).course.sessions) == 2
