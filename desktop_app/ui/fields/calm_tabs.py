"""Tabs that the wheel leaves alone."""

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QTabBar


class CalmTabBar(QTabBar):
    """Scrolling over it never takes the page away on which somebody is typing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
