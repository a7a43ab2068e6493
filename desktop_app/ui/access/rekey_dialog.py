"""Before the data key is changed: what that does, when to do it, what others have to do, one's own password."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.access.password_field import PasswordField
from desktop_app.ui.room import fit
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording


class RekeyDialog(QDialog):
    """``wanted`` carries the administrator's own password."""

    wanted = Signal(str)

    def __init__(self, theme: Theme, words: Wording, others: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("help_anchor", "accounts-rekey")
        self.setWindowTitle(words("access.rekey.title"))
        column = QVBoxLayout(self)
        column.setSpacing(theme.space(3))
        for name, facts in (("what", {}), ("when", {}), ("others", {"count": others}), ("backups", {})):
            text = QLabel(words(f"access.rekey.{name}", **facts))
            text.setWordWrap(True)
            column.addWidget(text)
        self.password = PasswordField(theme, words, words("access.rekey.password"))
        self.password.edited.connect(self._allow)
        self.password.returned.connect(self._take)
        self.do = QPushButton(words("access.rekey.do"))
        self.do.setProperty("role", "primary")
        buttons = QDialogButtonBox()
        buttons.addButton(self.do, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QPushButton(words("ui.close")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        for part in (QLabel(words("access.rekey.password")), self.password, buttons):
            column.addWidget(part)
        self._allow()
        fit(self, theme.space(130))
        self.password.setFocus()

    def _allow(self, *_: object) -> None:
        self.do.setEnabled(bool(self.password.text()))

    def _take(self) -> None:
        if self.do.isEnabled():
            password = self.password.text()
            self.accept()
            self.wanted.emit(password)
