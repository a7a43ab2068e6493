"""A chart of the course as a drawing: laid out for its place, painted where it changed, near or far in time."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.plots import Picture, Plot, Shown, Spot, TimeAxis, Told, told, zoom
from desktop_app.ui.panels.chart_card import paint_card
from desktop_app.ui.panels.chart_painter import ChartType, LayeredPixmap
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

LETTERS = 0.85
"""The size of the letters beside that of the program's text."""


class ChartCanvas(QWidget):
    """Draws what changed when the plot, the time, the size or the theme change; pointing draws nothing anew."""

    time_shown = Signal(object)
    """TimeAxis | None: the part of time that is shown; None for the whole."""

    def __init__(self, theme: Theme, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._plot: Plot | None = None
        self._time: TimeAxis | None = None
        self._picture: Picture | None = None
        self._stale = True
        self._pixels = LayeredPixmap()
        self._letters = ChartType(theme.font(LETTERS))
        self._chosen: Spot | None = None
        self._veil: tuple[float, float] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self._restyle)

    @property
    def spots(self) -> Sequence[Spot]:
        """All points in order of time, those beyond the part that is shown included."""
        picture = self.picture
        return picture.spots if picture is not None else ()

    @property
    def picture(self) -> Picture | None:
        self._lay_out_if_needed()
        return self._picture

    @property
    def shown(self) -> Shown | None:
        return None if self._plot is None else Shown(self._plot, self._time)

    @property
    def texts(self) -> tuple[str, ...]:
        """What every point says, in order of time."""
        return tuple(self.told(spot).text for spot in self.spots)

    def told(self, spot: Spot) -> Told:
        return told(spot.shows, self._words)

    def show_plot(self, plot: Plot | None) -> None:
        """Another plot; None where there is nothing to trust. The part of time stays while the plot reaches it."""
        if plot == self._plot:
            return
        self._plot = plot
        self._chosen = None
        whole = self.whole_time
        if self._time is not None and (
            whole is None or not whole.first <= self._time.first <= self._time.last <= whole.last
        ):
            self._show_time(None)
        self._lay_out_anew()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(150), self._theme.space(55))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.space(60), self._theme.space(20))

    # Time

    @property
    def whole_time(self) -> TimeAxis | None:
        return self._plot.time if self._plot is not None else None

    def zoom(self, factor: float, at: float = 0.5) -> None:
        """``factor`` below 1 comes nearer to the day at this share of what is shown."""
        whole = self.whole_time
        if whole is not None:
            self._show_time(zoom.zoomed(whole, self._time or whole, factor, at))

    def pan(self, share: float) -> None:
        """Along by this share of what is shown; the whole stays where it is."""
        if self.whole_time is not None and self._time is not None:
            self._show_time(zoom.panned(self.whole_time, self._time, share))

    def choose_time(self, left: float, right: float) -> None:
        """What lies between these two places on the widget."""
        whole, shown = self.whole_time, self._time or self.whole_time
        if whole is not None and shown is not None:
            days = (zoom.day_at(shown, self.share_at(x)) for x in (left, right))
            self._show_time(zoom.chosen(whole, *days))

    def bring_into_sight(self, spot: Spot) -> None:
        if self.whole_time is not None and self._time is not None:
            self._show_time(zoom.followed(self.whole_time, self._time, spot.day))

    def show_all(self) -> None:
        self._show_time(None)

    def share_at(self, x: float) -> float:
        """Where this place on the widget is on the time axis, from 0 to 1."""
        picture = self.picture
        if picture is None:
            return 0.5
        return min(max((x - picture.frame.left) / picture.frame.width, 0.0), 1.0)

    def _show_time(self, axis: TimeAxis | None) -> None:
        axis = None if axis == self.whole_time else axis
        if axis != self._time:
            self._time = axis
            self._lay_out_anew()
            self.time_shown.emit(axis)

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 (signature of Qt)
        self._lay_out_if_needed()
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        if self._picture is None:
            self._paint_message(painter)
        else:
            ratio, ink = self.devicePixelRatioF(), self._theme.colour
            for pixmap in self._pixels.layers(self._picture, self.size(), ratio, self._letters, ink):
                painter.drawPixmap(0, 0, pixmap)
            self._paint_choice(painter, self._picture)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_message(self, painter: QPainter) -> None:
        painter.setFont(self._theme.font())
        painter.setPen(self._theme.colour("muted"))
        message = self._words(self._plot.message if self._plot is not None else "panel.chart.nothing")
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), message)

    def _paint_choice(self, painter: QPainter, picture: Picture) -> None:
        """What is pointed at, with its card; the part of time that is being chosen."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = self._theme.colour("accent")
        if self._veil is not None:
            left, right = sorted(self._veil)
            veil = QColor(accent)
            veil.setAlphaF(0.2)
            painter.fillRect(QRectF(left, picture.frame.top, right - left, picture.frame.height), veil)
            return
        spot = self._chosen
        if spot is None or not (picture.frame.holds(spot.at[0]) or spot.until is not None):
            return
        painter.setPen(QPen(accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        at = QPointF(max(spot.at[0], picture.frame.left), spot.at[1])
        painter.drawEllipse(at, self._theme.space(2), self._theme.space(2))
        paint_card(painter, self._theme, self.told(spot), at, QRectF(self.rect()))

    def _lay_out_if_needed(self) -> None:
        if self._stale and self.width() > 1 and self.height() > 1:
            self._stale = False
            sheet = self._letters.sheet(self.width(), self.height(), titled=False)
            self._picture = self.shown.picture(sheet, self._words) if self.shown is not None else None

    def _lay_out_anew(self) -> None:
        self._stale = True
        self.update()

    def _restyle(self) -> None:
        self._letters = ChartType(self._theme.font(LETTERS))
        self._pixels.forget()
        self._lay_out_anew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._chosen = None
        self._lay_out_anew()
