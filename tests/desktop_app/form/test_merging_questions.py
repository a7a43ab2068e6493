"""What two records of one person make together: everything of both, and questions where they contradict."""

from typing import Any

import pytest
from hypothesis import given, settings

from desktop_app.form.merging import Side, Unanswered, answered_for_row, merged, questions
from domain.record import FORMAT, PatientRecord
from tests.record_strategies import patient_records


def of(number: str = "1", **sections: Any) -> PatientRecord:
    patient = {"id": number, **sections.pop("patient", {})}
    return PatientRecord.model_validate({"format": FORMAT, "patient": patient, **sections})


def asked(kept: PatientRecord, absorbed: PatientRecord) -> list[tuple[str, str]]:
    return [(each.section, each.field) for each in questions(kept, absorbed)]


def all_answered(kept: PatientRecord, absorbed: PatientRecord, side: Side) -> PatientRecord:
    found = questions(kept, absorbed)
    answers = {each.key: side if side in each.sides else Side.KEPT for each in found}
    return merged(kept, absorbed, answers)


TACE = {"date": "2024-01-10", "type": "cTACE"}
AFP = {"date": "2024-01-05", "marker": "AFP", "value": "400", "unit": "ng/mL"}
SCAN = {"date": "2024-02-10", "modality": "MRI", "targets": [{"lesion": "T1", "viable_mm": "50"}]}
WELL = {"date": "2024-01-05", "ecog": 1}


def test_what_only_one_says_is_taken_over_without_a_question() -> None:
    one = of(patient={"name": "张三"}, sessions=[TACE | {"adequate": True}], status=[WELL])
    other = of("2", patient={"height_cm": "170"}, sessions=[TACE | {"intent": "palliative"}], markers=[AFP])
    assert asked(one, other) == []
    found = merged(one, other, {})
    assert (found.patient.id, found.patient.name, str(found.patient.height_cm)) == ("1", "张三", "170")
    assert [(row.adequate, row.intent) for row in found.sessions] == [(True, "palliative")]
    assert (len(found.markers), len(found.status)) == (1, 1)


def test_what_both_hold_alike_stands_once() -> None:
    one = of(sessions=[TACE, TACE], images=[SCAN], markers=[AFP], status=[WELL])
    found = merged(one, of("2", sessions=[TACE], images=[SCAN], markers=[AFP], status=[WELL]), {})
    assert found == one


@pytest.mark.parametrize(
    ("section", "mine", "theirs", "field"),
    [
        ("sessions", TACE, TACE | {"type": "TAE"}, "type"),
        ("images", SCAN, SCAN | {"modality": "CT"}, "modality"),
        ("images", SCAN, SCAN | {"targets": [{"lesion": "T1", "viable_mm": "51"}]}, "targets"),
        ("images", SCAN | {"new_lesions": []}, SCAN | {"new_lesions": [{"size_mm": "9"}]}, "new_lesions"),
        ("markers", AFP, AFP | {"value": "410"}, ""),
        ("markers", AFP, AFP | {"unit": "IU/mL"}, ""),
        ("status", WELL, WELL | {"ecog": 2}, "ecog"),
        ("therapies", {"kind": "targeted", "name": "仑伐替尼", "from": "2024-01-01"},
         {"kind": "targeted", "name": "仑伐替尼", "from": "2024-01-01", "to": "2024-02-01"}, None),
    ],
)  # fmt: skip
def test_a_contradiction_of_one_day_is_asked_and_each_answer_gives_its_rows(
    section: str, mine: Any, theirs: Any, field: str | None
) -> None:
    one, other = of(**{section: [mine]}), of("2", **{section: [theirs]})
    if field is None:
        assert asked(one, other) == []
        assert getattr(merged(one, other, {}), section) == getattr(other, section)
        return
    assert asked(one, other) == [(section, field)]
    rows = {side: getattr(all_answered(one, other, side), section) for side in Side}
    assert rows[Side.KEPT] == getattr(one, section)
    assert rows[Side.ABSORBED] == getattr(other, section)
    assert sorted(map(repr, rows[Side.BOTH])) == sorted(map(repr, (*rows[Side.KEPT], *rows[Side.ABSORBED])))


def test_no_value_gets_the_unit_of_another_record() -> None:
    one = of(markers=[AFP | {"unit": None, "assay": "Roche"}])
    other = of("2", markers=[AFP | {"value": "330", "assay": None}])
    for side in (Side.KEPT, Side.ABSORBED):
        (row,) = all_answered(one, other, side).markers
        assert row in (*one.markers, *other.markers)


def test_a_patient_has_one_birth_date_and_no_open_question_is_passed_over() -> None:
    one, other = of(patient={"birth_date": "1961-04-02"}), of("2", patient={"birth_date": "1961-02-04"})
    (question,) = questions(one, other)
    assert question.sides == (Side.KEPT, Side.ABSORBED)
    for answers in ({}, {question.key: Side.BOTH}):
        with pytest.raises(Unanswered):
            merged(one, other, answers)
    assert merged(one, other, {question.key: Side.ABSORBED}).patient.birth_date == other.patient.birth_date


def test_that_both_rows_stay_answers_every_question_about_them() -> None:
    one = of(images=[SCAN | {"non_target": "none"}])
    other = of("2", images=[SCAN | {"modality": "CT", "non_target": "PD"}])
    found = questions(one, other)
    assert len(found) == 2
    both = answered_for_row(found, {}, found[0], Side.BOTH)
    assert set(both.values()) == {Side.BOTH}
    assert answered_for_row(found, both, found[1], Side.KEPT) == {found[1].key: Side.KEPT}
    assert len(merged(one, other, both).images) == 2


@given(one=patient_records(), other=patient_records())
@settings(max_examples=40, deadline=None)
def test_with_both_kept_no_row_of_either_is_lost(one: PatientRecord, other: PatientRecord) -> None:
    """Every value that a row of either holds stands in a row of the result."""
    found = all_answered(one, other, Side.BOTH)
    for section in ("sessions", "images", "markers", "status", "therapies", "overrides"):
        result = [row.model_dump() for row in getattr(found, section)]
        for row in (*getattr(one, section), *getattr(other, section)):
            held = {name: value for name, value in row.model_dump().items() if value not in (None, ())}
            assert any(all(_holds(each[name], value) for name, value in held.items()) for each in result)


def _holds(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict) and isinstance(value, dict):
        return all(_holds(value.get(name), each) for name, each in wanted.items() if each not in (None, ()))
    return bool(value == wanted)
