"""A start whose store could not be opened: what happened stays on the screen, with the ways on."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop_app.errors import KnownError, StoreMissing
from desktop_app.ui.access.front_page import FrontPage
from desktop_app.ui.dialogs.remedy import known_error_texts
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow

Does = Callable[[], object]


class NotOpenedPage(FrontPage):
    """The remedy, and a second try. A store of one's own is offered only where there is none."""

    def __init__(
        self, theme: Theme, words: Wording, error: KnownError, again: Does, demo: Does, new: Does
    ) -> None:
        super().__init__(theme, words)
        title, text = known_error_texts(words, error)
        self.add_title(title)
        what = self.add_text(text)
        what.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if words.has(remedy := f"{error.key}.remedy"):
            self.add_text(words(remedy, **error.facts))
        self.again = self.button(words("access.not_opened.again"), again, "primary")
        self.new = self.button(words("ui.welcome.ward"), new)
        self.new.setVisible(isinstance(error, StoreMissing))
        self.add_buttons(self.again, self.new)
        self.demo = self.button(words("ui.welcome.demo"), demo, "link")
        self.add_buttons(self.demo)
        self.setFocusProxy(self.again)


def not_opened_page(window: "MainWindow", error: KnownError, again: Does) -> NotOpenedPage:
    """The page with what its buttons do in this window."""
    chosen = (window.demo_chosen.emit, window.ward_chosen.emit)
    return NotOpenedPage(window.theme, window.words, error, again, *chosen)
