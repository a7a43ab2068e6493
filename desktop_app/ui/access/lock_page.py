"""The locked window: nobody's data, only who may come back and how."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRegularExpression, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import KnownError
from desktop_app.session.idle import elapsed_seconds
from desktop_app.ui.access.front_page import FrontPage, say
from desktop_app.ui.access.login_page import NARROW, Countdown
from desktop_app.ui.access.password_field import PasswordField
from desktop_app.ui.room import fit, lay_out_scrolled
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow

DIGITS: Final = QRegularExpression("[0-9]{0,6}")
FEWEST: Final = 4


class LockPage(FrontPage):
    """``pin_given`` and ``password_given`` are answered by another page or by ``refuse``."""

    pin_given = Signal(str)
    password_given = Signal(str)
    switch_wanted = Signal()
    opened = Signal()
    """Where there are no accounts: anybody may go on."""

    def __init__(
        self,
        theme: Theme,
        words: Wording,
        name: str,
        *,
        with_pin: bool,
        with_password: bool = True,
        now: Callable[[], float] = elapsed_seconds,
    ) -> None:
        super().__init__(theme, words, width=NARROW)
        self.setProperty("help_anchor", "accounts-lock")
        self.add_title(words("access.lock.title"))
        self.add_text(words("access.lock.text", name=name) if with_password else words("access.lock.open_text"))
        self.pin = _digits(words("access.pin"), theme)
        self.pin.returnPressed.connect(self._unlock)
        self.password = PasswordField(theme, words, words("access.password"))
        self.password.returned.connect(self._unlock)
        self._pin_label, self._password_label = QLabel(words("access.pin")), QLabel(words("access.password"))
        for part in (self._pin_label, self.pin, self._password_label, self.password):
            self.add(part)
        self.message = self.add_message()
        self.unlock = self.button(words("access.lock.unlock"), self._unlock, "primary")
        self.instead = self.button(words("access.lock.password_instead"), lambda: self.ask_for(pin=False), "link")
        self.switch = self.button(words("access.lock.switch"), self.switch_wanted.emit)
        self.add_buttons(self.unlock, self.switch)
        self.add_buttons(self.instead)
        self._countdown = Countdown(self, self.message, words, now)
        self._with_password = with_password
        self.switch.setVisible(with_password)
        self.ask_for(pin=with_pin)

    def ask_for(self, *, pin: bool) -> None:
        """The session's PIN, or the password; where there is neither, only the button."""
        shown: tuple[tuple[QWidget, bool], ...] = (
            *((part, pin) for part in (self._pin_label, self.pin, self.instead)),
            *((part, self._with_password and not pin) for part in (self._password_label, self.password)),
        )
        for part, wanted in shown:
            part.setVisible(wanted)
        unguarded: QWidget = self.password if self._with_password else self.unlock
        target = self.pin if pin else unguarded
        self.setFocusProxy(target)
        target.setFocus()

    def refuse(self, error: KnownError) -> None:
        self.password.clear()
        self._countdown.start(error)

    def refuse_pin(self, tries_left: int) -> None:
        """After the third wrong PIN only the password helps."""
        self.pin.clear()
        if tries_left:
            say(self.message, self.words("access.lock.pin_wrong", left=tries_left))
        else:
            self.ask_for(pin=False)
            say(self.message, self.words("access.lock.pin_gone"))

    def _unlock(self) -> None:
        if not self._with_password:
            self.opened.emit()
        elif self.pin.isVisibleTo(self):
            if self.pin.text():
                self.pin_given.emit(self.pin.text())
        elif self.password.text():
            self.password_given.emit(self.password.text())


class PinDialog(QDialog):
    """A PIN for this session, typed twice. ``chosen`` carries it; the dialog stays until it was taken."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("help_anchor", "accounts-lock")
        self.setWindowTitle(words("access.pin.title"))
        self._words = words
        text = QLabel(words("access.pin.text"))
        text.setWordWrap(True)
        self.pin, self.again = _digits(words("access.pin"), theme), _digits(words("access.pin.again"), theme)
        self.message = QLabel()
        self.message.setProperty("severity", "warning")
        self.message.setWordWrap(True)
        form = QFormLayout()
        form.addRow(QLabel(words("access.pin")), self.pin)
        form.addRow(QLabel(words("access.pin.again")), self.again)
        self.take = QPushButton(words("access.pin.take"))
        self.take.setProperty("role", "primary")
        buttons = QDialogButtonBox()
        buttons.addButton(self.take, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QPushButton(words("ui.close")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(lambda: self.chosen.emit(self.pin.text()))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout()
        column.setSpacing(theme.space(3))
        column.addWidget(text)
        column.addLayout(form)
        column.addWidget(self.message)
        lay_out_scrolled(self, column, buttons, theme.space(3))
        self._width = theme.space(100)
        for line in (self.pin, self.again):
            line.textChanged.connect(self._check)
        self._check()

    def refuse(self, text: str) -> None:
        self.message.setText(text)

    def _check(self, *_: object) -> None:
        pin, again = self.pin.text(), self.again.text()
        self.take.setEnabled(len(pin) >= FEWEST and pin == again)
        unequal = len(again) >= len(pin) >= FEWEST and pin != again
        self.message.setText(self._words("access.pin.unequal") if unequal else "")
        fit(self, self._width)


def _digits(name: str, theme: Theme) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setValidator(QRegularExpressionValidator(DIGITS, line))
    line.setMaximumWidth(theme.space(40))
    return line


def ask_for_pin(window: "MainWindow") -> None:
    """The dialog over a window, until a PIN was taken or none is wanted."""
    words, dialog = window.words, PinDialog(window.theme, window.words, window)

    def take(digits: str) -> None:
        try:
            window.access.watch.use_pin(digits)
        except KnownError as error:
            dialog.refuse(words(f"{error.key}.text", **error.facts))
        else:
            dialog.accept()
            window.messages.say(words("access.pin.taken", key=window.tools.key_of("lock_now")))

    dialog.chosen.connect(take)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
