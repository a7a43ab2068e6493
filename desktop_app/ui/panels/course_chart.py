"""The chart to be pointed at: it tells what stands there, and a click or Enter leads to its cell."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from desktop_app.plots import Plot, Spot
from desktop_app.ui.panels.chart_canvas import ChartCanvas
from desktop_app.ui.panels.chart_spots import nearest_spot
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording

NEARER: Final = 0.7
ALONG: Final = 0.25
_DRAGGED: Final = 8.0
_NOTCH: Final = 120
_STEPS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ZOOMS: Final = {Qt.Key.Key_Plus: NEARER, Qt.Key.Key_Equal: NEARER, Qt.Key.Key_Minus: 1 / NEARER}


class CourseChart(ChartCanvas):
    """Mouse and keys reach the same: points, their cells, the part of time that is shown."""

    cell_requested = Signal(object)
    """Cell: where what was chosen is entered."""

    def __init__(self, theme: Theme, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(theme, words, parent)
        self._current: int | None = None
        self._pressed: QPointF | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(words("panel.chart"))
        self.setAccessibleDescription(words("plots.how"))

    def show_plot(self, plot: Plot | None) -> None:
        if plot != self._plot:
            self._current = None
        super().show_plot(plot)

    # The mouse

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only with Ctrl (nearer, further) or sideways (along): a plain wheel is the page's."""
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and turned.y():
            self.zoom(NEARER ** (turned.y() / _NOTCH), self.share_at(event.position().x()))
        elif turned.x() and self._time is not None:
            self.pan(-ALONG * turned.x() / _NOTCH / 4)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self._point_at(self._near(event.position()))
            return
        x, start = event.position().x(), self._pressed.x()
        if self._veil is not None or abs(x - start) > _DRAGGED:
            self._veil = (start, x)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._plot is not None:
            self._pressed = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, veil = self._pressed, self._veil
        if event.button() != Qt.MouseButton.LeftButton or pressed is None:
            return
        self._pressed = self._veil = None
        self.update()
        spot = self._near(event.position())
        if veil is not None:
            self.choose_time(*veil)
        elif spot is not None:
            self.cell_requested.emit(spot.cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._near(event.position()) is None:
            self.show_all()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def _near(self, place: QPointF) -> Spot | None:
        return nearest_spot(self.picture, place.x(), place.y(), self._theme.space(3))

    def _point_at(self, spot: Spot | None) -> None:
        if spot is not self._chosen:
            self._chosen = spot
            self.setCursor(Qt.CursorShape.PointingHandCursor if spot else Qt.CursorShape.ArrowCursor)
            self.update()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shifted = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _STEPS and shifted:
            self.pan(ALONG * _STEPS[key])
        elif key in (*_STEPS, Qt.Key.Key_Home, Qt.Key.Key_End) and self.spots:
            self._go_to(self._following(key, len(self.spots)))
        elif key in _ZOOMS:
            self.zoom(_ZOOMS[key], self._share_of_current())
        elif key == Qt.Key.Key_0:
            self.show_all()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self.cell_requested.emit(self.spots[self._current].cell)
        else:
            super().keyPressEvent(event)

    def _following(self, key: Qt.Key, count: int) -> int:
        if key not in _STEPS:
            return 0 if key == Qt.Key.Key_Home else count - 1
        start = (-1 if key == Qt.Key.Key_Right else 0) if self._current is None else self._current
        return (start + _STEPS[key]) % count

    def _share_of_current(self) -> float:
        return 0.5 if self._current is None else self.share_at(self.spots[self._current].at[0])

    def _go_to(self, place: int) -> None:
        """To this point, which is brought into sight and said."""
        self._current = place
        self.bring_into_sight(self.spots[place])
        self._chosen = self.spots[place]
        text = self.told(self._chosen).text
        self.setAccessibleDescription(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        self.update()
