"""What an administrator works with: accounts, audit, copies, the ward's settings. No patient is shown here."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPushButton, QTabWidget, QVBoxLayout, QWidget

from desktop_app.accounts.contents import DataKey
from desktop_app.accounts.keyring import Keyring
from desktop_app.session.idle import LONGEST_MINUTES, SHORTEST_MINUTES, bounded_minutes
from desktop_app.store.audit_contents import AuditAction
from desktop_app.ui.access.accounts_panel import AccountsPanel
from desktop_app.ui.access.audit_view import AuditPanel
from desktop_app.ui.access.code_drill import ask_for_code
from desktop_app.ui.access.door import file_of
from desktop_app.ui.access.setting_up import WARD_NAME
from desktop_app.ui.access.setup_steps import LONGEST_NAME
from desktop_app.ui.access.still import StillNumber
from desktop_app.ui.access.watch import IDLE_SETTING
from desktop_app.ui.fields.calm_box import CalmComboBox
from desktop_app.ui.focus_order import follow_reading_order
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording

PASSWORD_DAYS: Final = (30, 60, 90, 180, 365)

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow


class AdminPage(QWidget):
    """Tabs; each reads anew when it is shown."""

    def __init__(self, theme: Theme, words: Wording, ward: Ward, settings: QPushButton) -> None:
        from desktop_app.ui.access.backups_panel import BackupsPanel

        super().__init__()
        self.setProperty("help_anchor", "accounts-admin")
        title = QLabel(words("access.admin.title", name=ward.person.printed_name))
        title.setProperty("role", "title")
        what = QLabel(words("access.admin.text"))
        what.setProperty("role", "muted")
        what.setWordWrap(True)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.accounts = AccountsPanel(theme, words, ward)
        self.audit = AuditPanel(theme, words, ward)
        self.backups = BackupsPanel(theme, words, ward)
        self.ward = WardPanel(theme, words, ward, settings)
        for name, panel in (
            ("accounts", self.accounts),
            ("audit", self.audit),
            ("backups", self.backups),
            ("ward", self.ward),
        ):
            self.tabs.addTab(panel, words(f"access.admin.{name}"))
        self.tabs.tabBar().setAccessibleName(words("access.admin.title", name=ward.person.printed_name))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(6), theme.space(4), theme.space(6), theme.space(4))
        column.setSpacing(theme.space(2))
        column.addWidget(title)
        column.addWidget(what)
        column.addWidget(self.tabs, stretch=1)
        self.setFocusProxy(self.tabs.tabBar())
        for panel in (self.accounts, self.audit, self.backups, self.ward):
            follow_reading_order(panel)


class WardPanel(QWidget):
    """The ward's name, after how long the window locks, and the way to the definitions."""

    def __init__(self, theme: Theme, words: Wording, ward: Ward, settings: QPushButton) -> None:
        super().__init__()
        self._ward = ward
        self.name = QLineEdit(str(ward.store.setting(WARD_NAME) or ""))
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setMaximumWidth(theme.space(100))
        self.name.setAccessibleName(words("access.setup.ward_name"))
        self.name.editingFinished.connect(self._keep_name)
        self.minutes = StillNumber()
        self.minutes.setMaximumWidth(theme.space(30))
        self.minutes.setRange(SHORTEST_MINUTES, LONGEST_MINUTES)
        self.minutes.setValue(bounded_minutes(ward.store.setting(IDLE_SETTING)))
        self.minutes.setSuffix(words("access.ward.minutes"))
        self.minutes.setAccessibleName(words("access.ward.lock"))
        self.minutes.editingFinished.connect(lambda: self._keep(IDLE_SETTING, self.minutes.value()))
        self.days = self._password_days(theme, words)
        settings.setMaximumWidth(settings.sizeHint().width() + theme.space(4))
        form = QFormLayout()
        form.setVerticalSpacing(theme.space(3))
        form.addRow(QLabel(words("access.setup.ward_name")), self.name)
        form.addRow(QLabel(words("access.ward.lock")), self.minutes)
        form.addRow(QLabel(words("access.ward.password_days")), self.days)
        form.addRow(QLabel(words("access.ward.profile")), settings)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addStretch(1)

    def _keep_name(self) -> None:
        """No password may rest on it, so the keyring learns it too."""
        name = self.name.text().strip()
        if self._ward.store.setting(WARD_NAME) != name:
            self._ward.store.put_setting(WARD_NAME, name)
            self._keyring().use_names(self._ward.store.access, [name])

    def _password_days(self, theme: Theme, words: Wording) -> CalmComboBox:
        """Never, or one of a few numbers of days; kept in the keyring, because it is asked for before a login."""
        box, now = CalmComboBox(), self._keyring().rules(self._key()).password_days
        for days in sorted({None, *PASSWORD_DAYS, now}, key=lambda each: each or 0):
            box.addItem(words("access.ward.never") if days is None else words("access.ward.days", days=days), days)
        box.setCurrentIndex(box.findData(now))
        box.setMaximumWidth(theme.space(60))
        box.setAccessibleName(words("access.ward.password_days"))
        box.currentIndexChanged.connect(lambda _: self._keep_days(box.currentData()))
        return box

    def _keep_days(self, days: int | None) -> None:
        former = self._keyring().rules(self._key()).password_days
        self._keyring().use_password_days(self._ward.store.access, days)
        self._ward.note(AuditAction.USER_CHANGE, what="password_days", former=former, days=days)

    def _keyring(self) -> Keyring:
        return Keyring.load(file_of(self._ward.store.location.shown))

    def _key(self) -> DataKey:
        key = self._ward.store.access.key
        assert key is not None  # noqa: S101 (an administrator has logged in)
        return key

    def _keep(self, key: str, value: str | int) -> None:
        if self._ward.store.setting(key) != value:
            self._ward.store.put_setting(key, value)


def admin_page(window: "MainWindow", ward: Ward) -> AdminPage:
    """The page as it works in this window."""
    settings = QPushButton(window.words("ui.action.ward_settings"))
    settings.clicked.connect(window.tools.ward_settings)
    page = AdminPage(window.theme, window.words, ward, settings)
    page.accounts.rekey_wanted.connect(lambda password: window.access.renew_key(ward, password))
    page.accounts.code_wanted.connect(lambda: ask_for_code(window, ward))
    page.backups.restore_wanted.connect(lambda backup, reason: window.access.restore(ward, backup, reason))
    return page
