"""Every page before the patients and every dialog of accounts: named, in reading order, in both languages."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.accounts.contents import Person, Role
from desktop_app.accounts.keyring_contents import Account
from desktop_app.errors import StoreMissing
from desktop_app.main import Desk
from desktop_app.store.backup_contents import Backup, BackupReason
from desktop_app.store.restoring_file import Missing
from desktop_app.ui.access.accounts_panel import AddDialog
from desktop_app.ui.access.admin_page import AdminPage
from desktop_app.ui.access.code_drill import DrillDialog
from desktop_app.ui.access.code_page import CodePage
from desktop_app.ui.access.conversion_page import ConversionPage
from desktop_app.ui.access.lock_page import LockPage, PinDialog
from desktop_app.ui.access.login_page import LoginPage
from desktop_app.ui.access.new_password_page import NewPasswordPage
from desktop_app.ui.access.not_opened_page import NotOpenedPage
from desktop_app.ui.access.one_time_page import OneTimePage
from desktop_app.ui.access.password_field import PasswordField
from desktop_app.ui.access.reason_dialog import ReasonDialog
from desktop_app.ui.access.recovery_page import RecoveryPage
from desktop_app.ui.access.rekey_dialog import RekeyDialog
from desktop_app.ui.access.restore_dialog import RestoreDialog
from desktop_app.ui.access.setup_steps import BackupStep, PeopleStep, SetUpEntries, WardStep
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from tests.desktop_app.ui.access.conftest import log_in
from tests.desktop_app.ui.walking import nameless, out_of_order, without_role

PERSON = Person("liwei", "李伟", Role.PHYSICIAN)
ACCOUNT = Account("liwei", "李伟", Role.PHYSICIAN, datetime(2026, 11, 1, tzinfo=UTC))
CODE = "7Q2M-PXWA-K3TR-9HBD-ZC4N-5VGE-81FS-YJ6K-4"
BACKUP = Backup(
    Path("x.db"), datetime(2026, 11, 1, tzinfo=UTC), BackupReason.ASKED, "x.db", 4, {}, 9, "aa", 1, "bb"
)
PAGES: dict[str, Callable[[Theme, Wording], QWidget]] = {
    "login": LoginPage,
    "setup 1": lambda theme, words: WardStep(theme, words, SetUpEntries(), "/x/store.db"),
    "setup 2": lambda theme, words: PeopleStep(theme, words, SetUpEntries()),
    "setup 3": lambda theme, words: BackupStep(theme, words, SetUpEntries(), lambda _: ""),
    "not opened": lambda theme, words: NotOpenedPage(
        theme, words, StoreMissing(path="/x/store.db"), print, print, print
    ),
    "code": lambda theme, words: CodePage(theme, words, CODE),
    "lock": lambda theme, words: LockPage(theme, words, "李伟", with_pin=False),
    "lock with a PIN": lambda theme, words: LockPage(theme, words, "李伟", with_pin=True),
    "lock without accounts": lambda theme, words: LockPage(theme, words, "", with_pin=False, with_password=False),
    "new password": lambda theme, words: NewPasswordPage(theme, words, PERSON, lambda: None),
    "recovery": lambda theme, words: RecoveryPage(theme, words, lambda: None),
    "conversion": lambda theme, words: ConversionPage(theme, words, Path("x.db"), Path, lambda: None),
    "PIN": PinDialog,
    "add an account": lambda theme, words: AddDialog(theme, words, ()),
    "one-time passwords": lambda theme, words: OneTimePage(theme, words, [ACCOUNT], {"liwei": "abcd-efgh-2345"}),
    "change the key": lambda theme, words: RekeyDialog(theme, words, 5),
    "drill": lambda theme, words: DrillDialog(theme, words, None),  # type: ignore[arg-type]
    "answer": ReasonDialog,
    "restore": lambda theme, words: RestoreDialog(theme, words, BACKUP, Missing(("A1",), ("A2",), 3, 10, 14)),
}


def faults(root: QWidget) -> list[str]:
    QApplication.processEvents()
    return [*nameless(root), *without_role(root), *out_of_order(root)]


def texts(root: QWidget) -> Iterator[str]:
    return (label.text() for label in root.findChildren(QLabel))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_heard_and_walked(name: str, theme: Theme, words: Wording, qtbot: QtBot) -> None:
    page = PAGES[name](theme, words)
    qtbot.addWidget(page)
    page.resize(1366, 740)
    page.show()
    QApplication.processEvents()
    assert faults(page) == []
    if words.language == "en":
        said = " ".join(texts(page)).replace("李伟", "").replace("中文", "")
        assert not any("一" <= character <= "鿿" for character in said)


@pytest.mark.parametrize("zoom", [100, 150, 200])
def test_nothing_of_a_page_is_cut_off_at_the_side(zoom: int, theme: Theme, words: Wording, qtbot: QtBot) -> None:
    """All pages in one test: to put a zoom into effect costs more than to lay a page out."""
    theme.use_zoom(zoom)
    for name, make in PAGES.items():
        page = make(theme, words)
        qtbot.addWidget(page)
        page.resize(1366, 740)
        page.show()
        QApplication.processEvents()
        for each in page.findChildren(QWidget):
            if each.isVisible() and isinstance(each, (QLabel, QComboBox)):
                right = each.mapTo(page, QPoint(each.width(), 0)).x()
                assert right <= page.width() + 1, (name, each)
        page.close()


def test_the_administrators_tabs_can_be_heard_and_walked(desk: Desk) -> None:
    log_in(desk, "wangfang")
    page = desk.window._above
    assert isinstance(page, AdminPage)
    for tab in range(page.tabs.count()):
        page.tabs.setCurrentIndex(tab)
        assert faults(desk.window) == [], page.tabs.tabText(tab)


def test_H23_the_wheel_changes_nothing_on_the_administrators_page(desk: Desk) -> None:
    log_in(desk, "wangfang")
    page = desk.window._above
    assert isinstance(page, AdminPage)
    for tab in range(page.tabs.count()):
        page.tabs.setCurrentIndex(tab)
        for box in (*page.findChildren(QComboBox), *page.findChildren(QSpinBox)):
            if not box.isVisible():
                continue
            box.setFocus()
            before = box.currentIndex() if isinstance(box, QComboBox) else box.value()
            turn = QWheelEvent(
                QPointF(5, 5),
                box.mapToGlobal(QPointF(5, 5)),
                QPoint(),
                QPoint(0, -120),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(box, turn)
            assert (box.currentIndex() if isinstance(box, QComboBox) else box.value()) == before


def test_caps_lock_and_an_input_method_are_told(theme: Theme, words: Wording, qtbot: QtBot) -> None:
    field = PasswordField(theme, words, "x")
    qtbot.addWidget(field)
    field.show()
    QTest.keyClick(field.line, Qt.Key.Key_A)
    assert not field.warning.isVisible()
    capital = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "A")
    QApplication.sendEvent(field.line, capital)
    assert field.warning.text() == words("access.password.capitals")
    small = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    QApplication.sendEvent(field.line, small)
    assert not field.warning.isVisible()
    field.line.setText("密码")
    assert field.warning.text() == words("access.password.input_method")
    assert not field.line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_a_password_is_shown_while_it_is_wanted(theme: Theme, words: Wording, qtbot: QtBot) -> None:
    field = PasswordField(theme, words, "x")
    qtbot.addWidget(field)
    field.line.setText("secret words")
    assert field.line.displayText() != "secret words"
    field.shown.click()
    assert field.line.displayText() == "secret words"
    field.clear()
    field.line.setText("another one")
    assert field.line.displayText() != "another one"
