"""The card beside a point of a chart: what stands there, in a few lines."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from desktop_app.plots import Told
from desktop_app.ui.theme import Theme

_ROUNDED: Final = 4.0


def paint_card(painter: QPainter, theme: Theme, told: Told, at: QPointF, within: QRectF) -> QRectF:
    """Beside the point, on the side with room, wholly inside ``within``; returns where it stands."""
    plain, bold = theme.font(0.92), theme.font(0.92, bold=True)
    metrics, heavy = QFontMetricsF(plain), QFontMetricsF(bold)
    gap, line = theme.space(2), metrics.height()
    room = within.width() - 2 * gap - 4
    title = heavy.elidedText(told.title, Qt.TextElideMode.ElideRight, room)
    lines = [metrics.elidedText(text, Qt.TextElideMode.ElideRight, room) for text in told.lines]
    widest = max([heavy.horizontalAdvance(title), *map(metrics.horizontalAdvance, lines)])
    box = card_box(at, widest + 2 * gap, line * (1 + len(lines)) + 1.5 * gap, within, theme.space(4))
    painter.setPen(QPen(theme.colour("accent"), 1))
    painter.setBrush(theme.colour("raised"))
    painter.drawRoundedRect(box, _ROUNDED, _ROUNDED)
    painter.setPen(theme.colour("text"))
    baseline = box.top() + 0.75 * gap + metrics.ascent()
    for number, text in enumerate((title, *lines)):
        painter.setFont(plain if number else bold)
        painter.drawText(QPointF(box.left() + gap, baseline + number * line), text)
    return box


def card_box(at: QPointF, width: float, height: float, within: QRectF, apart: float) -> QRectF:
    """To the right of the point where there is room, else to its left; upwards from it as far as that goes."""
    left = at.x() + apart
    if left + width > within.right() - 1:
        left = at.x() - apart - width
    left = max(min(left, within.right() - 1 - width), within.left() + 1)
    top = max(min(at.y() - height / 2, within.bottom() - 1 - height), within.top() + 1)
    return QRectF(left, top, width, height)
