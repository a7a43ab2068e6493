"""What is doubtful about an entry that counts: asked at once, until somebody says that it is so."""

import json

import pytest

from desktop_app.form.amending import add_row, edit, form_of
from desktop_app.form.checks import QUESTIONS, asks, confirmed, remark
from desktop_app.form.draft import draft_of, form_of_draft
from desktop_app.form.field_spec import TARGETS
from desktop_app.form.form_row import FormRow, RowId
from desktop_app.form.patient_form import PatientForm
from desktop_app.form.problem import Problem, Severity
from desktop_app.wording import LANGUAGES, Wording
from tests.desktop_app.form.form_samples import TODAY, course_form, image, only, record_of, target


def put(form: PatientForm, row_id: RowId, path: str, text: str) -> PatientForm:
    return edit(form, row_id, path, text, TODAY)


def said(form: PatientForm, row_id: RowId, path: str) -> Problem:
    found = remark(form, form.rows[row_id], path)
    assert found is not None
    return found


def jumped() -> tuple[PatientForm, FormRow]:
    """66 mm at the first follow-up typed as 6."""
    form = course_form()
    (t1,) = form.inside(only(form, "images").id, TARGETS)
    return put(form, t1.id, "viable_mm", "6"), t1


def test_a_tenfold_jump_asks_until_it_is_answered() -> None:
    form, t1 = jumped()
    question = said(form, t1.id, "viable_mm")
    assert asks(question)
    assert (question.key, question.severity) == ("form.warning.tenfold", Severity.WARNING)
    form = confirmed(form, t1.id, "viable_mm")
    answered = said(form, t1.id, "viable_mm")
    assert not asks(answered)
    assert (answered.key, answered.severity) == ("form.note.tenfold", Severity.NOTE)
    assert answered.facts == question.facts
    assert confirmed(form, t1.id, "viable_mm") is form


def test_the_answer_is_kept_with_the_draft_and_not_in_the_record() -> None:
    form, t1 = jumped()
    answered = confirmed(form, t1.id, "viable_mm")
    assert answered.record is form.record
    again = form_of_draft(json.loads(json.dumps(draft_of(answered))))
    assert said(again, t1.id, "viable_mm").key == "form.note.tenfold"
    assert said(form_of(answered.record), RowId("images.targets:7"), "viable_mm").key == "form.warning.tenfold"


def test_another_value_is_asked_about_anew() -> None:
    form, t1 = jumped()
    form = confirmed(form, t1.id, "viable_mm")
    assert said(put(form, t1.id, "viable_mm", "5"), t1.id, "viable_mm").key == "form.warning.tenfold"
    retyped = put(put(form, t1.id, "viable_mm", "66"), t1.id, "viable_mm", "6")
    assert said(retyped, t1.id, "viable_mm").key == "form.warning.tenfold"


def test_another_value_to_compare_with_is_asked_about_anew() -> None:
    form, t1 = jumped()
    form = confirmed(form, t1.id, "viable_mm")
    first = form.inside(form.listed("images")[0].id, TARGETS)[0]
    form = put(form, first.id, "viable_mm", "61")
    assert said(form, t1.id, "viable_mm").key == "form.warning.tenfold"


def test_an_answer_to_one_field_leaves_the_others_open() -> None:
    form, t1 = jumped()
    first = form.inside(form.listed("images")[0].id, TARGETS)[0]
    form = put(put(form, first.id, "total_mm", "64"), t1.id, "total_mm", "6.4")
    form = confirmed(form, t1.id, "viable_mm")
    assert said(form, t1.id, "total_mm").key == "form.warning.tenfold"
    assert said(put(form, t1.id, "site", "liver"), t1.id, "viable_mm").key == "form.note.tenfold"


def test_what_is_not_asked_cannot_be_answered() -> None:
    form = course_form()
    row_id = only(form, "sessions").id
    form = put(form, row_id, "date", "2024-01-10")
    assert not asks(said(form, row_id, "date"))
    assert confirmed(form, row_id, "date") is form
    faulty = put(form, row_id, "date", "x")
    assert confirmed(faulty, row_id, "date") is faulty
    assert confirmed(form, RowId("gone"), "date") is form


