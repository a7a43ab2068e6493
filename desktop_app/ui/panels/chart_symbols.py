"""The points of a chart gathered into few paths: hundreds of them are then drawn in a handful of strokes."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

Corners = tuple[tuple[float, float], ...]
SQUARE: Corners = ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8))
TRIANGLE: Corners = ((0, -1), (1, 0.8), (-1, 0.8))
DIAMOND: Corners = ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0))


class ChartSymbols:
    """Filled points are exact; open ones with an arrow are bounds. ``corners`` empty = round."""

    def __init__(self, side: float) -> None:
        self._side = side
        self._filled = QPainterPath()
        self._filled.setFillRule(Qt.FillRule.WindingFill)
        self._open = QPainterPath()
        self._arrows = QPainterPath()

    def add(self, at: QPointF, corners: Corners = (), *, filled: bool = True, arrow: int = 0) -> None:
        """A point; ``arrow`` 1 points upwards, -1 downwards."""
        path = self._filled if filled else self._open
        side = self._side + (0.7 if filled else 0.0)
        if corners:
            path.addPolygon(QPolygonF([QPointF(at.x() + x * side, at.y() + y * side) for x, y in corners]))
            path.closeSubpath()
        else:
            path.addEllipse(at, side, side)
        if arrow:
            self._add_arrow(at, -arrow)

    def draw(self, painter: QPainter, colour: QColor, ground: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)  # stroking hundreds of outlines would cost more than all the rest
        painter.setBrush(colour)
        painter.drawPath(self._filled)
        painter.setPen(QPen(colour, 1.4))
        painter.setBrush(ground)
        painter.drawPath(self._open)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._arrows)

    def _add_arrow(self, at: QPointF, down: int) -> None:
        side = self._side
        tip = QPointF(at.x(), at.y() + down * side * 3.4)
        self._arrows.moveTo(at.x(), at.y() + down * side)
        self._arrows.lineTo(tip)
        for wing in (-1, 1):
            self._arrows.moveTo(tip)
            self._arrows.lineTo(tip.x() + wing * side * 0.8, tip.y() - down * side)
