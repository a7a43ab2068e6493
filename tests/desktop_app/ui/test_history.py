"""Signing, reasons, history, earlier versions and overrides on the real window and a real store."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.errors import StoreLocked
from desktop_app.form.cells import Address
from desktop_app.form.form_row import RowId
from desktop_app.session.open_record import OpenRecord
from desktop_app.session.signed import Signer
from desktop_app.store import Meaning, ReasonCode, Role, open_store, store_location
from desktop_app.store.contents import ProfileChoice
from desktop_app.ui.dialogs.report_preview import ReportPreview
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.marks import StateMark
from desktop_app.ui.pages.history.agreement_line import AgreementLine
from desktop_app.ui.pages.history.as_known import AsKnownDialog
from desktop_app.ui.pages.history.history_dialog import HistoryDialog
from desktop_app.ui.pages.history.history_table import COLUMNS
from desktop_app.ui.pages.history.override_dialog import OverrideDialog
from desktop_app.ui.pages.history.sign_dialog import SignDialog
from desktop_app.ui.pages.patient_page import PatientPage
from desktop_app.ui.ward import Ward
from desktop_app.wording import LANGUAGES, Language, Wording
from domain.profile import Profile
from domain.record import PatientRecord
from tests.desktop_app.ui.walking import nameless, out_of_order, without_role
from tests.raw_store import raw

Opened = Callable[..., MainWindow]
DOCTOR = Signer("李建国", Role.PHYSICIAN)
ENTERED_ON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class WardClock:
    def __init__(self) -> None:
        self.now = ENTERED_ON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def ward_clock() -> WardClock:
    return WardClock()


@pytest.fixture
def ward(tmp_path: Path, demo: dict[str, PatientRecord], ward_clock: WardClock) -> Iterator[Ward]:
    """One invented patient, imported at noon."""
    store = open_store(store_location(str(tmp_path / "ward.db")), clock=ward_clock, create=True)
    ward = Ward(store, ward_clock, "nurse.wang")
    store.save(ward.imported(demo["DEMO-01"]))
    yield ward
    ward.close()


@pytest.fixture
def words() -> Wording:
    """One language is enough for what is done; the words of both are compared elsewhere."""
    return Wording("zh")


@pytest.fixture
def page(opened: Opened, ward: Ward, words: Wording) -> PatientPage:
    window = opened(ward, "DEMO-01", words.language)
    assert window.patient is not None
    return window.patient


def diameter(record: OpenRecord) -> RowId:
    image = record.form.listed("images")[-1]
    return record.form.inside(image.id, "images.targets")[0].id


def sign(page: PatientPage, meaning: Meaning = Meaning.REVIEWED) -> None:
    assert page.history.signed is not None
    page.history.signed.sign(meaning, DOCTOR)


def loaded_history(page: PatientPage, qtbot: QtBot) -> HistoryDialog:
    (dialog,) = page.findChildren(HistoryDialog)
    qtbot.waitUntil(lambda: dialog.table.rowCount() > 0, timeout=10_000)
    return dialog


def lines_of(dialog: HistoryDialog) -> list[list[str]]:
    rows = []
    for line in range(dialog.table.rowCount()):
        items = [dialog.table.item(line, column) for column in range(len(COLUMNS))]
        if not dialog.table.isRowHidden(line):
            rows.append([item.text() if item is not None else "" for item in items])
    return rows


# Signing


def test_signing_is_shown_in_the_banner_and_kept(page: PatientPage, ward: Ward, words: Wording) -> None:
    assert not page.banner.signed.isVisible()
    page.sign_record()
    (dialog,) = page.findChildren(SignDialog)
    assert not dialog.sign_button.isEnabled()
    dialog.roles[Role.PHYSICIAN].setChecked(True)
    dialog.meanings[Meaning.REVIEWED].setChecked(True)
    dialog.printed_name.setText("李建国")
    assert not dialog.sign_button.isEnabled()
    dialog.confirmation.setText("O-01")
    dialog.sign_button.click()
    (signature,) = ward.store.signatures("DEMO-01")
    assert (signature.meaning, signature.printed_name, signature.signer) == (
        Meaning.REVIEWED,
        "李建国",
        "nurse.wang",
    )
    assert page.banner.signed.isVisible()
    assert page.banner.signed.state == "signed.signed"
    assert "李建国" in page.banner.signed.text


def test_who_enters_is_not_offered_to_review(page: PatientPage) -> None:
    page.sign_record()
    (dialog,) = page.findChildren(SignDialog)
    dialog.meanings[Meaning.APPROVED].setChecked(True)
    dialog.printed_name.setText("王")
    dialog.confirmation.setText("O-01")
    dialog.roles[Role.ENTRY].setChecked(True)
    assert not dialog.meanings[Meaning.APPROVED].isEnabled()
    assert not dialog.sign_button.isEnabled()
    dialog.meanings[Meaning.ENTERED].setChecked(True)
    assert dialog.sign_button.isEnabled()


def test_the_dialog_shows_what_is_signed(page: PatientPage) -> None:
    page.sign_record()
    (dialog,) = page.findChildren(SignDialog)
    states = [mark.state for mark in dialog.findChildren(StateMark)]
    verdicts = page.record.assessment.verdicts
    assert states[0] == f"verdict.{verdicts['CCI-2022'].verdict.value}"
    assert len(states) == 5


def test_unsaved_work_is_saved_before_it_is_signed(page: PatientPage) -> None:
    page.record.edit(diameter(page.record), "viable_mm", "61")
    page.sign_record()
    assert page.record.revision == 2
    assert not page.record.dirty
    assert len(page.findChildren(SignDialog)) == 1


def test_the_signers_name_is_there_the_next_time(page: PatientPage, ward: Ward) -> None:
    page.sign_record()
    (dialog,) = page.findChildren(SignDialog)
    dialog.wanted.emit(Meaning.REVIEWED, DOCTOR)
    QApplication.processEvents()
    page.sign_record()
    dialog = page.findChildren(SignDialog)[-1]
    assert dialog.printed_name.text() == "李建国"
    assert dialog.roles[Role.PHYSICIAN].isChecked()
    assert not any(button.isChecked() for button in dialog.meanings.values())


def test_a_locked_store_leaves_the_dialog_open_and_nothing_signed(
    page: PatientPage, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.sign_record()
    (dialog,) = page.findChildren(SignDialog)

    def locked(*_: object) -> None:
        raise StoreLocked(path="store.db", reason="SQLITE_BUSY")

    with monkeypatch.context() as patched:
        patched.setattr(type(ward.store), "sign", locked)
        dialog.wanted.emit(Meaning.REVIEWED, DOCTOR)
    assert dialog.isVisible()
    assert ward.store.signatures("DEMO-01") == ()


def test_the_mark_follows_what_is_typed_and_undone(page: PatientPage, qtbot: QtBot) -> None:
    sign(page)
    page.record.edit(diameter(page.record), "viable_mm", "99", final=False)
    qtbot.waitUntil(lambda: page.banner.signed.state == "signed.changed", timeout=3000)
    page.record.undo()
    qtbot.waitUntil(lambda: page.banner.signed.state == "signed.signed", timeout=3000)


def test_another_patient_shows_nothing_of_this_signature(
    opened: Opened, ward: Ward, demo: dict[str, PatientRecord], qtbot: QtBot
) -> None:
    ward.store.save(ward.imported(demo["DEMO-02"]))
    window = opened(ward, "DEMO-01")
    assert window.patient is not None
    sign(window.patient)
    assert window.patient.banner.signed.isVisible()
    window.open_patient("DEMO-02")
    assert not window.patient.banner.signed.isVisible()
    window.open_patient("DEMO-01")
    qtbot.waitUntil(window.patient.banner.signed.isVisible, timeout=3000)


# Reasons


def test_a_signed_visit_is_corrected_with_one_key(page: PatientPage, ward: Ward, qtbot: QtBot) -> None:
    sign(page)
    address = Address(diameter(page.record), "viable_mm")
    page.entry.focus_address(address)
    page.record.edit(address.row_id, "viable_mm", "95")
    page.save()
    bar = page.history.bar
    assert bar.isVisible()
    assert "95" in bar.text.text()
    assert page.record.dirty
    focused = QApplication.focusWidget()
    assert focused is not None
    assert bar.isAncestorOf(focused)
    QTest.keyClick(focused, Qt.Key.Key_3)
    assert not bar.isVisible()
    assert not page.record.dirty
    assert [each.code for each in ward.store.reasons("DEMO-01")[2]] == [ReasonCode.REPORT]
    back = QApplication.focusWidget()
    assert back is not None
    assert page.entry.isAncestorOf(back)


def test_other_wants_a_text(page: PatientPage, ward: Ward) -> None:
    sign(page)
    page.record.edit(diameter(page.record), "viable_mm", "95")
    page.save()
    bar = page.history.bar
    QTest.keyClick(bar.buttons[ReasonCode.ENTRY_ERROR], Qt.Key.Key_6)
    assert bar.other.hasFocus()
    QTest.keyClick(bar.other, Qt.Key.Key_Return)
    assert page.record.dirty
    QTest.keyClicks(bar.other, "12 mm section 3")
    QTest.keyClick(bar.other, Qt.Key.Key_Return)
    (reason,) = ward.store.reasons("DEMO-01")[2]
    assert (reason.code, reason.text) == (ReasonCode.OTHER, "12 mm section 3")


def test_escape_keeps_the_patient_and_the_entries(page: PatientPage, ward: Ward) -> None:
    sign(page)
    page.record.edit(diameter(page.record), "viable_mm", "95")
    page.save()
    window = page.window()
    assert isinstance(window, MainWindow)
    QTest.keyClick(page.history.bar.buttons[ReasonCode.ENTRY_ERROR], Qt.Key.Key_Escape)
    assert not page.history.bar.isVisible()
    assert window.patient is page
    assert page.record.dirty
    assert len(ward.store.revisions("DEMO-01")) == 1
    page.save()
    assert page.history.bar.isVisible()


def test_several_visits_are_asked_about_in_turn(page: PatientPage, ward: Ward) -> None:
    sign(page)
    for image in page.record.form.listed("images")[-2:]:
        page.record.edit(page.record.form.inside(image.id, "images.targets")[0].id, "viable_mm", "88")
    page.save()
    bar = page.history.bar
    QTest.keyClick(bar.buttons[ReasonCode.ENTRY_ERROR], Qt.Key.Key_2)
    assert bar.isVisible()
    QTest.keyClick(bar.buttons[ReasonCode.ENTRY_ERROR], Qt.Key.Key_4)
    assert [each.code for each in ward.store.reasons("DEMO-01")[2]] == [ReasonCode.UNIT, ReasonCode.ATTRIBUTION]


def test_signing_goes_on_once_the_reason_is_given(page: PatientPage, ward: Ward) -> None:
    sign(page)
    page.record.edit(diameter(page.record), "viable_mm", "95")
    page.sign_record()
    assert page.findChildren(SignDialog) == []
    QTest.keyClick(page.history.bar.buttons[ReasonCode.ENTRY_ERROR], Qt.Key.Key_1)
    assert len(page.findChildren(SignDialog)) == 1


def test_printing_steps_aside_for_the_reason(page: PatientPage) -> None:
    sign(page)
    page.record.edit(diameter(page.record), "viable_mm", "95")
    page.print_summary()
    (preview,) = page.findChildren(ReportPreview)
    preview.save_first()
    assert not preview.isVisible()
    assert page.history.bar.isVisible()


def test_leaving_the_patient_takes_the_question_along(page: PatientPage) -> None:
    sign(page)
    page.record.edit(diameter(page.record), "viable_mm", "95")
    page.save()
    window = page.window()
    assert isinstance(window, MainWindow)
    window.back_to_list()
    window.open_patient("DEMO-01")
    assert window.patient is not None
    assert not window.patient.history.bar.isVisible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bar_is_read_out_and_tabbed_in_its_order(opened: Opened, ward: Ward, language: Language) -> None:
    window = opened(ward, "DEMO-01", language)
    assert window.patient is not None
    sign(window.patient)
    window.patient.record.edit(diameter(window.patient.record), "viable_mm", "95")
    window.patient.save()
    bar = window.patient.history.bar
    QTest.keyClick(bar.buttons[ReasonCode.ENTRY_ERROR], Qt.Key.Key_6)
    QApplication.processEvents()
    assert (nameless(bar), without_role(bar), out_of_order(bar)) == ([], [], [])


# Two readers


def test_two_readers_are_compared_below_the_image_while_they_are_entered(page: PatientPage, qtbot: QtBot) -> None:
    page.entry.show_page("images", focus=True)
    (line,) = page.entry.findChildren(AgreementLine)
    assert not line.isVisible()
    image = page.record.form.listed("images")[-1]
    first = page.record.form.rows[diameter(page.record)].value("viable_mm")
    row = page.record.add_row("images.second_reading.targets", image.id, {"lesion": "T1"})
    page.record.edit(row, "viable_mm", str(first + 2), final=False)
    qtbot.waitUntil(line.isVisible, timeout=5000)
    assert f"{first} / {first + 2} mm" in line.text()
    assert line.property("severity") == "note"
    page.record.edit(row, "viable_mm", "5", final=False)
    qtbot.waitUntil(lambda: line.property("severity") == "warning", timeout=5000)
    assert page.record.record.images[-1].targets[0].viable_mm == first
    page.record.undo()
    page.record.undo()
    qtbot.waitUntil(lambda: not line.isVisible(), timeout=5000)


# History


def corrected(page: PatientPage, text: str, reason: ReasonCode = ReasonCode.REPORT) -> None:
    page.record.edit(diameter(page.record), "viable_mm", text)
    if not page.record.save():
        page.history.bar.give(reason)
    assert not page.record.dirty


def test_the_field_under_the_cursor_tells_its_history(page: PatientPage, qtbot: QtBot, words: Wording) -> None:
    former = page.record.form.rows[diameter(page.record)].value("viable_mm")
    sign(page)
    corrected(page, "95")
    page.entry.focus_address(Address(diameter(page.record), "viable_mm"))
    page.field_history()
    dialog = loaded_history(page, qtbot)
    assert dialog.only_field.isChecked()
    latest, first = lines_of(dialog)
    old, new, why = latest[-3:]
    assert (old, new, why) == (f"{former} mm", "95 mm", words("history.reason.report"))
    assert first[COLUMNS.index("old")] == "–"
    assert first[COLUMNS.index("author")] == "nurse.wang"
    dialog.only_field.setChecked(False)
    assert len(lines_of(dialog)) > 10


def test_the_key_asks_for_the_field_on_the_sheet(page: PatientPage, qtbot: QtBot) -> None:
    page.entry.focus_address(Address(diameter(page.record), "viable_mm"))
    focused = QApplication.focusWidget()
    assert focused is not None
    assert page.entry.isAncestorOf(focused)
    QTest.keyClick(focused, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    dialog = loaded_history(page, qtbot)
    assert dialog.only_field.isChecked()
    ((*_, field, _old, new, _why),) = lines_of(dialog)
    assert field
    assert new.endswith("mm")


def test_the_whole_history_is_searched(page: PatientPage, qtbot: QtBot, words: Wording) -> None:
    sign(page)
    corrected(page, "95")
    page.patient_history()
    dialog = loaded_history(page, qtbot)
    assert "2026-" in dialog.visits.text()
    assert words("ui.state.signed.changed") in dialog.visits.text()
    dialog.search.setText("李建国")
    ((*_, what, _field, _old, new, _why),) = lines_of(dialog)
    assert what == words("history.signed")
    assert "李建国" in new
    dialog.search.setText(words("history.reason.report"))
    assert len(lines_of(dialog)) == 1


def test_a_value_is_restored_as_a_change_that_says_so(page: PatientPage, ward: Ward, qtbot: QtBot) -> None:
    former = page.record.form.rows[diameter(page.record)].value("viable_mm")
    sign(page)
    corrected(page, "95")
    page.patient_history()
    dialog = loaded_history(page, qtbot)
    dialog.search.setText("95 mm")
    dialog.table.selectRow(0)
    assert dialog.restore_button.isEnabled()
    dialog.restore_button.click()
    assert page.record.form.rows[diameter(page.record)].value("viable_mm") == former
    assert page.record.dirty
    assert page.record.save()
    assert [each.code for each in ward.store.reasons("DEMO-01")[3]] == [ReasonCode.RESTORED]
    page.record.undo()
    assert page.record.form.rows[diameter(page.record)].value("viable_mm") == 95


def test_a_removed_visit_is_brought_back_whole(page: PatientPage, ward: Ward, qtbot: QtBot) -> None:
    before = page.record.record
    image = page.record.form.listed("images")[-1]
    page.record.remove_row(image.id)
    assert page.record.save()
    page.patient_history()
    dialog = loaded_history(page, qtbot)
    chosen = [event for event in dialog.table.events if event.change is not None and event.change.after is None]
    line = dialog.table.events.index(
        next(event for event in chosen if event.change and event.change.section == "images")
    )
    dialog.table.selectRow(line)
    dialog.restore_button.click()
    assert page.record.record == before
    page.record.undo()
    assert len(page.record.record.images) == len(before.images) - 1


def test_nothing_is_restored_to_what_stands_there(page: PatientPage, qtbot: QtBot) -> None:
    corrected(page, "95")
    corrected(page, str(page.record.workplace.store.record_at("DEMO-01", 1).images[-1].targets[0].viable_mm))
    page.patient_history()
    dialog = loaded_history(page, qtbot)
    dialog.search.setText("95 mm")
    states = []
    for line in range(dialog.table.rowCount()):
        if not dialog.table.isRowHidden(line):
            dialog.table.selectRow(line)
            states.append(dialog.restore_button.isEnabled())
    assert states == [True, False]


# As known on


def test_an_earlier_version_is_shown_read_only_with_the_verdicts_of_then(
    page: PatientPage, ward: Ward, ward_clock: WardClock, words: Wording
) -> None:
    first = {name: found.verdict for name, found in page.record.assessment.verdicts.items()}
    ward_clock.now += timedelta(hours=1)
    corrected(page, "20")
    page.as_known_on()
    (dialog,) = page.findChildren(AsKnownDialog)
    version = dialog.version
    assert version is not None
    assert version.revision.number == 1
    assert version.record == ward.store.record_at("DEMO-01", 1)
    shown = {name: card.mark.state for name, card in dialog.panel.cards.items() if card.mark is not None}
    assert shown == {name: f"verdict.{verdict.value}" for name, verdict in first.items()}
    assert version.differing == {}
    assert "2026-11-23" in dialog.about.text()
    assert dialog.panel.findChildren(QPushButton) == []
    dialog.revisions.setCurrentRow(0)
    assert dialog.version is not None
    assert dialog.version.revision.number == 2


def test_the_version_of_a_day_is_found(page: PatientPage, ward_clock: WardClock) -> None:
    ward_clock.now += timedelta(days=3)
    corrected(page, "20", ReasonCode.REPORT)
    ward_clock.now += timedelta(days=3)
    corrected(page, "30", ReasonCode.REPORT)
    page.as_known_on()
    (dialog,) = page.findChildren(AsKnownDialog)
    found = []
    for day in ("2026-11-29", "2026-11-28", "2026-11-24", "2026-11-01"):
        dialog.day.setText(day)
        assert dialog.version is not None
        found.append(dialog.version.revision.number)
    assert found == [3, 2, 1, 1]


def test_a_version_that_was_changed_behind_the_program_is_told(
    page: PatientPage, ward: Ward, words: Wording
) -> None:
    sign(page)
    path = ward.store.location.path
    assert path is not None
    with closing(raw(path)) as connection:
        connection.execute("DROP TRIGGER revision_refuses_update")
        connection.execute("UPDATE revision SET rules_version = 'other'")
    page.as_known_on()
    (dialog,) = page.findChildren(AsKnownDialog)
    warning = words("history.as_known.broken", signature="").rstrip()
    assert warning in dialog.about.text()


def test_verdicts_that_the_present_rules_would_not_give_are_told(
    page: PatientPage, ward: Ward, words: Wording, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = ward.store.verdicts_at("DEMO-01", 1)
    assert issued is not None
    other = {"JSH-2021": {**issued["verdicts"]["JSH-2021"], "verdict": "indeterminate"}}
    changed = {**issued, "verdicts": {**issued["verdicts"], **other}}
    monkeypatch.setattr(type(ward.store), "verdicts_at", lambda *_: changed)
    page.as_known_on()
    (dialog,) = page.findChildren(AsKnownDialog)
    assert dialog.version is not None
    assert dict(dialog.version.differing) == {"JSH-2021": "indeterminate"}
    assert words("ui.state.verdict.indeterminate") in dialog.about.text()


def test_an_earlier_version_keeps_the_settings_of_then(page: PatientPage, ward: Ward) -> None:
    other = Profile(mrecist_five_mm=True)
    profiles = ward.store.ward_profiles
    choice = ProfileChoice("五毫米", other.hash, other.settings(), "chief", None)
    profiles.take(choice, lines={}, seen=profiles.revisions())
    corrected(page, "20")
    page.as_known_on()
    (dialog,) = page.findChildren(AsKnownDialog)
    assert dialog.version is not None
    assert dialog.version.assessment.profile.hash == Profile().hash
    dialog.revisions.setCurrentRow(0)
    assert dialog.version.assessment.profile.hash == other.hash
    assert "五毫米" in dialog.about.text()


# Overrides


def test_a_clinicians_verdict_stands_beside_the_computed_one(page: PatientPage, words: Wording) -> None:
    computed = page.panel.cards["CCI-2022"].mark
    assert computed is not None
    before = computed.state
    page.override_verdict()
    (dialog,) = page.findChildren(OverrideDialog)
    assert dialog.computed.state == before
    assert not dialog.enter_button.isEnabled()
    dialog.verdict.setCurrentIndex(dialog.verdict.findData("not_met"))
    dialog.reason.setCurrentIndex(dialog.reason.findData("other"))
    assert not dialog.enter_button.isEnabled()
    dialog.text.setText("碘油沉积")
    dialog.by.setText("李建国")
    dialog.enter_button.click()
    (override,) = page.record.record.overrides
    assert (override.definition, override.verdict, override.text) == ("CCI-2022", "not_met", "碘油沉积")
    page.record.assess_now()
    assert computed.state == before
    line = page.panel.cards["CCI-2022"].findChildren(QLabel)
    texts = [label.text() for label in line] + [page.panel.cards["CCI-2022"]._override.plain]
    assert any("碘油沉积" in text for text in texts)
    page.record.undo()
    assert page.record.record.overrides == ()


def test_the_card_of_a_definition_opens_its_own_override(page: PatientPage) -> None:
    card = page.panel.cards["EPOIHCC-2013"]
    card.opener.setChecked(True)
    (button,) = [each for each in card.findChildren(QPushButton) if each.property("role") == "link"]
    button.click()
    (dialog,) = page.findChildren(OverrideDialog)
    assert dialog.definition.currentData() == "EPOIHCC-2013"
