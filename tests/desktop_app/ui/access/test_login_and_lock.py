"""Nothing before a login, nothing while it is locked, nothing lost in between."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.form.form_row import RowId
from desktop_app.main import Desk
from desktop_app.session.idle import Rest
from desktop_app.store.audit_contents import AuditAction
from desktop_app.ui.access.lock_page import LockPage, PinDialog
from desktop_app.ui.access.login_page import LoginPage
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.worklist_page import WorklistPage
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording
from tests.desktop_app.ui.access.conftest import PASSWORD, TurnedClock, log_in, login_page

PATIENT = "DEMO-01"
ZH = Wording("zh")


@pytest.fixture
def physician(desk: Desk) -> Desk:
    log_in(desk, "liwei")
    assert desk.window.ward is not None
    return desk


def words_in(root: QWidget) -> Iterator[str]:
    """Every text of every widget of the program, shown or not, also in lists and titles."""
    for widget in QApplication.allWidgets():
        yield widget.windowTitle()
        yield widget.accessibleName()
        yield widget.accessibleDescription()
        yield widget.toolTip()
        for kind, text in ((QLabel, "text"), (QLineEdit, "text"), (QPlainTextEdit, "toPlainText")):
            if isinstance(widget, kind):
                yield getattr(widget, text)()
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            model = widget.model()
            for row in range(min(model.rowCount(), 100)):
                for column in range(model.columnCount()):
                    yield str(model.index(row, column).data() or "")


def names_a_patient(desk: Desk) -> list[str]:
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [text for text in words_in(desk.window) if "DEMO-" in text or "张示例" in text]


def records(desk: Desk, user: str) -> list[str]:
    assert desk.ward is not None
    return [draft.patient for draft in desk.ward.drafts()]


def test_T1_nothing_can_be_read_before_a_login(desk: Desk, tmp_path: Path) -> None:
    assert isinstance(desk.window._above, LoginPage)
    assert desk.window.ward is None
    assert names_a_patient(desk) == []
    assert desk.window.windowTitle() == ZH("ui.program")
    assert login_page(desk).user.text() == ""


def test_T1_the_check_for_patients_would_find_one(physician: Desk) -> None:
    assert names_a_patient(physician) != []


def test_T1_the_settings_hold_geometry_and_language_only(physician: Desk, tmp_path: Path) -> None:
    physician.window.open_patient(PATIENT)
    physician.window.access.lock_now()
    physician.window.close()
    kept = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    allowed = {"window/geometry", "window/splitters/patient", "window/splitters/entry", "help/guided", "language"}
    assert set(kept.allKeys()) <= allowed | {"chart/view"}


def test_T1_a_wrong_password_is_told_and_a_right_one_opens_within_a_second(desk: Desk) -> None:
    log_in(desk, "liwei", "not it at all")
    page = login_page(desk)
    assert "不正确" in page.message.text()
    assert page.password.text() == ""
    assert page.password.line.hasFocus()
    begun = time.perf_counter()
    log_in(desk, "liwei")
    assert desk.window.ward is not None
    assert time.perf_counter() - begun < 3
    assert desk.window.worklist.model.rowCount() > 15


def test_T1_a_locked_account_counts_the_seconds_and_no_other_one_waits(desk: Desk, clock: TurnedClock) -> None:
    for _ in range(3):
        log_in(desk, "liwei", "not it at all")
    log_in(desk, "liwei")
    page = login_page(desk)
    assert "0:0" in page.message.text()
    assert 0 < page._countdown.seconds_left() <= 5
    now = page._countdown._now
    page._countdown._now = lambda: now() + 2
    page._countdown.count()
    assert 0 < page._countdown.seconds_left() <= 3
    log_in(desk, "zhao")
    assert desk.ward is not None
    assert desk.ward.person.user == "zhao"


def test_a_failed_login_stands_in_the_audit_of_the_next_one(desk: Desk) -> None:
    log_in(desk, "wangfang", "not it at all")
    log_in(desk, "wangfang")
    assert desk.ward is not None
    latest = [entry.action for entry in desk.ward.store.audit_entries(limit=2)]
    assert latest == [AuditAction.LOGIN, AuditAction.LOGIN_FAIL]


def test_T3_opening_a_patient_is_audited(physician: Desk, qtbot: QtBot) -> None:
    assert physician.ward is not None
    store = physician.ward.store
    physician.window.open_patient(PATIENT)
    qtbot.waitUntil(lambda: store.audit_entries(PATIENT, limit=1)[0].action is AuditAction.VIEW)
    assert store.audit_entries(PATIENT, limit=1)[0].user == "liwei"


def test_T3_a_look_is_in_the_trail_before_what_is_done_next(physician: Desk) -> None:
    assert physician.ward is not None
    physician.window.open_patient(PATIENT)
    physician.ward.note(AuditAction.PRINT, patient=PATIENT)
    latest = [entry.action for entry in physician.ward.store.audit_entries(PATIENT, limit=2)]
    assert latest == [AuditAction.PRINT, AuditAction.VIEW]


def test_T3_a_locked_window_holds_no_patient(physician: Desk) -> None:
    window = physician.window
    window.worklist.search.setText("张示例")
    window.open_patient(PATIENT)
    window.shortcuts["patient_history"].trigger()
    window.access.lock_now()
    assert isinstance(window._above, LockPage)
    assert names_a_patient(physician) == []
    assert [each for each in QApplication.topLevelWidgets() if each.isVisible()] == [window]


def test_T3_idling_warns_then_locks_then_drops_the_key(physician: Desk, qtbot: QtBot) -> None:
    window = physician.window
    watch, seconds = window.access.watch, [0.0]
    began = watch.idle._now()
    watch.idle._now = lambda: began + seconds[0]
    assert watch.idle.running
    window.open_patient(PATIENT)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)  # However long all that took.
    seconds[0] = 271
    watch.idle.look()
    assert any("29" in text or "30" in text for text in window.access.notices.texts)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    assert window.access.notices.texts == ()
    assert watch.idle.rest is Rest.AWAKE
    seconds[0] = 271 + 301
    watch.idle.look()
    assert watch.locked
    store = physician.ward.store if physician.ward is not None else None
    seconds[0] = 271 + 901
    watch.idle.look()
    assert physician.ward is None
    assert isinstance(window._above, LoginPage)
    assert "密钥已从内存清除" in " ".join(label.text() for label in window._above.findChildren(QLabel))
    assert store is not None
    log_in(physician, "liwei")
    assert isinstance(window._pages.currentWidget(), WorklistPage)


def test_T3_not_one_keystroke_is_lost_by_a_lock(physician: Desk, qtbot: QtBot) -> None:
    """Typed into a field that was not left; the window locks in the middle, and the key is dropped."""
    window = physician.window
    window.open_patient(PATIENT)
    assert window.patient is not None
    window.patient.entry.show_page("patient", focus=True)
    field = window.focusWidget()
    assert isinstance(field, QLineEdit)
    address = RowId("patient")
    record = window.record
    assert record is not None
    record.edit(address, "note", "half a sent", final=False)
    window.access.lock_now()
    page = window._above
    assert isinstance(page, LockPage)
    page.password.line.setText(PASSWORD)
    page.unlock.click()
    assert window.record is None
    assert "张示例" in window.messages.text
    window.messages._accept()
    assert window.record is record
    assert record.record.patient.note == "half a sent"
    record.undo()
    assert record.record.patient.note != "half a sent"
    record.redo()
    QApplication.processEvents()
    window.access.lock_now()
    window.access.watch._drop()
    log_in(physician, "liwei")
    assert records(physician, "liwei") == [PATIENT]
    window.messages._accept()
    assert window.record is not None
    assert window.record.record.patient.note == "half a sent"


def test_a_pin_unlocks_and_three_wrong_ones_end_it(physician: Desk) -> None:
    window = physician.window
    window.access.set_pin()
    dialog = next(each for each in window.findChildren(PinDialog) if each.isVisible())
    dialog.pin.setText("1234")
    dialog.again.setText("1234")
    dialog.take.click()
    assert dialog.isVisible()
    dialog.pin.setText("4829")
    dialog.again.setText("4829")
    dialog.take.click()
    window.access.lock_now()
    page = window._above
    assert isinstance(page, LockPage)
    page.pin.setText("4829")
    begun = time.perf_counter()
    page.unlock.click()
    assert time.perf_counter() - begun < 1.5
    assert window.ward is not None
    window.access.lock_now()
    page = window._above
    assert isinstance(page, LockPage)
    for _ in range(3):
        page.pin.setText("9999")
        page.unlock.click()
    assert not page.pin.isVisible()
    assert page.password.isVisible()
    assert "失效" in page.message.text()
    page.password.line.setText("wrong one here")
    page.unlock.click()
    assert window.ward is None
    page.password.line.setText(PASSWORD)
    page.unlock.click()
    assert window.ward is not None


def test_H25_H01_a_switch_parks_the_draft_and_closes_the_patient(physician: Desk) -> None:
    window = physician.window
    window.open_patient(PATIENT)
    assert window.record is not None
    window.record.edit(RowId("patient"), "note", "of the physician")
    begun = time.perf_counter()
    window.access.switch_user()
    assert window.record is None
    log_in(physician, "zhao")
    assert time.perf_counter() - begun < 3
    assert physician.ward is not None
    assert physician.ward.author == "zhao"
    assert physician.ward.store.person.user == "zhao"
    assert records(physician, "zhao") == []
    assert not window.messages.isVisible()
    window.open_patient(PATIENT)
    assert window.record is not None
    assert window.record.record.patient.note != "of the physician"
    window.record.edit(RowId("patient"), "note", "of the nurse")
    assert window.record.save()
    window.access.switch_user()
    log_in(physician, "liwei")
    assert records(physician, "liwei") == [PATIENT]
    assert physician.ward is not None
    assert physician.ward.store.revisions(PATIENT)[-1].author == "zhao"


def test_going_back_from_a_switch_leads_to_the_lock_and_never_inside(physician: Desk) -> None:
    window = physician.window
    window.access.switch_user()
    login_page(physician).back.click()
    assert isinstance(window._above, LockPage)
    assert window.ward is None


def test_another_person_cannot_unlock_with_an_own_password_of_another_account(physician: Desk) -> None:
    window = physician.window
    window.access.lock_now()
    page = window._above
    assert isinstance(page, LockPage)
    page.password.line.setText("some other password")
    page.unlock.click()
    assert window.ward is None
    assert page.message.isVisible()


@pytest.mark.parametrize("minutes", [2, 15])
def test_the_ward_chooses_when_it_locks(desk: Desk, minutes: int) -> None:
    log_in(desk, "wangfang")
    assert desk.ward is not None
    desk.ward.store.put_setting("lock_minutes", minutes)
    desk.window.access.switch_user()
    log_in(desk, "liwei")
    assert desk.window.access.watch.idle._locked_after == minutes * 60


def test_T3_the_computers_own_lock_drops_the_key_at_once(physician: Desk) -> None:
    physician.window.open_patient(PATIENT)
    physician.window.access.watch._session.active_changed(True)
    assert physician.ward is None
    assert isinstance(physician.window._above, LoginPage)
    assert names_a_patient(physician) == []
    physician.window.access.watch._session.active_changed(False)
    log_in(physician, "liwei")
    assert physician.ward is not None


def test_a_store_without_accounts_can_be_covered_and_opened_again(
    opened: Callable[..., MainWindow], ward: Ward
) -> None:
    window = opened(ward, PATIENT)
    window.access.lock_now()
    page = window._above
    assert isinstance(page, LockPage)
    assert not page.password.isVisible()
    assert not page.switch.isVisible()
    page.unlock.click()
    assert window.ward is ward
    assert not window.access.watch.idle.running
