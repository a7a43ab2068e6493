"""The pages that stand before the patients, with entries as somebody would have made them: for the pictures."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.accounts.contents import Person, Role
from desktop_app.accounts.keyring_contents import Account, NewAccount
from desktop_app.errors import AccountLocked
from desktop_app.ui.access.code_page import CodePage
from desktop_app.ui.access.conversion_page import ConversionPage
from desktop_app.ui.access.lock_page import LockPage
from desktop_app.ui.access.login_page import LoginPage
from desktop_app.ui.access.new_password_page import NewPasswordPage
from desktop_app.ui.access.one_time_page import OneTimePage
from desktop_app.ui.access.recovery_page import RecoveryPage
from desktop_app.ui.access.setup_steps import BackupStep, PeopleStep, SetUpEntries, WardStep
from desktop_app.ui.main_window import MainWindow

SAMPLE_PASSWORD = "kettle-Maple7-river"  # noqa: S105
SAMPLE_CODE = "7Q2M-PXWA-K3TR-9HBD-ZC4N-5VGE-81FS-YJ6K-4"


def _sample_people() -> SetUpEntries:
    entries = SetUpEntries(ward_name="介入科三病区", backup_folder=str(Path.home()))
    for role, user, name in ((Role.PHYSICIAN, "liwei", "李伟"), (Role.ADMIN, "wangfang", "王芳")):
        entries.people[role] = NewAccount(
            user, name, role, SAMPLE_PASSWORD if role is Role.PHYSICIAN else "123456"
        )
        entries.repeated[role] = SAMPLE_PASSWORD
    return entries


def _refused_login(window: MainWindow) -> LoginPage:
    page = LoginPage(window.theme, window.words)
    page.user.setText("liwei")
    page.refuse(AccountLocked(user="liwei", wait_seconds=600))
    return page


ACCESS_PAGES: dict[str, Callable[[MainWindow], QWidget]] = {
    "login": lambda window: LoginPage(window.theme, window.words),
    "login-locked": _refused_login,
    "setup-1": lambda window: WardStep(window.theme, window.words, _sample_people(), "…/tacewatch/store.db"),
    "setup-2": lambda window: PeopleStep(window.theme, window.words, _sample_people()),
    "setup-3": lambda window: BackupStep(
        window.theme, window.words, _sample_people(), lambda _: window.words("access.backup.same_disk")
    ),
    "code": lambda window: CodePage(window.theme, window.words, SAMPLE_CODE),
    "one-time": lambda window: OneTimePage(
        window.theme,
        window.words,
        [Account("liwei", "李伟", Role.PHYSICIAN, datetime(2026, 11, 1, tzinfo=UTC))],
        {"liwei": "q7hd-2kfm-xw93"},
    ),
    "lock": lambda window: LockPage(window.theme, window.words, "李伟", with_pin=False),
    "lock-pin": lambda window: LockPage(window.theme, window.words, "李伟", with_pin=True),
    "new-password": lambda window: NewPasswordPage(
        window.theme, window.words, Person("liwei", "李伟", Role.PHYSICIAN), window.close
    ),
    "recovery": lambda window: RecoveryPage(window.theme, window.words, window.close),
    "conversion": lambda window: ConversionPage(
        window.theme, window.words, Path("…/tacewatch/store.db"), Path, window.close
    ),
}
