"""Why an administrator answers for a file that is not the one the anchor was written for."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.access.restore_dialog import SHORTEST_REASON
from desktop_app.ui.room import fit
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording


class ReasonDialog(QDialog):
    """``given`` carries the reason."""

    given = Signal(str)

    def __init__(self, theme: Theme, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("help_anchor", "accounts-backup")
        self.setWindowTitle(words("access.looking.answer.title"))
        text = QLabel(words("access.looking.answer.text"))
        text.setWordWrap(True)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(words("access.restore.reason"))
        self.reason.textChanged.connect(self._allow)
        self.take = QPushButton(words("access.looking.answer.do"))
        self.take.setProperty("role", "primary")
        buttons = QDialogButtonBox()
        buttons.addButton(self.take, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QPushButton(words("ui.close")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.space(3))
        for part in (text, QLabel(words("access.restore.reason")), self.reason, buttons):
            column.addWidget(part)
        self._allow()
        fit(self, theme.space(120))
        self.reason.setFocus()

    def _allow(self, *_: object) -> None:
        self.take.setEnabled(len(self.reason.text().strip()) >= SHORTEST_REASON)

    def _take(self) -> None:
        self.accept()
        self.given.emit(self.reason.text().strip())
