"""The headers of the sheet: what each column is and its day; the names of the rows."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHeaderView, QTableView

from desktop_app.ui.colours import DARK, LIGHT, LOOKS
from desktop_app.ui.pages.flowsheet.models import SheetModel
from desktop_app.ui.shapes import draw_shape

RIGHT: Final = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
LEFT: Final = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
ELIDE: Final = Qt.TextElideMode.ElideRight
HEADER_WASH: Final = 0.16
"""The share of the accent on the header of the cursor's row and column."""


class VisitHeader(QHeaderView):
    """Two lines above each column; the current visit is marked with a bar and a wash."""

    def __init__(self, model: SheetModel, parent: QTableView, pad: int) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._shown = model
        self._bold = bold_of(parent.font())
        self._small = scaled(parent.font(), 0.9)
        self._pad = pad
        self._line = round(parent.fontMetrics().lineSpacing() * 1.12)

    def sizeHint(self) -> QSize:
        return QSize(0, 2 * self._line + self._pad)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        palette = self.palette()
        painter.fillRect(event.rect(), palette.alternateBase())
        for column in range(self._shown.columnCount()):
            left, width = self.sectionViewportPosition(column), self.sectionSize(column)
            if left + width > event.rect().left() and left <= event.rect().right():
                self._paint_title(painter, column, left, width)
        painter.setPen(palette.mid().color())
        painter.drawLine(event.rect().left(), self.height() - 1, event.rect().right(), self.height() - 1)
        painter.end()

    def _paint_title(self, painter: QPainter, column: int, left: int, width: int) -> None:
        palette, visit = self.palette(), self._shown.visits[column]
        what, day = self._shown.title(column)
        current = visit is not None and self._shown.sheet.editable(visit)
        if current:
            painter.fillRect(
                left,
                0,
                width - 1,
                self.height(),
                mixed(palette.alternateBase().color(), palette.link().color(), HEADER_WASH),
            )
            painter.fillRect(left, 0, 4, self.height(), palette.link())
        inner = width - 2 * self._pad
        painter.setPen(palette.mid().color())
        painter.drawLine(left + width - 1, 0, left + width - 1, self.height())
        if left < 0 or left + width > self.viewport().width():
            return
        painter.setPen(palette.text().color())
        painter.setFont(self._bold)
        top = self._pad // 2
        painter.drawText(left + self._pad, top, inner, self._line, RIGHT, self._cut(self._bold, what, inner))
        state = self._shown.marks.get(day)
        if state is not None:
            self._paint_mark(painter, state, left + self._pad + (2 if current else 0), top)
        painter.setFont(self._small)
        painter.drawText(
            left + self._pad, top + self._line, inner, self._line, RIGHT, self._cut(self._small, day, inner)
        )

    def _paint_mark(self, painter: QPainter, state: str, left: int, top: int) -> None:
        """The shape of a state, before what the column is."""
        colours = DARK if self.palette().window().color().lightness() < 128 else LIGHT
        side = round(self._line * 0.72)
        box = QRectF(left, top + (self._line - side) / 2, side, side)
        draw_shape(painter, LOOKS[state].shape, box, QColor(colours.hues[LOOKS[state].hue]))

    def _cut(self, font: QFont, text: str, width: int) -> str:
        return QFontMetrics(font).elidedText(text, ELIDE, width)


class NameHeader(QHeaderView):
    """The names of the rows, with a thin rule between groups."""

    def __init__(self, model: SheetModel, parent: QTableView, pad: int) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._shown = model
        self._pad = pad
        self._bold = bold_of(parent.font())
        self.cursor_row = -1

    def sizeHint(self) -> QSize:
        names = self._shown.sheet.names
        metrics = QFontMetrics(self._bold)
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        return QSize(min(widest, metrics.horizontalAdvance("0") * 26) + 3 * self._pad, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        palette, rows = self.palette(), self._shown.sheet.rows
        painter.fillRect(event.rect(), palette.alternateBase())
        inner = self.width() - 2 * self._pad
        for row, name in enumerate(self._shown.sheet.names):
            top, height = self.sectionViewportPosition(row), self.sectionSize(row)
            if top + height < event.rect().top() or top > event.rect().bottom():
                continue
            if row == self.cursor_row:
                painter.fillRect(
                    0,
                    top,
                    self.width(),
                    height,
                    mixed(palette.alternateBase().color(), palette.link().color(), 0.16),
                )
            painter.setFont(self._bold if rows[row].computed else self.font())
            painter.setPen(palette.text().color())
            text = painter.fontMetrics().elidedText(name, ELIDE, inner)
            painter.drawText(self._pad, top, inner, height, LEFT, text)
            if row and rows[row].group != rows[row - 1].group:
                painter.setPen(palette.mid().color())
                painter.drawLine(0, top, self.width(), top)
        painter.setPen(palette.mid().color())
        painter.drawLine(self.width() - 1, event.rect().top(), self.width() - 1, event.rect().bottom())
        painter.end()


def scaled(font: QFont, factor: float) -> QFont:
    scaled = QFont(font)
    scaled.setPointSizeF(font.pointSizeF() * factor)
    return scaled


def bold_of(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold


def mixed(ground: QColor, colour: QColor, share: float) -> QColor:
    """So much of a colour on a ground, opaque: painting it costs less than a transparent one."""
    rest = 1 - share
    return QColor(
        round(ground.red() * rest + colour.red() * share),
        round(ground.green() * rest + colour.green() * share),
        round(ground.blue() * rest + colour.blue() * share),
    )


def _wash(palette: QPalette) -> QColor:
    return mixed(palette.alternateBase().color(), palette.link().color(), HEADER_WASH)
