"""From verdicts and answers to a recommendation: trigger, gates, tier (section 9)."""

from itertools import product
from typing import Any

import pytest

from domain.assessment import assess
from domain.course import Course
from domain.logic.verdict import Verdict
from domain.profile import Profile
from domain.recommendation import Recommendation, Status, Tier, recommend
from domain.record import PatientRecord
from domain.staging import latest_child_pugh
from tests.domain.builders import MET, NOT_MET, OPEN, Values, lesion, marker, paths, record, scan, status, tace

NOTHING_APPLIES: Values = {
    "immunotherapy_contraindicated": False,
    "targeted_contraindicated": False,
    "combination_tolerated": True,
    "haic_feasible": True,
    "oxaliplatin_contraindicated": False,
    "fluorouracil_contraindicated": False,
    "prior_systemic_oxaliplatin": False,
    "extrahepatic_extent": "none",
}
WELL = status(child_pugh_score=6, ecog=1)
NORMAL = [marker(-1, "5"), marker(30, "5"), marker(90, "5"), marker(150, "5")]


def met(**sections: Any) -> PatientRecord:
    """CCI-2022 met, and nothing that would hold the recommendation back."""
    answers = {"status": [WELL], "constraints": NOTHING_APPLIES} | sections
    return record([0, 60, 120], ["50", "50", "50", "60"], **answers)


def recommended(of: PatientRecord, **settings: Any) -> Recommendation:
    return assess(of, Profile(**settings)).recommendation


def answering(**answers: Any) -> Recommendation:
    return recommended(met(constraints=NOTHING_APPLIES | answers))


def with_status(**fields: Any) -> Recommendation:
    return recommended(met(status=[status(**({"child_pugh_score": 6, "ecog": 1} | fields))]))


# Trigger.


def test_the_primary_definition_met_and_nothing_against_it_recommends_the_first_line() -> None:
    found = recommended(met())
    assert (found.status, found.tier, found.decided_by) == ("recommended", "first_line", "trigger.primary")
    assert found.regimen == "FOLFOX-HAIC + targeted + immunotherapy"
    assert (found.missing, found.cautions) == ((), ())


def test_another_definition_met_is_at_best_to_discuss() -> None:
    found = recommended(met(), primary_definition="EPOIHCC-2013")
    assert found.status == "recommended"
    only_jsh = record([0, 60], ["50", "50", "50"], status=[WELL], constraints=NOTHING_APPLIES)
    found = recommended(only_jsh)
    assert (found.status, found.tier, found.decided_by) == ("discuss", "first_line", "trigger.other")
    assert found.trigger.fact("met") == "JSH-LCSGJ-2014, JSH-2021"


def test_another_definition_met_does_not_raise_a_second_line_to_recommended() -> None:
    constraints = NOTHING_APPLIES | {"immunotherapy_contraindicated": True}
    found = recommended(record([0, 60], ["50", "50", "50"], status=[WELL], constraints=constraints))
    assert (found.status, found.tier) == ("discuss", "second_line")


def test_any_open_definition_and_none_met_withholds() -> None:
    found = recommended(record([0, 60, 120], ["50", "20", "20"], markers=NORMAL))
    assert (found.status, found.tier, found.decided_by) == ("withheld", None, "trigger.open")
    assert [cell.field for cell in found.missing] == ["evaluating_image"]


def test_where_the_primary_is_decided_the_first_open_one_says_what_is_missing() -> None:
    found = recommended(record([0], ["50", "20"]))
    assert found.status == "withheld"
    assert paths(found.missing)[0].startswith("markers[")


def test_no_definition_met_and_none_open_is_not_triggered() -> None:
    found = recommended(record([0, 60], ["50", "20", "20"], markers=NORMAL))
    assert (found.status, found.tier, found.decided_by) == ("not_triggered", None, "trigger.none")
    assert recommended(record()).status == "not_triggered"


def test_a_study_definition_never_triggers() -> None:
    of = record([0, 60], ["50", "25", "25"], [scan(59, "25")], markers=NORMAL)
    assessment = assess(of)
    assert assessment.verdicts["Ikeda-2013"].verdict is MET
    assert assessment.recommendation.status == "not_triggered"


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [((MET, NOT_MET), "recommended"), ((NOT_MET, MET), "discuss"), ((OPEN, MET), "discuss")],
)
def test_the_status_follows_the_primary(verdicts: tuple[Verdict, Verdict], expected: str) -> None:
    last = {MET: "60", NOT_MET: "50"}.get(verdicts[0])
    images = [] if last is None else [scan(160, last)]
    of = record([0, 60, 120], ["50", "50", "50"], images, status=[WELL], constraints=NOTHING_APPLIES)
    assert assess(of).verdicts["CCI-2022"].verdict is verdicts[0]
    assert recommended(of).status == expected


