"""The mark of a state: shape, word and colour together."""

from collections.abc import Iterable

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
        room_for: Iterable[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._factor = factor
        self._with_word = word
        self._room_for = tuple(room_for)
        """States whose words all fit: among them nothing around the mark moves. It then stands at the right."""
        self._room: int | None = None
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
        before = self._width()
        self._state, self._detail = state, detail
        self._name()
        if self._width() != before:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        height = self._side()
        if self._with_word:
            height = max(height, self._metrics().height())
        return QSize(self._width(), height)

    def _width(self) -> int:
        if self._room is None:
            words = (self._words(f"ui.state.{each}") for each in self._room_for)
            self._room = max(map(self._width_with, words), default=0)
        return max(self._width_with(self.text), self._room)

    def _width_with(self, text: str) -> int:
        if not self._with_word:
            return self._side()
        return self._side() + self._theme.space(1) + self._metrics().horizontalAdvance(text) + 1

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._theme.font(self._factor, bold=True))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 (signature of Qt)
        painter = QPainter(self)
        side = self._side()
        colour = self._theme.state_colour(self._state)
        left = self.width() - self._width_with(self.text) if self._room_for else 0
        draw_shape(painter, LOOKS[self._state].shape, QRectF(left, (self.height() - side) / 2, side, side), colour)
        if self._with_word:
            painter.setFont(self._theme.font(self._factor, bold=True))
            painter.setPen(colour)
            box = QRectF(left + side + self._theme.space(1), 0, self.width(), self.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text)

    def _side(self) -> int:
        return round(self._theme.icon_size() * self._factor)

    def _name(self) -> None:
        self.setAccessibleName(self.text)
        self.setToolTip("" if self._with_word else self.text)

    def _restyled(self) -> None:
        self._room = None
        self.updateGeometry()
        self.update()
