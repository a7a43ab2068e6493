"""One person who is to get an account: name as printed, user name, password typed twice, rules beside it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop_app.accounts.contents import Role
from desktop_app.accounts.keyring_contents import NewAccount, is_name, same_user
from desktop_app.accounts.password_rules import problems_of
from desktop_app.ui.access.password_field import PasswordField
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording


class PasswordPair(QWidget):
    """A new password, twice. ``problem`` is empty once it can be used; it says the most important one."""

    changed = Signal()
    returned = Signal()

    def __init__(self, theme: Theme, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._user, self._printed_name = "", ""
        self._hospital: Sequence[str] = ()
        self.first = PasswordField(theme, words, words("access.password.new"))
        self.again = PasswordField(theme, words, words("access.password.again"))
        self.told = QLabel()
        self.told.setWordWrap(True)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(QLabel(words("access.password.new")), self.first)
        form.addRow(QLabel(words("access.password.again")), self.again)
        form.addRow(self.told)
        for field in (self.first, self.again):
            field.edited.connect(self._check)
        self.first.returned.connect(self._go_on)
        self.again.returned.connect(self.returned)
        self.setFocusProxy(self.first)
        self._check()

    def text(self) -> str:
        return self.first.text()

    def problem(self) -> str:
        """In words; "" where the password fits and stands twice."""
        if not self.first.text():
            return self._words("access.password.rules")
        found = problems_of(
            self.first.text(), user=self._user, printed_name=self._printed_name, hospital=self._hospital
        )
        if found:
            return "\n".join(self._words(key) for key in found)
        if self.again.text() != self.first.text():
            return self._words("access.password.unequal" if self.again.text() else "access.password.repeat")
        return ""

    def judge_for(self, user: str, printed_name: str, *hospital: str) -> None:
        """Whose password it will be: none of these names may carry it."""
        self._user, self._printed_name, self._hospital = user, printed_name, [name for name in hospital if name]
        self._check()

    def clear(self) -> None:
        self.first.clear()
        self.again.clear()

    def _go_on(self) -> None:
        """Enter goes on to the second time, and past it where it stands there already."""
        if self.again.text():
            self.returned.emit()
        else:
            self.again.setFocus()

    def _check(self, *_: object) -> None:
        problem = self.problem()
        typed = bool(self.first.text())
        self.told.setText(problem or self._words("access.password.fits"))
        self.told.setProperty("severity", "warning" if problem and typed else None)
        self.told.setProperty("role", None if problem and typed else "muted")
        self.told.style().unpolish(self.told)
        self.told.style().polish(self.told)
        self.changed.emit()


class PersonForm(QWidget):
    """``ready`` once name, user and password can make an account."""

    changed = Signal()

    def __init__(self, theme: Theme, words: Wording, role: Role, *, taken: Sequence[str] = ()) -> None:
        super().__init__()
        self._words = words
        self.role = role
        self._taken = taken
        self.ward_name = ""
        self.printed_name = QLineEdit()
        self.printed_name.setAccessibleName(
            f"{words(f'access.role.{role.value}')}: {words('access.printed_name')}"
        )
        self.user = QLineEdit()
        self.user.setAccessibleName(f"{words(f'access.role.{role.value}')}: {words('access.user')}")
        self.user_told = QLabel()
        self.user_told.setProperty("severity", "warning")
        self.user_told.setWordWrap(True)
        self.user_told.hide()
        self.password = PasswordPair(theme, words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(QLabel(words("access.printed_name")), self.printed_name)
        form.addRow(QLabel(words("access.user")), self.user)
        column.addLayout(form)
        column.addWidget(self.user_told)
        column.addWidget(self.password)
        column.addStretch(1)
        for field in (self.printed_name, self.user):
            field.textChanged.connect(self.check)
        # Enter that stayed where it is would put the password into the field for the name, for all to read.
        self.printed_name.returnPressed.connect(self.user.setFocus)
        self.user.returnPressed.connect(self.password.setFocus)
        self.password.changed.connect(self.changed)
        self.setFocusProxy(self.printed_name)

    @property
    def ready(self) -> bool:
        made = self.account()
        named = is_name(made.user) and is_name(made.printed_name)
        return named and self._user_problem() is None and not self.password.problem()

    def account(self) -> NewAccount:
        """As it stands, whether it can be made or not."""
        return NewAccount(
            self.user.text().strip(), self.printed_name.text().strip(), self.role, self.password.text()
        )

    def forbid(self, taken: Sequence[str]) -> None:
        """User names that are gone."""
        if tuple(taken) != tuple(self._taken):
            self._taken = taken
            self.check()

    def check(self, *_: object) -> None:
        problem = self._user_problem()
        self.user_told.setText(self._words(problem) if problem else "")
        self.user_told.setVisible(problem is not None)
        self.password.judge_for(self.user.text().strip(), self.printed_name.text().strip(), self.ward_name)
        self.changed.emit()

    def _user_problem(self) -> str | None:
        """As a key of words; None for one that can be used, and for one that is not typed yet."""
        user = self.user.text().strip()
        if user and not is_name(user):
            return "access.user.unusable"
        return "access.user.taken" if any(same_user(user, other) for other in self._taken if user) else None
