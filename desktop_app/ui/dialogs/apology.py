"""A fault of the program: an apology, a report without patient data to copy, and the draft kept."""

import platform
import traceback
from types import TracebackType

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.room import resize_within
from desktop_app.wording import Wording


def report_of(kind: type[BaseException], trace: TracebackType | None, version: str) -> str:
    """Where it happened and what kind of fault it was. No message and no values: they may name a patient."""
    lines = [f"TACEWatch {version} · Python {platform.python_version()} · {platform.system()}", kind.__name__]
    for frame in traceback.extract_tb(trace):
        parts = frame.filename.replace("\\", "/").split("/")
        lines.append(f"  {'/'.join(parts[-3:])}:{frame.lineno} {frame.name}")
    return "\n".join(lines)


class ApologyDialog(QDialog):
    """Says that nothing typed is lost, and offers the report for those who mend the program."""

    def __init__(self, words: Wording, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(words("ui.apology.title"))
        text = QLabel(words("ui.apology.text"))
        text.setWordWrap(True)
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setAccessibleName(words("ui.apology.report"))
        copy = QPushButton(words("ui.apology.copy"))
        copy.clicked.connect(self.copy)
        buttons = QDialogButtonBox()
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        go_on = buttons.addButton(words("ui.apology.go_on"), QDialogButtonBox.ButtonRole.AcceptRole)
        go_on.setDefault(True)
        buttons.accepted.connect(self.accept)
        column = QVBoxLayout(self)
        for widget in (text, self.report, buttons):
            column.addWidget(widget)
        line = self.fontMetrics().height()
        resize_within(self, line * 30, line * 20)

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
