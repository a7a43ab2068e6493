"""A new password in place of a one-time one, before anything else is shown."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal

from desktop_app.accounts.contents import Person
from desktop_app.ui.access.front_page import FrontPage, say
from desktop_app.ui.access.login_page import NARROW
from desktop_app.ui.access.person_form import PasswordPair
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording


class NewPasswordPage(FrontPage):
    """``chosen`` carries a password that fits the rules."""

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        words: Wording,
        person: Person,
        back: Callable[[], object],
        *,
        too_old: bool = False,
        places: Sequence[str] = (),
    ) -> None:
        super().__init__(theme, words, width=NARROW)
        self.setProperty("help_anchor", "accounts-password")
        self.add_title(words("access.new_password.title"))
        self.add_text(words(f"access.new_password.{'too_old' if too_old else 'text'}", name=person.printed_name))
        self.password = PasswordPair(theme, words)
        self.password.judge_for(person.user, person.printed_name, *places)
        self.password.changed.connect(self._allow)
        self.password.returned.connect(self._take)
        self.add(self.password)
        self.message = self.add_message()
        self.take = self.button(words("access.new_password.do"), self._take, "primary")
        self.add_buttons(self.take, self.button(words("access.back"), back))
        self._allow()
        self.setFocusProxy(self.password)

    def refuse(self, text: str) -> None:
        self.password.clear()
        self.password.setFocus()
        say(self.message, text)

    def _allow(self) -> None:
        self.take.setEnabled(not self.password.problem())

    def _take(self) -> None:
        if self.take.isEnabled():
            self.chosen.emit(self.password.text())
