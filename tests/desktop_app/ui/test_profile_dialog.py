"""The ward's profile: edited in a sandbox, previewed on all patients, then put into effect."""

import io
from collections.abc import Callable, Iterator

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_app.form.form_row import RowId
from desktop_app.report import summary_pdf
from desktop_app.session.as_known import known_version
from desktop_app.session.profile_impact import impact_of, take_effect
from desktop_app.store import open_store, store_location
from desktop_app.store.choosing import ProfileTakenElsewhere
from desktop_app.ui.dialogs.summary_source import saved_source, version_source
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.settings.profile_dialog import ProfileDialog
from desktop_app.ui.settings.setting_editors import ChoiceEditor, LimitsEditor, WindowEditor, above_zero, whole
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import LANGUAGES, Wording
from domain.profile import DEFAULT_PROFILE, Profile
from tests.desktop_app.ui.conftest import NOW

Opened = Callable[..., MainWindow]
ZH = Wording("zh")
CHANGES: dict[str, object] = {
    "response_window_days": [28, 35],
    "change_of_technique": "require",
    "european_minimum_sessions": 3,
    "mrecist_five_mm": True,
    "cci_new_lesions_count": True,
    "primary_definition": "EPOIHCC-2013",
    "upper_limits": {"AFP": "7", "PIVKA-II": "40", "AFP-L3": "10"},
    "bsa_formula": "DuBois",
    "old_inputs": "withhold",
    "old_inputs_days": 30,
}
EARLY = Profile.model_validate({name: CHANGES[name] for name in ("response_window_days", "primary_definition")})


def dialog_of(window: MainWindow) -> ProfileDialog:
    window.shortcuts["ward_settings"].trigger()
    found: ProfileDialog = next(each for each in window.findChildren(ProfileDialog) if each.isVisible())
    return found


def edit(dialog: ProfileDialog, name: str, value: object) -> None:
    card = dialog.form.cards[name]
    card.editor.show_value(value)
    card.editor.edited.emit()


def previewed(dialog: ProfileDialog, qtbot: QtBot, profile: Profile) -> None:
    for name, value in profile.settings().items():
        edit(dialog, name, value)
    dialog.preview.click()
    qtbot.waitUntil(lambda: dialog.impact.impact is not None, timeout=20_000)


def taken(window: MainWindow, qtbot: QtBot, profile: Profile, name: str) -> None:
    dialog = dialog_of(window)
    previewed(dialog, qtbot, profile)
    dialog.impact.name.setText(name)
    with qtbot.waitSignal(dialog.taken, timeout=20_000):
        dialog.impact.take_button.click()


@pytest.fixture
def sandbox(theme: Theme, ward: Ward, qtbot: QtBot) -> ProfileDialog:
    """The dialog without a window behind it."""
    dialog = ProfileDialog(theme, ZH, ward)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


@pytest.fixture
def elsewhere(ward: Ward) -> Iterator[Ward]:
    """Another workstation on the same store."""
    assert ward.store.location.path is not None
    other = Ward(
        open_store(store_location(str(ward.store.location.path)), clock=lambda: NOW), lambda: NOW, "other"
    )
    yield other
    other.close()


# Words


def test_every_setting_has_a_card_with_words_and_a_source_in_both_languages(
    sandbox: ProfileDialog,
) -> None:
    assert list(sandbox.form.cards) == list(Profile.model_fields) == list(CHANGES)
    for name in Profile.model_fields:
        for language in LANGUAGES:
            words = Wording(language)
            for key in (
                f"report.setting.{name}",
                *(f"settings.profile.{name}.{p}" for p in ("explains", "source")),
            ):
                assert words(key)


# Editing is a sandbox


@pytest.mark.parametrize("name", list(CHANGES))
def test_an_edited_setting_is_marked_and_changes_the_hash_and_nothing_else(
    sandbox: ProfileDialog, ward: Ward, name: str
) -> None:
    dialog = sandbox
    assert not dialog.preview.isEnabled()
    edit(dialog, name, CHANGES[name])
    card = dialog.form.cards[name]
    expected = Profile.model_validate({name: CHANGES[name]})
    found = dialog.form.profile()
    assert found is not None
    assert found.settings() == expected.settings()
    assert expected.hash in dialog.edited.text()
    assert dialog.form.changed() == [name]
    assert card.mark.isVisible()
    assert card.note.text().startswith("已改")
    assert dialog.preview.isEnabled()
    assert ward.profile == DEFAULT_PROFILE
    assert ward.store.ward_profiles.all() == ()
    dialog.discard.click()
    assert dialog.form.changed() == []
    assert not card.note.isVisible()


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("response_window_days", ("92", "28")),
        ("response_window_days", ("", "92")),
        ("response_window_days", ("28", "367")),
        ("european_minimum_sessions", ("0",)),
        ("european_minimum_sessions", ("2.5",)),
        ("upper_limits", ("0", "40", "10")),
        ("upper_limits", ("1e3", "40", "10")),
    ],
)
def test_what_is_no_setting_is_said_beside_it_and_cannot_be_previewed(
    sandbox: ProfileDialog, name: str, texts: tuple[str, ...]
) -> None:
    dialog = sandbox
    editor = dialog.form.cards[name].editor
    fields = [editor.row.itemAt(place).widget() for place in range(editor.row.count())]
    typed = [field for field in fields if field is not None and field.metaObject().className() == "QLineEdit"]
    for field, text in zip(typed, texts, strict=True):
        field.setText(text)  # type: ignore[attr-defined]
    editor.edited.emit()
    assert dialog.form.faulty() == [name]
    assert dialog.form.profile() is None
    assert dialog.form.cards[name].note.property("severity") == "error"
    assert dialog.form.cards[name].note.text()
    assert not dialog.preview.isEnabled()


