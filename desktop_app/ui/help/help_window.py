"""The manual in a window of its own: contents at the left, the page at the right, search above both."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.help.contents_tree import ContentsTree
from desktop_app.ui.help.manual import FIRST_PAGE, Link, Manual
from desktop_app.ui.help.manual_view import ManualView
from desktop_app.ui.room import resize_within
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording


@dataclass(frozen=True, slots=True)
class Visit:
    """A page as it was left: how far it was scrolled."""

    page: str
    place: int


class HelpWindow(QWidget):
    """Stays open beside the work; F1 brings it to the page that is wanted."""

    def __init__(self, theme: Theme, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.manual = Manual(words.language, keys=words.keys)
        self._words = words
        self._back: list[Visit] = []
        self._forward: list[Visit] = []
        self._here = Link("")
        self.setWindowTitle(words("help.title"))
        # Made in the order in which they are read: so Tab visits them.
        self.back_button = self._button("help.back", "Alt+Left", self.back)
        self.forward_button = self._button("help.forward", "Alt+Right", self.forward)
        self.start_button = self._button("help.start", "Alt+Home", lambda: self.show_page(FIRST_PAGE))
        self.search = QLineEdit(self)
        self.found = QLabel(self)
        self.contents = ContentsTree(self.manual, self)
        self.view = ManualView(theme, self.manual, self)
        self._name_parts(theme)
        self._lay_out(theme)
        self._listen()
        resize_within(self, theme.space(250), theme.space(180))
        self.show_page(FIRST_PAGE)

    @property
    def anchor(self) -> str:
        """The section that was asked for last; the page's title where a page was."""
        section = self.manual.section_at(self._here)
        return "" if section is None else self._here.anchor or section.anchors[0]

    def show_anchor(self, anchor: str) -> None:
        """The section with this anchor."""
        self.show_link(self.manual.link_to(anchor))

    def show_page(self, page: str) -> None:
        self.show_link(Link(page))

    def show_link(self, link: Link) -> None:
        """A place of the manual; the one left can be come back to. A dead link changes nothing."""
        if self.manual.section_at(link) is None:
            return
        if self.view.page and link != self._here:
            self._back.append(self._visit())
            self._forward.clear()
        self._here = link
        self.view.show_place(link)
        self._arrived()

    def back(self) -> None:
        self._go(self._back, self._forward)

    def forward(self) -> None:
        self._go(self._forward, self._back)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _go(self, where: list[Visit], kept: list[Visit]) -> None:
        if where:
            kept.append(self._visit())
            visit = where.pop()
            self._here = Link(visit.page)
            self.view.show_scrolled(visit.page, visit.place)
            self._arrived()

    def _visit(self) -> Visit:
        return Visit(self.view.page, self.view.verticalScrollBar().value())

    def _arrived(self) -> None:
        """Buttons and contents say where we are."""
        self.back_button.setEnabled(bool(self._back))
        self.forward_button.setEnabled(bool(self._forward))
        self.contents.follow(self.view.page)

    def _searched(self, text: str) -> None:
        found = self.contents.show_found(text)
        key = "help.found" if found else "help.nothing_found"
        self.found.setText(self._words(key, count=found) if text.strip() else "")
        self.view.mark(text)

    def _go_on(self) -> None:
        """Enter in the search field: the first section found, then occurrence after occurrence on its page."""
        found = self.manual.found(self.search.text())
        if not self.search.text().strip() or not found:
            return
        if all(section.page != self.view.page for section in found):
            self.show_link(found[0].link)
        self.view.go_to_occurrence()

    def _button(self, key: str, keys: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._words(key), self)
        button.setToolTip(keys)
        button.clicked.connect(slot)
        self._shortcut(keys, slot)
        return button

    def _shortcut(self, keys: str, slot: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(slot)

    def _listen(self) -> None:
        self.view.link_wanted.connect(self.show_link)
        self.search.textChanged.connect(self._searched)
        self.search.returnPressed.connect(self._go_on)
        self.contents.link_wanted.connect(self.show_link)
        self._shortcut("Ctrl+F", self._start_search)
        self._shortcut("F3", self.view.go_to_occurrence)

    def _start_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _name_parts(self, theme: Theme) -> None:
        self.view.setAccessibleName(self._words("help.page"))
        self.search.setPlaceholderText(self._words("help.search"))
        self.search.setAccessibleName(self._words("help.search"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(theme.space(60))
        self.found.setProperty("role", "muted")
        self.contents.setAccessibleName(self._words("help.contents"))

    def _lay_out(self, theme: Theme) -> None:
        gap = theme.space(2)
        bar = QHBoxLayout()
        bar.setContentsMargins(gap, gap, gap, gap)
        bar.setSpacing(gap)
        for button in (self.back_button, self.forward_button, self.start_button):
            bar.addWidget(button)
        bar.addWidget(self.search, stretch=1)
        bar.addWidget(self.found)
        across = QSplitter(Qt.Orientation.Horizontal, self)
        across.setChildrenCollapsible(False)
        across.addWidget(self.contents)
        across.addWidget(self.view)
        across.setSizes([theme.space(65), theme.space(185)])
        across.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(across, stretch=1)
