"""The first start: invented patients to try things with, or the ward's own empty store."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow


class WelcomePage(QWidget):
    """Two big choices, and the language; the keyboard is enough."""

    demo_chosen = Signal()
    ward_chosen = Signal()
    language_chosen = Signal()

    def __init__(self, theme: Theme, words: Wording, path: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(words("ui.welcome.title"))
        title.setProperty("role", "title")
        text = QLabel(words("ui.welcome.text"))
        text.setWordWrap(True)
        where = QLabel(words("ui.welcome.where", path=path))
        where.setProperty("role", "small")
        where.setWordWrap(True)
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.demo = _choice(theme, words, "demo")
        self.ward = _choice(theme, words, "ward")
        self.language = QPushButton(words("ui.welcome.language"))
        self.language.setProperty("role", "link")
        self.demo.clicked.connect(self.demo_chosen)
        self.ward.clicked.connect(self.ward_chosen)
        self.language.clicked.connect(self.language_chosen)
        inner = QWidget()
        inner.setMaximumWidth(theme.space(160))
        column = QVBoxLayout(inner)
        column.setSpacing(theme.space(4))
        column.addWidget(title)
        column.addWidget(text)
        for choice, name in ((self.demo, "demo"), (self.ward, "ward")):
            column.addWidget(choice)
            column.addWidget(_under(words(f"ui.welcome.{name}.text")))
        column.addWidget(where)
        column.addWidget(self.language)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(inner, stretch=8)
        across.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(across)
        outer.addStretch(3)
        self.setFocusProxy(self.demo)


def _under(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    return label


def _choice(theme: Theme, words: Wording, name: str) -> QPushButton:
    button = QPushButton(words(f"ui.welcome.{name}"))
    button.setFont(theme.font(1.2, bold=True))
    button.setMinimumHeight(theme.space(13))
    button.setProperty("role", "choice")
    button.setAutoDefault(True)
    button.setAccessibleDescription(words(f"ui.welcome.{name}.text"))
    return button


def welcome_page(window: "MainWindow", path: str) -> WelcomePage:
    """The page with what its choices do in this window."""
    page = WelcomePage(window.theme, window.words, path)
    page.demo_chosen.connect(window.demo_chosen)
    page.ward_chosen.connect(window.ward_chosen)
    page.language_chosen.connect(window.other_language)
    return page