# Gates.

GATES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("gate.G1", {"child_pugh_score": 10}, {}),
    ("gate.G1", {"child_pugh_score": 15}, {}),
    ("gate.G2", {"ecog": 3}, {}),
    ("gate.G2", {"ecog": 4}, {}),
    ("gate.G3", {}, {"haic_feasible": False}),
    ("gate.G3", {}, {"oxaliplatin_contraindicated": True}),
    ("gate.G3", {}, {"fluorouracil_contraindicated": True}),
    ("gate.G4", {}, {"prior_systemic_oxaliplatin": True}),
    ("gate.G5", {}, {"extrahepatic_extent": "extensive"}),
    ("gate.G6", {"ecog": 2}, {}),
]


@pytest.mark.parametrize(("gate", "fields", "answers"), GATES)
def test_a_gate_that_is_true_takes_the_patient_out_of_scope(
    gate: str, fields: dict[str, Any], answers: dict[str, Any]
) -> None:
    of = met(
        status=[status(**({"child_pugh_score": 6, "ecog": 1} | fields))], constraints=NOTHING_APPLIES | answers
    )
    found = recommended(of)
    assert (found.status, found.tier, found.regimen, found.decided_by) == ("out_of_scope", None, None, gate)


@pytest.mark.parametrize(("gate", "fields", "answers"), GATES)
def test_a_gate_that_is_true_decides_even_where_everything_else_is_unknown(
    gate: str, fields: dict[str, Any], answers: dict[str, Any]
) -> None:
    found = recommended(met(status=[status(**fields)], constraints=answers))
    assert (found.status, found.decided_by) == ("out_of_scope", gate)


@pytest.mark.parametrize(("first", "second"), [(0, 2), (2, 4), (4, 7), (7, 8), (8, 9)])
def test_the_first_gate_that_is_true_decides(first: int, second: int) -> None:
    (gate, fields, answers), (_, more_fields, more_answers) = GATES[first], GATES[second]
    all_fields = {"child_pugh_score": 6, "ecog": 1} | more_fields | fields
    of = met(status=[status(**all_fields)], constraints=NOTHING_APPLIES | more_answers | answers)
    assert recommended(of).decided_by == gate


@pytest.mark.parametrize(
    ("score", "expected"), [(5, "recommended"), (9, "discuss"), (10, "out_of_scope"), (None, "withheld")]
)
def test_child_pugh_c_begins_at_10(score: int | None, expected: str) -> None:
    assert with_status(child_pugh_score=score).status == expected


@pytest.mark.parametrize(
    ("ecog", "expected"),
    [
        (0, "recommended"),
        (1, "recommended"),
        (2, "out_of_scope"),
        (3, "out_of_scope"),
        (4, "out_of_scope"),
        (None, "withheld"),
    ],
)
def test_ecog_up_to_1_is_in_scope(ecog: int | None, expected: str) -> None:
    assert with_status(ecog=ecog).status == expected


@pytest.mark.parametrize(
    ("answer", "path"),
    [
        ("haic_feasible", "constraints.haic_feasible"),
        ("oxaliplatin_contraindicated", "constraints.oxaliplatin_contraindicated"),
        ("fluorouracil_contraindicated", "constraints.fluorouracil_contraindicated"),
        ("prior_systemic_oxaliplatin", "constraints.prior_systemic_oxaliplatin"),
        ("extrahepatic_extent", "constraints.extrahepatic_extent"),
        ("immunotherapy_contraindicated", "constraints.immunotherapy_contraindicated"),
        ("combination_tolerated", "constraints.combination_tolerated"),
        ("targeted_contraindicated", "constraints.targeted_contraindicated"),
    ],
)
def test_a_question_left_open_withholds_and_is_listed(answer: str, path: str) -> None:
    found = answering(**{answer: None})
    assert (found.status, found.tier, paths(found.missing)) == ("withheld", None, [path])


def test_everything_missing_is_listed_once() -> None:
    found = recommended(met(status=[], constraints={}))
    assert found.status == "withheld"
    listed = paths(found.missing)
    assert len(listed) == len(set(listed)) == 10
    assert [path for path in listed if path.startswith("status[+")] == [
        "status[+..].child_pugh",
        "status[+..].ecog",
    ]


