"""Paints laid-out charts with Qt: marks of one layer into a picture of their own, kept while they stay equal."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from desktop_app.plots.picture import (
    CORNERS,
    DASHES,
    Anchor,
    Area,
    Caption,
    Dash,
    Frame,
    Layer,
    Mark,
    Picture,
    Place,
    Shape,
    Sheet,
    Stroke,
    Symbols,
    arrow_of,
)

Ink = Callable[[str], QColor]
EM: Final = 0.7
"""The size of the letters in heights of a line."""
_TO_THE_LEFT: Final = {Anchor.START: 0.0, Anchor.MIDDLE: 0.5, Anchor.END: 1.0}


class ChartType:
    """The letters of a chart; widths are measured once for each text."""

    def __init__(self, font: QFont) -> None:
        self.plain = QFont(font)
        self.bold = QFont(font)
        self.bold.setBold(True)
        self._metrics = (QFontMetricsF(self.plain), QFontMetricsF(self.bold))
        self._widths: dict[tuple[str, bool], float] = {}
        self.rise = (self._metrics[0].ascent() - self._metrics[0].descent()) / 2

    def width(self, text: str, bold: bool = False) -> float:
        key = (text, bold)
        if key not in self._widths:
            self._widths[key] = self._metrics[bold].horizontalAdvance(text)
        return self._widths[key]

    def sheet(self, width: float, height: float, *, titled: bool = True) -> Sheet:
        line = self._metrics[0].height()
        return Sheet(width, height, line * EM, line, self.width, titled)


class ChartPainter:
    """One painting of one picture in these inks and letters; makes nothing that outlives it."""

    def __init__(self, painter: QPainter, letters: ChartType, ink: Ink) -> None:
        self._painter = painter
        self._letters = letters
        self._ink = cache(ink)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint(self, picture: Picture) -> None:
        for layer in picture.layers:
            self.paint_layer(picture, layer)

    def paint_layer(self, picture: Picture, layer: Layer) -> None:
        painter, frame = self._painter, picture.frame
        painter.save()
        if layer.clipped:
            painter.setClipRect(QRectF(frame.left - 1, 0, frame.width + 2, picture.height))
        for mark in layer.marks:
            self._mark(mark)
        painter.restore()

    def _mark(self, mark: Mark) -> None:
        match mark:
            case Stroke():
                self._stroke(mark)
            case Caption():
                self._caption(mark)
            case Symbols():
                self._symbols(mark)
            case Area():
                colour = QColor(self._ink(mark.ink))
                colour.setAlphaF(mark.opacity)
                self._painter.fillRect(QRectF(mark.left, mark.top, mark.width, mark.height), colour)

    def _stroke(self, mark: Stroke) -> None:
        pen = QPen(self._ink(mark.ink), mark.width)
        if mark.dash is not Dash.SOLID:
            pen.setDashPattern(list(DASHES[mark.dash]))
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self._painter.setPen(pen)
        if len(mark.places) == 2:
            (x, y), (until_x, until_y) = mark.places
            if x == until_x or y == until_y:  # needs no smoothing, and is many times faster and sharper without
                pen.setWidthF(max(1, round(mark.width)))
                self._painter.setPen(pen)
                self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            self._painter.drawLine(QPointF(x, y), QPointF(until_x, until_y))
            self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        elif mark.dash is Dash.SOLID:
            ends = [QPointF(x, y) for x, y in mark.places]
            self._painter.drawLines([QLineF(*pair) for pair in pairwise(ends)])  # twice as fast as with joins
        else:
            self._painter.drawPolyline(_polygon(mark.places))

    def _caption(self, mark: Caption) -> None:
        x, y = mark.at
        width = self._letters.width(mark.text, mark.bold)
        left = x - _TO_THE_LEFT[mark.anchor] * width
        if mark.backed:
            ground = QColor(self._ink("surface"))
            ground.setAlphaF(0.82)
            self._painter.fillRect(
                QRectF(left - 1, y - self._letters.rise, width + 2, 2 * self._letters.rise), ground
            )
        self._painter.setFont(self._letters.bold if mark.bold else self._letters.plain)
        self._painter.setPen(self._ink(mark.ink))
        self._painter.drawText(QPointF(left, y + self._letters.rise), mark.text)

    def _symbols(self, mark: Symbols) -> None:
        """One by one: a single path of hundreds of overlapping outlines takes three times as long."""
        painter, colour, crossed = self._painter, self._ink(mark.ink), mark.shape is Shape.CROSS
        painter.setPen(QPen(colour, mark.radius * 0.36))
        for place in mark.places if mark.arrow else ():
            for strokes in arrow_of(place, mark.radius, mark.arrow):
                painter.drawPolyline(_polygon(strokes))
        if mark.filled and not crossed:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour if mark.filled else self._ink("surface"))
        radius = mark.radius * (1.15 if mark.filled else 1.0)
        for x, y in mark.places:
            if mark.shape is Shape.DISC:
                painter.drawEllipse(QPointF(x, y), radius, radius)
            elif crossed:
                painter.drawLine(QPointF(x - radius, y - radius), QPointF(x + radius, y + radius))
                painter.drawLine(QPointF(x - radius, y + radius), QPointF(x + radius, y - radius))
            else:
                painter.drawPolygon([QPointF(x + dx * radius, y + dy * radius) for dx, dy in CORNERS[mark.shape]])


class LayeredPixmap:
    """A chart in pixels, layer by layer: what did not change since the last time is not painted again."""

    def __init__(self) -> None:
        self._layers: list[Layer] = []
        self._pixmaps: list[QPixmap] = []
        self._frame: Frame | None = None

    def forget(self) -> None:
        """Everything is painted anew; the pixmaps are used again, for fresh memory costs more than painting."""
        self._layers = []

    def layers(self, picture: Picture, size: QSize, ratio: float, letters: ChartType, ink: Ink) -> list[QPixmap]:
        """The layers from the lowest to the highest, each as large as the chart (``size`` times ``ratio``)."""
        if not self._pixmaps or self._pixmaps[0].size() != size * ratio:
            self._pixmaps = []
        if not self._pixmaps or picture.frame != self._frame:
            self.forget()
        self._frame = picture.frame
        kept, count = self._layers, len(picture.layers)
        while len(self._pixmaps) < count:
            self._pixmaps.append(QPixmap(size * ratio))
        for number, layer in enumerate(picture.layers):
            if number >= len(kept) or kept[number] != layer:
                self._pixmaps[number].setDevicePixelRatio(ratio)
                paint_layer(self._pixmaps[number], picture, layer, letters, ink)
        self._layers = list(picture.layers)
        return self._pixmaps[:count]


def paint_layer(pixmap: QPixmap, picture: Picture, layer: Layer, letters: ChartType, ink: Ink) -> None:
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    ChartPainter(painter, letters, ink).paint_layer(picture, layer)
    painter.end()


def _polygon(places: tuple[Place, ...]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in places])
