"""The yearly look whether the paper with the recovery code is still there: it is typed, and only compared."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop_app.accounts.contents import Access, Role
from desktop_app.accounts.keyring import Keyring
from desktop_app.accounts.recovery_code import read_code
from desktop_app.accounts.refusals import RecoveryCodeMistyped
from desktop_app.errors import KnownError
from desktop_app.store.audit_contents import AuditAction
from desktop_app.ui.access.door import file_of
from desktop_app.ui.access.front_page import say
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.message_bar import Message
from desktop_app.ui.room import fit
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow

EXAMPLE = "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-X"


class DrillDialog(QDialog):
    """``proved`` once the code was typed as it is; ``put_off`` and ``lost`` for the other ways out."""

    proved = Signal()
    put_off = Signal()
    lost = Signal()

    def __init__(self, theme: Theme, words: Wording, ward: Ward, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("help_anchor", "accounts-recovery")
        self.setWindowTitle(words("access.drill.title"))
        self._words, self._ward = words, ward
        text = QLabel(words("access.drill.text"))
        text.setWordWrap(True)
        self.code = QLineEdit()
        self.code.setPlaceholderText(EXAMPLE)
        self.code.setAccessibleName(words("access.recovery.code"))
        self.code.textChanged.connect(self._allow)
        self.message = QLabel()
        self.message.setProperty("severity", "error")
        self.message.setWordWrap(True)
        self.message.hide()
        self.check = self._button("check", self._check)
        self.check.setProperty("role", "primary")
        self.check.setDefault(True)
        self.later = self._button("later", self.put_off.emit)
        self.renew = self._button("lost", self.lost.emit)
        for way_out in (self.later, self.renew):
            way_out.clicked.connect(self.accept)
        close = QPushButton(words("ui.close"))
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        for button in (self.check, self.later, self.renew):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setSpacing(theme.space(3))
        for part in (text, QLabel(words("access.recovery.code")), self.code, self.message):
            column.addWidget(part)
        column.addLayout(row)
        self._wide = theme.space(140)
        self._allow()
        fit(self, self._wide)
        self.code.setFocus()

    def _button(self, name: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._words(f"access.drill.{name}"))
        button.setAutoDefault(True)
        button.clicked.connect(lambda *_: slot())
        return button

    def _allow(self, *_: object) -> None:
        self.check.setEnabled(bool(self.code.text().strip()))

    def _check(self) -> None:
        """A slip of the pen is told as one; a whole code of another paper is told in the trail as well."""
        try:
            read_code(self.code.text())
        except RecoveryCodeMistyped:
            self._refuse("access.drill.mistyped")
            return
        place, ward = self._ward.store.location.shown, self._ward
        if not Keyring.load(file_of(place)).recovery_code_fits(self.code.text()):
            ward.note(AuditAction.DRILL, result="refused")
            self._refuse("access.drill.wrong")
            return
        prove_code(place, ward.store.access, ward.clock)
        ward.note(AuditAction.DRILL, result="fits")
        self.accept()
        self.proved.emit()

    def _refuse(self, key: str) -> None:
        say(self.message, self._words(key))
        fit(self, self._wide)
        self.code.setFocus()
        self.code.selectAll()


def prove_code(place: str, access: Access, clock: Callable[[], datetime]) -> None:
    """Remembers that the code is on paper; where the disk refuses, the drill is only asked for sooner."""
    if access.key is not None:
        with suppress(KnownError):
            Keyring.load(file_of(place)).code_proved(access.key, clock())


def drill_notice(window: "MainWindow", ward: Ward) -> Message | None:
    """For administrators, once it is due."""
    access, words = ward.store.access, window.words
    if ward.person.role is not Role.ADMIN or access.key is None or ward.store.read_only:
        return None
    rules = Keyring.load(file_of(ward.store.location.shown)).rules(access.key)
    if not rules.drill_due(ward.clock()):
        return None
    key = "never" if rules.code_checked_at is None else "due"
    return Message(
        words(f"access.drill.{key}"), "warning", words("access.drill.offer"), lambda: ask_for_code(window, ward)
    )


def ask_for_code(window: "MainWindow", ward: Ward) -> None:
    dialog = DrillDialog(window.theme, window.words, ward, window)

    def proved() -> None:
        window.messages.say(window.words("access.drill.fits"))
        window.access.follow()

    def put_off() -> None:
        _put_off(window, ward)

    dialog.proved.connect(proved)
    dialog.put_off.connect(put_off)
    dialog.lost.connect(lambda: renew_code(window, ward))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _put_off(window: "MainWindow", ward: Ward) -> None:
    try:
        Keyring.load(file_of(ward.store.location.shown)).put_off_drill(ward.store.access, ward.clock())
    except KnownError as error:
        show_known_error(window.words, error, window)
        return
    ward.note(AuditAction.DRILL, result="put_off")
    window.access.follow()


def renew_code(window: "MainWindow", ward: Ward) -> None:
    """The paper is lost: a new code, shown as at set-up; the one before opens nothing any more."""
    from desktop_app.ui.access.renewing import show_code

    place = ward.store.location.shown
    try:
        code = Keyring.load(file_of(place)).renew_code(ward.store.access)
    except KnownError as error:
        show_known_error(window.words, error, window)
        return
    ward.note(AuditAction.DRILL, result="renewed")

    def kept() -> None:
        prove_code(place, ward.store.access, ward.clock)
        window.show_ward(ward)

    show_code(window, code, kept)
