"""The controls that lie in the window: one test or more for each hazard, named after it."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pypdf
import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.errors import StaleRecord
from desktop_app.form.field_spec import FieldSpec, Kind
from desktop_app.form.fields import FIELDS
from desktop_app.form.form_row import FormRow, RowId
from desktop_app.form.showing import shown
from desktop_app.report import CharacterNotPrintable, check_code
from desktop_app.resources import missing_characters
from desktop_app.session.open_record import OpenRecord
from desktop_app.session.profile_impact import impact_of
from desktop_app.store import Meaning, Role
from desktop_app.store.audit_contents import AuditAction
from desktop_app.ui.dialogs import report_preview
from desktop_app.ui.dialogs.conflict import ConflictDialog
from desktop_app.ui.dialogs.report_preview import ReportPreview
from desktop_app.ui.dialogs.summary_source import saved_source
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.history.sign_dialog import SignDialog
from desktop_app.ui.pages.namesakes import likenesses
from desktop_app.ui.pages.patient_page import PatientPage
from desktop_app.ui.ward import Ward
from desktop_app.wording import LANGUAGES, Language, Wording
from domain.assessment import assess
from domain.profile import Profile
from domain.record import PatientRecord
from tests.safety.conftest import Staffed
from tests.safety.turning import changed_by_wheel

Opened = Callable[..., MainWindow]
PATIENT = RowId("patient")


def page_of(window: MainWindow) -> PatientPage:
    assert window.patient is not None
    return window.patient


def record_of(window: MainWindow) -> OpenRecord:
    assert window.record is not None
    return window.record


def texts(root: QWidget) -> Iterator[str]:
    for label in root.findChildren(QLabel):
        if label.isVisible():
            yield label.text()


def diameter(record: OpenRecord) -> RowId:
    image = record.form.listed("images")[-1]
    return record.form.inside(image.id, "images.targets")[0].id


def previewed(window: MainWindow, qtbot: QtBot) -> ReportPreview:
    page_of(window).print_summary()
    preview = page_of(window).findChildren(ReportPreview)[-1]
    qtbot.waitUntil(lambda: bool(preview.pdf), timeout=20_000)
    return preview


def paper(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())


# H01, the wrong patient


@pytest.mark.parametrize("language", LANGUAGES)
def test_H01_every_page_names_the_open_patient(opened: Opened, ward: Ward, language: Language) -> None:
    window = opened(ward, "DEMO-01", language)
    for number in ("DEMO-01", "DEMO-02"):
        window.open_patient(number)
        page = page_of(window)
        stored = ward.store.load(number).record.patient
        for tab in range(page.entry.tabs.count()):
            page.entry.tabs.setCurrentIndex(tab)
            assert page.banner.isVisible()
            assert page.banner.text("name") == stored.name
            assert number in page.banner.text("number")
            assert number in window.windowTitle()


def test_H01_of_the_patient_before_nothing_stays_on_the_page(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    name = ward.store.load("DEMO-01").record.patient.name or ""
    assert any(name in text for text in texts(page_of(window)))
    window.open_patient("DEMO-02")
    QApplication.processEvents()
    assert [text for text in texts(page_of(window)) if "DEMO-01" in text or name in text] == []
    window.back_to_list()
    assert "DEMO" not in window.windowTitle()
    assert window.record is None


def test_H01_two_patients_of_one_name_are_told(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    assert page_of(window).banner.text("namesakes") == ""
    other = ward.new()
    other.edit(PATIENT, "id", "OTHER-1")
    other.edit(PATIENT, "name", ward.store.load("DEMO-01").record.patient.name or "")
    assert other.save()
    window.open_patient("OTHER-1")
    assert page_of(window).banner.text("namesakes") == Wording("zh")("ui.banner.namesakes", count=1)


def test_H01_nothing_leaves_on_paper_before_the_number_is_typed(
    opened: Opened, ward: Ward, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[bytes] = []
    monkeypatch.setattr(report_preview, "print_pdf", lambda pdf, *_: printed.append(pdf))
    preview = previewed(opened(ward, "DEMO-01"), qtbot)
    for typed in ("", "DEMO", "O-02", "-01", "1"):
        preview.confirmation.setText(typed)
        assert not preview.print_button.isEnabled()
        assert not preview.save_button.isEnabled()
        preview._print()
        preview.write_to(tmp_path / "x.pdf")
    assert printed == []
    assert not (tmp_path / "x.pdf").exists()
    for typed in ("O-01", "ｏ－０１", " demo-01 "):
        preview.confirmation.setText(typed)
        assert preview.print_button.isEnabled()
    preview.print_button.click()
    assert printed == [preview.pdf]


def test_H01_nobody_signs_before_the_number_is_typed(opened: Opened, ward: Ward) -> None:
    page = page_of(opened(ward, "DEMO-01"))
    page.sign_record()
    (dialog,) = page.findChildren(SignDialog)
    dialog.roles[Role.PHYSICIAN].setChecked(True)
    dialog.meanings[Meaning.REVIEWED].setChecked(True)
    dialog.printed_name.setText("李建国")
    for typed in ("", "O-02", "01"):
        dialog.confirmation.setText(typed)
        assert not dialog.sign_button.isEnabled()
        dialog._sign()
    assert ward.store.signatures("DEMO-01") == ()
    dialog.confirmation.setText("O-01")
    dialog.sign_button.click()
    assert [each.patient_id for each in ward.store.signatures("DEMO-01")] == ["DEMO-01"]


# H02, one person twice


@pytest.mark.parametrize("name", ["same", "alike"])
def test_H02_a_second_file_for_one_person_is_told_before_it_is_saved(
    opened: Opened, ward: Ward, qtbot: QtBot, name: str
) -> None:
    known = ward.store.load("DEMO-01").record.patient
    assert known.name is not None
    assert known.birth_date is not None
    window = opened(ward)
    window.new_patient()
    record, banner = record_of(window), page_of(window).banner
    record.edit(PATIENT, "id", "NEW-1")
    record.edit(PATIENT, "name", known.name if name == "same" else known.name.replace("张", "章"))
    record.edit(PATIENT, "birth_date", "1930-01-01")
    qtbot.wait(600)
    assert "DEMO-01" not in banner.text("namesakes")
    record.edit(PATIENT, "birth_date", known.birth_date.isoformat())
    qtbot.waitUntil(lambda: "DEMO-01" in banner.text("namesakes"), timeout=5000)
    assert record.revision is None
    assert likenesses(ward, record.record, new=True)[1] == ("DEMO-01",)


def test_H02_a_number_is_given_once(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward)
    window.new_patient()
    record = record_of(window)
    record.edit(PATIENT, "id", "DEMO-02")
    record.edit(PATIENT, "name", "别人")
    assert not record.save()
    assert ward.store.load("DEMO-02").revision == 1
    assert page_of(window).findChildren(ConflictDialog)


# H04, figures that are read otherwise


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("１２．５", "12.5"),
        ("12.5", "12.5"),
        ("12,5", None),
        ("1,234", None),
        ("1O0", None),
        ("10²", None),
        ("1e3", None),
    ],
)
def test_H04_what_is_read_counts_and_what_is_not_stays_beside_the_field(
    opened: Opened, ward: Ward, typed: str, value: str | None
) -> None:
    record = record_of(opened(ward, "DEMO-01"))
    row = diameter(record)
    record.edit(row, "viable_mm", typed)
    kept = record.form.rows[row].value("viable_mm")
    assert (None if kept is None else str(kept)) == value
    assert ("viable_mm" in record.form.rows[row].faults) is (value is None)


# H06, days that cannot be


@pytest.mark.parametrize("typed", ["2026-11-24", "2027-01-01", "31.02.2026", "2026-13-01"])
def test_H06_a_day_that_cannot_be_does_not_count(opened: Opened, ward: Ward, typed: str) -> None:
    """The window's today is 2026-11-23."""
    record = record_of(opened(ward, "DEMO-01"))
    row = record.form.listed("images")[-1].id
    images = len(record.record.images)
    record.edit(row, "date", typed)
    assert "date" in record.form.rows[row].faults
    assert len(record.record.images) == images - 1


