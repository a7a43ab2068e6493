"""The change of the data key, with the window waiting; then what is shown once; then the window goes on."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QProgressBar

from desktop_app.accounts.contents import Access
from desktop_app.accounts.keyring import Keyring, Rekeyed
from desktop_app.errors import KnownError
from desktop_app.session.background import BackgroundWork
from desktop_app.store.renewing_key import renew_key
from desktop_app.ui.access.backup_places import folder_of
from desktop_app.ui.access.code_drill import prove_code
from desktop_app.ui.access.code_page import CodePage
from desktop_app.ui.access.door import Door, file_of
from desktop_app.ui.access.front_page import FrontPage
from desktop_app.ui.access.one_time_page import OneTimePage
from desktop_app.ui.dialogs.remedy import show_known_error

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow
    from desktop_app.ui.ward import Ward


class Renewing(QObject):
    """Nobody may have the store open meanwhile, so it is closed first and opened again whatever comes of it."""

    def __init__(self, window: "MainWindow", door: Door, ward: "Ward") -> None:
        super().__init__(window)
        self._window, self._door, self._ward = window, door, ward
        self._place, self._access = str(file_of(ward.store.location.shown)), ward.store.access
        self._folder = folder_of(ward)
        self._page: WaitingPage | None = None
        self._work: BackgroundWork | None = None

    def begin(self, password: str) -> None:
        window, ward, path = self._window, self._ward, file_of(self._place)
        window.leave_ward()
        window.show_front(self._waiting)
        ward.close()

        def renew(work: BackgroundWork) -> Rekeyed:
            return renew_key(
                path,
                self._access,
                password,
                clock=ward.clock,
                folder=self._folder,
                progress=lambda left, total: work.tell(total - left, total),
            )

        self._work = BackgroundWork(renew, self)
        self._work.progressed.connect(self._tell)
        self._work.done.connect(self._show_passwords)
        self._work.failed.connect(self._refused)
        self._work.start()

    def _refused(self, error: Exception) -> None:
        """The key is the one before: everybody's password is as it was."""
        self._door.let_in(self._place, self._access)
        if not isinstance(error, KnownError):
            raise error
        show_known_error(self._window.words, error, self._window)

    def _show_passwords(self, renewed: Rekeyed) -> None:
        keyring = Keyring.load(file_of(self._place))
        others = [each for each in keyring.accounts if each.user in renewed.one_time_passwords]
        if not others:
            self._show_code(renewed)
            return
        window = self._window

        def make() -> OneTimePage:
            page = OneTimePage(window.theme, window.words, others, renewed.one_time_passwords)
            page.done.connect(lambda: self._show_code(renewed))
            return page

        window.show_front(make)

    def _show_code(self, renewed: Rekeyed) -> None:
        show_code(self._window, renewed.recovery_code, lambda: self._finish(renewed.access))

    def _finish(self, access: Access) -> None:
        prove_code(self._place, access, self._ward.clock)
        self._door.let_in(self._place, access)
        self._window.messages.say(self._window.words("access.rekey.done"), stays=True)
        self.deleteLater()

    def _waiting(self) -> "WaitingPage":
        self._page = WaitingPage(self._window)
        return self._page

    def _tell(self, done: int, total: int) -> None:
        if self._page is not None:
            self._page.progress.setRange(0, total)
            self._page.progress.setValue(done)


class WaitingPage(FrontPage):
    """The backup that comes first takes most of the time, and tells how far it is."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window.theme, window.words)
        self.add_title(window.words("access.rekey.title"))
        self.add_text(window.words("access.rekey.going_on"))
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(window.words("access.rekey.going_on"))
        self.add(self.progress)


def show_code(window: "MainWindow", code: str, kept: Callable[[], None]) -> None:
    """A recovery code as at set-up: shown, printed, two groups typed back."""

    def make() -> CodePage:
        page = CodePage(window.theme, window.words, code)
        page.kept.connect(kept)
        return page

    window.show_front(make)
