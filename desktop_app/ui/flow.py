"""A layout that puts widgets in a line and goes on in the next one where the line is full."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem


class FlowLayout(QLayout):
    """Left to right, wrapped; lines are centred vertically on their tallest widget, or aligned at the ``top``.

    What is wider than a whole line, and can wrap within itself, is given the line and the height it takes there.
    """

    def __init__(
        self, parent: QWidget | None = None, *, gap: int = 12, line_gap: int = 4, top: bool = False
    ) -> None:
        super().__init__(parent)
        self._top = top
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._line_gap = line_gap

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insertWidget(self, index: int, widget: QWidget) -> None:
        self.addChildWidget(widget)
        self._items.insert(index, QWidgetItem(widget))
        self.invalidate()

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
            size = _size_of(item, max(inner.width(), 1))
            if line and left + size.width() > inner.right() + 1:
                top += self._place(line, top, move=move) + self._line_gap
                line, left = [], inner.left()
            line.append((item, left, size))
            left += size.width() + self._gap
        top += self._place(line, top, move=move)
        return top - box.top() + margins.bottom()

    def _place(self, line: list[tuple[QLayoutItem, int, QSize]], top: int, *, move: bool) -> int:
        height = max((size.height() for _, _, size in line), default=0)
        if move:
            for item, left, size in line:
                lower = 0 if self._top else (height - size.height()) // 2
                item.setGeometry(QRect(QPoint(left, top + lower), size))
        return height


class LineLayout(FlowLayout):
    """A flow that asks for one line as long as it can have it; at most ``most`` widgets stand in a line."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 12, line_gap: int = 4, most: int = 99) -> None:
        super().__init__(parent, gap=gap, line_gap=line_gap)
        self._most = most

    def sizeHint(self) -> QSize:
        shown = [item.sizeHint().width() for item in self._items if not item.isEmpty()]
        lines = [shown[start : start + self._most] for start in range(0, len(shown), self._most)]
        widths = (sum(line) + self._gap * (len(line) - 1) for line in lines)
        margins = self.contentsMargins()
        width = max(widths, default=0) + margins.left() + margins.right()
        return QSize(width, self.heightForWidth(width))


def _size_of(item: QLayoutItem, room: int) -> QSize:
    size = item.sizeHint()
    if size.width() <= room:
        return size
    return QSize(room, item.heightForWidth(room) if item.hasHeightForWidth() else size.height())
