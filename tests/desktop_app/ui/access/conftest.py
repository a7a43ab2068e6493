import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.accounts.contents import Role
from desktop_app.accounts.keyring_contents import NewAccount
from desktop_app.main import Desk
from desktop_app.store import open_store, store_location
from desktop_app.ui.access import copies
from desktop_app.ui.access.closing import accounts_made
from desktop_app.ui.access.login_page import LoginPage
from desktop_app.ui.opening import fill_demo
from desktop_app.ui.ward import Ward
from tests.desktop_app.accounts.keyring_samples import cheapen
from tests.desktop_app.ui.store_copies import copy_store

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PASSWORD = "kettle-Maple7-river"  # noqa: S105
ACCOUNTS = (
    NewAccount("liwei", "李伟", Role.PHYSICIAN, PASSWORD),
    NewAccount("zhao", "赵敏", Role.ENTRY, PASSWORD),
    NewAccount("wangfang", "王芳", Role.ADMIN, PASSWORD),
)


class TurnedClock:
    """Aware times that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a guess costs is the matter of the keyring's tests."""
    cheapen(monkeypatch.setattr)


@pytest.fixture(scope="session")
def guarded_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented patients in a store with accounts, made once; the code lies beside it for the tests."""
    path = tmp_path_factory.mktemp("guarded") / "store.db"
    store = open_store(store_location(str(path)), clock=lambda: NOW, create=True)
    ward = Ward(store, lambda: NOW, store.person.user)
    fill_demo(ward)
    with pytest.MonkeyPatch.context() as patch:
        cheapen(patch.setattr)
        code, _ = accounts_made(ward, ACCOUNTS, lambda: NOW)
    (path.parent / "code.txt").write_text(code)
    return path


@pytest.fixture
def guarded(tmp_path: Path, guarded_store: Path) -> Path:
    """A copy to work on."""
    shutil.copyfile(guarded_store.parent / "code.txt", tmp_path / "code.txt")
    return copy_store(guarded_store, tmp_path / "ward.db")


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path, guarded: Path, clock: TurnedClock) -> Iterator[Desk]:
    """The program on that store, as it starts."""
    made = started(qtbot, qapp, tmp_path, str(guarded), clock)
    yield made
    with pytest.MonkeyPatch.context() as patch:
        # The copy of the day is the matter of those tests that close the program themselves.
        patch.setattr(copies, "copy_at_the_end", lambda _: None)
        made.close()
    # With its clocks: what they call would find keys that are no longer cheap.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def started(qtbot: QtBot, qapp: QApplication, folder: Path, store: str | None, clock: TurnedClock) -> Desk:
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    made = Desk(qapp, clock, store, settings, "zh")
    with qtbot.waitActive(made.window):
        made.window.show()
        made.window.activateWindow()
    qtbot.waitUntil(lambda: made._furnished)
    return made


def login_page(desk: Desk) -> LoginPage:
    page = desk.window._above
    assert isinstance(page, LoginPage)
    return page


def log_in(desk: Desk, user: str, password: str = PASSWORD) -> None:
    page = login_page(desk)
    page.user.setText(user)
    page.password.line.setText(password)
    page.log_in.click()
