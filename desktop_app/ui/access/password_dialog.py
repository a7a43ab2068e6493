"""Another password for whoever is logged in."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.accounts.keyring import Keyring
from desktop_app.errors import KnownError
from desktop_app.store.audit_contents import AuditAction
from desktop_app.ui.access.login_page import Countdown
from desktop_app.ui.access.password_field import PasswordField
from desktop_app.ui.access.person_form import PasswordPair
from desktop_app.ui.room import fit, lay_out_scrolled
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording


class PasswordDialog(QDialog):
    """The present password, and the new one twice."""

    changed = Signal()

    def __init__(self, theme: Theme, words: Wording, ward: Ward, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("help_anchor", "accounts-password")
        self.setWindowTitle(words("ui.action.change_password"))
        self._ward = ward
        who = QLabel(words("access.password.of", name=ward.person.printed_name, user=ward.person.user))
        self.present = PasswordField(theme, words, words("access.password.present"))
        self.present.edited.connect(self._allow)
        self.pair = PasswordPair(theme, words)
        self.pair.judge_for(ward.person.user, ward.person.printed_name, *_places(ward))
        self.pair.changed.connect(self._allow)
        self.message = QLabel()
        self.message.setProperty("severity", "error")
        self.message.setWordWrap(True)
        self._countdown = Countdown(self, self.message, words)
        self.take = QPushButton(words("access.new_password.do"))
        self.take.setProperty("role", "primary")
        buttons = QDialogButtonBox()
        buttons.addButton(self.take, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QPushButton(words("ui.close")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._change)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout()
        column.setSpacing(theme.space(2))
        label = QLabel(words("access.password.present"))
        for part in (who, label, self.present, self.pair, self.message):
            column.addWidget(part)
        lay_out_scrolled(self, column, buttons, theme.space(2))
        self._width = theme.space(120)
        self._allow()

    def _allow(self, *_: object) -> None:
        self.take.setEnabled(bool(self.present.text()) and not self.pair.problem())
        fit(self, self._width)

    def _change(self) -> None:
        path, user = self._ward.store.location.path, self._ward.person.user
        if path is None:
            return
        try:
            Keyring.load(path).change_password(user, self.present.text(), self.pair.text(), now=self._ward.clock())
        except KnownError as error:
            self.present.clear()
            self._countdown.start(error)
            self.present.setFocus()
            return
        self._ward.note(AuditAction.USER_CHANGE, user=user, what="password")
        self.accept()
        self.changed.emit()


def _places(ward: Ward) -> tuple[str, ...]:
    """The names of hospital and ward, on which no password may rest."""
    path, key = ward.store.location.path, ward.store.access.key
    return () if path is None or key is None else Keyring.load(path).rules(key).names
