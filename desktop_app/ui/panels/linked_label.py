"""Wrapped text with links to cells: changed in place, reachable by the keyboard.

Not a ``QLabel``: that one lays out every card of the panel anew with each new text. Here a text that needs
as many lines as the one before is only painted; while somebody types, one that needs fewer is so as well, and
the room is given back when typing pauses: nothing jumps under the eyes of who is typing.
"""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionFocusRect, QWidget

from desktop_app.ui.panels.sentences import Link, Said

LINE_END = "\u2028"
NONE = -1
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class LinkedLabel(QWidget):
    """Shows words and links; hidden while it has nothing to say. A click or Enter asks for the cell."""

    cell_requested = Signal(object)

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said: tuple[Said, ...] = ()
        self._links: list[Link] = []
        self._spans: list[range] = []
        self._current = NONE
        self._layout = QTextLayout()
        wrapping = QTextOption()
        wrapping.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(wrapping)
        self._layout.setCacheEnabled(True)
        self._broken_at = NONE
        self._lines: list[bytes] = []
        self._tops = [0.0]
        """Where each line begins, and where the last one ends."""
        self._room = 0
        self._keeps_room = False
        if role:
            self.setProperty("role", role)
        self._take_font()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    @property
    def links(self) -> Sequence[Link]:
        return self._links

    @property
    def plain(self) -> str:
        return "".join(_text(part) for part in self._said)

    def own_ground(self) -> None:
        """It stands on a card: it fills its own ground, or everything below were painted anew with each text."""
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)

    def say(self, *parts: Said) -> None:
        """Replaces the text; nothing is drawn anew where it stays the same."""
        if parts == self._said:
            return
        before = self._lines if not self._links and self._broken_at == self.width() else []
        self._said = parts
        self._links = [part for part in parts if isinstance(part, Link)]
        self._current = NONE
        reachable = Qt.FocusPolicy.StrongFocus if self._links else Qt.FocusPolicy.NoFocus
        if self.focusPolicy() != reachable:
            self.setFocusPolicy(reachable)
            self.setMouseTracking(bool(self._links))
            self.unsetCursor()
        plain = self.plain
        self._layout.setText(plain.replace("\n", LINE_END))
        self._mark_links()
        self.setAccessibleName(plain)
        self._broken_at = NONE
        self._take_room()
        self.update(self._changed(before))

    def _changed(self, before: Sequence[bytes]) -> QRect:
        """The lines that read otherwise than before; all where lines came or went, or where one is a link."""
        if self._links or len(before) != len(self._lines) or self._broken_at != self.width():
            return self.rect()
        changed = [n for n, (old, new) in enumerate(zip(before, self._lines, strict=True)) if old != new]
        if not changed:
            return QRect()
        top = int(self._tops[changed[0]])
        return QRect(0, top, self.width(), int(self._tops[changed[-1] + 1] - top + 1))

    # Size

    def keep_room(self, keep: bool) -> None:
        """From now on a shorter text leaves the room of the longer one empty, or gives it back."""
        if keep != self._keeps_room:
            self._keeps_room = keep
            self._take_room()

    def _take_room(self) -> None:
        """As high as the text needs; laid out anew only where that is another height than before."""
        needed = self._height_at(self.width()) if self.plain else 0
        if self._keeps_room:
            needed = max(needed, self._room)
        if self.isHidden() == bool(needed):
            self.setVisible(bool(needed))
        elif needed != self._room:
            self.updateGeometry()
        self._room = needed

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        needed = self._height_at(width)
        return max(needed, self._room) if self._keeps_room and width == self.width() else needed

    def sizeHint(self) -> QSize:
        width = max(self.width(), self.minimumSizeHint().width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(4 * metrics.averageCharWidth(), metrics.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._broken_at = NONE
        if self._said and event.size().width() != event.oldSize().width():
            self._room = self._height_at(self.width())  # Else a later text of the former height keeps this one's.

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._take_font()
            self._broken_at = NONE
            self._mark_links()
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

    def _height_at(self, width: int) -> int:
        self._break_lines(width)
        return max(int(self._tops[-1] + 0.999), self._line_height)

    def _break_lines(self, width: int) -> None:
        """Lines for this width; kept until width, text or font change."""
        if width == self._broken_at:
            return
        layout, wide = self._layout, max(width, 1)
        self._broken_at, tops, ends = width, [0.0], [0]
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(wide)
            line.setPosition(QPointF(0, tops[-1]))
            tops.append(tops[-1] + line.height())
            ends.append(ends[-1] + line.textLength())
        layout.endLayout()
        units = layout.text().encode("utf-16-le")  # lines are counted in units of UTF-16
        self._lines = [units[2 * start : 2 * end] for start, end in pairwise(ends)]
        self._tops = tops

    def _take_font(self) -> None:
        self._layout.setFont(self.font())
        self._line_height = self.fontMetrics().height()

    def _mark_links(self) -> None:
        if not self._links and not self._spans:
            return
        self._spans, start = [], 0
        for part in self._said:
            end = start + _length(_text(part))
            if isinstance(part, Link):
                self._spans.append(range(start, end))
            start = end
        self._layout.setFormats([self._format(span) for span in self._spans])

    def _format(self, span: range) -> QTextLayout.FormatRange:
        link = QTextLayout.FormatRange()
        link.start, link.length = span.start, len(span)
        looks = QTextCharFormat()
        looks.setFontUnderline(True)
        looks.setForeground(self.palette().color(QPalette.ColorRole.Link))
        link.format = looks
        return link

    # Showing

    def paintEvent(self, event: QPaintEvent) -> None:
        self._break_lines(self.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        self._layout.draw(painter, QPointF(0, 0), (), QRectF(event.rect()))
        if self.hasFocus() and self._current != NONE:
            for box in self._boxes(self._spans[self._current]):
                option = QStyleOptionFocusRect()
                option.initFrom(self)
                option.rect = box.toAlignedRect()
                self.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self)

    def _boxes(self, span: range) -> list[QRectF]:
        """Where these characters stand, one box per line."""
        boxes = []
        for number in range(self._layout.lineCount()):
            line = self._layout.lineAt(number)
            first, last = line.textStart(), line.textStart() + line.textLength()
            start, stop = max(span.start, first), min(span.stop, last)
            if start < stop:
                left, right = _x(line.cursorToX(start)), _x(line.cursorToX(stop))
                boxes.append(QRectF(left, line.y(), right - left, line.height()))
        return boxes

    # Links

    def link_at(self, place: QPointF) -> int:
        """The number of the link under this point, -1 where there is none."""
        self._break_lines(self.width())
        return next(
            (n for n, span in enumerate(self._spans) if any(box.contains(place) for box in self._boxes(span))),
            NONE,
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._point(event)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self.link_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number != NONE:
            self._follow(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and self._current != NONE:
            self._follow(self._current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab goes to the first link at once, backwards to the last one."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self._go_to(len(self._links) - 1 if event.reason() == Qt.FocusReason.BacktabFocusReason else 0)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 (signature of Qt)
        """Tab goes from link to link before it leaves."""
        following = self._current + (1 if next else -1)
        if self._current != NONE and 0 <= following < len(self._links):
            self._go_to(following)
            return True
        return super().focusNextPrevChild(next)

    def _go_to(self, number: int) -> None:
        if not self._links:
            return
        self._current = number
        self.setAccessibleDescription(self._links[number].text)
        self.update()

    def _point(self, event: QMouseEvent) -> None:
        over = self.link_at(event.position()) != NONE
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def _follow(self, number: int) -> None:
        self.cell_requested.emit(self._links[number].cell)


def _text(part: Said) -> str:
    return part.text if isinstance(part, Link) else part


def _length(text: str) -> int:
    """In the units that Qt counts: UTF-16, so that a rare name character counts twice."""
    return len(text.encode("utf-16-le")) // 2


def _x(place: object) -> float:
    """PySide gives the place alone or with the cursor behind it."""
    return float(place[0] if isinstance(place, tuple) else place)  # type: ignore[arg-type]