def test_every_question_has_words_for_its_answer() -> None:
    for language in LANGUAGES:
        words = Wording(language)
        for question in QUESTIONS:
            assert words.has(question)
            assert words.has(question.replace(".warning.", ".note."))


@pytest.mark.parametrize(
    ("quantity", "value", "unit", "doubtful"),
    [
        ("albumin", "3.8", "g/L", True),
        ("albumin", "38", "g/L", False),
        ("albumin", "3.8", "g/dL", False),
        ("albumin", "38", "g/dL", True),
        ("albumin", "9.9", "g/L", True),
        ("albumin", "10", "g/L", False),
        ("bilirubin", "0.9", "umol/L", True),
        ("bilirubin", "1", "umol/L", False),
        ("bilirubin", "18", "mg/dL", False),
        ("bilirubin", "41", "mg/dL", True),
        ("bilirubin", "700.1", "umol/L", True),
    ],
)
def test_a_liver_value_is_judged_in_its_own_unit(quantity: str, value: str, unit: str, doubtful: bool) -> None:
    form, row_id = add_row(form_of(record_of()), "status")
    for path, text in (("date", "2025-01-05"), (f"{quantity}.value", value), (f"{quantity}.unit", unit)):
        form = put(form, row_id, path, text)
    found = remark(form, form.rows[row_id], f"{quantity}.value")
    assert (found is not None and found.key == "form.warning.liver_value") is doubtful


def test_what_does_not_fit_is_said_beside_each_of_its_fields() -> None:
    form = form_of(record_of(status=[{"date": "2024-01-05", "ecog": 0, "encephalopathy": "grade_3_4"}]))
    row = only(form, "status")
    found = [said(form, row.id, path) for path in ("ecog", "encephalopathy")]
    assert [(each.key, each.severity) for each in found] == [
        ("discrepancy.ecog_against_encephalopathy", Severity.WARNING)
    ] * 2
    assert all(each.waits for each in found)
    assert remark(form, row, "date") is None
    mended = put(form, row.id, "ecog", "3")
    assert remark(mended, mended.rows[row.id], "encephalopathy") is None


def test_a_note_stays_a_note_and_an_error_of_the_record_still_counts() -> None:
    targets = [target("T1", "40", total_mm="30"), target("T2", "20")]
    record = record_of(
        sessions=[{"date": "2024-01-10", "type": "cTACE"}],
        images=[image("2024-01-03", targets=[target("T1", "50")]), image("2024-02-20", targets=targets)],
    )
    form = form_of(record)
    t1, t2 = form.inside(only(form, "images").id, TARGETS)
    above, unknown = said(form, t1.id, "viable_mm"), said(form, t2.id, "viable_mm")
    assert (above.key, above.severity) == ("discrepancy.viable_above_total", Severity.WARNING)
    assert (unknown.key, unknown.severity) == ("discrepancy.lesion_not_in_baseline", Severity.NOTE)
    assert form.record.images[1].targets[0].viable_mm == 40


def test_an_empty_field_says_nothing() -> None:
    record = record_of(
        sessions=[{"date": "2024-01-10", "type": "cTACE"}],
        images=[
            image("2024-01-03", targets=[target("T1", "50"), target("T2", "30")]),
            image("2024-02-20", targets=[target("T1", "40")]),
        ],
    )
    form = form_of(record)
    (offered,) = form.offered(only(form, "images").id)
    assert remark(form, offered, "viable_mm") is None
    assert remark(form, only(form, "images"), "lesion_count") is None


def test_a_value_and_its_unit_say_it_once() -> None:
    rows = [{"date": "2024-01-05", "marker": "PIVKA-II", "value": "0.5", "unit": "mAU/mL"}]
    form = form_of(record_of(markers=rows))
    row = only(form, "markers")
    assert said(form, row.id, "value").key == "discrepancy.pivka_unit_suspected"
    assert remark(form, row, "unit") is None
