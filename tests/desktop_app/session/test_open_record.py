from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.errors import DiskFull, KnownError, StaleRecord
from desktop_app.form.cells import Address
from desktop_app.form.field_spec import NEW_LESIONS, SINGLE, TARGETS, Kind
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import RowId
from desktop_app.form.patient_form import offered_id
from desktop_app.form.showing import text_of
from desktop_app.session.filling import NEGATIVE_ANSWERS
from desktop_app.session.open_record import OpenRecord, new_patient, open_patient
from desktop_app.session.workplace import Workplace
from desktop_app.store import Save
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.record import PatientRecord
from tests.desktop_app.form.form_samples import course, only
from tests.desktop_app.session.workplaces import keep

ZH, EN = Wording("zh"), Wording("en")
PATIENT, CONSTRAINTS = RowId("patient"), RowId("constraints")


@pytest.fixture
def record(qtbot: QtBot, workplace: Workplace) -> OpenRecord:
    return open_patient(workplace, "0017")


def heard(signal: Any) -> list[Any]:
    told: list[Any] = []
    signal.connect(lambda *values: told.append(values[0] if len(values) == 1 else values))
    return told


def test_an_edit_makes_a_new_record_and_a_new_assessment(qtbot: QtBot, record: OpenRecord) -> None:
    amended, assessed = heard(record.amended), heard(record.assessed)
    late = only(record.form, "images")
    with qtbot.waitSignal(record.assessed):
        record.edit(late.id, "reader", "李")
        record.edit(late.id, "lesion_count", "2")
    assert [found.images[1].reader for found in amended] == ["李", "李"]
    assert len(assessed) == 1
    assert isinstance(assessed[0], Assessment)
    assert assessed[0].record is record.record


def test_every_field_that_is_edited_is_what_the_next_assessment_read(qtbot: QtBot, record: OpenRecord) -> None:
    """No field is left out of the record that is assessed: never a verdict on an older one."""
    for row in list(record.form.rows.values()):
        for path, spec in FIELDS[row.section].items():
            if record.fixed(row.id, path) or spec.kind is Kind.PRESENCE:
                continue
            before = record.record
            record.edit(row.id, path, _other(spec, row.value(path)))
            if path in record.form.rows[row.id].faults:
                record.undo()
            else:
                assert record.record != before
            record.assess_now()
            assert record.assessment is not None
            assert record.assessment.record is record.record


def _other(spec: Any, value: object) -> str:
    texts = {Kind.DATE: "2024-01-06", Kind.DECIMAL: "7", Kind.WHOLE: str(spec.lowest), Kind.YES_NO: "yes"}
    if spec.kind is Kind.CHOICE:
        return next(code for code in reversed(spec.choices) if code != value)
    text = texts.get(spec.kind, f"not {value}")
    return "no" if text == "yes" and value is True else text


def test_an_assessment_that_fails_shows_none_and_entering_goes_on(qtbot: QtBot, workplace: Workplace) -> None:
    def broken(_record: PatientRecord, **_others: object) -> Any:
        raise ZeroDivisionError

    record = open_patient(replace(workplace, assess=broken), "0017")
    record.assessment = "an old verdict"
    assessed, failed = heard(record.assessed), heard(record.assessment_failed)
    record.edit(PATIENT, "name", "王大明")
    record.assess_now()
    assert assessed == [None]
    assert record.assessment is None
    assert isinstance(failed[0], ZeroDivisionError)
    assert record.save()
    assert workplace.store.load("0017").record.patient.name == "王大明"


def test_typing_in_one_field_is_one_step_and_its_name_says_what(record: OpenRecord) -> None:
    late = only(record.form, "images")
    (t1,) = record.form.inside(late.id, TARGETS)
    for text in ("3", "38", "38.", "38.5"):
        record.edit(t1.id, "viable_mm", text, final=False)
    record.settle()
    assert record.undo_name(ZH) == "T1 存活径 66.0 → 38.5"
    assert record.undo_name(EN) == "T1 Viable diameter 66.0 → 38.5"
    record.undo()
    assert record.record == course()
    assert record.undo_name(ZH) is None
    assert record.redo_name(ZH) == "T1 存活径 66.0 → 38.5"
    record.redo()
    assert str(record.record.images[1].targets[0].viable_mm) == "38.5"


def test_typing_and_typing_back_is_no_step(record: OpenRecord) -> None:
    late = only(record.form, "images")
    (t1,) = record.form.inside(late.id, TARGETS)
    record.edit(t1.id, "viable_mm", "66.05", final=False)
    record.edit(t1.id, "viable_mm", "66.0", final=False)
    record.settle()
    assert record.undo_name(ZH) is None


