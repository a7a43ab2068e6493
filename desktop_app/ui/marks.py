"""The mark of a state: shape, word and colour together."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui.colours import LOOKS
from desktop_app.ui.shapes import draw_shape
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording


class StateMark(QWidget):
    """Shows one state; ``show_state`` changes it in place."""

    def __init__(
        self,
        theme: Theme,
        words: Wording,
        state: str,
        *,
        factor: float = 1.0,
        word: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._factor = factor
        self._with_word = word
        self._detail = ""
        self._state = state
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyled)
        self._name()

    @property
    def state(self) -> str:
        return self._state

    @property
    def text(self) -> str:
        return self._words(f"ui.state.{self._state}") + self._detail

    def show_state(self, state: str, detail: str = "") -> None:
        if (state, detail) == (self._state, self._detail):
            return
        self._state, self._detail = state, detail
        self._name()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        side = self._side()
        width = side
        if self._with_word:
            metrics = QFontMetrics(self._theme.font(self._factor, bold=True))
            width += self._theme.space(1) + metrics.horizontalAdvance(self.text) + 1
            side = max(side, metrics.height())
        return QSize(width, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 (signature of Qt)
        painter = QPainter(self)
        side = self._side()
        colour = self._theme.state_colour(self._state)
        draw_shape(painter, LOOKS[self._state].shape, QRectF(0, (self.height() - side) / 2, side, side), colour)
        if self._with_word:
            painter.setFont(self._theme.font(self._factor, bold=True))
            painter.setPen(colour)
            box = QRectF(side + self._theme.space(1), 0, self.width(), self.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text)

    def _side(self) -> int:
        return round(self._theme.icon_size() * self._factor)

    def _name(self) -> None:
        self.setAccessibleName(self.text)
        self.setToolTip("" if self._with_word else self.text)

    def _restyled(self) -> None:
        self.updateGeometry()
        self.update()
