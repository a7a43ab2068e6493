"""The shapes of states, drawn by hand: sharp at every zoom, distinguishable without colour."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF


class Shape(StrEnum):
    DISC = "disc"
    RING = "ring"
    HALF_DISC = "half_disc"
    DASH = "dash"
    CLOCK = "clock"
    PENNANT = "pennant"
    TRIANGLE = "triangle"
    HOURGLASS = "hourglass"
    CROSS = "cross"
    TICK = "tick"
    SKIPPED = "skipped"
    TWO_DISCS = "two_discs"
    PAUSE = "pause"
    BARRED = "barred"
    LETTER_I = "letter_i"
    PENCIL = "pencil"


Points = tuple[tuple[float, float], ...]

# All shapes live on a square of 16 × 16.
_LINES: Final[Mapping[Shape, tuple[Points, ...]]] = {
    Shape.DASH: (((4, 8), (12, 8)),),
    Shape.CROSS: (((4, 4), (12, 12)), ((12, 4), (4, 12))),
    Shape.TICK: (((3, 8.5), (6.5, 12), (13, 4.5)),),
    Shape.SKIPPED: (((3, 4), (8, 8), (3, 12)), ((8, 4), (13, 8), (8, 12))),
    Shape.PAUSE: (((5.5, 3.5), (5.5, 12.5)), ((10.5, 3.5), (10.5, 12.5))),
    Shape.PENNANT: (((4, 14), (4, 2)),),
    Shape.PENCIL: (((3, 13), (4, 9.5), (11, 2.5), (13.5, 5), (6.5, 12), (3, 13)),),
    Shape.HOURGLASS: (((3.5, 2.5), (12.5, 2.5)), ((3.5, 13.5), (12.5, 13.5))),
}
_FILLED: Final[Mapping[Shape, tuple[Points, ...]]] = {
    Shape.PENNANT: (((4, 2), (13.5, 5), (4, 8.5)),),
    Shape.HOURGLASS: (((4, 3), (12, 3), (8, 8)), ((4, 13), (12, 13), (8, 8))),
}


def draw_shape(painter: QPainter, shape: Shape, box: QRectF, colour: QColor) -> None:
    """Draws the shape into the largest square in the middle of ``box``."""
    side = min(box.width(), box.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.center().x() - side / 2, box.center().y() - side / 2)
    painter.scale(side / 16, side / 16)
    pen = QPen(colour, 1.9)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for points in _LINES.get(shape, ()):
        painter.drawPolyline(_polygon(points))
    if shape in _ROUND:
        _ROUND[shape](painter, colour)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(colour))
    for points in _FILLED.get(shape, ()):
        painter.drawPolygon(_polygon(points))
    painter.restore()


def _polygon(points: Points) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _disc(painter: QPainter, colour: QColor) -> None:
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(8, 8), 5.4, 5.4)


def _ring(painter: QPainter, _colour: QColor) -> None:
    painter.drawEllipse(QPointF(8, 8), 5.4, 5.4)


def _half_disc(painter: QPainter, colour: QColor) -> None:
    _ring(painter, colour)
    painter.setBrush(colour)
    painter.drawChord(QRectF(2.6, 2.6, 10.8, 10.8), 90 * 16, 180 * 16)


def _clock(painter: QPainter, colour: QColor) -> None:
    _ring(painter, colour)
    painter.drawPolyline(_polygon(((8, 5), (8, 8), (10.4, 9.6))))


def _triangle(painter: QPainter, _colour: QColor) -> None:
    painter.drawPolygon(_polygon(((8, 2.2), (14.2, 13.4), (1.8, 13.4))))
    painter.drawLine(QPointF(8, 6.2), QPointF(8, 9.4))
    painter.drawPoint(QPointF(8, 11.6))


def _two_discs(painter: QPainter, colour: QColor) -> None:
    painter.drawEllipse(QPointF(10.4, 8), 3.9, 3.9)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(5.6, 8), 3.9, 3.9)


def _barred(painter: QPainter, colour: QColor) -> None:
    _ring(painter, colour)
    painter.drawLine(QPointF(4.4, 11.6), QPointF(11.6, 4.4))


def _letter_i(painter: QPainter, colour: QColor) -> None:
    _ring(painter, colour)
    painter.drawLine(QPointF(8, 7.8), QPointF(8, 10.8))
    painter.drawPoint(QPointF(8, 5.2))


_ROUND: Final[Mapping[Shape, Callable[[QPainter, QColor], None]]] = {
    Shape.DISC: _disc,
    Shape.RING: _ring,
    Shape.HALF_DISC: _half_disc,
    Shape.CLOCK: _clock,
    Shape.TRIANGLE: _triangle,
    Shape.TWO_DISCS: _two_discs,
    Shape.BARRED: _barred,
    Shape.LETTER_I: _letter_i,
}