def test_everything_can_be_undone_and_done_again(record: OpenRecord) -> None:
    """Every field of every row, rows added and removed, back to the start and forth to the end."""
    forms = [record.form]
    for row in list(record.form.rows.values()):
        for path, spec in FIELDS[row.section].items():
            record.edit(row.id, path, _other(spec, row.value(path)))
            if record.form is not forms[-1]:
                forms.append(record.form)
    for section in ("sessions", "images", "markers", "status", "therapies", "overrides"):
        record.add_row(section)
        forms.append(record.form)
    record.add_row(NEW_LESIONS, only(record.form, "images", 0).id)
    forms.append(record.form)
    for row_id in [row.id for row in record.form.rows.values() if row.id not in SINGLE and row.parent is None]:
        record.remove_row(row_id)
        forms.append(record.form)
    for form in reversed(forms[:-1]):
        record.undo()
        assert record.form is form
    record.undo()
    assert record.record == course()
    for form in forms[1:]:
        record.redo()
        assert record.form is form


def test_a_new_edit_ends_what_could_be_done_again(record: OpenRecord) -> None:
    record.edit(PATIENT, "name", "甲")
    record.undo()
    record.edit(PATIENT, "name", "乙")
    assert record.redo_name(ZH) is None
    assert record.undo_name(ZH) == "患者 姓名 王小明 → 乙"


@pytest.mark.parametrize("words", [ZH, EN])
def test_every_step_has_a_name(record: OpenRecord, words: Wording) -> None:
    row_id = record.add_row("images")
    names = [record.undo_name(words)]
    record.edit_many([(row_id, "modality", "CT"), (row_id, "arterial_phase", "yes")])
    names.append(record.undo_name(words))
    record.edit(row_id, "new_lesions", "yes")
    names.append(record.undo_name(words))
    (lesion,) = record.form.inside(row_id, NEW_LESIONS)
    record.edit(lesion.id, "size_mm", "1,2")
    names.append(record.undo_name(words))
    record.edit(PATIENT, "aetiology", "无")
    names.append(record.undo_name(words))
    record.remove_row(row_id)
    names.append(record.undo_name(words))
    assert all(names)
    assert len(set(names)) == 6


def test_dirty_is_what_the_store_does_not_hold(record: OpenRecord) -> None:
    told = heard(record.dirty_changed)
    record.edit(PATIENT, "name", "王大明")
    record.edit(PATIENT, "name", "王小明")
    assert told == [True, False]
    record.edit(PATIENT, "name", "王大明")
    assert record.save()
    assert told == [True, False, True, False]
    record.edit(PATIENT, "birth_date", "x")
    assert record.dirty
    record.undo()
    assert not record.dirty


def test_a_save_keeps_the_record_with_its_verdicts(workplace: Workplace, record: OpenRecord) -> None:
    saved = heard(record.saved)
    record.edit(PATIENT, "weight_kg", "65")
    assert record.save()
    stored = workplace.store.load("0017")
    assert str(stored.record.patient.weight_kg) == "65"
    assert (stored.revision, record.revision) == (2, 2)
    assert saved == [stored.saved_at]
    assert workplace.store.verdicts_at("0017", 2) == {
        key: found.verdict.value for key, found in record.assessment.verdicts.items()
    }
    record.edit(PATIENT, "weight_kg", "66")
    assert record.save()
    assert workplace.store.load("0017").revision == 3


def test_a_record_changed_elsewhere_is_shown_and_not_overwritten(workplace: Workplace, record: OpenRecord) -> None:
    other = course().amended(constraints={"haic_feasible": True})
    keep(workplace, other, expected=1)
    conflicts = heard(record.stale)
    record.edit(PATIENT, "name", "王大明")
    assert not record.save()
    ((conflict, mine),) = conflicts
    assert isinstance(conflict, StaleRecord)
    assert conflict.stored == other
    assert mine == record.record
    assert workplace.store.load("0017").record == other
    record.rebase(conflict)
    assert record.save()
    assert workplace.store.load("0017").record.patient.name == "王大明"


