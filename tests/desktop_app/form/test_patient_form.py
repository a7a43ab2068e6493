import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from desktop_app.form.amending import add_row, edit, empty_form, form_of, mark_taken_over, remove_row
from desktop_app.form.cells import Address, address_of, cell_of, is_field
from desktop_app.form.checks import remark
from desktop_app.form.draft import NotADraftError, draft_of, form_of_draft
from desktop_app.form.field_spec import NEW_LESIONS, SECOND_TARGETS, TARGETS, Kind
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import RowId
from desktop_app.form.patient_form import UNNUMBERED, PatientForm, offered_id
from desktop_app.form.previous import previous
from desktop_app.form.showing import echo, shown
from domain.logic.cell import NEW_ROW, NO_ROW, Cell
from domain.record import PatientRecord
from tests.desktop_app.form.form_samples import TODAY, course, course_form, image, only, record_of, target
from tests.record_strategies import patient_records

PATIENT, CONSTRAINTS = RowId("patient"), RowId("constraints")


def put(form: PatientForm, row_id: RowId, path: str, text: str) -> PatientForm:
    return edit(form, row_id, path, text, TODAY)


def keys_of(form: PatientForm) -> set[str]:
    return {problem.key.removeprefix("form.problem.") for _, _, problem in form.problems}


# A record and its form


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(patient_records())
def test_a_form_makes_the_record_it_was_made_of(record: PatientRecord) -> None:
    form = form_of(record)
    assert form.record == record
    assert not form.problems
    assert not form.loose


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(patient_records())
def test_a_draft_brings_back_the_same_record(record: PatientRecord) -> None:
    kept = json.loads(json.dumps(draft_of(form_of(record))))
    assert form_of_draft(kept).record.exported() == _without_empty_parts(record).exported()


def _without_empty_parts(record: PatientRecord) -> PatientRecord:
    """An empty part (bilirubin without value and unit) and no part are the same entry."""

    def pruned(part: dict[str, Any] | None) -> dict[str, Any] | None:
        return part if part and any(value not in (None, []) for value in part.values()) else None

    values = record.exported()
    for row in values["status"]:
        row["bilirubin"], row["albumin"] = pruned(row["bilirubin"]), pruned(row["albumin"])
    for row in values["images"]:
        row["reported"] = pruned(row["reported"])
        if row["second_reading"]:
            row["second_reading"]["reported"] = pruned(row["second_reading"]["reported"])
        row["second_reading"] = pruned(row["second_reading"])
    return PatientRecord.model_validate(values)


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(patient_records())
def test_typing_again_what_is_shown_changes_nothing(record: PatientRecord) -> None:
    form = form_of(record)
    for row in form.rows.values():
        for path, spec in FIELDS[row.section].items():
            if spec.kind in (Kind.TEXT, Kind.NAMES, Kind.DATE, Kind.PRESENCE) or row.value(path) is None:
                continue
            again = put(form, row.id, path, shown(row, spec))
            assert again.rows[row.id].value(path) == row.value(path)
            assert not again.problems


def test_the_same_row_object_twice_is_two_rows() -> None:
    record = record_of(therapies=[{"kind": "targeted"}])
    record = record.amended(therapies=record.therapies * 2)
    form = form_of(record)
    assert len(remove_row(form, form.listed("therapies")[0].id).record.therapies) == 1


def test_a_new_patient_has_nothing_entered_and_nothing_assumed() -> None:
    form = empty_form()
    assert form.record.patient.id == UNNUMBERED
    assert not form.numbered
    form = put(form, PATIENT, "name", "王小明")
    assert form.record.patient.name == "王小明"
    assert form.incomplete[0].lacks == ("id",)
    form = put(form, PATIENT, "id", " 0017 ")
    assert form.record.patient.id == "0017"
    assert form.numbered
    assert not form.incomplete


# What cannot count


def test_a_faulty_field_counts_as_not_recorded_and_keeps_its_text() -> None:
    form = course_form()
    row = only(form, "markers")
    form = put(form, row.id, "value", "12,5")
    assert form.rows[row.id].faults["value"].text == "12,5"
    assert form.record.markers[2].value is None
    assert form.record.markers[2].bound is None
    assert form.record.markers[2].unit == "mAU/mL"
    assert keys_of(form) == {"comma"}
    assert put(form, row.id, "value", "12.5").record.markers[2].value is not None


