"""The administrator changes the data key, proves the recovery code, lays down how old a password may be."""

from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.accounts.keyring import Keyring
from desktop_app.accounts.recovery_code import code_groups
from desktop_app.errors import WrongPassword
from desktop_app.main import Desk
from desktop_app.store import StoreLocation, open_store
from desktop_app.store.audit_contents import AuditAction
from desktop_app.store.backup import backup_folder, backups
from desktop_app.store.backup_contents import BackupReason
from desktop_app.ui.access.admin_page import AdminPage
from desktop_app.ui.access.code_drill import DrillDialog
from desktop_app.ui.access.code_page import CodePage
from desktop_app.ui.access.new_password_page import NewPasswordPage
from desktop_app.ui.access.one_time_page import OneTimePage
from desktop_app.ui.access.rekey_dialog import RekeyDialog
from tests.desktop_app.accounts.keyring_samples import cheapen
from tests.desktop_app.ui.access.conftest import PASSWORD, TurnedClock, log_in

ADMIN = "wangfang"
NEW = "lantern-9-Orchard"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheapen(monkeypatch.setattr)


@pytest.fixture
def admin(desk: Desk, guarded: Path, clock: TurnedClock) -> Desk:
    """The administrator's page; the code was proved when the accounts were made."""
    key = Keyring.load(guarded).login(ADMIN, PASSWORD, now=clock()).key
    assert key is not None
    Keyring.load(guarded).code_proved(key, clock())
    log_in(desk, ADMIN)
    return desk


Page = TypeVar("Page", bound=QWidget)


def page_of(desk: Desk, kind: type[Page]) -> Page:
    page = desk.window._above
    assert isinstance(page, kind)
    return page


def entries(desk: Desk, action: AuditAction) -> list[dict[str, object]]:
    assert desk.ward is not None
    found = desk.ward.store.audit_entries(actions=frozenset({action}))
    return [{name: new for name, (_, new) in entry.changes.items()} for entry in found]


def begin_rekey(desk: Desk, password: str) -> None:
    """With the keyboard: the button, the password, Return."""
    panel = page_of(desk, AdminPage).accounts
    panel.rekey.setFocus()
    QTest.keyClick(panel.rekey, Qt.Key.Key_Space)
    dialog = panel.findChild(RekeyDialog)
    assert dialog is not None
    assert not dialog.do.isEnabled()
    QTest.keyClicks(dialog.password.line, password)
    QTest.keyClick(dialog.password.line, Qt.Key.Key_Return)


def type_back(page: CodePage, code: str) -> None:
    QTest.keyClick(page.hide_button, Qt.Key.Key_Space)
    for number, line in page.groups.items():
        QTest.keyClicks(line, code_groups(code)[number - 1])
    QTest.keyClick(page.groups[7], Qt.Key.Key_Return)


def test_the_key_is_changed_with_the_keyboard_and_the_window_goes_on(
    admin: Desk, guarded: Path, clock: TurnedClock, qtbot: QtBot
) -> None:
    former = Keyring.load(guarded).login("liwei", PASSWORD, now=clock()).key
    begin_rekey(admin, PASSWORD)
    qtbot.waitUntil(lambda: isinstance(admin.window._above, OneTimePage), timeout=60_000)
    handed_out = page_of(admin, OneTimePage)
    one_time = {user: password for _, user, password in handed_out._lines}
    assert set(one_time) == {"liwei", "zhao"}
    (made,) = backups(backup_folder(guarded))
    assert made.why is BackupReason.BEFORE_REKEY
    QTest.keyClick(handed_out.on, Qt.Key.Key_Space)
    code_page = page_of(admin, CodePage)
    code = code_page._code
    type_back(code_page, code)
    qtbot.waitUntil(lambda: isinstance(admin.window._above, AdminPage))
    assert admin.ward is not None
    key = admin.ward.store.access.key
    assert key is not None
    assert key != former
    keyring = Keyring.load(guarded)
    assert keyring.former_key(key) is None
    assert keyring.recovery_code_fits(code)
    assert not keyring.recovery_code_fits((guarded.parent / "code.txt").read_text())
    assert not keyring.rules(key).drill_due(clock()), "two groups were typed from the paper"
    assert entries(admin, AuditAction.REKEY) == [{"accounts": 2}]
    assert admin.ward.store.verify().sound
    with pytest.raises(WrongPassword):
        keyring.login("liwei", PASSWORD, now=clock())
    assert keyring.login("liwei", one_time["liwei"], now=clock()).key == key
    assert keyring.account("liwei").must_change


