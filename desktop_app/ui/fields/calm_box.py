"""A list to choose from that the wheel leaves alone."""

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QToolTip

SPARE: Final = 2
"""Pixels beside a text."""
_BOX: Final = QStyle.ComplexControl.CC_ComboBox


class CalmComboBox(QComboBox):
    """The wheel scrolls the page; it never changes what was chosen. A choice that is too long ends in "…"."""

    def sizeHint(self) -> QSize:
        return self._with_room(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        return self._with_room(super().minimumSizeHint())

    def _with_room(self, hint: QSize) -> QSize:
        """Qt forgets that the arrow grows with the letters."""
        if self.sizeAdjustPolicy() is QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon:
            return hint
        option, measured = self._option(), self.fontMetrics().horizontalAdvance
        option.rect = QRect(QPoint(0, 0), hint)
        widest = max((measured(self.itemText(place)) for place in range(self.count())), default=0)
        return hint + QSize(max(widest + 2 * SPARE - self._field(option), 0), 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def event(self, event: QEvent) -> bool:
        """What is cut off can be read beside the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            option = self._option()
            if option.currentText != self._shown(option):
                QToolTip.showText(event.globalPos(), option.currentText, self)
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 (signature of Qt)
        painter, option = QStylePainter(self), self._option()
        painter.drawComplexControl(_BOX, option)
        option.currentText = self._shown(option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def _option(self) -> QStyleOptionComboBox:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        if self.currentIndex() < 0:
            option.currentText = self.placeholderText()
            muted = self.palette().brush(QPalette.ColorRole.PlaceholderText)
            option.palette.setBrush(QPalette.ColorRole.ButtonText, muted)
        return option

    def _shown(self, option: QStyleOptionComboBox) -> str:
        text: str = option.currentText
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self._field(option) - SPARE)

    def _field(self, option: QStyleOptionComboBox) -> int:
        part = QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(_BOX, option, part, self).width()
