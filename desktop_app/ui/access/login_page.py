"""The first thing on a screen whose store has accounts: who are you. Nothing else can be read here."""

import math
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit

from desktop_app.errors import AccountLocked, KnownError, WrongPassword
from desktop_app.session.idle import elapsed_seconds
from desktop_app.ui.access.front_page import FrontPage, say
from desktop_app.ui.access.password_field import PasswordField
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

NARROW: Final = 110


class LoginPage(FrontPage):
    """``entered`` carries user and password, once per press; the answer is a window or ``refuse``."""

    entered = Signal(str, str)
    recovery_wanted = Signal()
    language_chosen = Signal()

    def __init__(
        self,
        theme: Theme,
        words: Wording,
        *,
        text: str = "",
        back: Callable[[], None] | None = None,
        now: Callable[[], float] = elapsed_seconds,
    ) -> None:
        super().__init__(theme, words, width=NARROW)
        self.setProperty("help_anchor", "accounts")
        self.add_title(words("access.login.title"))
        self.add_text(text or words("access.login.text"), "muted")
        self.user = QLineEdit()
        self.user.setAccessibleName(words("access.user"))
        self.user.returnPressed.connect(self._enter)
        self.password = PasswordField(theme, words, words("access.password"))
        self.password.returned.connect(self._enter)
        self.add(_two_fields(words, self.user, self.password))
        self.message = self.add_message()
        self.log_in = self.button(words("access.login.do"), self._enter, "primary")
        self.back = self.button(words("access.back"), back or self.setFocus)
        self.back.setVisible(back is not None)
        self.add_buttons(self.log_in, self.back)
        self.forgotten = self.button(words("access.login.forgotten"), self.recovery_wanted.emit, "link")
        self.language = self.button(words("ui.welcome.language"), self.language_chosen.emit, "link")
        self.add_buttons(self.forgotten)
        self.add_buttons(self.language)
        self._countdown = Countdown(self, self.message, words, now)
        self.setFocusProxy(self.user)

    def refuse(self, error: KnownError) -> None:
        """Says why, and for how long nothing more can be tried; the password is gone from the field."""
        self.password.clear()
        self.password.setFocus()
        self._countdown.start(error)

    def _enter(self) -> None:
        """Another account may be tried while one is locked; the store of keys counts each for itself."""
        user, password = self.user.text().strip(), self.password.text()
        if not user:
            self.user.setFocus()
        elif not password:
            self.password.setFocus()
        else:
            self.entered.emit(user, password)


class Countdown(QObject):
    """What was refused and for how long, second by second."""

    def __init__(
        self, parent: QObject, message: QLabel, words: Wording, now: Callable[[], float] = elapsed_seconds
    ) -> None:
        super().__init__(parent)
        self._message, self._words, self._now = message, words, now
        self._refused, self._until = "", 0.0
        self._timer = QTimer(self, interval=250)
        self._timer.timeout.connect(self.count)

    def start(self, error: KnownError) -> None:
        wait = error.facts.get("wait_seconds")
        self._refused = self._said(error)
        self._until = self._now() + (wait if isinstance(wait, int) else 0)
        self._timer.start()
        self.count()

    def seconds_left(self) -> int:
        return max(math.ceil(self._until - self._now()), 0)

    def count(self) -> None:
        left = self.seconds_left()
        waiting = self._words("access.login.wait", time=_minutes(left)) if left else ""
        say(self._message, f"{self._refused} {waiting}".strip())
        if not left:
            self._timer.stop()

    def _said(self, error: KnownError) -> str:
        if isinstance(error, WrongPassword):
            return self._words("access.login.wrong")
        if isinstance(error, AccountLocked):
            return self._words("access.login.locked")
        return self._words(f"{error.key}.text", **error.facts)


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def _two_fields(words: Wording, user: QLineEdit, password: PasswordField) -> QFormLayout:
    form = QFormLayout()
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
    form.addRow(QLabel(words("access.user")), user)
    form.addRow(QLabel(words("access.password")), password)
    return form
