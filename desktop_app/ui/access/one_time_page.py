"""Everybody's one-time password after the key was changed: shown once, printed one strip for each person."""

from collections.abc import Mapping, Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QTextDocument
from PySide6.QtWidgets import QGridLayout, QLabel

from desktop_app.accounts.keyring_contents import Account
from desktop_app.ui.access.front_page import FrontPage, say
from desktop_app.ui.access.paper import asked_file, print_sheet, write_sheet
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording


class OneTimePage(FrontPage):
    """``done`` once the administrator says that everybody will get theirs."""

    done = Signal()

    def __init__(
        self, theme: Theme, words: Wording, accounts: Sequence[Account], passwords: Mapping[str, str]
    ) -> None:
        super().__init__(theme, words)
        self.setProperty("help_anchor", "accounts-rekey")
        self._lines = [(each.printed_name, each.user, passwords[each.user]) for each in accounts]
        self.add_title(words("access.one_time.title"))
        self.add_text(words("access.one_time.text"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(6))
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(theme.font(1.2).pointSizeF())
        for row, line in enumerate(self._lines):
            for place, text in enumerate(line):
                label = QLabel(text)
                label.setTextFormat(Qt.TextFormat.PlainText)
                if place == 2:
                    label.setFont(fixed)
                    label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                    label.setTextInteractionFlags(
                        Qt.TextInteractionFlag.TextSelectableByMouse
                        | Qt.TextInteractionFlag.TextSelectableByKeyboard
                    )
                    label.setAccessibleName(words("access.accounts.one_time", user=line[1], password=text))
                grid.addWidget(label, row, place)
        grid.setColumnStretch(3, 1)
        self.add(grid)
        self.message = self.add_message()
        self.print_button = self.button(words("access.code.print"), lambda: print_sheet(self.document(), self))
        self.pdf_button = self.button(words("access.code.pdf"), self._save_pdf)
        self.on = self.button(words("access.one_time.on"), self.done.emit, "primary")
        self.add_buttons(self.on, self.print_button, self.pdf_button)
        self.setFocusProxy(self.print_button)

    def document(self) -> QTextDocument:
        """A strip for each person, to be cut apart: nobody reads the password of another."""
        words = self.words
        strips = "<hr>".join(
            f"<p><b>{escape(name)}</b> · {escape(user)}</p>"
            f'<p style="font-family:monospace;font-size:18pt">{escape(password)}</p>'
            f"<p>{words('access.one_time.strip')}</p>"
            for name, user, password in self._lines
        )
        document = QTextDocument(self)
        document.setDefaultFont(self.theme.font(1.1))
        document.setHtml(strips)
        return document

    def _save_pdf(self) -> None:
        file = asked_file(self, self.words("access.code.pdf"), "tacewatch-passwords.pdf")
        if file and not write_sheet(self.document(), self.words("access.one_time.title"), file):
            say(self.message, self.words("access.code.not_written"))