# H08, a verdict of an older record

TYPED = {Kind.DECIMAL: ("7", "8"), Kind.TEXT: ("x", "y"), Kind.NAMES: ("a", "b")}


def another(spec: FieldSpec, row: FormRow) -> str:
    """A text that changes this field and can be read."""
    if spec.kind is Kind.YES_NO:
        return "no" if row.value(spec.path) else "yes"
    if spec.kind is Kind.PRESENCE:
        return "none"
    if spec.kind is Kind.CHOICE:
        return next(code for code in spec.choices if code != row.value(spec.path))
    if spec.kind is Kind.WHOLE:
        return str(next(n for n in range(spec.lowest, spec.highest + 1) if n != row.value(spec.path)))
    if spec.kind is Kind.DATE:
        return "2024-02-02"
    first, second = TYPED[spec.kind]
    return second if shown(row, spec) == first else first


def test_H08_after_an_edit_of_any_field_the_panel_shows_the_verdicts_of_the_present_record(
    opened: Opened, ward: Ward, qtbot: QtBot
) -> None:
    window = opened(ward, "DEMO-01")
    page, record = page_of(window), record_of(window)
    edited = stale = 0
    one_of_each = {row.section: row for row in record.form.rows.values()}
    for row in one_of_each.values():
        for spec in FIELDS[row.section].values():
            former = record.record
            record.edit(row.id, spec.path, another(spec, record.form.rows[row.id]))
            if record.record == former:
                continue
            qtbot.waitUntil(lambda: record.assessment is not None and record.assessment.record is record.record)
            fresh = assess(record.record, ward.profile)
            shown_now = {name: card.mark.state for name, card in page.panel.cards.items() if card.mark is not None}
            stale += shown_now != {name: f"verdict.{each.verdict.value}" for name, each in fresh.verdicts.items()}
            assert record.assessment is not None
            stale += check_code(record.assessment.record) != check_code(record.record)
            edited += 1
            record.undo()
            if row.id not in record.form.rows:
                break
    assert edited > 40
    assert stale == 0


