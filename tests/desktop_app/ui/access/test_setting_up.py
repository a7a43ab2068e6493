"""The first start, an older store, a demo, an open store: what each shows and what it leads to."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.accounts.contents import Role
from desktop_app.accounts.keyring import Keyring
from desktop_app.errors import StoreOpenElsewhere
from desktop_app.main import Desk
from desktop_app.store import open_store, store_location
from desktop_app.ui.access.code_page import CodePage
from desktop_app.ui.access.conversion_page import ConversionPage
from desktop_app.ui.access.login_page import LoginPage
from desktop_app.ui.access.new_password_page import NewPasswordPage
from desktop_app.ui.access.recovery_page import RecoveryPage
from desktop_app.ui.access.setup_steps import BackupStep, PeopleStep, WardStep
from desktop_app.ui.pages.worklist_page import WorklistPage
from tests.desktop_app.ui.access.conftest import (
    NOW,
    PASSWORD,
    TurnedClock,
    log_in,
    login_page,
    started,
)
from tests.raw_store import raw

FROZEN = Path(__file__).parents[3] / "databases"


def keys(desk: Desk, text: str, *after: Qt.Key) -> None:
    """To whatever has the focus."""
    widget = desk.window.focusWidget()
    assert widget is not None
    QTest.keyClicks(widget, text)
    for key in after:
        focused = desk.window.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)


def page_of(desk: Desk, kind: type[QWidget], qtbot: QtBot) -> QWidget:
    qtbot.waitUntil(lambda: isinstance(desk.window._above, kind), timeout=20_000)
    found = desk.window._above
    assert found is not None
    QApplication.processEvents()
    return found


def type_person(desk: Desk, name: str, user: str) -> None:
    keys(desk, name, Qt.Key.Key_Tab)
    keys(desk, user, Qt.Key.Key_Tab)
    keys(desk, PASSWORD, Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    keys(desk, PASSWORD, Qt.Key.Key_Tab, Qt.Key.Key_Tab)


@pytest.fixture
def fresh(qtbot: QtBot, qapp: QApplication, tmp_path: Path, clock: TurnedClock) -> Desk:
    return started(qtbot, qapp, tmp_path, None, clock)


def test_three_steps_by_keys_alone_end_in_an_encrypted_store_with_accounts(
    fresh: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    own = tmp_path / "data" / "tacewatch" / "store.db"
    fresh.window.ward_chosen.emit()
    page_of(fresh, WardStep, qtbot)
    keys(fresh, "Ward 3", Qt.Key.Key_Return)
    page_of(fresh, PeopleStep, qtbot)
    type_person(fresh, "Li Wei", "liwei")
    type_person(fresh, "Wang Fang", "wangfang")
    assert not own.exists()
    keys(fresh, "", Qt.Key.Key_Return)
    page_of(fresh, BackupStep, qtbot)
    (tmp_path / "copies").mkdir()
    keys(fresh, str(tmp_path / "copies"), Qt.Key.Key_Return)
    page = page_of(fresh, CodePage, qtbot)
    assert isinstance(page, CodePage)
    groups = page._code.split("-")
    assert page._code.replace("-", "  ")[:10] in page.shown.text()
    keys(fresh, "", Qt.Key.Key_Return)
    assert groups[0] not in page.shown.text()
    keys(fresh, groups[2].lower(), Qt.Key.Key_Tab)
    keys(fresh, "XXXX", Qt.Key.Key_Return)
    assert "7" in page.message.text()
    assert isinstance(fresh.window._above, CodePage)
    keys(fresh, groups[6], Qt.Key.Key_Return)
    assert fresh.ward is not None
    assert fresh.ward.person.role is Role.PHYSICIAN
    assert fresh.ward.store.setting("ward_name") == "Ward 3"
    assert fresh.ward.store.setting("backup_folder") == str(tmp_path / "copies")
    keyring = Keyring.load(own)
    assert not keyring.open
    assert keyring.recovery_code_fits(page._code)
    assert {each.role for each in keyring.accounts} == {Role.PHYSICIAN, Role.ADMIN}
    key = fresh.ward.store.access.key
    assert key is not None
    assert keyring.former_key(key) is None
    fresh.close()


def test_enter_goes_on_through_every_field_and_the_folder_for_copies_may_wait(
    fresh: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    fresh.window.ward_chosen.emit()
    page_of(fresh, WardStep, qtbot)
    keys(fresh, "Ward 3", Qt.Key.Key_Return)
    people = page_of(fresh, PeopleStep, qtbot)
    for text in ("Li Wei", "liwei", PASSWORD, PASSWORD, "Wang Fang", "wangfang", PASSWORD):
        keys(fresh, text, Qt.Key.Key_Return)
    assert isinstance(people, PeopleStep)
    assert people.forms[Role.PHYSICIAN].printed_name.text() == "Li Wei"
    keys(fresh, PASSWORD, Qt.Key.Key_Return)
    page_of(fresh, BackupStep, qtbot)
    keys(fresh, "", Qt.Key.Key_Return)
    page = page_of(fresh, CodePage, qtbot)
    assert isinstance(page, CodePage)
    groups = page._code.split("-")
    keys(fresh, "", Qt.Key.Key_Return)
    keys(fresh, groups[2], Qt.Key.Key_Tab)
    keys(fresh, groups[6], Qt.Key.Key_Return)
    assert fresh.ward is not None
    assert fresh.ward.store.setting("backup_folder") is None
    fresh.close()


def test_leaving_before_the_accounts_are_made_leaves_nothing(fresh: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    fresh.window.ward_chosen.emit()
    first = page_of(fresh, WardStep, qtbot)
    assert isinstance(first, WardStep)
    first.ward_name.setText("三病区")
    first.next.click()
    people = page_of(fresh, PeopleStep, qtbot)
    assert isinstance(people, PeopleStep)
    form = people.forms[Role.PHYSICIAN]
    form.user.setText("liwei")
    fresh.window.other_language()
    people = page_of(fresh, PeopleStep, qtbot)
    assert isinstance(people, PeopleStep)
    assert people.forms[Role.PHYSICIAN].user.text() == "liwei"
    people.forms[Role.ADMIN].user.setText("LiWei")
    assert people.forms[Role.ADMIN].user_told.isVisible()
    assert not people.next.isEnabled()
    people.forms[Role.PHYSICIAN].password.first.line.setText("123456")
    assert "short" in people.forms[Role.PHYSICIAN].password.told.text()
    assert not (tmp_path / "data" / "tacewatch" / "store.db").exists()
    fresh.close()


def test_the_ward_names_no_password(fresh: Desk, qtbot: QtBot) -> None:
    fresh.window.ward_chosen.emit()
    first = page_of(fresh, WardStep, qtbot)
    assert isinstance(first, WardStep)
    first.ward_name.setText("Zhongshan-Ward")
    first.next.click()
    people = page_of(fresh, PeopleStep, qtbot)
    assert isinstance(people, PeopleStep)
    form = people.forms[Role.PHYSICIAN]
    form.printed_name.setText("Li")
    form.user.setText("li")
    form.password.first.line.setText("Zhongshan-Ward1")
    form.password.again.line.setText("Zhongshan-Ward1")
    assert not form.ready
    fresh.close()


def test_an_open_store_opens_at_once_and_says_that_anybody_can(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, clock: TurnedClock
) -> None:
    path = tmp_path / "open.db"
    open_store(store_location(str(path)), clock=clock, create=True).close()
    desk = started(qtbot, qapp, tmp_path, str(path), clock)
    assert isinstance(desk.window._pages.currentWidget(), WorklistPage)
    assert any("任何人" in text for text in desk.window.access.notices.texts)
    desk.window.access.set_up_accounts()
    page = page_of(desk, WardStep, qtbot)
    assert isinstance(page, WardStep)
    page.back.emit()
    assert isinstance(desk.window._pages.currentWidget(), WorklistPage)
    desk.close()


def test_the_demo_opens_as_its_physician_and_says_how_to_switch(fresh: Desk, tmp_path: Path) -> None:
    fresh.window.demo_chosen.emit()
    assert fresh.ward is not None
    assert fresh.ward.person.user == "demo-physician"
    assert "demo-entry" in fresh.window.access.notices.texts[0]
    assert not fresh.window.access.watch.idle.running
    fresh.window.access.switch_user()
    log_in(fresh, "demo-entry", "tacewatch-demo")
    assert fresh.ward.person.role is Role.ENTRY
    assert fresh.window.worklist.model.rowCount() > 15
    fresh.close()


def test_a_second_window_on_the_same_store_only_looks(
    desk: Desk, qtbot: QtBot, qapp: QApplication, tmp_path: Path, guarded: Path, clock: TurnedClock
) -> None:
    log_in(desk, "liwei")
    other = started(qtbot, qapp, tmp_path, str(guarded), clock)
    log_in(other, "zhao")
    assert other.ward is not None
    assert other.ward.store.read_only
    assert "只能查看" in other.window.access.notices.texts[0]
    with pytest.raises(StoreOpenElsewhere):
        other.ward.new()
    other.window.open_patient("DEMO-01")
    assert other.window.record is not None
    assert not any("只能查看" in text for text in desk.window.access.notices.texts)
    other.close()


def test_T2_an_older_store_in_the_clear_is_converted_only_when_asked(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, clock: TurnedClock, plain_store: Path
) -> None:
    before = plain_store.read_bytes()
    desk = started(qtbot, qapp, tmp_path, str(plain_store), clock)
    page = page_of(desk, ConversionPage, qtbot)
    assert isinstance(page, ConversionPage)
    assert plain_store.read_bytes() == before
    page.begin.click()
    page_of(desk, WardStep, qtbot)
    assert desk.ward is not None
    assert plain_store.read_bytes()[:15] != b"SQLite format 3"
    copies = list(plain_store.parent.glob("*.plain.*.db"))
    assert len(copies) == 1
    assert copies[0].name in desk.window.messages.text
    desk.close()


@pytest.fixture
def plain_store(tmp_path: Path) -> Path:
    """A store of the last version without encryption."""
    path = tmp_path / "older.db"
    path.write_bytes(gzip.decompress((FROZEN / "schema_0003.db.gz").read_bytes()))
    with closing(sqlite3.connect(path)) as connection:
        # Its settings of the ward are made up for the test of migrations; no program could have chosen them.
        connection.execute("DROP TRIGGER ward_profile_refuses_delete")
        connection.execute("DELETE FROM ward_profile")
        connection.commit()
    return path


def test_a_recovery_code_makes_an_administrator_and_is_spent(desk: Desk, qtbot: QtBot, guarded: Path) -> None:
    code = (guarded.parent / "code.txt").read_text()
    login_page(desk).forgotten.click()
    page = page_of(desk, RecoveryPage, qtbot)
    assert isinstance(page, RecoveryPage)
    page.code.setText("nonsense")
    page.person.printed_name.setText("孙新")
    page.person.user.setText("sunxin")
    for field in (page.person.password.first, page.person.password.again):
        field.line.setText(PASSWORD)
    page.take.click()
    assert page.message.isVisible()
    page.code.setText(code.lower().replace("-", " "))
    page.take.click()
    shown = page_of(desk, CodePage, qtbot)
    assert isinstance(shown, CodePage)
    assert shown._code != code
    groups = shown._code.split("-")
    shown.hide_button.click()
    for number, line in shown.groups.items():
        line.setText(groups[number - 1])
    shown.done.click()
    assert desk.ward is not None
    assert desk.ward.person.role is Role.ADMIN
    assert not Keyring.load(guarded).recovery_code_fits(code)


def test_a_one_time_password_opens_only_the_page_for_a_new_one(desk: Desk, qtbot: QtBot, guarded: Path) -> None:
    keyring = Keyring.load(guarded)
    admin = keyring.login("wangfang", PASSWORD, now=NOW)
    one_time = keyring.reset_password(admin, "zhao")
    log_in(desk, "zhao", one_time)
    page = page_of(desk, NewPasswordPage, qtbot)
    assert isinstance(page, NewPasswordPage)
    assert desk.ward is None
    for field in (page.password.first, page.password.again):
        field.line.setText("lantern-Gate5-quiet")
    page.take.click()
    assert desk.ward is not None
    assert desk.ward.person.user == "zhao"
    desk.window.access.switch_user()
    log_in(desk, "zhao", "lantern-Gate5-quiet")
    assert isinstance(desk.window._pages.currentWidget(), WorklistPage)


def test_the_code_is_printed_with_nobodys_name(qtbot: QtBot, theme: object, tmp_path: Path, desk: Desk) -> None:
    from pypdf import PdfReader

    code = "AB12-CD34-EF56-GH78-JK9M-NP0Q-RS1T-VW2X-5"
    page = CodePage(desk.window.theme, desk.window.words, code)
    qtbot.addWidget(page)
    file = tmp_path / "code.pdf"
    assert page.write_pdf(str(file))
    reader = PdfReader(file)
    text = "".join(each.extract_text() for each in reader.pages).replace("\n", " ")
    assert all(group in text for group in code.split("-"))
    assert (reader.metadata or {}).get("/Author") in (None, "")


def test_passwords_stand_in_no_setting_and_no_label(desk: Desk, tmp_path: Path, guarded: Path) -> None:
    log_in(desk, "liwei")
    kept = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    assert not any(PASSWORD in str(kept.value(key)) or "liwei" in str(kept.value(key)) for key in kept.allKeys())
    assert not any(PASSWORD in label.text() for label in desk.window.findChildren(QLabel))
    assert isinstance(desk.window._above, LoginPage) is False
    with pytest.raises(Exception), closing(raw(guarded)):  # noqa: B017, PT011  (there is no open slot)
        pass
