"""The wheel over every input of a window, and what the inputs say."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from desktop_app.ui.fields.choice_entry import ChoiceEntry

INPUTS = (QLineEdit, QComboBox, QAbstractSpinBox, QAbstractSlider, QAbstractButton, QTextEdit, ChoiceEntry)


def inputs(root: QWidget) -> list[QWidget]:
    return [
        each
        for each in root.findChildren(QWidget)
        if isinstance(each, INPUTS) and each.isVisible() and not isinstance(each, QScrollBar)
    ]


def says(widget: QWidget) -> object:
    if isinstance(widget, QComboBox):
        return widget.currentIndex()
    if isinstance(widget, QAbstractButton):
        return widget.isChecked()
    if isinstance(widget, QAbstractSlider):
        return widget.value()
    if isinstance(widget, QTextEdit):
        return widget.toPlainText()
    return widget.text() if isinstance(widget, QLineEdit | QAbstractSpinBox | ChoiceEntry) else None


def turn(widget: QWidget) -> None:
    """Up and down, without and with the focus."""
    for focused in (False, True):
        if focused:
            widget.setFocus()
        for delta in (120, -120, -120):
            middle = widget.rect().center()
            event = QWheelEvent(
                QPointF(middle),
                QPointF(widget.mapToGlobal(middle)),
                QPoint(0, 0),
                QPoint(0, delta),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(widget, event)


def changed_by_wheel(root: QWidget) -> tuple[int, list[str]]:
    """How many inputs were tried, and those that the wheel changed."""
    tried = inputs(root)
    before = [says(each) for each in tried]
    for each in tried:
        turn(each)
    return len(tried), [
        f"{type(each).__name__} {each.accessibleName()}"
        for each, former in zip(tried, before, strict=True)
        if says(each) != former
    ]