def test_H08_a_rule_that_fails_leaves_no_verdict_on_the_screen(
    opened: Opened, ward: Ward, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(ward, "DEMO-01")
    page, record = page_of(window), record_of(window)
    words = Wording("zh")
    told = [words(f"ui.state.verdict.{each}") for each in ("met", "not_met", "indeterminate")]

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("domain.assessment.assess", broken)
    record.edit(diameter(record), "viable_mm", "99")
    qtbot.waitUntil(page.panel.not_computed.isVisible, timeout=5000)
    assert record.assessment is None
    assert [text for text in texts(page.panel) if text in told] == []
    assert {card.mark.state for card in page.panel.cards.values() if card.mark is not None} == {
        "verdict.not_computed"
    }


def test_H08_the_paper_carries_the_code_of_the_record_on_the_screen(
    opened: Opened, ward: Ward, qtbot: QtBot
) -> None:
    window = opened(ward, "DEMO-01")
    record = record_of(window)
    record.edit(diameter(record), "viable_mm", "43.5")
    qtbot.waitUntil(lambda: record.assessment is not None and record.assessment.record is record.record)
    assert record.save()
    assert check_code(record.record) in paper(previewed(window, qtbot).pdf)


# H10, definitions side by side


@pytest.mark.parametrize("language", LANGUAGES)
def test_H10_every_definition_stands_with_its_own_verdict_and_no_common_one(
    opened: Opened, ward: Ward, language: Language, demo: dict[str, PatientRecord]
) -> None:
    differing = next(each for each in demo.values() if assess(each).discordance)
    if differing.patient.id not in ward.store.patient_ids():
        ward.store.save(ward.imported(differing))
    window = opened(ward, differing.patient.id, language)
    page, found = page_of(window), record_of(window).assessment
    assert found is not None
    states = {name: card.mark.state for name, card in page.panel.cards.items() if card.mark is not None}
    assert states == {name: f"verdict.{each.verdict.value}" for name, each in found.verdicts.items()}
    assert len(set(states.values())) > 1
    assert page.panel.discordance.isVisible()


# H11, another definition, an old verdict


def test_H11_another_profile_leaves_what_was_issued_and_lists_whose_verdict_it_changes(ward: Ward) -> None:
    issued = {number: ward.store.verdicts_at(number, 1) for number in ward.store.patient_ids()}
    other = Profile(response_window_days=(28, 35), primary_definition="EPOIHCC-2013")
    impact = impact_of(ward.store, other, lambda *_: None)
    expected = {
        number
        for number in ward.store.patient_ids()
        if [each.verdict for each in assess(ward.store.load(number).record, ward.profile).verdicts.values()]
        != [each.verdict for each in assess(ward.store.load(number).record, other).verdicts.values()]
    }
    assert expected
    assert expected <= {each.patient_id for each in impact.changed}
    assert {number: ward.store.verdicts_at(number, 1) for number in issued} == issued


# H15, H16, the paper


def test_H15_unsaved_work_is_not_printed_as_if_it_were_saved(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    record = record_of(window)
    record.edit(diameter(record), "viable_mm", "43.5")
    page_of(window).print_summary()
    preview = page_of(window).findChildren(ReportPreview)[-1]
    preview.confirmation.setText("O-01")
    assert not preview.print_button.isEnabled()
    assert preview.pdf == b""
    preview.draft.click()
    qtbot.waitUntil(lambda: bool(preview.pdf), timeout=20_000)
    words = Wording("zh")
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(preview.pdf)).pages]
    watermark = "".join(words("report.draft").split())
    assert all(watermark in "".join(page.split()) for page in pages)