def test_numbers_are_read_as_typed() -> None:
    assert [whole(text) for text in ("28", " 28 ", "２８", "2.0", "", "-1")] == [28, 28, 28, None, None, None]
    assert [above_zero(text) for text in ("20", "20.0", "0.5", "0", "", ".", "-1", "1e2")] == [
        *("20", "20", "0.5"),
        *(None,) * 5,
    ]


def test_the_wheel_changes_no_setting(sandbox: ProfileDialog) -> None:
    for box in sandbox.form.findChildren(QComboBox):
        box.setFocus()
        before = box.currentIndex()
        down, nowhere = QPoint(0, -120), QPointF(5, 5)
        event = QWheelEvent(
            nowhere,
            nowhere,
            QPoint(),
            down,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, event)
        assert box.currentIndex() == before


def test_calendar_months_are_a_window_too(sandbox: ProfileDialog) -> None:
    dialog = sandbox
    editor = dialog.form.cards["response_window_days"].editor
    assert isinstance(editor, WindowEditor)
    editor.kind.setCurrentIndex(1)
    found = dialog.form.profile()
    assert found is not None
    assert found.response_window_days == "calendar_months"
    assert not editor.first.isEnabled()


# Preview


def test_the_preview_lists_who_changes_and_a_click_opens_the_patient(
    opened: Opened, ward: Ward, qtbot: QtBot
) -> None:
    window = opened(ward)
    dialog = dialog_of(window)
    previewed(dialog, qtbot, EARLY)
    page = dialog.impact
    assert page.impact is not None
    changed = page.impact.changed
    assert changed
    assert page.model.rowCount() == len(changed)
    assert str(len(changed)) in page.said.text()
    assert str(len(ward.store.patient_ids())) in page.said.text()
    shown = [page.model.index(0, column).data() for column in range(3)]
    assert shown[:2] == [changed[0].patient_id, changed[0].name]
    assert "→" in shown[2]
    assert page.counts.text()
    assert ward.store.ward_profiles.all() == ()
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(0, 0))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert window.record is not None
    assert window.record.record.patient.id == changed[0].patient_id
    window.messages._offer.click()
    assert dialog.isVisible()


def test_a_comparison_can_be_stopped_and_changes_nothing(sandbox: ProfileDialog, ward: Ward, qtbot: QtBot) -> None:
    dialog = sandbox
    edit(dialog, "mrecist_five_mm", True)
    dialog.preview.click()
    dialog.impact.stop()
    qtbot.waitUntil(lambda: dialog.impact._work is None, timeout=20_000)
    assert dialog.impact.said.text() in (
        ZH("settings.impact.stopped"),
        ZH("settings.impact.none", total=len(ward.store.patient_ids())),
    )
    assert ward.store.ward_profiles.all() == ()
    dialog.impact.back_button.click()
    assert dialog.form.changed() == ["mrecist_five_mm"]


def test_closing_stops_what_is_being_compared(sandbox: ProfileDialog, qtbot: QtBot) -> None:
    dialog = sandbox
    edit(dialog, "mrecist_five_mm", True)
    dialog.preview.click()
    work = dialog.impact._work
    assert work is not None
    dialog.reject()
    assert work._cancelled.is_set()
    qtbot.waitUntil(lambda: not work.running)


# Taking effect


def test_a_profile_needs_a_name_and_then_shows_everywhere_at_once(
    opened: Opened, ward: Ward, qtbot: QtBot
) -> None:
    window = opened(ward, "DEMO-01")
    dialog = dialog_of(window)
    previewed(dialog, qtbot, EARLY)
    assert not dialog.impact.take_button.isEnabled()
    assert dialog.impact.take_button.toolTip() == ZH("settings.impact.nameless")
    QTest.keyClicks(dialog.impact.name, "Ward 7")
    with qtbot.waitSignal(dialog.taken, timeout=20_000):
        dialog.impact.take_button.click()
    assert not dialog.isVisible()
    assert (ward.profile.name, ward.profile.hash) == ("Ward 7", EARLY.hash)
    assert window.record is not None
    assert window.record.assessment.profile.hash == EARLY.hash
    chosen = ward.store.ward_profiles.in_effect()
    assert chosen is not None
    assert (chosen.author, chosen.taken_at) == ("tester", NOW)
    assert "Ward 7" in window.messages.text
    again = dialog_of(window)
    assert again.form.changed() == []
    assert "Ward 7" in again.present.text()
    assert again.form.cards["primary_definition"].note.text().startswith("与默认不同")


