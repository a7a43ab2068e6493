"""The way through set-up: three steps, each behind the one before, and what each of them does to the store."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from desktop_app.accounts.contents import Access
from desktop_app.errors import KnownError
from desktop_app.session.background import BackgroundWork
from desktop_app.ui.access.backup_places import BACKUP_FOLDER, judged
from desktop_app.ui.access.code_drill import prove_code
from desktop_app.ui.access.code_page import CodePage
from desktop_app.ui.access.setup_steps import STEPS, BackupStep, PeopleStep, SetUpEntries, WardStep
from desktop_app.ui.opening import open_ward

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow
    from desktop_app.ui.ward import Ward

WARD_NAME: Final = "ward_name"


class SettingUp(QObject):
    """``finished`` carries the physician's access. Until the accounts are made, everything can be left."""

    finished = Signal(object)

    def __init__(
        self,
        window: "MainWindow",
        clock: Callable[[], datetime],
        place: str,
        ward: "Ward | None",
        leave: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._clock = clock
        self._place = place
        self._ward = ward
        self._leave = leave
        self._code = ""
        self._access: Access | None = None
        self._work: BackgroundWork | None = None
        self.entries = SetUpEntries()
        if ward is not None:
            self.entries.ward_name = str(ward.store.setting(WARD_NAME) or "")

    def begin(self) -> None:
        self._window.show_front(self._ward_step)

    def _ward_step(self) -> WardStep:
        window = self._window
        page = WardStep(window.theme, window.words, self.entries, self._place)
        page.on.connect(lambda: window.show_front(self._people_step))
        page.back.connect(self._leave)
        page.language_chosen.connect(self._use_language)
        return page

    def _use_language(self, language: str) -> None:
        if language != self._window.words.language:
            self._window.other_language()

    def _people_step(self) -> PeopleStep:
        window = self._window
        page = PeopleStep(window.theme, window.words, self.entries)
        page.on.connect(lambda: window.show_front(self._backup_step))
        page.back.connect(self.begin)
        return page

    def _backup_step(self) -> BackupStep:
        window = self._window
        page = BackupStep(window.theme, window.words, self.entries, self._judged)
        page.on.connect(lambda: self._make_accounts(page))
        page.back.connect(lambda: window.show_front(self._people_step))
        return page

    def _make_accounts(self, page: BackupStep) -> None:
        """The costly part (a key is wrapped under three secrets) goes on beside the window."""
        page.setEnabled(False)
        page.tell(self._window.words("access.setup.making"))
        self._window.access.rest()
        if self._window.ward is not None:
            self._window.leave_ward()
        self._work = BackgroundWork(lambda _: self._made(), self)
        self._work.done.connect(self._show_code)
        self._work.failed.connect(lambda error: self._refused(page, error))
        self._work.start()

    def _made(self) -> tuple[str, Access]:
        """The recovery code, and the physician's access; what is left undone is undone."""
        from desktop_app.ui.access.closing import accounts_made

        if self._ward is None:
            self._ward = open_ward(self._place, self._clock, create=True, demo=False)
        self._ward.store.put_setting(WARD_NAME, self.entries.ward_name)
        self._ward.store.put_setting(BACKUP_FOLDER, self.entries.backup_folder or None)
        return accounts_made(self._ward, self.entries.accounts(), self._clock)

    def _refused(self, page: BackupStep, error: Exception) -> None:
        page.setEnabled(True)
        page.tell("")
        if not isinstance(error, KnownError):
            raise error
        page.tell(self._window.words(f"{error.key}.text", **error.facts))

    def _show_code(self, made: tuple[str, Access]) -> None:
        self._code, self._access = made
        self._window.show_front(self._code_step)

    def _code_step(self) -> CodePage:
        window = self._window
        step = window.words("access.setup.step", step=STEPS, count=STEPS)
        page = CodePage(window.theme, window.words, self._code, step=step)
        page.kept.connect(self._finish)
        return page

    def _judged(self, folder: Path) -> str:
        return judged(folder, Path(self._place), self._window.words)

    def _finish(self) -> None:
        self._code = ""
        if self._access is not None:
            prove_code(self._place, self._access, self._clock)
            self.finished.emit(self._access)
        self.deleteLater()