def test_a_row_without_a_date_is_not_part_of_the_record_and_keeps_its_fields() -> None:
    form, row_id = add_row(course_form(), "images")
    form = put(form, row_id, "modality", "CT")
    form = put(form, offered_id(row_id, "T1"), "viable_mm", "70")
    assert len(form.record.images) == 2
    assert [row.id for row in form.incomplete] == [row_id]
    assert len(form.loose) == 2
    form = put(form, row_id, "date", "2024-04-20")
    assert form.record.images[2].modality == "CT"
    assert str(form.record.images[2].targets[0].viable_mm) == "70"
    assert not form.loose


def test_a_row_whose_date_turns_faulty_leaves_the_record_and_comes_back_whole() -> None:
    form = course_form()
    row = only(form, "images")
    broken = put(form, row.id, "date", "2025-13-01")
    assert len(broken.record.images) == 1
    assert put(broken, row.id, "date", "2024-02-20").record == form.record


def test_a_contradiction_is_the_fault_of_the_newer_entry_and_mends_itself() -> None:
    form = course_form()
    row = only(form, "images")
    form = put(form, row.id, "portal_vein", "Vp3")
    assert keys_of(form) == {"vessel_contradiction"}
    assert form.record.images[1].portal_vein is None
    form = put(form, row.id, "vascular_invasion", "yes")
    assert not keys_of(form)
    assert form.record.images[1].portal_vein == "Vp3"


def test_a_marker_and_its_unit_may_be_changed_one_after_the_other() -> None:
    form = course_form()
    row = form.listed("markers")[0]
    form = put(form, row.id, "marker", "PIVKA-II")
    assert keys_of(form) == {"unit_of_marker"}
    assert len(form.record.markers) == 2, "a row whose marker does not count is not part of the record"
    form = put(form, row.id, "unit", "AU/L")
    assert not keys_of(form)
    assert (form.record.markers[0].marker, form.record.markers[0].unit) == ("PIVKA-II", "AU/L")


def test_growth_beyond_the_size_is_refused() -> None:
    form = course_form()
    form, lesion = add_row(form, NEW_LESIONS, only(form, "images").id)
    form = put(form, lesion, "size_mm", "12")
    form = put(form, lesion, "growth_mm", "13")
    assert keys_of(form) == {"growth_beyond_size"}
    assert not keys_of(put(form, lesion, "size_mm", "13"))


def test_a_lesion_stands_once_in_an_image_dated_or_not() -> None:
    form = course_form()
    undated, undated_id = add_row(form, "images")
    undated = put(undated, offered_id(undated_id, "T1"), "viable_mm", "7")
    for before, image_id in ((form, only(form, "images").id), (undated, undated_id)):
        more, lesion = add_row(before, TARGETS, image_id)
        more = put(more, lesion, "lesion", "T1")
        assert keys_of(more) == {"lesion_twice"}
        assert more.rows[lesion].lacks == ("lesion",)


def test_an_override_that_loses_its_text_waits_outside_the_record() -> None:
    given_reason = {"definition": "CCI-2022", "verdict": "met", "reason": "other", "text": "x"}
    form = form_of(record_of(overrides=[given_reason]))
    row_id = only(form, "overrides").id
    bare = put(form, row_id, "text", "")
    assert not bare.record.overrides
    assert keys_of(bare) == {"override_text"}
    by = put(bare, row_id, "by", "user-2")
    assert put(by, row_id, "text", "见报告").record.overrides[0].by == "user-2"
    assert put(by, row_id, "reason", "lipiodol").record.overrides[0].text is None


def test_the_other_rows_are_the_very_same_objects_after_an_edit() -> None:
    form = course_form()
    again = put(form, only(form, "images").id, "reader", "李")
    assert again.record.images[0] is form.record.images[0]
    assert again.record.markers[0] is form.record.markers[0]
    assert again.record.images[1] is not form.record.images[1]


