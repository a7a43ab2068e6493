"""All administrators gone: the code on paper makes a new one, and a new code takes its place."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit

from desktop_app.accounts.contents import Access, Role
from desktop_app.accounts.keyring import Keyring
from desktop_app.accounts.keyring_contents import NewAccount
from desktop_app.errors import KnownError
from desktop_app.ui.access.code_drill import prove_code
from desktop_app.ui.access.code_page import CodePage
from desktop_app.ui.access.front_page import FrontPage, say
from desktop_app.ui.access.person_form import PersonForm
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow


class RecoveryPage(FrontPage):
    """``wanted`` carries the code as typed and the new administrator."""

    wanted = Signal(str, object)

    def __init__(self, theme: Theme, words: Wording, back: Callable[[], object]) -> None:
        super().__init__(theme, words)
        self.setProperty("help_anchor", "accounts-recovery")
        self.add_title(words("access.recovery.title"))
        self.add_text(words("access.recovery.text"))
        self.add_text(words("access.recovery.code"), "strong")
        self.code = QLineEdit()
        self.code.setAccessibleName(words("access.recovery.code"))
        self.code.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-X")
        self.code.textChanged.connect(self._allow)
        self.add(self.code)
        self.add_text(words("access.recovery.admin"), "strong")
        self.person = PersonForm(theme, words, Role.ADMIN)
        self.person.changed.connect(self._allow)
        self.person.password.returned.connect(self._take)
        self.add(self.person)
        self.message = self.add_message()
        self.take = self.button(words("access.recovery.do"), self._take, "primary")
        self.add_buttons(self.take, self.button(words("access.back"), back))
        self._allow()
        self.setFocusProxy(self.code)

    def refuse(self, text: str) -> None:
        say(self.message, text)
        self.code.setFocus()

    def _allow(self, *_: object) -> None:
        self.take.setEnabled(self.person.ready and bool(self.code.text().strip()))

    def _take(self) -> None:
        if self.take.isEnabled():
            self.wanted.emit(self.code.text(), self.person.account())


class Recovery(QObject):
    """The page, then the new code, then the window of the new administrator."""

    def __init__(
        self,
        window: "MainWindow",
        clock: Callable[[], datetime],
        store: Path,
        back: Callable[[], None],
        done: Callable[[Access], None],
    ) -> None:
        super().__init__(window)
        self._window, self._clock, self._store = window, clock, store
        self._back, self._done = back, done

    def begin(self) -> None:
        self._window.show_front(self._page)

    def _page(self) -> RecoveryPage:
        page = RecoveryPage(self._window.theme, self._window.words, self._back)
        page.wanted.connect(lambda code, admin: self._recover(page, code, admin))
        return page

    def _recover(self, page: RecoveryPage, code: str, admin: NewAccount) -> None:
        try:
            access, next_code = Keyring.load(self._store).recover(code, admin, now=self._clock())
        except KnownError as error:
            page.refuse(self._window.words(f"{error.key}.text", **error.facts))
        else:
            self._window.show_front(lambda: self._code_page(next_code, access))

    def _kept(self, access: Access) -> None:
        prove_code(str(self._store), access, self._clock)
        self._done(access)

    def _code_page(self, code: str, access: Access) -> CodePage:
        page = CodePage(self._window.theme, self._window.words, code)
        page.kept.connect(lambda: self._kept(access))
        return page
