"""What was entered last, as a button that takes it over: on several lines where there is no room for one."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

LEAST_IN_DIGITS = 12
_MAY_BREAK = re.compile(r"(?=[（(])|(?<=[ 、，,])")


class LastButton(QToolButton):
    """Asks for the width of its whole text, and breaks it before a bracket or after a space where it gets less."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, text: str) -> None:
        if text != self._whole:
            self._whole = text
            self._break(self.width())
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._width_of(self._whole) + self._around().width(), self._height_of(1))

    def minimumSizeHint(self) -> QSize:
        least = self.fontMetrics().horizontalAdvance("0") * LEAST_IN_DIGITS + self._around().width()
        return self.sizeHint().boundedTo(QSize(least, 1 << 20))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._height_of(len(self._lines(width)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._break(event.size().width())

    def _break(self, width: int) -> None:
        text = "\n".join(self._lines(width))
        if text != self.text():
            self.setText(text)

    def _lines(self, width: int) -> list[str]:
        """The whole text in lines that fit; a part that fits nowhere is cut, the tip has it in full."""
        room = width - self._around().width()
        if not self.isVisible() or self._width_of(self._whole) <= room:
            return [self._whole]
        lines = [""]
        for part in _MAY_BREAK.split(self._whole):
            if lines[-1] and self._width_of(lines[-1] + part.rstrip()) > room:
                lines.append("")
            lines[-1] += part
        elide = self.fontMetrics().elidedText
        return [elide(line.rstrip(), Qt.TextElideMode.ElideRight, room) for line in lines]

    def _width_of(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def _height_of(self, lines: int) -> int:
        return lines * self.fontMetrics().lineSpacing() + self._around().height()

    def _around(self) -> QSize:
        """What the style adds to the text."""
        lines = self.text().split("\n")
        text = QSize(max(map(self._width_of, lines)), len(lines) * self.fontMetrics().lineSpacing())
        return super().sizeHint() - text
