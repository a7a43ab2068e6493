"""Draws a course plot: sums with their limits above, markers on a log axis below, TACE as vertical lines."""

import math
from itertools import product
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from desktop_app.plots import (
    CoursePlot,
    LevelKind,
    ProcedureKind,
    ProcedureMark,
    SumMark,
    SumPoint,
    level_labels,
    placed_labels,
    spread,
)
from desktop_app.ui.panels.chart_space import ChartSpace
from desktop_app.ui.panels.chart_symbols import DIAMOND, SQUARE, TRIANGLE, ChartSymbols
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.record import Bound, Marker

_Line = Qt.PenStyle
_LEVELS: Final = {
    LevelKind.BASELINE: ("grey", _Line.SolidLine),
    LevelKind.NADIR: ("grey", _Line.DotLine),
    LevelKind.PD_LIMIT: ("red", _Line.DashLine),
    LevelKind.PR_LIMIT: ("teal", _Line.DashLine),
    LevelKind.CCI_LIMIT: ("orange", _Line.DashDotLine),
}
_MARKERS: Final = {
    Marker.AFP: ("blue", _Line.SolidLine, ()),
    Marker.PIVKA_II: ("violet", _Line.DashLine, SQUARE),
    Marker.AFP_L3: ("amber", _Line.DotLine, TRIANGLE),
}
_ARROWS: Final = {Bound.EXACT: 0, Bound.GT: 1, Bound.LT: -1}
_HEAVIEST: Final = (LevelKind.CCI_LIMIT, LevelKind.PD_LIMIT, LevelKind.BASELINE)
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


