"""What was copied here does not stay in the clipboard: half a minute to paste it, then it is gone."""

import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QByteArray, QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard

KEPT_MS: Final = 30_000
NOT_FOR_HISTORIES: Final = {
    f'application/x-qt-windows-mime;value="{name}"': value
    for name, value in (
        ("ExcludeClipboardContentFromMonitorProcessing", b"\0\0\0\0"),
        ("CanIncludeInClipboardHistory", b"\0\0\0\0"),
        ("CanUploadToCloudClipboard", b"\0\0\0\0"),
    )
}
"""Windows then keeps the text out of its clipboard history and of the cloud."""


class CopiedText(QObject):
    """Watches the clipboard of the program; what came from another program is left alone."""

    def __init__(
        self,
        clipboard: QClipboard,
        parent: QObject | None = None,
        *,
        kept_ms: int = KEPT_MS,
        owned: Callable[[], bool] | None = None,
        platform: str = sys.platform,
    ) -> None:
        """``owned`` says whether the clipboard's content is this program's, as the screen system knows it."""
        super().__init__(parent)
        self._clipboard = clipboard
        self._owned = owned or clipboard.ownsClipboard
        self._marks = platform == "win32"
        self._text = ""
        self.waiting = QTimer(self, interval=kept_ms, singleShot=True)
        self.waiting.timeout.connect(self.forget)
        clipboard.dataChanged.connect(self._copied)
        if clipboard.supportsSelection():
            clipboard.selectionChanged.connect(self._selected)

    def forget(self) -> None:
        """Clears what was copied here, unless something else is in the clipboard by now."""
        self.waiting.stop()
        text, self._text = self._text, ""
        if text and self._owned() and self._clipboard.text() == text:
            self._clipboard.clear()

    def _selected(self) -> None:
        """Marking text copies nothing: on X11 every other program could read it at once."""
        selection = QClipboard.Mode.Selection
        if self._clipboard.ownsSelection() and self._clipboard.text(selection):
            self._clipboard.clear(selection)

    def _copied(self) -> None:
        self.waiting.stop()
        self._text = self._clipboard.text() if self._owned() else ""
        if not self._text:
            return
        self.waiting.start()
        held = self._clipboard.mimeData()
        if self._marks and not any(held.hasFormat(name) for name in NOT_FOR_HISTORIES):
            self._clipboard.setMimeData(marked(held))


def marked(held: QMimeData) -> QMimeData:
    """The same content with the wish that no clipboard history keeps it."""
    made = QMimeData()
    for name in held.formats():
        made.setData(name, held.data(name))
    for name, value in NOT_FOR_HISTORIES.items():
        made.setData(name, QByteArray(value))
    return made