def test_what_is_handed_out_can_be_printed_strip_by_strip(admin: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    from desktop_app.ui.access.paper import write_sheet

    begin_rekey(admin, PASSWORD)
    qtbot.waitUntil(lambda: isinstance(admin.window._above, OneTimePage), timeout=60_000)
    page = page_of(admin, OneTimePage)
    document = page.document()
    assert isinstance(document, QTextDocument)
    for name, user, password in page._lines:
        assert f"{name} · {user}" in document.toPlainText()
        assert password in document.toPlainText()
    assert write_sheet(document, "x", str(tmp_path / "strips.pdf"))
    assert (tmp_path / "strips.pdf").read_bytes().startswith(b"%PDF")


def test_a_wrong_password_changes_no_key_and_the_window_goes_on(
    admin: Desk, guarded: Path, clock: TurnedClock, qtbot: QtBot
) -> None:
    before = Keyring.load(guarded).login("liwei", PASSWORD, now=clock()).key
    begin_rekey(admin, "not the password")
    qtbot.waitUntil(lambda: isinstance(admin.window._above, AdminPage), timeout=60_000)
    assert Keyring.load(guarded).login("liwei", PASSWORD, now=clock()).key == before
    assert entries(admin, AuditAction.REKEY) == []


def test_T2_after_a_change_of_key_the_former_one_opens_nothing(
    admin: Desk, guarded: Path, clock: TurnedClock, qtbot: QtBot
) -> None:
    former = Keyring.load(guarded).login("liwei", PASSWORD, now=clock())
    begin_rekey(admin, PASSWORD)
    qtbot.waitUntil(lambda: isinstance(admin.window._above, OneTimePage), timeout=60_000)
    with pytest.raises(Exception, match="wrong_key"):
        open_store(StoreLocation(path=guarded), clock=clock, access=former)


# The drill


def notices(desk: Desk) -> tuple[str, ...]:
    desk.window.access.follow()
    return desk.window.access.notices.texts


def drill(desk: Desk) -> DrillDialog:
    QTest.keyClick(page_of(desk, AdminPage).accounts.code, Qt.Key.Key_Space)
    dialog = desk.window.findChild(DrillDialog)
    assert dialog is not None
    return dialog


def test_the_recovery_code_is_asked_for_a_year_after_it_was_proved(
    admin: Desk, guarded: Path, clock: TurnedClock
) -> None:
    due = admin.window.words("access.drill.due")
    assert due not in notices(admin)
    clock.pass_by(days=364)
    assert due not in notices(admin)
    clock.pass_by(days=1)
    assert due in notices(admin)
    dialog = drill(admin)
    QTest.keyClicks(dialog.code, (guarded.parent / "code.txt").read_text().lower().replace("-", " "))
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    assert due not in notices(admin)
    assert entries(admin, AuditAction.DRILL) == [{"result": "fits"}]
    clock.pass_by(days=365)
    assert due in notices(admin)


def test_the_drill_can_be_put_off_by_a_month(admin: Desk, clock: TurnedClock) -> None:
    due = admin.window.words("access.drill.due")
    clock.pass_by(days=400)
    assert due in notices(admin)
    QTest.keyClick(drill(admin).later, Qt.Key.Key_Space)
    assert due not in notices(admin)
    assert entries(admin, AuditAction.DRILL) == [{"result": "put_off"}]
    clock.pass_by(days=29)
    assert due not in notices(admin)
    clock.pass_by(days=2)
    assert due in notices(admin)


def test_a_mistyped_code_and_a_former_one_are_told_apart(admin: Desk, guarded: Path) -> None:
    code, words = (guarded.parent / "code.txt").read_text(), admin.window.words
    dialog = drill(admin)
    QTest.keyClicks(dialog.code, code[:-1])
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    assert dialog.message.text() == words("access.drill.mistyped")
    assert entries(admin, AuditAction.DRILL) == []
    dialog.code.setText("0000-0000-0000-0000-0000-0000-0000-0000-0")
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    assert dialog.message.text() == words("access.drill.wrong")
    assert entries(admin, AuditAction.DRILL) == [{"result": "refused"}]


def test_a_lost_paper_gives_way_to_a_new_one(admin: Desk, guarded: Path, clock: TurnedClock) -> None:
    QTest.keyClick(drill(admin).renew, Qt.Key.Key_Space)
    page = page_of(admin, CodePage)
    code = page._code
    keyring = Keyring.load(guarded)
    assert keyring.recovery_code_fits(code)
    assert not keyring.recovery_code_fits((guarded.parent / "code.txt").read_text())
    type_back(page, code)
    assert admin.window.words("access.drill.never") not in notices(admin)
    assert entries(admin, AuditAction.DRILL) == [{"result": "renewed"}]


def test_a_code_that_nobody_has_proved_is_asked_for_at_once_and_only_administrators_are_asked(
    desk: Desk, qtbot: QtBot
) -> None:
    never = desk.window.words("access.drill.never")
    log_in(desk, ADMIN)
    assert never in notices(desk)
    desk.window.access.switch_user()
    log_in(desk, "liwei")
    assert never not in notices(desk)


def test_rules_edited_in_the_file_are_taken_for_none(admin: Desk, guarded: Path, clock: TurnedClock) -> None:
    from tests.desktop_app.accounts.keyring_samples import edited

    late = (clock() + timedelta(days=3000)).isoformat()
    edited(guarded, lambda values: values["rules"].update(code_checked_at=late))
    assert admin.window.words("access.drill.never") in notices(admin)


# How old a password may be


def test_passwords_grow_old_only_where_the_administrator_says_so(
    admin: Desk, guarded: Path, clock: TurnedClock
) -> None:
    box = page_of(admin, AdminPage).ward.days
    assert box.currentData() is None
    box.setCurrentIndex(box.findData(90))
    assert entries(admin, AuditAction.USER_CHANGE) == [{"what": "password_days", "former": None, "days": 90}]
    clock.pass_by(days=75)
    admin.window.access.switch_user()
    log_in(admin, "liwei")
    assert not any("到期" in text for text in notices(admin))
    clock.pass_by(days=1)
    assert admin.window.words("access.password.ages", days=14) in notices(admin)
    clock.pass_by(days=14)
    admin.window.access.switch_user()
    log_in(admin, "liwei")
    page = page_of(admin, NewPasswordPage)
    for field in (page.password.first, page.password.again):
        QTest.keyClicks(field.line, NEW)
    QTest.keyClick(page.take, Qt.Key.Key_Space)
    assert admin.ward is not None
    assert admin.ward.person.user == "liwei"
    assert not any("到期" in text for text in notices(admin))
    Keyring.load(guarded).login("liwei", NEW, now=clock())


def test_no_password_rests_on_the_name_of_the_ward(admin: Desk, guarded: Path, clock: TurnedClock) -> None:
    panel = page_of(admin, AdminPage).ward
    panel.name.setText("Xinghai")
    panel.name.editingFinished.emit()
    admin.window.access.change_password()
    from desktop_app.ui.access.password_dialog import PasswordDialog

    dialog = admin.window.findChild(PasswordDialog)
    assert dialog is not None
    for field in (dialog.pair.first, dialog.pair.again):
        QTest.keyClicks(field.line, "Xinghai2026!")
    assert admin.window.words("accounts.password.names_the_hospital") in dialog.pair.problem()
    assert not dialog.take.isEnabled()
    dialog.reject()
