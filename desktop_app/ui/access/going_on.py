"""What a panel of the administrator has going on: one thing at a time, told beside it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.errors import KnownError
from desktop_app.session.background import BackgroundWork
from desktop_app.ui.access.front_page import say
from desktop_app.ui.dialogs.remedy import show_known_error
from desktop_app.wording import Wording


class GoingOn(QObject):
    """Off the window's thread. What is refused is told with its remedy; a fault of the program stays one."""

    def __init__(self, words: Wording, told: QLabel, panel: QWidget) -> None:
        super().__init__(panel)
        self._words = words
        self._told = told
        self._panel = panel
        self._work: BackgroundWork | None = None

    def run(self, task: Callable[[BackgroundWork], Any], done: Callable[[Any], None]) -> None:
        """Nothing happens while the work before still runs."""
        if self._work is not None and self._work.running:
            return
        say(self._told, self._words("access.audit.going_on"))
        self._work = BackgroundWork(task, self)
        self._work.done.connect(done)
        self._work.failed.connect(self._failed)
        self._work.start()

    def _failed(self, error: Exception) -> None:
        say(self._told, "")
        if not isinstance(error, KnownError):
            raise error
        show_known_error(self._words, error, self._panel)
