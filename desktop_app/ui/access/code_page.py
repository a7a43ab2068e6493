"""The recovery code: shown large, printed, and two groups typed back from the paper."""

from typing import Final

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QFontDatabase, QPixmap, QTextDocument
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit

from desktop_app.accounts.recovery_code import ASKED_BACK, code_groups, group_fits
from desktop_app.ui.access.front_page import FrontPage, say
from desktop_app.ui.access.paper import asked_file, print_sheet, write_sheet
from desktop_app.ui.access.qr_picture import qr_picture
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

PER_LINE: Final = 4
PICTURE: Final = "code.png"


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
        self.shown, self.picture = self._code_label(), QLabel()
        self.picture.setAccessibleName(words("access.code.picture"))
        self.picture.setPixmap(_pixmap(code, theme.space(36), self.devicePixelRatioF()))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        beside = QHBoxLayout()
        beside.setSpacing(theme.space(6))
        beside.addWidget(self.shown, stretch=1)
        beside.addWidget(self.picture)
        self.add(beside)
        self.print_button = self.button(words("access.code.print"), self._print)
        self.pdf_button = self.button(words("access.code.pdf"), self._save_pdf)
        self.hide_button = self.button(words("access.code.written"), self._toggle, "primary")
        self.add_buttons(self.hide_button, self.print_button, self.pdf_button)
        self.groups = {number: self._group(number) for number in ASKED_BACK}
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

    def _code_label(self) -> QLabel:
        label = QLabel(_in_lines(self._code))
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(self.theme.font(1.9).pointSizeF())
        fixed.setBold(True)
        label.setFont(fixed)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setAccessibleName(self.words("access.code.title"))
        label.setAccessibleDescription(" ".join(self._code))
        label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        return label

    def html(self) -> str:
        """The sheet of paper; it names the ward's program and nobody."""
        words, lines = self.words, _in_lines(self._code).replace("\n", "<br>")
        return (
            f"<h1>{words('access.code.paper')}</h1><p>{words('access.code.why')}</p>"
            f'<p style="font-family:monospace;font-size:22pt;font-weight:bold">{lines}</p>'
            f'<p><img src="{PICTURE}" width="170" height="170"></p>'
            f"<p>{words('access.code.picture')}</p><p>{words('access.code.keep')}</p>"
        )

    def write_pdf(self, file: str) -> bool:
        return write_sheet(self._document(), self.words("access.code.paper"), file)

    def _document(self) -> QTextDocument:
        document = QTextDocument(self)
        document.setDefaultFont(self.theme.font(1.1))
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(PICTURE), qr_picture(self._code, 900))
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
        # It keeps its room: nothing on the page moves.
        picture = _pixmap(self._code, self.theme.space(36), self.devicePixelRatioF())
        if not hidden:
            picture.fill(Qt.GlobalColor.transparent)
        self.picture.setPixmap(picture)
        self.hide_button.setText(self.words("access.code.written" if hidden else "access.code.again"))
        self._check()
        if not hidden:
            self.groups[ASKED_BACK[0]].setFocus()

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
        print_sheet(self._document(), self)

    def _save_pdf(self) -> None:
        file = asked_file(self, self.words("access.code.pdf"), "tacewatch-recovery.pdf")
        if file and not self.write_pdf(file):
            say(self.message, self.words("access.code.not_written"))


def _pixmap(code: str, side: int, ratio: float) -> QPixmap:
    """Sharp on a magnified screen, too."""
    picture = QPixmap.fromImage(qr_picture(code, int(side * ratio)))
    picture.setDevicePixelRatio(ratio)
    return picture


def _in_lines(code: str) -> str:
    """Eight groups in two lines; the check symbol stands behind the last."""
    groups = code.split("-")
    return "\n".join("  ".join(groups[at : at + PER_LINE]) for at in range(0, 8, PER_LINE)) + (
        f"  {groups[8]}" if len(groups) > 8 else ""
    )