# Lesions


def test_a_later_image_offers_the_lesions_of_the_baseline_that_it_lacks() -> None:
    form = course_form()
    late = only(form, "images")
    assert [row.value("lesion") for row in form.offered(late.id)] == ["T2"]
    assert form.offered(form.listed("images")[0].id) == ()
    assert form.record == course()


def test_an_offered_lesion_is_an_entry_only_once_something_is_entered() -> None:
    form = course_form()
    late = only(form, "images")
    lesion = offered_id(late.id, "T2")
    form = put(form, lesion, "viable_mm", "31")
    _, entered = form.record.images[1].targets
    assert (entered.lesion, str(entered.viable_mm), entered.site, entered.state) == ("T2", "31", "other", None)
    form = put(form, lesion, "viable_mm", "")
    assert [target.lesion for target in form.record.images[1].targets] == ["T1"]
    assert form.record == course()


def test_new_lesions_not_assessed_none_and_some_are_three_answers() -> None:
    form = course_form()
    late = only(form, "images")
    assert form.record.images[1].new_lesions is None
    form = put(form, late.id, "new_lesions", "no")
    assert form.record.images[1].new_lesions == ()
    form = put(form, late.id, "new_lesions", "yes")
    assert len(form.record.images[1].new_lesions or ()) == 1
    (lesion,) = form.inside(late.id, NEW_LESIONS)
    form = put(form, lesion.id, "size_mm", "1.2cm")
    assert str((form.record.images[1].new_lesions or ())[0].size_mm) == "12.0"
    assert put(form, late.id, "new_lesions", "yes") is form
    assert remove_row(form, lesion.id).record.images[1].new_lesions is None
    assert put(form, late.id, "new_lesions", "no").record.images[1].new_lesions == ()
    assert put(form, late.id, "new_lesions", "").record.images[1].new_lesions is None
    assert form.record.images[1].new_lesions is not None
    assert put(form, late.id, "new_lesions", "‽").record == form.record


def test_a_second_reading_has_its_own_lesions() -> None:
    form = course_form()
    late = only(form, "images")
    form, lesion = add_row(form, SECOND_TARGETS, late.id)
    form = put(put(form, lesion, "lesion", "T1"), lesion, "viable_mm", "64")
    form = put(form, late.id, "second_reading.reported.category", "SD")
    second = form.record.images[1].second_reading
    assert second is not None
    assert str(second.targets[0].viable_mm) == "64"
    assert second.reported is not None
    assert form.record.images[1].targets[0].viable_mm != second.targets[0].viable_mm


def test_removing_an_image_removes_the_lesions_in_it() -> None:
    form = course_form()
    late = only(form, "images")
    gone = remove_row(form, late.id)
    assert len(gone.record.images) == 1
    assert not gone.inside(late.id)


# Cells


def test_every_field_of_the_record_is_found_from_its_cell_and_back() -> None:
    form = course_form()
    for row in form.rows.values():
        for path in FIELDS[row.section]:
            cell = cell_of(form, Address(row.id, path))
            assert cell is not None
            assert address_of(form, cell) == Address(row.id, path)


def test_cells_follow_their_rows_when_dates_change_the_order() -> None:
    form = course_form()
    first, second = form.listed("images")
    form = put(form, first.id, "date", "2024-03-01")
    assert cell_of(form, Address(first.id, "reader")) == Cell("images", 1, "reader")
    assert address_of(form, Cell("images", 0, "reader")) == Address(second.id, "reader")


def test_cells_lead_to_lesions_by_name_or_position_and_to_single_sections() -> None:
    form = course_form()
    late = only(form, "images")
    lesion = address_of(form, Cell("images", 1, "viable_mm", "T2"))
    assert lesion == Address(offered_id(late.id, "T2"), "viable_mm")
    form, new = add_row(form, NEW_LESIONS, late.id)
    assert address_of(form, Cell("images", 1, "size_mm", "0")) == Address(new, "size_mm")
    assert address_of(form, Cell("images", 1, "size_mm", "7")) == Address(late.id, "size_mm")
    assert address_of(form, Cell("patient", NO_ROW, "name")) == Address(PATIENT, "name")
    assert address_of(form, Cell("images", NEW_ROW, "evaluating_image")) is None
    assert address_of(form, Cell("images", 9, "reader")) is None
    assert cell_of(form, Address(RowId("gone"), "x")) is None
    assert is_field(form, Address(new, "size_mm"))
    assert not is_field(form, Address(late.id, "targets"))


