"""A lock while a reason is typed, or values are tried: nothing meant for the record is lost, and it is told."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.main import Desk
from desktop_app.store import ReasonCode
from desktop_app.ui.pages.patient_page import PatientPage
from tests.desktop_app.ui.access.conftest import TurnedClock, log_in
from tests.desktop_app.ui.access.test_login_and_lock import names_a_patient
from tests.desktop_app.ui.access.test_parked_dialogs import lock, unlock

PATIENT = "DEMO-01"
TYPED = "see section 3"


def asked_for_a_reason(desk: Desk, clock: TurnedClock) -> PatientPage:
    """A diameter that stood for days is changed and saved; the cursor stands in the line for a reason in words."""
    clock.pass_by(hours=25)
    log_in(desk, "liwei")
    desk.window.open_patient(PATIENT)
    page = shown_page(desk)
    image = page.record.form.listed("images")[-1]
    page.record.edit(page.record.form.inside(image.id, "images.targets")[0].id, "viable_mm", "95")
    page.save()
    QTest.keyClick(page.history.bar.buttons[ReasonCode.ENTRY_ERROR], Qt.Key.Key_6)
    return page


def shown_page(desk: Desk) -> PatientPage:
    page = desk.window.patient
    assert page is not None
    return page


def go_on(desk: Desk) -> PatientPage:
    desk.window.messages._offer.click()
    return shown_page(desk)


def test_a_reason_that_was_being_typed_is_there_after_the_lock(desk: Desk, clock: TurnedClock) -> None:
    page = asked_for_a_reason(desk, clock)
    QTest.keyClicks(page.history.bar.other, TYPED)
    lock(desk)
    assert names_a_patient(desk) == []
    unlock(desk)
    assert desk.window.words("access.lock.reason_kept") in desk.window.messages.text
    page = go_on(desk)
    assert not page.history.bar.isVisible()
    page.save()
    bar = page.history.bar
    assert (bar.other.text(), bar.other.isVisible(), bar.other.hasFocus()) == (TYPED, True, True)
    QTest.keyClicks(bar.other, ", 2 mm")
    QTest.keyClick(bar.other, Qt.Key.Key_Return)
    assert desk.window.ward is not None
    (reason,) = desk.window.ward.store.reasons(PATIENT)[2]
    assert (reason.code, reason.text) == (ReasonCode.OTHER, f"{TYPED}, 2 mm")


def test_each_visit_has_its_own_text_and_a_save_ends_it(desk: Desk, clock: TurnedClock) -> None:
    page = asked_for_a_reason(desk, clock)
    QTest.keyClicks(page.history.bar.other, TYPED)
    page.history.bar.dismiss()
    session = page.record.form.listed("sessions")[0]
    page.record.edit(session.id, "intent", "curative")
    page.save()
    bar = page.history.bar
    assert (bar.other.text(), bar.other.isVisible()) == ("", False), "the earlier visit is asked about first"
    bar.give(ReasonCode.REPORT)
    assert bar.other.text() == TYPED
    bar.give(ReasonCode.REPORT)
    assert not page.record.dirty
    assert page.record.reasons.begun == {}


def test_a_change_of_language_leaves_the_reason(desk: Desk, clock: TurnedClock) -> None:
    QTest.keyClicks(asked_for_a_reason(desk, clock).history.bar.other, TYPED)
    desk.window.other_language()
    page = shown_page(desk)
    page.save()
    assert page.history.bar.other.text() == TYPED


def test_the_next_person_finds_no_reason_of_the_one_before(desk: Desk, clock: TurnedClock, qtbot: QtBot) -> None:
    QTest.keyClicks(asked_for_a_reason(desk, clock).history.bar.other, TYPED)
    desk.window.access.switch_user()
    log_in(desk, "zhao")
    assert desk.window.words("access.lock.reason_kept") not in desk.window.messages.text
    qtbot.waitUntil(lambda: not any(TYPED in each.text() for each in desk.window.findChildren(QLineEdit)))
    desk.window.open_patient(PATIENT)
    assert shown_page(desk).record.reasons.begun == {}


def test_values_that_were_tried_end_with_the_lock_and_it_is_said(desk: Desk, qtbot: QtBot) -> None:
    log_in(desk, "liwei")
    desk.window.open_patient(PATIENT)
    page = shown_page(desk)
    page.try_values()
    said = desk.window.words("access.lock.trial_ended")
    bar = page.what_if.bar
    assert bar is not None
    qtbot.waitUntil(lambda: bar.entry.control is not None and bar.entry.control.isVisible())
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, "12")
    assert bar.trial.tried
    lock(desk)
    unlock(desk)
    assert said in desk.window.messages.text
    assert go_on(desk).what_if.bar is None


def test_nothing_is_said_of_a_trial_that_was_only_opened(desk: Desk) -> None:
    log_in(desk, "liwei")
    desk.window.open_patient(PATIENT)
    shown_page(desk).try_values()
    lock(desk)
    unlock(desk)
    assert desk.window.words("access.lock.trial_ended") not in desk.window.messages.text