def test_child_pugh_missing_asks_for_its_parts_or_the_score() -> None:
    found = recommended(met(status=[status(ecog=1, ascites="none")]))
    assert found.status == "withheld"
    assert "status[0].child_pugh_score" in paths(found.missing)
    assert "status[0].encephalopathy" in paths(found.missing)


@pytest.mark.parametrize("extent", ["none", None])
def test_no_spread_against_an_image_that_shows_it_is_a_contradiction(extent: str | None) -> None:
    of = record(
        [0, 60, 120],
        ["50", "50", "50"],
        [scan(160, "60", extrahepatic_spread=True)],
        status=[WELL],
        constraints=NOTHING_APPLIES | {"extrahepatic_extent": extent},
    )
    found = recommended(of)
    assert (found.status, found.decided_by) == ("withheld", "gate.G5")
    assert found.gates[4].fact("contradicted") is (extent == "none")


@pytest.mark.parametrize("extent", ["none", "oligometastatic", "extensive"])
def test_an_extent_that_the_images_allow_is_not_contradicted(extent: str) -> None:
    of = record(
        [0, 60, 120],
        ["50", "50", "50"],
        [scan(160, "60", extrahepatic_spread=extent != "none")],
        status=[WELL],
        constraints=NOTHING_APPLIES | {"extrahepatic_extent": extent},
    )
    assert recommended(of).gates[4].fact("contradicted") is False


@pytest.mark.parametrize(("later", "expected"), [(False, "recommended"), (None, "withheld"), (True, "withheld")])
def test_the_latest_entry_on_spread_stands_against_the_answer(later: bool | None, expected: str) -> None:
    images = [scan(100, "50", extrahepatic_spread=True), scan(160, "60", extrahepatic_spread=later)]
    of = record([0, 60, 120], ["50"], images, status=[WELL], constraints=NOTHING_APPLIES)
    assert recommended(of).status == expected


def test_of_one_day_spread_present_wins() -> None:
    images = [scan(160, "60"), scan(160, modality="CT", extrahepatic_spread=True)]
    of = record([0, 60, 120], ["50"], images, status=[WELL], constraints=NOTHING_APPLIES)
    assert recommended(of).status == "withheld"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([status(10, ecog=3), status(20, ecog=1)], "recommended"),
        ([status(10, ecog=1), status(20, ecog=3)], "out_of_scope"),
        ([status(10, ecog=1), status(20, ecog=None, alt="20")], "recommended"),
        ([status(10, ecog=0), status(10, ecog=3)], "out_of_scope"),
    ],
)
def test_the_latest_row_that_has_an_ecog_stands(rows: list[Values], expected: str) -> None:
    of = met(status=[status(0, child_pugh_score=5), *rows])
    assert recommended(of).status == expected


def test_the_latest_row_with_any_part_gives_child_pugh_and_rows_are_not_merged() -> None:
    rows = [status(0, child_pugh_score=6, ecog=1), status(10, ascites="none")]
    assert recommended(met(status=rows)).status == "withheld"
    assert recommended(met(status=[*rows, status(20, alt="30")])).status == "withheld"
    assert recommended(met(status=[*rows, status(20, child_pugh_score=6)])).status == "recommended"


# Tiers.

ANSWERS = (True, False, None)


@pytest.mark.parametrize(("immunotherapy", "tolerated", "targeted"), list(product(ANSWERS, ANSWERS, ANSWERS)))
def test_the_tier_follows_the_three_questions(
    immunotherapy: bool | None, tolerated: bool | None, targeted: bool | None
) -> None:
    found = answering(
        immunotherapy_contraindicated=immunotherapy,
        combination_tolerated=tolerated,
        targeted_contraindicated=targeted,
    )
    if immunotherapy is True or tolerated is False:
        expected = (Status.RECOMMENDED, Tier.SECOND_LINE)
    elif targeted is True:
        expected = (Status.DISCUSS, Tier.SECOND_LINE)
    elif None in (immunotherapy, tolerated, targeted):
        expected = (Status.WITHHELD, None)
    else:
        expected = (Status.RECOMMENDED, Tier.FIRST_LINE)
    assert (found.status, found.tier) == expected


