"""Above the worklist after an update: verdicts are being computed anew, and what does not count until then."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.wording import Wording

if TYPE_CHECKING:
    from desktop_app.session.rejudging import Rejudging


class RejudgingNote(QLabel):
    """Shown while any line waits, and in a window that can only read for as long as it is open."""

    def __init__(self, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._rejudging: Rejudging | None = None
        self.setProperty("severity", "warning")
        self.setWordWrap(True)
        self.hide()

    def follow(self, rejudging: "Rejudging | None") -> None:
        self._rejudging = rejudging
        if rejudging is not None:
            rejudging.advanced.connect(self.tell)
            rejudging.ended.connect(self.tell)
        self.tell()

    def tell(self, *_: object) -> None:
        """What is true by now."""
        rejudging = self._rejudging
        needed = rejudging is not None and rejudging.needed
        if needed and rejudging is not None:
            self.setText(_said(self._words, rejudging.left))
        self.setVisible(needed)


def _said(words: Wording, left: int | None) -> str:
    if left is None:
        return words("ui.worklist.rejudging.begins")
    return words("ui.worklist.rejudging", count=left) if left else words("ui.worklist.rejudging.read_only")