def test_a_row_that_is_not_in_the_record_has_no_cell() -> None:
    form, row_id = add_row(course_form(), "images")
    assert cell_of(form, Address(row_id, "reader")) is None
    assert cell_of(form, Address(offered_id(row_id, "T1"), "viable_mm")) is None


# What was before, what is doubtful


def test_the_previous_value_is_the_latest_earlier_one_by_clinical_date() -> None:
    form = course_form()
    form, row_id = add_row(form, "markers")
    form = put(form, row_id, "marker", "AFP")
    last = previous(form, form.rows[row_id], "value")
    assert last is not None
    assert (last.text, last.unit, last.day.isoformat()) == (">360", "ng/mL", "2024-02-18")
    form = put(form, row_id, "date", "2024-02-01")
    last = previous(form, form.rows[row_id], "value")
    assert last is not None
    assert last.text == "400"
    assert previous(form, form.listed("markers")[0], "value") is None
    assert previous(form, form.rows[row_id], "date") is None


def test_a_lesion_looks_back_to_itself() -> None:
    form, row_id = add_row(course_form(), "images")
    t1, t2 = form.offered(row_id)
    assert [last.text for row in (t1, t2) if (last := previous(form, row, "viable_mm"))] == ["66.0", "30"]


def test_a_tenfold_jump_asks_and_counts() -> None:
    form = course_form()
    late = only(form, "images")
    (t1,) = form.inside(late.id, TARGETS)
    form = put(form, t1.id, "viable_mm", "6")
    doubt = remark(form, form.rows[t1.id], "viable_mm")
    assert doubt is not None
    assert doubt.key == "form.warning.tenfold"
    assert str(form.record.images[1].targets[0].viable_mm) == "6"
    assert remark(form, form.rows[t1.id], "total_mm") is None
    assert remark(put(form, t1.id, "viable_mm", "0"), form.rows[t1.id], "total_mm") is None


@pytest.mark.parametrize(
    ("section", "path", "text", "key"),
    [
        ("markers", "unit", "AU/L", None),
        ("status", "inr", "11", "form.warning.unlikely"),
        ("sessions", "date", "2024-01-10", "form.warning.same_day_session"),
        ("sessions", "date", "1950-01-10", "form.warning.before_birth"),
    ],
)
def test_doubts_stand_beside_the_field(section: str, path: str, text: str, key: str | None) -> None:
    form = course_form()
    row_id = only(form, section).id
    form = put(form, row_id, path, text)
    found = remark(form, form.rows[row_id], path)
    assert (found and found.key) == key


@pytest.mark.parametrize("modality", ["MRI", ""])
def test_two_contrast_images_of_one_day_need_different_recorded_modalities(modality: str) -> None:
    form = course_form()
    row_id = only(form, "images").id
    form = put(put(form, row_id, "date", "2024-01-03"), row_id, "modality", modality)
    for row in form.listed("images"):
        found = remark(form, row, "modality")
        assert found is not None
        assert found.key == "form.problem.same_day_images"


def test_another_unit_and_no_unit_are_doubtful() -> None:
    form, row_id = add_row(course_form(), "markers")
    for path, text in (("date", "2024-03-01"), ("marker", "AFP"), ("value", "3")):
        form = put(form, row_id, path, text)
    missing = remark(form, form.rows[row_id], "value")
    form = put(form, row_id, "unit", "IU/mL")
    other = remark(form, form.rows[row_id], "value")
    assert missing is not None
    assert other is not None
    assert (missing.key, other.key) == ("form.warning.unit_missing", "form.warning.other_unit")


