"""Two readers of one image: differences per lesion and in the sum, and whether the categories agree."""

from decimal import Decimal
from typing import Any

import pytest

from desktop_app.plots.agreement import Pair, ReadingAgreement, agreement, agreement_in_words
from desktop_app.wording import LANGUAGES, Wording
from domain.assessment import assess
from domain.record import PatientRecord, ResponseCategory


def target(lesion: str, viable: str | None, **more: Any) -> dict[str, Any]:
    return {"lesion": lesion, "site": "liver", "viable_mm": viable, **more}


def image(day: str, *targets: dict[str, Any], **more: Any) -> dict[str, Any]:
    answers = {"non_target": "none", "new_lesions": [], "vascular_invasion": False, "extrahepatic_spread": False}
    return {"date": day, "modality": "MRI", "arterial_phase": True, "targets": list(targets), **answers, **more}


def read_twice(second: dict[str, Any] | None, **follow_up: Any) -> PatientRecord:
    return PatientRecord.model_validate(
        {
            "format": "tacewatch.record/1",
            "patient": {"id": "1"},
            "sessions": [{"date": "2024-01-10", "type": "cTACE", "adequate": True}],
            "images": [
                image("2024-01-03", target("T1", "40.0"), target("T2", "20.0")),
                image(
                    "2024-02-20", target("T1", "45.0"), target("T2", "21.5"), second_reading=second, **follow_up
                ),
            ],
        }
    )


def agreed(record: PatientRecord) -> ReadingAgreement | None:
    return agreement(record, 1, assess(record))


@pytest.mark.parametrize("second", [None, {"reader": "B"}])
def test_without_a_second_measurement_there_is_nothing_to_compare(second: dict[str, Any] | None) -> None:
    assert agreed(read_twice(second)) is None


def test_each_lesion_and_the_sum_are_compared_exactly() -> None:
    found = agreed(read_twice({"targets": [target("T1", "46.5"), target("T2", "21")]}))
    assert found is not None
    assert [(name, pair.difference) for name, pair in found.lesions] == [
        ("T1", Decimal("1.5")),
        ("T2", Decimal("-0.5")),
    ]
    assert found.total == Pair(Decimal("66.5"), Decimal("67.5"))
    assert found.total.difference == Decimal("1.0")
    assert not found.disagree


def test_only_what_both_measured_is_added_up() -> None:
    found = agreed(read_twice({"targets": [target("T1", "46.5"), target("T3", "9")]}))
    assert found is not None
    assert dict(found.lesions)["T2"] == Pair(Decimal("21.5"), None)
    assert dict(found.lesions)["T3"] == Pair(None, Decimal(9))
    assert found.total == Pair(Decimal("45.0"), Decimal("46.5"))


def test_no_enhancement_is_zero_and_not_evaluable_is_no_number() -> None:
    second = [target("T1", None, state="no_enhancement"), target("T2", None, state="not_evaluable")]
    found = agreed(read_twice({"targets": second}))
    assert found is not None
    assert dict(found.lesions)["T1"].second == 0
    assert dict(found.lesions)["T2"].difference is None


def test_measurements_that_lead_to_another_category_are_told() -> None:
    found = agreed(read_twice({"targets": [target("T1", "50.0"), target("T2", "22.5")]}))
    assert found is not None
    assert found.computed == (ResponseCategory.SD, ResponseCategory.PD)
    assert found.disagree


def test_reported_categories_are_compared() -> None:
    record = read_twice({"reported": {"category": "PD"}}, reported={"category": "SD"})
    found = agreed(record)
    assert found is not None
    assert found.reported == (ResponseCategory.SD, ResponseCategory.PD)
    assert found.disagree
    assert found.lesions == (("T1", Pair(Decimal("45.0"), None)), ("T2", Pair(Decimal("21.5"), None)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_both_languages(language: Any) -> None:
    words = Wording(language)
    found = agreed(read_twice({"targets": [target("T1", "50.0"), target("T2", "22.5")]}))
    assert found is not None
    said = list(agreement_in_words(found, words))
    assert len(said) == 4
    assert "45.0 / 50.0 mm" in said[0]
    assert "+5.0" in said[0]
    assert words("history.agreement.different") in said[-1]
