"""The recovery code: shown large, printed, and two groups typed back from the paper."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit

from desktop_app.accounts.recovery_code import code_groups, group_fits
from desktop_app.ui.access.front_page import FrontPage, say
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

ASKED: Final = (3, 7)
"""The groups that are typed back, counted from one."""
PER_LINE: Final = 4


class CodePage(FrontPage):
    """``kept`` once both groups were typed as they stand on the paper; the code is hidden meanwhile."""

    kept = Signal()

    def __init__(self, theme: Theme, words: Wording, code: str, *, step: str = "") -> None:
        super().__init__(theme, words)
        self.setProperty("help_anchor", "accounts-recovery")
        self._code = code
        if step:
            self.add_text(step, "muted")
        self.add_title(words("access.code.title"))
        self.add_text(words("access.code.why"))
        self.shown = QLabel(_in_lines(code))
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(theme.font(1.9).pointSizeF())
        fixed.setBold(True)
        self.shown.setFont(fixed)
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setAccessibleName(words("access.code.title"))
        self.shown.setAccessibleDescription(" ".join(code))
        self.shown.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.add(self.shown)
        self.print_button = self.button(words("access.code.print"), self._print)
        self.pdf_button = self.button(words("access.code.pdf"), self._save_pdf)
        self.hide_button = self.button(words("access.code.written"), self._toggle, "primary")
        self.add_buttons(self.hide_button, self.print_button, self.pdf_button)
        self.groups = {number: self._group(number) for number in ASKED}
        form = QFormLayout()
        for number, line in self.groups.items():
            form.addRow(QLabel(words("access.code.group", number=number)), line)
        self.add_text(words("access.code.back"), "strong")
        self.add(form)
        self.message = self.add_message()
        self.done = self.button(words("access.on"), self._finish, "primary")
        self.add_buttons(self.done)
        self._check()
        self.setFocusProxy(self.hide_button)

    def html(self) -> str:
        """The sheet of paper; it names the ward's program and nobody."""
        words, lines = self.words, _in_lines(self._code).replace("\n", "<br>")
        return (
            f"<h1>{words('access.code.paper')}</h1><p>{words('access.code.why')}</p>"
            f'<p style="font-family:monospace;font-size:22pt;font-weight:bold">{lines}</p>'
            f"<p>{words('access.code.keep')}</p>"
        )

    def write_pdf(self, file: str) -> bool:
        writer = QPdfWriter(file)
        writer.setTitle(self.words("access.code.paper"))
        writer.setCreator("TACEWatch")
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setResolution(300)
        self._document().print_(writer)
        return writer.logicalDpiX() > 0

    def _document(self) -> QTextDocument:
        document = QTextDocument(self)
        document.setDefaultFont(self.theme.font(1.1))
        document.setHtml(self.html())
        return document

    def _group(self, number: int) -> QLineEdit:
        line = QLineEdit()
        line.setMaxLength(8)
        line.setMaximumWidth(self.theme.space(30))
        line.setAccessibleName(self.words("access.code.group", number=number))
        line.textChanged.connect(self._check)
        line.returnPressed.connect(self._finish)
        return line

    def _toggle(self) -> None:
        """What is typed back is to come from the paper, so the screen shows it no more; or once again."""
        hidden = self.shown.text() != _in_lines(self._code)
        self.shown.setText(_in_lines(self._code) if hidden else _in_lines("·" * 4 + ("-" + "·" * 4) * 7 + "-·"))
        self.shown.setAccessibleDescription(" ".join(self._code) if hidden else "")
        self.hide_button.setText(self.words("access.code.written" if hidden else "access.code.again"))
        self._check()
        if not hidden:
            self.groups[ASKED[0]].setFocus()

    def _check(self, *_: object) -> None:
        hidden = self.shown.text() != _in_lines(self._code)
        for line in self.groups.values():
            line.setEnabled(hidden)
        self.done.setEnabled(hidden and all(line.text().strip() for line in self.groups.values()))
        say(self.message, "")

    def _finish(self) -> None:
        parts = code_groups(self._code)
        wrong = [n for n, line in self.groups.items() if not group_fits(line.text(), parts[n - 1])]
        if not self.done.isEnabled():
            return
        if wrong:
            say(self.message, self.words("access.code.unlike", number=wrong[0]))
            self.groups[wrong[0]].setFocus()
            self.groups[wrong[0]].selectAll()
        else:
            self.kept.emit()

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec():
            self._document().print_(printer)

    def _save_pdf(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        file, _ = QFileDialog.getSaveFileName(
            self,
            self.words("access.code.pdf"),
            "tacewatch-recovery.pdf",
            "PDF (*.pdf)",
            options=QFileDialog.Option.DontUseNativeDialog,
        )
        if file and not self.write_pdf(file):
            say(self.message, self.words("access.code.not_written"))


def _in_lines(code: str) -> str:
    """Eight groups in two lines; the check symbol stands behind the last."""
    groups = code.split("-")
    return "\n".join("  ".join(groups[at : at + PER_LINE]) for at in range(0, 8, PER_LINE)) + (
        f"  {groups[8]}" if len(groups) > 8 else ""
    )