def test_days_after_death_and_an_end_before_its_start_are_doubtful() -> None:
    record = record_of(
        patient={"id": "1", "died_on": "2024-02-01"},
        markers=[{"date": "2024-03-01", "marker": "AFP"}],
        therapies=[{"kind": "targeted", "from": "2024-02-02", "to": "2024-02-01"}],
    )
    form = form_of(record)
    after, ends = remark(form, only(form, "markers"), "date"), remark(form, only(form, "therapies"), "to")
    assert after is not None
    assert ends is not None
    assert (after.key, ends.key) == ("form.warning.after_death", "form.warning.ends_before_it_starts")


def test_a_date_is_echoed_with_its_weekday_and_the_session_before_it() -> None:
    form = course_form()
    late, session = only(form, "images"), only(form, "sessions")
    message = echo(late, FIELDS["images"]["date"], form.course)
    assert message is not None
    assert message.key == "form.echo.day_after_session"
    assert dict(message.facts) == {"day": late.date, "weekday": "2", "number": 1, "days": 41}
    same_day = echo(session, FIELDS["sessions"]["date"], form.course)
    before = echo(form.listed("images")[0], FIELDS["images"]["date"], form.course)
    assert same_day is not None
    assert before is not None
    assert (same_day.key, before.key) == ("form.echo.day_of_session", "form.echo.day")


def test_a_number_is_echoed_with_its_unit() -> None:
    form = course_form()
    message = echo(form.listed("markers")[1], FIELDS["markers"]["value"], form.course)
    assert message is not None
    assert dict(message.facts) == {"number": ">360", "unit": "ng/mL"}


# Drafts


def test_a_draft_keeps_faulty_texts_undated_rows_and_marks() -> None:
    form, row_id = add_row(course_form(), "images")
    form = put(form, row_id, "date", "gestern")
    form = put(form, offered_id(row_id, "T1"), "viable_mm", "7,0")
    form = put(form, only(form, "images", 1).id, "portal_vein", "Vp3")
    form = mark_taken_over(form, only(form, "markers").id, "unit")
    again = form_of_draft(json.loads(json.dumps(draft_of(form))))
    assert again.record == form.record
    assert again.loose == form.loose
    assert [(row, path, problem.key) for row, path, problem in again.problems] == [
        (row, path, problem.key) for row, path, problem in form.problems
    ]
    assert only(again, "markers").taken_over == {"unit"}
    mended = put(again, only(form, "images", 1).id, "vascular_invasion", "yes")
    assert mended.record.images[1].portal_vein == "Vp3"


@pytest.mark.parametrize(
    "content",
    [
        None,
        {},
        {"format": "other"},
        {"format": "tacewatch.draft/1", "next": 1, "rows": []},
        {
            "format": "tacewatch.draft/1",
            "next": "x",
            "rows": [{"id": "patient", "section": "nothing", "values": {}}],
        },
    ],
)
def test_what_is_no_draft_is_refused(content: object) -> None:
    with pytest.raises(NotADraftError):
        form_of_draft(content)


def test_a_draft_with_an_impossible_value_is_refused() -> None:
    content = draft_of(course_form())
    content["rows"][0]["values"]["sex"] = "none of them"
    with pytest.raises(NotADraftError):
        form_of_draft(content)


# Any typing whatever


def test_two_images_of_one_day_may_stand_with_different_modalities() -> None:
    form = form_of(record_of(images=[image("2024-01-03"), image("2024-01-03", modality="CT")]))
    assert all(remark(form, row, "modality") is None for row in form.listed("images"))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(patient_records())
def test_no_typing_breaks_a_form(record: PatientRecord) -> None:
    form = form_of(record)
    for text in ("1", "yes", "2024-02-02", "PD", "‽", ""):
        for row in list(form.rows.values())[:6]:
            for path in FIELDS[row.section]:
                if row.id in form.rows:
                    form = put(form, row.id, path, text)
    assert PatientRecord.model_validate(form.record.exported()) == form.record
    assert replace(form, rows=dict(form.rows)).record == form.record


def test_targets_are_typed_as_they_stand() -> None:
    form = form_of(record_of(images=[image("2024-01-03", targets=[target("T1", "60.0")])]))
    assert form.record.images[0].targets[0].viable_mm is not None
