"""Help in front of a dialog: a modal one keeps all keys of the window from working, that of help included."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QWidget

ACTION: Final = "help_in_dialog"


class DialogHelp(QObject):
    """Gives every modal dialog of a window the keys of help, as soon as it gets the keyboard."""

    def __init__(
        self, window: QWidget, keys: Callable[[], list[QKeySequence]], show: Callable[[QDialog], None]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._keys = keys
        self._show = show
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._arrived)

    def _arrived(self, _window: QWindow | None) -> None:
        dialog = QApplication.activeWindow()
        if not isinstance(dialog, QDialog) or not dialog.isModal() or not self._is_ours(dialog):
            return
        found = dialog.findChild(QAction, ACTION, Qt.FindChildOption.FindDirectChildrenOnly)
        if found is None:
            found = QAction(dialog)
            found.setObjectName(ACTION)
            found.triggered.connect(lambda *_: self._show(dialog))
            dialog.addAction(found)
        found.setShortcuts(self._keys())

    def _is_ours(self, dialog: QWidget) -> bool:
        above = dialog.parentWidget()
        while above is not None and above is not self._window:
            above = above.parentWidget()
        return above is self._window
