"""How a page is divided."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter


def splitter(name: str, direction: Qt.Orientation) -> QSplitter:
    """Parts that can be made smaller but not lost; ``name`` is what its proportions are remembered by."""
    made = QSplitter(direction)
    made.setObjectName(name)
    made.setChildrenCollapsible(False)
    made.setHandleWidth(3)
    return made