def test_a_save_that_fails_is_told_and_tried_again_with_the_same_request(
    monkeypatch: pytest.MonkeyPatch, workplace: Workplace, record: OpenRecord
) -> None:
    """The outcome of the first attempt may be unknown: the second one must not make a second revision."""
    requests: list[UUID] = []
    keeping = workplace.store.save

    def failing_after_the_save(save: Save) -> Any:
        requests.append(save.request_id)
        keeping(save)
        raise DiskFull(path="x")

    failures = heard(record.save_failed)
    record.edit(PATIENT, "name", "王大明")
    monkeypatch.setattr(workplace.store, "save", failing_after_the_save)
    assert not record.save()
    monkeypatch.setattr(workplace.store, "save", lambda save: (requests.append(save.request_id), keeping(save))[1])
    assert record.save()
    assert isinstance(failures[0], DiskFull)
    assert len(set(requests)) == 1
    assert workplace.store.load("0017").revision == 2


def test_a_patient_without_a_number_is_not_saved(workplace: Workplace, qtbot: QtBot) -> None:
    record = new_patient(workplace)
    failures = heard(record.save_failed)
    record.edit(PATIENT, "name", "王小明")
    assert not record.save()
    assert isinstance(failures[0], KnownError)
    for words in (ZH, EN):
        assert all(words(f"{failures[0].key}.{part}") for part in ("title", "text", "remedy"))
    record.edit(PATIENT, "id", "0018")
    assert record.save()
    assert workplace.store.load("0018").record.patient.name == "王小明"


def test_a_number_that_is_taken_is_a_conflict(workplace: Workplace, qtbot: QtBot) -> None:
    record = new_patient(workplace)
    conflicts = heard(record.stale)
    record.edit(PATIENT, "id", "0017")
    assert not record.save()
    assert conflicts[0][0].stored == course()


def test_the_number_of_a_saved_patient_stays(record: OpenRecord) -> None:
    record.edit(PATIENT, "id", "9999")
    assert record.record.patient.id == "0017"
    assert record.fixed(PATIENT, "id")


def test_nothing_applies_answers_what_is_open_and_only_that(record: OpenRecord) -> None:
    record.edit(CONSTRAINTS, "targeted_contraindicated", "yes")
    record.nothing_applies()
    limits = record.record.constraints
    assert limits.targeted_contraindicated is True
    assert limits.extrahepatic_extent is None
    answers = {name: getattr(limits, name) for name in NEGATIVE_ANSWERS if name != "targeted_contraindicated"}
    assert answers == {name: NEGATIVE_ANSWERS[name] == "yes" for name in answers}
    record.undo()
    assert record.record.constraints.haic_feasible is None
    assert record.record.constraints.targeted_contraindicated is True


def test_a_previous_value_is_taken_over_one_field_at_a_time_and_marked(record: OpenRecord) -> None:
    row_id = record.add_row("images")
    lesion = offered_id(row_id, "T1")
    assert record.take_over(lesion, "viable_mm")
    assert text_of(record.form.rows[lesion].value("viable_mm")) == "66.0"
    assert "viable_mm" in record.form.rows[lesion].taken_over
    assert not record.take_over(lesion, "total_mm")
    record.edit(lesion, "viable_mm", "67")
    assert "viable_mm" not in record.form.rows[lesion].taken_over


def test_only_modality_assay_laboratory_and_unit_are_taken_over_together(record: OpenRecord) -> None:
    row_id = record.add_row("markers", entries={"marker": "AFP"})
    record.take_over_identity(row_id)
    row = record.form.rows[row_id]
    assert (row.value("unit"), row.value("assay"), row.value("value")) == ("ng/mL", "Roche", None)
    assert row.taken_over == {"unit", "assay"}
    carried = {
        (spec.section, spec.path) for specs in FIELDS.values() for spec in specs.values() if spec.detail.carried
    }
    assert carried == {
        ("images", "modality"),
        ("markers", "unit"),
        ("markers", "assay"),
        ("markers", "laboratory"),
        ("status", "bilirubin.unit"),
        ("status", "albumin.unit"),
    }


def test_rows_that_changed_are_told(record: OpenRecord) -> None:
    told = heard(record.rows_changed)
    late = only(record.form, "images")
    record.edit(offered_id(late.id, "T2"), "viable_mm", "31")
    assert told[-1] == {late.id, offered_id(late.id, "T2")}
    applied = heard(record.step_applied)
    record.undo()
    assert told[-1] == {late.id, offered_id(late.id, "T2")}
    assert applied == [Address(offered_id(late.id, "T2"), "viable_mm")]


def test_problems_are_told(record: OpenRecord) -> None:
    told = heard(record.problems_changed)
    record.edit(PATIENT, "birth_date", "gestern")
    ((row_id, path, problem),) = told[-1]
    assert (row_id, path, problem.key) == (PATIENT, "birth_date", "form.problem.not_a_date")
    record.undo()
    assert told[-1] == ()
