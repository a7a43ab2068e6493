"""What the first paint shows: the worklist without words or patients, until the window is furnished."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget


def paint_empty_list(window: QWidget) -> None:
    """A search field and lines."""
    painter, width, palette = QPainter(window), window.width(), window.palette()
    field = QRect(12, 32, max(width // 3, 200), 26)
    lines = (QRect(12, top, width - 24, 1) for top in range(104, window.height(), 31))
    # Pens and fillRect would make the whole namespace ``Qt`` while they choose among their overloads.
    for brush, rectangles in (
        (palette.base(), [QRect(0, 64, width, window.height() - 64)]),
        (palette.mid(), [field, *lines]),
        (palette.window(), [field.adjusted(1, 1, -1, -1)]),
    ):
        painter.setBackground(brush)
        for rectangle in rectangles:
            painter.eraseRect(rectangle)
