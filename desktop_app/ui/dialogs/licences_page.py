"""Whose work is inside: the parts at the left, the licence of the chosen one at the right."""

from PySide6.QtWidgets import QLabel, QListWidget, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from desktop_app.licences import Component, components
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording


class LicencesPage(QWidget):
    """The texts stand as their makers wrote them, in no other language."""

    def __init__(self, theme: Theme, words: Wording) -> None:
        super().__init__()
        self._words = words
        self.parts = components()
        self.list = QListWidget()
        self.list.setAccessibleName(words("about.licences.list"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(words("about.licences.text"))
        self.list.addItems([f"{part.name} {part.version}" for part in self.parts])
        self.list.currentRowChanged.connect(self._show)
        intro = QLabel(words("about.licences.intro"))
        intro.setWordWrap(True)
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.list)
        halves.addWidget(self.text)
        halves.setStretchFactor(1, 1)
        halves.setSizes([theme.space(60), theme.space(110)])
        column = QVBoxLayout(self)
        column.addWidget(intro)
        column.addWidget(halves, stretch=1)
        self.list.setCurrentRow(0)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self.parts):
            self.text.setPlainText("\n\n".join(self._lines(self.parts[row])))

    def _lines(self, part: Component) -> list[str]:
        """The short name of the licence, where its makers give one, and every text."""
        texts = [file.read_text(encoding="utf-8", errors="replace") for file in part.texts if file.is_file()]
        named = [self._words("about.licences.under", licence=part.licence)] if part.licence else []
        return [*named, *(texts or [self._words("about.licences.none")])]