def test_the_second_line_is_folfox_haic_alone() -> None:
    found = answering(immunotherapy_contraindicated=True)
    assert (found.regimen, found.decided_by) == ("FOLFOX-HAIC", "question.immunotherapy")
    assert answering(combination_tolerated=False).decided_by == "question.not_tolerated"
    assert answering(targeted_contraindicated=True).decided_by == "question.targeted"


def test_a_second_line_does_not_wait_for_the_other_questions_but_for_the_gates() -> None:
    found = answering(
        immunotherapy_contraindicated=True, combination_tolerated=None, targeted_contraindicated=None
    )
    assert found.status == "recommended"
    assert answering(immunotherapy_contraindicated=True, haic_feasible=None).status == "withheld"


SCORES = {"A": 6, "B": 7, "C": 10, "?": None}
ECOGS = (0, 1, 2, 3, 4, None)
LIMITS = (
    "haic_feasible",
    "oxaliplatin_contraindicated",
    "fluorouracil_contraindicated",
    "prior_systemic_oxaliplatin",
    "immunotherapy_contraindicated",
    "targeted_contraindicated",
    "combination_tolerated",
)
GOOD_WHEN_TRUE = {"haic_feasible", "combination_tolerated"}


@pytest.mark.parametrize("extent", ["none", "oligometastatic", "extensive", None])
@pytest.mark.parametrize("child_class", SCORES)
def test_a_regimen_is_named_only_in_scope_and_only_where_nothing_is_unknown(
    child_class: str, extent: str | None
) -> None:
    """Exhaustive over Child-Pugh, ECOG, extent and each contraindication by itself."""
    base = assess(met())
    profile = base.profile
    for ecog, limit, answer in product(ECOGS, LIMITS, ANSWERS):
        constraints = NOTHING_APPLIES | {"extrahepatic_extent": extent, limit: answer}
        of = base.record.amended(
            status=[status(child_pugh_score=SCORES[child_class], ecog=ecog)], constraints=constraints
        )
        found = recommend(Course(of, profile), base.verdicts, latest_child_pugh(of))
        bad = answer is not None and answer is not (limit in GOOD_WHEN_TRUE)
        gate_closed = (
            child_class == "C" or ecog in (2, 3, 4) or extent == "extensive" or (bad and limit in LIMITS[:4])
        )
        unknown = child_class == "?" or ecog is None or extent is None or answer is None
        if gate_closed:
            expected = (Status.OUT_OF_SCOPE, None)
        elif unknown:
            expected = (Status.WITHHELD, None)
        else:
            doubtful = extent == "oligometastatic" or (bad and limit == "targeted_contraindicated")
            expected = (
                Status.DISCUSS if doubtful else Status.RECOMMENDED,
                Tier.SECOND_LINE if bad else Tier.FIRST_LINE,
            )
        assert (found.status, found.tier) == expected, (ecog, limit, answer)
        assert (found.regimen is None) is (found.tier is None)
        assert bool(found.missing) is (found.status == "withheld")


def test_neither_cisplatin_nor_fluorouracil_alone_is_ever_named() -> None:
    regimens = {answering(**{limit: answer}).regimen for limit, answer in product(LIMITS, ANSWERS)}
    assert regimens == {None, "FOLFOX-HAIC", "FOLFOX-HAIC + targeted + immunotherapy"}


def test_not_triggered_says_nothing_about_gates_but_still_shows_them() -> None:
    found = recommended(record([0, 60], ["50", "20", "20"], markers=NORMAL, status=[status(ecog=4)]))
    assert found.status == "not_triggered"
    assert [gate.criterion for gate in found.gates] == [f"gate.G{number}" for number in range(1, 7)]
    assert len(found.questions) == 3


def test_a_new_lesion_profile_can_trigger() -> None:
    images = [scan(160, "50", new_lesions=[lesion()])]
    of = record([tace(on) for on in (0, 60, 120)], ["50"], images, status=[WELL], constraints=NOTHING_APPLIES)
    assert recommended(of, cci_new_lesions_count=True).status == "recommended"


def test_a_missing_ecog_is_asked_for_in_the_latest_row() -> None:
    found = recommended(met(status=[status(0, child_pugh_score=6), status(10, child_pugh_score=6)]))
    assert (found.decided_by, paths(found.missing)) == ("gate.G2", ["status[1].ecog"])


def test_the_first_unanswered_gate_is_named() -> None:
    found = answering(haic_feasible=None, prior_systemic_oxaliplatin=None, targeted_contraindicated=None)
    assert (found.status, found.decided_by) == ("withheld", "gate.G3")
