"""The course chart on the screen: hover tells a value, a click or Enter leads to its cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.plots import CoursePlot, MarkerPoint, SumMark, SumPoint
from desktop_app.ui.panels.chart_space import ChartSpace
from desktop_app.ui.panels.course_painting import CoursePainting
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.logic.cell import Cell

REACH: Final = 12.0
_STEPS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the chart: where it is, what it says, where it leads."""

    at: QPointF
    cell: Cell
    say: Callable[[], str]

    @property
    def text(self) -> str:
        return self.say()


class CourseChart(QWidget):
    """Draws into a picture when the plot, the size or the theme change; hovering draws nothing anew."""

    cell_requested = Signal(object)

    def __init__(self, theme: Theme, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._plot: CoursePlot | None = None
        self._picture: QPixmap | None = None
        self._spots: Sequence[Spot] = ()
        self._current: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(words("panel.chart"))
        theme.changed.connect(self._redraw)

    @property
    def spots(self) -> Sequence[Spot]:
        """All points in order of time; drawn first if need be."""
        self._draw_if_needed()
        return self._spots

    def show_plot(self, plot: CoursePlot | None) -> None:
        """Another plot; None where there is nothing to trust."""
        if plot != self._plot:
            self._plot = plot
            self._current = None
            self._redraw()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(150), self._theme.space(55))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.space(60), self._theme.space(30))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 (signature of Qt)
        self._draw_if_needed()
        painter = QPainter(self)
        if self._picture is not None:
            painter.drawPixmap(0, 0, self._picture)
        if self._current is not None and self._current < len(self._spots):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            side = self._theme.space(2)
            painter.drawEllipse(self._spots[self._current].at, side, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = self._near(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if spot else Qt.CursorShape.ArrowCursor)
        if spot is not None:
            QToolTip.showText(event.globalPosition().toPoint(), spot.text, self)
        else:
            QToolTip.hideText()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self._near(event.position())
        if spot is not None and event.button() == Qt.MouseButton.LeftButton:
            self.cell_requested.emit(spot.cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        spots = self.spots
        if key in _STEPS and spots:
            start = -1 if self._current is None and key == Qt.Key.Key_Right else self._current or 0
            self._go_to((start + _STEPS[key]) % len(spots))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self.cell_requested.emit(spots[self._current].cell)
        else:
            super().keyPressEvent(event)

    def _go_to(self, place: int) -> None:
        self._current = place
        spot = self._spots[place]
        self.setAccessibleDescription(spot.text)
        QToolTip.showText(self.mapToGlobal(spot.at.toPoint()), spot.text, self)
        self.update()

    def _near(self, place: QPointF) -> Spot | None:
        self._draw_if_needed()
        near = [(_distance(spot.at, place), number) for number, spot in enumerate(self._spots)]
        distance, number = min(near, default=(REACH + 1, 0))
        return self._spots[number] if distance <= REACH else None

    def _redraw(self) -> None:
        self._picture = None
        self.update()

    def _draw_if_needed(self) -> None:
        if self._picture is not None or self.width() < 2 or self.height() < 2:
            return
        ratio = self.devicePixelRatioF()
        self._picture = QPixmap(self.size() * ratio)
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(self._theme.colour("surface"))
        self._spots = ()
        painter = QPainter(self._picture)
        plot = self._plot
        if plot is None or plot.time is None:
            painter.setFont(self._theme.font())
            painter.setPen(self._theme.colour("muted"))
            message = self._words(plot.message if plot is not None and plot.message else "panel.chart.nothing")
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), message)
        else:
            painting = CoursePainting(painter, self._theme, self._words, self._small_font())
            space = painting.space(plot, self.width(), self.height())
            painting.draw(space)
            self._spots = self._spots_of(space)
        painter.end()

    def _spots_of(self, space: ChartSpace) -> Sequence[Spot]:
        """All points in order of time; their words are made when somebody asks."""
        sums = [Spot(at, point.cell, partial(self._sum_text, point)) for point, at in space.placed_sums]
        values = [
            Spot(at, point.cell, partial(_value_text, series.marker.value, point))
            for series, places in space.placed_markers
            for point, at in zip(series.points, places, strict=True)
        ]
        return sorted((*sums, *values), key=lambda spot: spot.at.x())

    def _sum_text(self, point: SumPoint) -> str:
        parts = [point.day.isoformat()]
        if point.millimetres is not None and point.mark is not SumMark.NONE:
            key = "panel.chart.sum" if point.mark is SumMark.KNOWN else "panel.chart.at_least"
            parts.append(self._words(key, millimetres=f"{point.millimetres:.2f}".rstrip("0").rstrip(".")))
        if point.word:
            parts.append(self._words("panel.chart.reported", word=point.word) if point.reported else point.word)
        return " · ".join(parts)

    def _small_font(self) -> QFont:
        return self._theme.font(0.85)


def _value_text(marker: str, point: MarkerPoint) -> str:
    return f"{point.day.isoformat()} · {marker} {point.entered}"


def _distance(one: QPointF, other: QPointF) -> float:
    apart = one - other
    return float((apart.x() ** 2 + apart.y() ** 2) ** 0.5)
