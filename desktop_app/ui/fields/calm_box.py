"""A list to choose from that the wheel leaves alone."""

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox


class CalmComboBox(QComboBox):
    """The wheel scrolls the page; it never changes what was chosen."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