def test_H15_the_paper_says_what_the_store_holds(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    stored = ward.store.load("DEMO-01").record
    text = paper(previewed(window, qtbot).pdf)
    said = [stored.patient.id, stored.patient.name, check_code(stored)]
    said += [row.date.isoformat() for row in (*stored.sessions, *stored.images)]
    said += [str(target.viable_mm) for image in stored.images for target in image.targets if target.viable_mm]
    assert len(said) > 10
    assert [each for each in said if each and each not in text] == []
    assert saved_source(ward, record_of(window)).record == stored


RARE = ("䶮", "㛃", "𠅤", "𬭎", "𫖯", "堃", "禤", "犇骉", "𬭚")


@pytest.mark.parametrize("rare", RARE)
def test_H16_a_rare_name_is_printed_or_refused_by_name(
    opened: Opened, ward: Ward, qtbot: QtBot, rare: str
) -> None:
    record = ward.new()
    record.edit(PATIENT, "id", "RARE-1")
    record.edit(PATIENT, "name", f"王{rare}")
    assert record.save()
    source = saved_source(ward, record)
    lacking = missing_characters(rare)
    with pytest.raises(CharacterNotPrintable) if lacking else nullcontext() as refused:
        text = paper(
            report_preview.summary_pdf(source.record, source.assessment, language="zh", lineage=source.lineage)
        )
        assert f"王{rare}" in text
    if refused is not None:
        assert all(character in str(refused.value.facts["characters"]) for character in lacking)


# H18, lost updates


def test_H18_two_windows_on_one_patient_lose_nothing_unseen(
    opened: Opened, staffed: Staffed, qtbot: QtBot
) -> None:
    here, there = staffed("a"), staffed("b")
    window = opened(here, "DEMO-01")
    elsewhere = there.open("DEMO-01")
    elsewhere.edit(PATIENT, "note", "从另一台电脑")
    assert elsewhere.save()
    mine = record_of(window)
    mine.edit(PATIENT, "height_cm", "171")
    with qtbot.waitSignal(mine.stale):
        assert not mine.save()
    assert page_of(window).findChildren(ConflictDialog)
    assert here.store.load("DEMO-01").record.patient.note == "从另一台电脑"
    assert str(mine.record.patient.height_cm) == "171"


def test_H18_a_save_on_top_of_an_older_version_is_refused_by_the_store(ward: Ward) -> None:
    save = ward.imported(ward.store.load("DEMO-01").record)
    with pytest.raises(StaleRecord):
        ward.store.save(save)
    assert ward.store.load("DEMO-01").revision == 1


# H23, the wheel


def test_H23_the_wheel_over_no_input_of_any_page_changes_anything(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    record, page = record_of(window), page_of(window)
    form, tried = record.form, 0
    for tab in range(page.entry.tabs.count()):
        page.entry.tabs.setCurrentIndex(tab)
        QApplication.processEvents()
        number, changed = changed_by_wheel(window)
        assert changed == []
        tried += number
    assert tried > 60
    assert record.form is form


def test_H23_the_wheel_over_no_input_of_any_dialog_changes_anything(
    opened: Opened, ward: Ward, qtbot: QtBot
) -> None:
    window = opened(ward, "DEMO-01")
    page = page_of(window)
    preview = previewed(window, qtbot)
    dialogs: list[QWidget] = [preview]
    before = set(QApplication.topLevelWidgets())
    for action in (
        "sign_record",
        "override_verdict",
        "ward_settings",
        "patient_history",
        "try_values",
        "show_palette",
    ):
        window.shortcuts[action].trigger()
        QApplication.processEvents()
        dialogs += [each for each in QApplication.topLevelWidgets() if each not in before and each.isVisible()]
        before |= {*dialogs}
    assert len(dialogs) >= 5
    found = {type(dialog).__name__: changed_by_wheel(dialog) for dialog in dialogs}
    assert sum(tried for tried, _ in found.values()) > 25
    assert {name: changed for name, (_, changed) in found.items() if changed} == {}
    assert preview.language.currentData() == "zh"
    assert page.record.form is record_of(window).form


# H25, whose draft


def test_H25_a_draft_is_offered_to_its_author_only(opened: Opened, staffed: Staffed) -> None:
    nurse, physician = staffed("nurse.wang"), staffed("dr.li")
    window = opened(nurse, "DEMO-01")
    record_of(window).edit(PATIENT, "note", "护士的草稿")
    window.back_to_list()
    QApplication.processEvents()
    (draft,) = nurse.drafts()
    assert physician.drafts() == []
    with pytest.raises(KeyError):
        physician.resume(draft.key)
    assert nurse.resume(draft.key).record.patient.note == "护士的草稿"
    assert physician.open("DEMO-01").record.patient.note != "护士的草稿"


# H28, what was voided


def test_H28_a_voided_patient_is_in_no_list_and_no_export_and_comes_back(ward: Ward) -> None:
    ward.store.void("DEMO-01", reason="重复", author="nurse.wang", expected_revision=1, request_id=uuid4())
    assert "DEMO-01" not in ward.store.patient_ids()
    assert "DEMO-01" in ward.store.patient_ids(with_void=True)
    assert [row.patient_id for row in ward.found("DEMO-01", 5)] == []
    assert "DEMO-01" not in {each.patient_id for each in impact_of(ward.store, Profile(), lambda *_: None).changed}
    with pytest.raises(StaleRecord):
        ward.store.save(ward.imported(ward.store.load("DEMO-01").record))


def test_T3_who_printed_what_stands_in_the_audit_trail(
    opened: Opened, ward: Ward, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_preview, "print_pdf", lambda *_: True)
    preview = previewed(opened(ward, "DEMO-01"), qtbot)
    preview.confirmation.setText("O-01")
    preview.print_button.click()
    preview.write_to(tmp_path / "x.pdf")
    told = [each for each in ward.store.audit_entries(patient="DEMO-01") if each.action is AuditAction.PRINT]
    assert sorted(each.changes["what"][1] for each in told) == ["paper", "pdf"]
    assert {each.changes["code"][1] for each in told} == {check_code(ward.store.load("DEMO-01").record)}
    assert str(tmp_path) not in str(told)
