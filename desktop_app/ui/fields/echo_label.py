"""What was read from an entry: on one line where there is room, else wrapped."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QWidget

LEAST_IN_DIGITS = 12


class EchoLabel(QLabel):
    """A wrapped label that asks for the width of its whole text and bears a narrow column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        letters = self.fontMetrics()
        margins = self.contentsMargins()
        width = letters.horizontalAdvance(self.text()) + margins.left() + margins.right() + 2
        return QSize(width, letters.height() + margins.top() + margins.bottom())

    def minimumSizeHint(self) -> QSize:
        digits = self.fontMetrics().horizontalAdvance("0") * LEAST_IN_DIGITS
        return self.sizeHint().boundedTo(QSize(digits, 1 << 20))