def test_a_choice_made_elsewhere_during_the_preview_is_told(
    opened: Opened, ward: Ward, elsewhere: Ward, qtbot: QtBot
) -> None:
    dialog = dialog_of(opened(ward))
    previewed(dialog, qtbot, EARLY)
    quiet = lambda *_: None  # noqa: E731
    formula = Profile.model_validate({"bsa_formula": "DuBois"})
    take_effect(elsewhere.store, impact_of(elsewhere.store, formula, quiet), "theirs", "other", quiet)
    dialog.impact.name.setText("mine")
    dialog.impact.take_button.click()
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is not None, timeout=20_000)
    box = dialog.findChild(QMessageBox)
    assert box.text() == ZH(f"{ProfileTakenElsewhere.key}.text")
    box.close()
    assert not dialog.impact.take_button.isEnabled()
    chosen = ward.store.ward_profiles.in_effect()
    assert chosen is not None
    assert chosen.name == "theirs"
    dialog.impact.back_button.click()
    assert "theirs" in dialog.present.text()
    assert set(dialog.form.changed()) == {"response_window_days", "primary_definition", "bsa_formula"}


def test_every_revision_keeps_the_profile_it_was_computed_with(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    taken(window, qtbot, EARLY, "Ward 7")
    record = window.record
    assert record is not None
    record.edit(RowId("patient"), "height_cm", "171")
    assert record.save()
    former, latest = ward.store.revisions("DEMO-01")[-2:]
    assert (former.profile_hash, latest.profile_hash) == (DEFAULT_PROFILE.hash, EARLY.hash)
    assert ward.store.profile(EARLY.hash) == EARLY.settings()
    issued = ward.store.verdicts_at("DEMO-01", latest.number)
    assert issued is not None
    assert issued["profile"] == {"name": "Ward 7", "hash": EARLY.hash}


def test_another_workstation_saves_under_the_new_profile_and_shows_it(
    opened: Opened, ward: Ward, elsewhere: Ward, qtbot: QtBot
) -> None:
    window = opened(ward, "DEMO-01")
    quiet = lambda *_: None  # noqa: E731
    take_effect(elsewhere.store, impact_of(elsewhere.store, EARLY, quiet), "theirs", "other", quiet)
    record = window.record
    assert record is not None
    assert record.assessment.profile == DEFAULT_PROFILE
    record.edit(RowId("patient"), "height_cm", "171")
    assert record.save()
    assert ward.store.revisions("DEMO-01")[-1].profile_hash == EARLY.hash
    assert record.assessment.profile.hash == EARLY.hash
    assert ward.listing.windows[-1].first_day == 36 or ward.profile.response_window_days == (28, 35)


# Old reports


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_an_old_report_prints_as_it_was_issued_whatever_the_profile_is_now(
    opened: Opened, ward: Ward, qtbot: QtBot
) -> None:
    window = opened(ward)
    dialog = dialog_of(window)
    previewed(dialog, qtbot, EARLY)
    assert dialog.impact.impact is not None
    patient = dialog.impact.impact.changed[0].patient_id
    dialog.reject()
    before = saved_source(ward, ward.open(patient))
    printed = summary_pdf(before.record, before.assessment, language="zh", lineage=before.lineage)
    taken(window, qtbot, EARLY, "Ward 7")
    now = saved_source(ward, ward.open(patient))
    present = summary_pdf(now.record, now.assessment, language="zh", lineage=now.lineage)
    old = version_source(ward, known_version(ward.store, patient, 1))
    again = summary_pdf(old.record, old.assessment, language="zh", lineage=old.lineage)
    assert text_of(again) == text_of(printed)
    assert again == printed
    assert "Ward 7" in text_of(present)
    assert "Ward 7" not in text_of(again)
    assert EARLY.hash in text_of(present)


def test_the_editors_show_what_they_are_given(words: Wording, qtbot: QtBot) -> None:
    limits = LimitsEditor()
    limits.show_value({"AFP": "7", "PIVKA-II": "40", "AFP-L3": "10"})
    assert limits.value() == {"AFP": "7", "PIVKA-II": "40", "AFP-L3": "10"}
    choice = ChoiceEditor(words, "bsa_formula", ("Mosteller", "DuBois"))
    choice.show_value("DuBois")
    assert choice.value() == "DuBois"