class CoursePainting:
    """One drawing of one plot; makes nothing that outlives it."""

    def __init__(self, painter: QPainter, theme: Theme, words: Wording, font: QFont) -> None:
        self._painter = painter
        self._theme = theme
        self._words = words
        self._font = font
        self._metrics = QFontMetricsF(font)
        self._dot = theme.space(1) * 0.95

    def space(self, plot: CoursePlot, width: float, height: float) -> ChartSpace:
        """The panels with room for ticks at the left, names of limits at the right, dates at the foot."""
        line = self._metrics.height()
        ticks = [*(plot.lengths.ticks if plot.lengths else ()), *(plot.values.ticks if plot.values else ())]
        left = max((self._metrics.horizontalAdvance(tick.label) for tick in ticks), default=0.0) + 10
        right = max((self._metrics.horizontalAdvance(text) for text in self._level_texts(plot)), default=0.0) + 12
        box = QRectF(left, line * 2.1, max(width - left - right, 40), max(height - line * 3.4, 40))
        return ChartSpace.of(plot, box, line * 2.1)

    def draw(self, space: ChartSpace) -> None:
        self._painter.setFont(self._font)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._axes(space)
        for mark in space.plot.procedures:
            self._procedure(space, mark)
        self._levels(space)
        self._sums(space)
        self._series(space)
        self._titles(space)

    def _axes(self, space: ChartSpace) -> None:
        plot = space.plot
        border, muted = self._theme.colour("border"), self._theme.colour("muted")
        for panel, axis in ((space.sums, plot.lengths), (space.markers, plot.values)):
            if axis is None:
                continue
            apart = panel.height() / max(len(axis.ticks) - 1, 1)
            every = max(1, math.ceil(self._metrics.height() * 0.85 / max(apart, 1)))
            for number, tick in enumerate(axis.ticks):
                y = panel.bottom() - tick.at * panel.height()
                self._line(QPointF(panel.left(), y), QPointF(panel.right(), y), border, 0.6)
                label = tick.label if number % every == 0 else ""
                self._text(QRectF(0, y - 10, panel.left() - 5, 20), label, muted, _RIGHT)
        bottom = space.markers if plot.values is not None else space.sums
        for tick in plot.time.ticks if plot.time else ():
            x = bottom.left() + tick.at * bottom.width()
            self._line(QPointF(x, bottom.bottom()), QPointF(x, bottom.bottom() + 4), muted, 1)
            self._text(
                QRectF(x - 60, bottom.bottom() + 3, 120, self._metrics.height()), tick.label, muted, _CENTRE
            )

    def _titles(self, space: ChartSpace) -> None:
        muted = self._theme.colour("muted")
        height = self._metrics.height()
        if space.plot.lengths is not None:
            self._text(QRectF(space.sums.left(), 1, 600, height), self._words("plots.axis.sums"), muted, _LEFT)
        if space.plot.values is None:
            return
        left = space.markers.left()
        top = space.markers.top() - height * 1.3
        title = self._words("plots.axis.markers")
        self._text(QRectF(left, top, 600, height), title, muted, _LEFT)
        left += self._metrics.horizontalAdvance(title) + 14
        for series in space.plot.markers:
            hue, style, corners = _MARKERS[series.marker]
            colour = self._theme.colour(hue)
            middle = top + height / 2
            self._line(QPointF(left, middle), QPointF(left + 20, middle), colour, 1.6, style)
            symbol = ChartSymbols(self._dot)
            symbol.add(QPointF(left + 10, middle), corners)
            symbol.draw(self._painter, colour, colour)
            name = f"{series.marker.value} {series.unit}"
            self._text(QRectF(left + 25, top, 300, height), name, colour, _LEFT)
            left += 39 + self._metrics.horizontalAdvance(name)

    def _procedure(self, space: ChartSpace, mark: ProcedureMark) -> None:
        panels = [panel for panel in (space.sums, space.markers) if panel.height() > 0]
        first, last = space.x(mark.first), space.x(mark.last)
        hue = {ProcedureKind.TACE: "blue", ProcedureKind.HAIC: "violet", ProcedureKind.ABORTED: "grey"}[mark.kind]
        colour = self._theme.colour(hue)
        if last > first:
            band = QColor(colour)
            band.setAlpha(45)
            for panel in panels:
                self._painter.fillRect(QRectF(first, panel.top(), last - first, panel.height()), band)
        style = _Line.DashLine if mark.kind is ProcedureKind.ABORTED else _Line.SolidLine
        for panel, x in product(panels, {first, last}):
            self._line(QPointF(x, panel.top()), QPointF(x, panel.bottom()), colour, 1.2, style)
        name = self._procedure_name(space, mark)
        box = QRectF(
            (first + last) / 2 - 60, panels[0].top() - self._metrics.height() * 1.02, 120, self._metrics.height()
        )
        self._text(box, name, colour, _CENTRE)

    def _procedure_name(self, space: ChartSpace, mark: ProcedureMark) -> str:
        """The long name where the lines stand far enough apart for it."""
        long = self._words(f"plots.procedure.{mark.kind.value}", number=mark.number)
        if space.nearest_procedures > self._metrics.horizontalAdvance(long) + 6:
            return long
        return self._words(f"plots.procedure_short.{mark.kind.value}", number=mark.number)

    def _levels(self, space: ChartSpace) -> None:
        if space.plot.lengths is None:
            return
        for level in space.plot.levels:
            hue, style = _LEVELS[level.kind]
            for first, last, height in level.steps:
                y = space.length_y(height)
                self._line(
                    QPointF(space.x(first), y), QPointF(space.x(last), y), self._theme.colour(hue), 1.3, style
                )
        labels = level_labels(space.plot)
        gap = self._metrics.height() * 0.95 / max(space.sums.height(), 1)
        places = spread(tuple(space.plot.lengths.at(each.millimetres) for each in labels), gap, -0.05, 1.06)
        for label, place, text in zip(labels, places, self._level_texts(space.plot), strict=True):
            heaviest = next((kind for kind in _HEAVIEST if kind in label.kinds), label.kinds[0])
            y = space.sums.bottom() - place * space.sums.height()
            box = QRectF(space.sums.right() + 6, y - self._metrics.height() / 2, 400, self._metrics.height())
            self._text(box, text, self._theme.colour(_LEVELS[heaviest][0]), _LEFT)

    def _level_texts(self, plot: CoursePlot) -> list[str]:
        if plot.lengths is None:
            return []
        return [
            "/".join(self._words(f"plots.level.{kind.value}") for kind in each.kinds) + f" {each.text}"
            for each in level_labels(plot)
        ]

    def _sums(self, space: ChartSpace) -> None:
        colour = self._theme.colour("text")
        self._painter.setPen(QPen(colour, 2.0))
        places = dict(space.placed_sums)
        for run in space.plot.runs:
            self._painter.drawPolyline(QPolygonF([places[point] for point in run]))
        symbols = ChartSymbols(self._dot)
        for point, at in space.placed_sums:
            known = point.mark is SumMark.KNOWN
            corners = DIAMOND if point.mark is SumMark.NONE else ()
            symbols.add(at, corners, filled=known, arrow=1 if point.mark is SumMark.AT_LEAST else 0)
        symbols.draw(self._painter, colour, self._theme.colour("surface"))
        self._words_at_points(space, places)

    def _words_at_points(self, space: ChartSpace, places: dict[SumPoint, QPointF]) -> None:
        widest = self._metrics.horizontalAdvance("(PD)") + 4
        rise = self._dot + self._metrics.height() * 0.55
        for label in placed_labels(space.plot, widest / max(space.sums.width(), 1)):
            at = places[label.point]
            middle = at.y() + rise if label.below else at.y() - rise
            box = QRectF(at.x() - 40, middle - self._metrics.height() / 2, 80, self._metrics.height())
            self._text(box, label.text, self._response_colour(label.point.word), _CENTRE, bold=True)

    def _response_colour(self, word: str) -> QColor:
        return self._theme.colour({"PD": "red", "CR": "teal", "PR": "teal"}.get(word, "text"))

    def _series(self, space: ChartSpace) -> None:
        for series, places in space.placed_markers:
            hue, style, corners = _MARKERS[series.marker]
            colour = self._theme.colour(hue)
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.setPen(QPen(colour, 1.2, style))
            self._painter.drawPolyline(QPolygonF(places))
            symbols = ChartSymbols(self._dot * 0.85)
            for point, at in zip(series.points, places, strict=True):
                symbols.add(at, corners, filled=point.bound is Bound.EXACT, arrow=_ARROWS[point.bound])
            symbols.draw(self._painter, colour, self._theme.colour("surface"))

    def _line(
        self, start: QPointF, end: QPointF, colour: QColor, width: float, style: Qt.PenStyle = _Line.SolidLine
    ) -> None:
        self._painter.setPen(QPen(colour, width, style))
        self._painter.drawLine(start, end)

    def _text(
        self, box: QRectF, text: str, colour: QColor, aligned: Qt.AlignmentFlag, *, bold: bool = False
    ) -> None:
        self._painter.setPen(colour)
        if bold:
            font = QFont(self._font)
            font.setBold(True)
            self._painter.setFont(font)
        self._painter.drawText(box, int(aligned), text)
        if bold:
            self._painter.setFont(self._font)
