"""A number that the wheel scrolls past."""

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSpinBox


class StillNumber(QSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
