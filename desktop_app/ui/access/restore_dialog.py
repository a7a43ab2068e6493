"""What would be missing after a restore, and the reason why it is done all the same."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.store.backup_contents import Backup
from desktop_app.store.restoring_file import Missing
from desktop_app.ui.room import resize_within
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

SHORTEST_REASON: Final = 4


class RestoreDialog(QDialog):
    """``wanted`` carries the reason. Hospital numbers are listed, which an administrator needs for this."""

    wanted = Signal(str)

    def __init__(
        self, theme: Theme, words: Wording, backup: Backup, missing: Missing, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("help_anchor", "accounts-backup")
        self.setWindowTitle(words("access.restore.title"))
        about = QLabel(words("access.restore.about", time=f"{backup.made_at.astimezone():%Y-%m-%d %H:%M}"))
        about.setWordWrap(True)
        about.setProperty("role", "strong")
        self.missing = QPlainTextEdit(missing_text(missing, words))
        self.missing.setReadOnly(True)
        self.missing.setTabChangesFocus(True)
        self.missing.setAccessibleName(words("access.restore.missing"))
        kept = QLabel(words("access.restore.kept"))
        kept.setWordWrap(True)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(words("access.restore.reason"))
        self.reason.textChanged.connect(self._allow)
        self.restore = QPushButton(words("access.restore.do"))
        self.restore.setProperty("role", "primary")
        buttons = QDialogButtonBox()
        buttons.addButton(self.restore, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QPushButton(words("ui.close")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.space(2))
        label = QLabel(words("access.restore.reason"))
        for part in (about, self.missing, kept, label, self.reason, buttons):
            column.addWidget(part)
        resize_within(self, theme.space(140), theme.space(100))
        self._allow()

    def _allow(self, *_: object) -> None:
        self.restore.setEnabled(len(self.reason.text().strip()) >= SHORTEST_REASON)

    def _take(self) -> None:
        self.accept()
        self.wanted.emit(self.reason.text().strip())


def missing_text(missing: Missing, words: Wording) -> str:
    """Patients that would be gone, those that would go back, and the stretch of the audit trail."""
    if missing.revisions == 0 and not missing.first:
        return words("access.restore.nothing")
    lines = [words("access.restore.unreadable")]
    if missing.revisions is not None:
        lines = [words("access.restore.count", revisions=missing.revisions)]
    if missing.first:
        lines.append(words("access.restore.audit", first=missing.first, last=missing.last))
    for key, patients in (("gone", missing.patients), ("back", missing.changed)):
        if patients:
            lines.append(words(f"access.restore.{key}", count=len(patients)))
            lines.append("  " + ", ".join(patients))
    return "\n".join(lines)
