"""What is typed in a dialog outlives a lock for the same person, is never seen meanwhile, and by nobody else."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop_app.main import Desk
from desktop_app.ui.access.accounts_panel import AddDialog
from desktop_app.ui.access.admin_page import AdminPage
from desktop_app.ui.access.lock_page import LockPage
from desktop_app.ui.access.password_dialog import PasswordDialog
from desktop_app.ui.dialogs import import_dialog
from desktop_app.ui.dialogs.import_dialog import ImportDialog
from desktop_app.ui.pages.history.override_dialog import OverrideDialog
from desktop_app.ui.settings.profile_dialog import ProfileDialog
from tests.desktop_app.ui.access.conftest import PASSWORD, log_in
from tests.desktop_app.ui.access.test_login_and_lock import names_a_patient

PATIENT = "DEMO-01"
TYPED = "肝功能不允许再次 TACE"


@pytest.fixture
def physician(desk: Desk) -> Desk:
    log_in(desk, "liwei")
    return desk


def lock(desk: Desk) -> LockPage:
    desk.window.access.lock_now()
    page = desk.window._above
    assert isinstance(page, LockPage)
    assert [each for each in QApplication.topLevelWidgets() if each.isVisible()] == [desk.window]
    return page


def unlock(desk: Desk) -> None:
    page = desk.window._above
    assert isinstance(page, LockPage)
    page.password.line.setText(PASSWORD)
    page.unlock.click()


def shown(desk: Desk, kind: type[QDialog], qtbot: QtBot) -> QDialog:
    qtbot.waitUntil(lambda: any(each.isVisible() for each in desk.window.findChildren(kind)))
    found = next(each for each in desk.window.findChildren(kind) if each.isVisible())
    found.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is found)
    qtbot.wait(20)
    return found


def open_override(desk: Desk, qtbot: QtBot) -> OverrideDialog:
    desk.window.open_patient(PATIENT)
    desk.window.shortcuts["override_verdict"].trigger()
    dialog = shown(desk, OverrideDialog, qtbot)
    assert isinstance(dialog, OverrideDialog)
    return dialog


def test_the_reason_of_an_override_is_there_again_after_the_lock(physician: Desk, qtbot: QtBot) -> None:
    dialog = open_override(physician, qtbot)
    title = dialog.windowTitle()
    dialog.text.setText(TYPED)
    dialog.verdict.setCurrentIndex(1)
    lock(physician)
    assert names_a_patient(physician) == []
    assert not any(TYPED in each.windowTitle() for each in QApplication.topLevelWidgets())
    unlock(physician)
    assert title in physician.window.messages.text
    again = open_override(physician, qtbot)
    assert again is not dialog
    assert (again.text.text(), again.verdict.currentIndex()) == (TYPED, 1)
    again.reject()
    third = open_override(physician, qtbot)
    assert third.text.text() == "", "what was closed on purpose is gone"
    third.reject()


def test_the_text_belongs_to_its_patient(physician: Desk, qtbot: QtBot) -> None:
    open_override(physician, qtbot).text.setText(TYPED)
    lock(physician)
    unlock(physician)
    physician.window.open_patient("DEMO-02")
    physician.window.shortcuts["override_verdict"].trigger()
    other = shown(physician, OverrideDialog, qtbot)
    assert isinstance(other, OverrideDialog)
    assert other.text.text() == ""
    other.reject()


def test_nobody_else_finds_it_and_is_told_that_something_was_closed(physician: Desk, qtbot: QtBot) -> None:
    open_override(physician, qtbot).text.setText(TYPED)
    physician.window.access.switch_user()
    log_in(physician, "wangfang")
    words = physician.window.words
    assert physician.window.messages.text == words("access.lock.dialog_dropped")
    physician.window.access.switch_user()
    log_in(physician, "liwei")
    again = open_override(physician, qtbot)
    assert again.text.text() == ""
    again.reject()


def test_an_import_is_there_whole_after_the_lock(
    physician: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "in.csv"
    file.write_text("patient,name\nX1,张三\n", encoding="utf-8")
    monkeypatch.setattr(import_dialog, "chosen_files", lambda *_: [file])
    physician.window.tools.import_tables()
    dialog = shown(physician, ImportDialog, qtbot)
    assert isinstance(dialog, ImportDialog)
    qtbot.waitUntil(lambda: dialog._work is None or not dialog._work.running)
    lock(physician)
    assert dialog not in physician.window.findChildren(ImportDialog)
    unlock(physician)
    assert dialog.isVisible()
    assert dialog.isModal()
    dialog.reject()


def test_a_whole_dialog_is_gone_for_the_next_person(desk: Desk, qtbot: QtBot) -> None:
    log_in(desk, "wangfang")
    desk.window.tools.ward_settings()
    shown(desk, ProfileDialog, qtbot)
    lock(desk).switch.click()
    log_in(desk, "liwei")
    assert desk.window.messages.text == desk.window.words("access.lock.dialog_dropped")
    assert not any(isinstance(each, ProfileDialog) and each.isVisible() for each in QApplication.topLevelWidgets())


def test_what_an_administrator_was_typing_is_found_again(desk: Desk, qtbot: QtBot) -> None:
    log_in(desk, "wangfang")

    def adding() -> AddDialog:
        page = desk.window._above
        assert isinstance(page, AdminPage)
        page.accounts.add.click()
        dialog = shown(desk, AddDialog, qtbot)
        assert isinstance(dialog, AddDialog)
        return dialog

    dialog = adding()
    dialog.printed_name.setText("孙丽")
    dialog.user.setText("sunli")
    title = dialog.windowTitle()
    lock(desk)
    unlock(desk)
    assert title in desk.window.messages.text
    again = adding()
    assert (again.printed_name.text(), again.user.text()) == ("孙丽", "sunli")
    again.reject()


def test_no_password_is_kept(physician: Desk, qtbot: QtBot) -> None:
    physician.window.access.change_password()
    dialog = shown(physician, PasswordDialog, qtbot)
    assert isinstance(dialog, PasswordDialog)
    dialog.present.line.setText(PASSWORD)
    lock(physician)
    unlock(physician)
    assert physician.window.access.watch.dialogs.titles == ()
