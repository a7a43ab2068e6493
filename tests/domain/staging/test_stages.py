from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.staging import ChildClass, StagingInputs
from domain.staging.bclc import bclc, bclc_of
from domain.staging.cnlc import cnlc, cnlc_of
from domain.staging.completions import Patient

COMPLETE = StagingInputs(1, Decimal(45), False, False, 0, "A")
NAMES = Patient._fields


def inputs(**changes: Any) -> StagingInputs:
    values = {name: getattr(COMPLETE, name) for name in NAMES}
    values.update(changes)
    if isinstance(values["largest_mm"], str):
        values["largest_mm"] = Decimal(values["largest_mm"])
    return StagingInputs(**values)


@pytest.mark.parametrize(
    ("count", "largest", "child_class", "stage"),
    [
        (1, "20", "A", "0"),
        (1, "20.000001", "A", "A"),
        (1, "20", "B", "A"),
        (1, "200", "A", "A"),
        (2, "30", "A", "A"),
        (3, "30", "B", "A"),
        (2, "30.000001", "A", "B"),
        (3, "10", "A", "A"),
        (4, "10", "A", "B"),
    ],
)
def test_bclc_by_tumour(count: int, largest: str, child_class: str, stage: str) -> None:
    assert bclc(inputs(lesion_count=count, largest_mm=largest, child_class=child_class)).category == stage


@pytest.mark.parametrize(
    ("changes", "stage"),
    [
        ({"vascular_invasion": True}, "C"),
        ({"extrahepatic_spread": True}, "C"),
        ({"ecog": 1}, "C"),
        ({"ecog": 2}, "C"),
        ({"ecog": 3}, "D"),
        ({"ecog": 4, "vascular_invasion": True}, "D"),
        ({"child_class": "C"}, "D"),
        ({"child_class": "C", "extrahepatic_spread": True}, "D"),
    ],
)
def test_bclc_by_invasion_performance_and_liver(changes: dict[str, Any], stage: str) -> None:
    assert bclc(inputs(**changes)).category == stage


@pytest.mark.parametrize(
    ("count", "largest", "stage"),
    [
        (1, "50", "Ia"),
        (1, "50.000001", "Ib"),
        (2, "30", "Ib"),
        (3, "30", "Ib"),
        (2, "30.000001", "IIa"),
        (3, "80", "IIa"),
        (4, "10", "IIb"),
    ],
)
def test_cnlc_by_tumour(count: int, largest: str, stage: str) -> None:
    assert cnlc(inputs(lesion_count=count, largest_mm=largest)).category == stage


@pytest.mark.parametrize(
    ("changes", "stage"),
    [
        ({"vascular_invasion": True}, "IIIa"),
        ({"vascular_invasion": True, "extrahepatic_spread": True}, "IIIb"),
        ({"extrahepatic_spread": True, "ecog": 2}, "IIIb"),
        ({"extrahepatic_spread": True, "ecog": 3}, "IV"),
        ({"child_class": "C"}, "IV"),
        ({"child_class": "B", "ecog": 2}, "Ia"),
    ],
)
def test_cnlc_by_invasion_performance_and_liver(changes: dict[str, Any], stage: str) -> None:
    assert cnlc(inputs(**changes)).category == stage


@pytest.mark.parametrize(("changes", "stage"), [({}, ""), ({"vascular_invasion": True}, "C"), ({"ecog": 3}, "D")])
def test_without_a_lesion_only_the_rest_can_stage(changes: dict[str, Any], stage: str) -> None:
    score = bclc(inputs(lesion_count=0, largest_mm=None, **changes))
    assert (score.category, score.because) == (stage or None, "" if stage else "no_lesion")
    assert score.open_inputs == ()
    assert cnlc(inputs(lesion_count=0)).because == "no_lesion"


NOTHING: dict[str, Any] = dict.fromkeys(NAMES)


@pytest.mark.parametrize(
    ("known", "stage_bclc", "stage_cnlc"),
    [
        ({"ecog": 3}, "D", "IV"),
        ({"child_class": "C"}, "D", "IV"),
        ({"extrahepatic_spread": True}, None, None),
        ({"extrahepatic_spread": True, "ecog": 1}, None, None),
        ({"extrahepatic_spread": True, "ecog": 1, "child_class": "B"}, "C", "IIIb"),
        ({"vascular_invasion": True, "ecog": 1, "child_class": "B"}, "C", None),
        ({"ecog": 1, "child_class": "A"}, "C", None),
        ({}, None, None),
    ],
)
def test_known_inputs_decide_as_soon_as_they_can(
    known: dict[str, Any], stage_bclc: str | None, stage_cnlc: str | None
) -> None:
    given_inputs = inputs(**{**NOTHING, **known})
    assert (bclc(given_inputs).category, cnlc(given_inputs).category) == (stage_bclc, stage_cnlc)


def test_only_the_inputs_that_matter_are_missing() -> None:
    open_bclc = bclc(inputs(**{**NOTHING, "extrahepatic_spread": True}))
    assert open_bclc.open_inputs == ("ecog", "child_class")
    assert cnlc(inputs(lesion_count=5, largest_mm=None)).category == "IIb"
    assert bclc(inputs(lesion_count=2, largest_mm=None)).open_inputs == ("largest_mm",)
    assert bclc(inputs(**NOTHING)).open_inputs == NAMES


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "lesion_count": st.integers(1, 9),
    "largest_mm": st.decimals(0, 120, places=1),
    "vascular_invasion": st.booleans(),
    "extrahepatic_spread": st.booleans(),
    "ecog": st.integers(0, 4),
    "child_class": st.sampled_from("ABC"),
}


@given(st.fixed_dictionaries(VALUES), st.sets(st.sampled_from(NAMES)))
def test_a_stage_given_on_incomplete_inputs_is_that_of_every_completion(
    full: dict[str, Any], hidden: set[str]
) -> None:
    partial = {name: None if name in hidden else value for name, value in full.items()}
    for stage in (bclc, cnlc):
        complete, incomplete = stage(inputs(**full)), stage(inputs(**partial))
        assert complete.category is not None
        assert complete.open_inputs == ()
        assert incomplete.category in (None, complete.category)
        assert set(incomplete.open_inputs) <= hidden
        assert (incomplete.category is None) == bool(incomplete.open_inputs)


@given(st.fixed_dictionaries(VALUES), st.sets(st.sampled_from(NAMES)))
def test_entering_the_missing_inputs_decides(full: dict[str, Any], hidden: set[str]) -> None:
    partial = {name: None if name in hidden else value for name, value in full.items()}
    for stage in (bclc, cnlc):
        waiting = stage(inputs(**partial)).open_inputs
        filled = {**partial, **{name: full[name] for name in waiting}}
        assert stage(inputs(**filled)).category == stage(inputs(**full)).category


def test_every_known_patient_has_exactly_the_published_stages() -> None:
    classes: tuple[ChildClass, ...] = ("A", "B", "C")
    values = product((1, 2, 4), (20, 30, 50, 51), (False, True), (False, True), (0, 1, 3), classes)
    patients = [Patient(*each) for each in values]
    assert {bclc_of(patient) for patient in patients} == {"0", "A", "B", "C", "D"}
    assert {cnlc_of(patient) for patient in patients} == {"Ia", "Ib", "IIa", "IIb", "IIIa", "IIIb", "IV"}
    for patient in patients:
        assert (bclc_of(patient) == "D") == (cnlc_of(patient) == "IV")
