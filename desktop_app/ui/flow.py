"""A layout that puts widgets in a line and goes on in the next one where the line is full."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Left to right, wrapped; lines are centred vertically on their tallest widget."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 12, line_gap: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._line_gap = line_gap

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arranged(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, box: QRect) -> None:
        super().setGeometry(box)
        self._arranged(box, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arranged(self, box: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        inner = box.marginsRemoved(margins)
        top, line, left = inner.top(), list[tuple[QLayoutItem, int, QSize]](), inner.left()
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(inner.width(), 1), 1 << 20))
            if line and left + size.width() > inner.right() + 1:
                top += self._place(line, top, move=move) + self._line_gap
                line, left = [], inner.left()
            line.append((item, left, size))
            left += size.width() + self._gap
        top += self._place(line, top, move=move)
        return top - box.top() + margins.bottom()

    @staticmethod
    def _place(line: list[tuple[QLayoutItem, int, QSize]], top: int, *, move: bool) -> int:
        height = max((size.height() for _, _, size in line), default=0)
        if move:
            for item, left, size in line:
                item.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
        return height
