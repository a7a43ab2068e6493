"""A store of an older version lies in the clear: one key makes it unreadable for whoever has no password."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar

from desktop_app.errors import KnownError
from desktop_app.session.background import BackgroundWork
from desktop_app.ui.access.front_page import FrontPage, say
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow


class ConversionPage(FrontPage):
    """``wanted`` at the press of the button; ``converted`` once the copy was verified and the file exchanged."""

    converted = Signal(object)
    """Path of the verified copy that was kept."""

    def __init__(
        self, theme: Theme, words: Wording, store: Path, convert: Callable[[], Path], leave: Callable[[], object]
    ) -> None:
        super().__init__(theme, words)
        self.setProperty("help_anchor", "accounts-conversion")
        self._convert = convert
        self._work: BackgroundWork | None = None
        self.add_title(words("access.conversion.title"))
        self.add_text(words("access.conversion.text"))
        self.add_text(words("access.conversion.copy"))
        self.add_text(words("access.conversion.where", path=str(store)), "small")
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(words("access.conversion.going_on"))
        self.progress.hide()
        self.add(self.progress)
        self.message = self.add_message()
        self.begin = self.button(words("access.conversion.do"), self.start, "primary")
        self.leave = self.button(words("access.conversion.later"), leave)
        self.add_buttons(self.begin, self.leave)
        self.setFocusProxy(self.begin)

    def start(self) -> None:
        if self._work is not None and self._work.running:
            return
        self._running(running=True)
        say(self.message, "")
        self._work = BackgroundWork(lambda _: self._convert(), self)
        self._work.done.connect(self.converted)
        self._work.failed.connect(self._failed)
        self._work.start()

    def _failed(self, error: Exception) -> None:
        """The store is as it was; the reason is told."""
        self._running(running=False)
        if not isinstance(error, KnownError):
            raise error
        say(self.message, self.words(f"{error.key}.text", **error.facts))

    def _running(self, *, running: bool) -> None:
        self.progress.setVisible(running)
        for button in (self.begin, self.leave):
            button.setEnabled(not running)
        self.setCursor(Qt.CursorShape.BusyCursor if running else Qt.CursorShape.ArrowCursor)


def conversion_page(
    window: "MainWindow", store: Path, clock: Callable[[], datetime], converted: Callable[[], None]
) -> ConversionPage:
    """The page as it works on this file in this window."""

    def convert() -> Path:
        from desktop_app.store.converting import encrypt_plain_store

        return encrypt_plain_store(store, clock=clock)

    def done(copy: Path) -> None:
        converted()
        window.messages.say(window.words("access.conversion.done", path=str(copy)), severity="warning", stays=True)

    page = ConversionPage(window.theme, window.words, store, convert, window.close)
    page.converted.connect(done)
    return page
