"""The administrator's accounts: who may come in. One-time passwords are shown once and kept nowhere."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.accounts.contents import Access, Role
from desktop_app.accounts.keyring import Keyring
from desktop_app.accounts.keyring_contents import Account, NewAccount, is_name, same_user
from desktop_app.accounts.lockout import wait_seconds
from desktop_app.accounts.password_rules import one_time_password
from desktop_app.errors import KnownError
from desktop_app.store.audit_contents import AuditAction
from desktop_app.ui.access.door import file_of
from desktop_app.ui.access.front_page import say
from desktop_app.ui.access.rekey_dialog import RekeyDialog
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.ui.fields.calm_box import CalmComboBox
from desktop_app.ui.room import fit, lay_out_scrolled
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording

COLUMNS: Final = ("printed_name", "user", "role", "state", "created")


class AccountsPanel(QWidget):
    """A table and what may be done with the chosen line; below, what is done for everybody at once."""

    rekey_wanted = Signal(str)
    """The administrator's own password."""
    code_wanted = Signal()

    def __init__(self, theme: Theme, words: Wording, ward: Ward) -> None:
        super().__init__()
        self.setProperty("help_anchor", "accounts-admin")
        self._theme, self._words, self._ward = theme, words, ward
        self._accounts: tuple[Account, ...] = ()
        self.table = _table(words)
        self.table.itemSelectionChanged.connect(self._allow)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.second = QLabel(words("access.accounts.second_admin"))
        self.second.setProperty("severity", "warning")
        self.second.setWordWrap(True)
        self.add = self._button("add", self._add)
        self.reset = self._button("reset", self._reset)
        self.lift = self._button("lift", self._lift)
        self.remove = self._button("remove", self._remove)
        self.code = self._button("code", self.code_wanted.emit)
        self.rekey = self._button("rekey", self._rekey)
        row = QHBoxLayout()
        for button in (self.add, self.reset, self.lift, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.code, self.rekey):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setSpacing(theme.space(2))
        column.addWidget(self.second)
        column.addWidget(self.table, stretch=1)
        column.addLayout(row)
        column.addWidget(self.told)
        self.told.hide()
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """As the keyring is now; the chosen line stays chosen."""
        row, keyring = self.table.currentRow(), self._keyring()
        self._accounts = keyring.accounts
        self.second.setVisible(keyring.wants_second_admin)
        self.table.setRowCount(len(self._accounts))
        for line, account in enumerate(self._accounts):
            for place, text in enumerate(self._texts(account)):
                self.table.setItem(line, place, QTableWidgetItem(text))
        if self._accounts:
            self.table.setCurrentCell(min(max(row, 0), len(self._accounts) - 1), 0)
        self._allow()

    def chosen(self) -> Account | None:
        row = self.table.currentRow()
        return self._accounts[row] if 0 <= row < len(self._accounts) else None

    def _texts(self, account: Account) -> tuple[str, ...]:
        words = self._words
        return (
            account.printed_name,
            account.user,
            words(f"access.role.{account.role.value}"),
            self._state(account),
            f"{account.created_at.astimezone():%Y-%m-%d}",
        )

    def _state(self, account: Account) -> str:
        left = wait_seconds(account, self._ward.clock())
        if account.disabled:
            return self._words("access.state.closed")
        if left:
            return self._words("access.state.locked", minutes=-(-left // 60))
        return self._words("access.state.one_time" if account.must_change else "access.state.active")

    def _allow(self) -> None:
        chosen = self.chosen()
        own = chosen is not None and chosen.user == self._ward.person.user
        self.reset.setEnabled(chosen is not None and not own)
        self.lift.setEnabled(chosen is not None and wait_seconds(chosen, self._ward.clock()) > 0)
        self.remove.setEnabled(chosen is not None and not chosen.disabled and not own)

    # What is done

    def _add(self) -> None:
        dialog = AddDialog(self._theme, self._words, self._accounts, self)
        dialog.accepted.connect(lambda: self._added(dialog.account()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _added(self, new: NewAccount) -> None:
        if self._done(lambda ring: ring.add_account(self._access(), new, now=self._ward.clock())) is not False:
            self._ward.note(AuditAction.USER_ADD, user=new.user, role=new.role.value)
            self._show_once(new.user, new.password)

    def _reset(self) -> None:
        account = self.chosen()
        if account is None:
            return
        password = self._done(lambda ring: ring.reset_password(self._access(), account.user))
        if isinstance(password, str):
            self._ward.note(AuditAction.USER_CHANGE, user=account.user, what="one_time_password")
            self._show_once(account.user, password)

    def _lift(self) -> None:
        account = self.chosen()
        if (
            account is not None
            and self._done(lambda ring: ring.lift_lock(self._access(), account.user)) is not False
        ):
            self._ward.note(AuditAction.USER_CHANGE, user=account.user, what="lock_lifted")

    def _remove(self) -> None:
        """Can be taken back by a new one-time password, so nobody is asked."""
        account = self.chosen()
        if account is None:
            return
        if self._done(lambda ring: ring.remove_account(self._access(), account.user)) is not False:
            self._ward.note(AuditAction.USER_REMOVE, user=account.user)
            say(self.told, self._words("access.accounts.removed", user=account.user))

    def _rekey(self) -> None:
        own = self._ward.person.user
        others = sum(not each.disabled and each.user != own for each in self._accounts)
        dialog = RekeyDialog(self._theme, self._words, others, self)
        dialog.wanted.connect(self.rekey_wanted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _done(self, change: Callable[[Keyring], object]) -> object:
        """What the change gives; False where it was refused, which is told."""
        try:
            return change(self._keyring())
        except KnownError as error:
            show_known_error(self._words, error, self)
            return False
        finally:
            self.refresh()

    def _show_once(self, user: str, password: str) -> None:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Information)
        box.setWindowTitle(self._words("access.accounts.one_time.title"))
        box.setText(self._words("access.accounts.one_time", user=user, password=password))
        box.setInformativeText(self._words("access.accounts.one_time.once"))
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addButton(self._words("ui.understood"), QMessageBox.ButtonRole.AcceptRole)
        box.finished.connect(box.deleteLater)
        box.open()

    def _keyring(self) -> Keyring:
        return Keyring.load(file_of(self._ward.store.location.shown))

    def _access(self) -> Access:
        return self._ward.store.access

    def _button(self, name: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._words(f"access.accounts.{name}"))
        button.setAutoDefault(True)
        button.clicked.connect(lambda *_: slot())
        return button


def _table(words: Wording) -> QTableWidget:
    table = QTableWidget(0, len(COLUMNS))
    table.setAccessibleName(words("access.accounts"))
    table.setHorizontalHeaderLabels([words(f"access.accounts.{name}") for name in COLUMNS])
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    return table


class AddDialog(QDialog):
    """Name, user and role; the password is made here and changed by the person at the first login."""

    def __init__(
        self, theme: Theme, words: Wording, taken: tuple[Account, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(words("access.accounts.add.title"))
        self._words, self._taken = words, taken
        self._password = one_time_password()
        self.printed_name, self.user = QLineEdit(), QLineEdit()
        self.role = CalmComboBox()
        for role in Role:
            self.role.addItem(words(f"access.role.{role.value}"), role)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setProperty("severity", "warning")
        self.make = QPushButton(words("access.accounts.add.do"))
        self.make.setProperty("role", "primary")
        buttons = QDialogButtonBox()
        buttons.addButton(self.make, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QPushButton(words("ui.close")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout()
        column.setSpacing(theme.space(2))
        for key, field in (
            ("access.printed_name", self.printed_name),
            ("access.user", self.user),
            ("access.role", self.role),
        ):
            field.setAccessibleName(words(key))
            column.addWidget(QLabel(words(key)))
            column.addWidget(field)
        column.addWidget(self.told)
        lay_out_scrolled(self, column, buttons, theme.space(2))
        self._width = theme.space(100)
        for line in (self.printed_name, self.user):
            line.textChanged.connect(self._check)
        self._check()

    def account(self) -> NewAccount:
        role = next(each for each in Role if each == self.role.currentData())
        return NewAccount(self.user.text().strip(), self.printed_name.text().strip(), role, self._password)

    def _check(self, *_: object) -> None:
        user, name = self.user.text().strip(), self.printed_name.text().strip()
        taken = any(same_user(user, each.user) for each in self._taken if user)
        self.told.setText(self._words("access.user.taken") if taken else "")
        self.told.setVisible(taken)
        self.make.setEnabled(is_name(user) and is_name(name) and not taken)
        fit(self, self._width)
