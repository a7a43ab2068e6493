"""As tall as what is in it, up to a limit."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

SHARE = 6


class UpTo(QScrollArea):
    """Takes no more room than its content needs, and scrolls where that is more than the limit."""

    def __init__(self, inner: QWidget, tallest: int) -> None:
        super().__init__()
        self._tallest = tallest
        self._inner = inner
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)
        inner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is inside became taller or lower."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """On a small screen no more than a share of it: what is below must stay usable."""
        least = min(self.sizeHint().height(), self.window().height() // SHARE)
        return QSize(super().minimumSizeHint().width(), least)

    def sizeHint(self) -> QSize:
        layout = self._inner.layout()
        height = layout.totalHeightForWidth(self.viewport().width()) if layout is not None else 0
        return QSize(super().sizeHint().width(), min(max(height, 0), self._tallest))
