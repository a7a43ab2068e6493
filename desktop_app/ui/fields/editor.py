"""What every control of an entry has in common: its signals and its keys."""

from enum import Enum, auto

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class Intent(Enum):
    """What a key asks for, beyond typing."""

    ON = auto()
    BACK = auto()
    UNDO = auto()
    REDO = auto()


def intent_of(event: QKeyEvent, *, one_line: bool = True) -> Intent | None:
    """Enter and ↓ go on, ↑ goes back; undo belongs to the record."""
    key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if is_redo(event):
        return Intent.REDO
    if event.matches(QKeySequence.StandardKey.Undo):
        return Intent.UNDO
    if modifiers == Qt.KeyboardModifier.NoModifier:
        if key in _ENTER or (one_line and key == Qt.Key.Key_Down):
            return Intent.ON
        if one_line and key == Qt.Key.Key_Up:
            return Intent.BACK
    return Intent.BACK if one_line and modifiers == _SHIFT and key in _ENTER else None


def is_redo(event: QKeyEvent) -> bool:
    shifted = event.modifiers() == _CONTROL | _SHIFT and event.key() == Qt.Key.Key_Z
    return shifted or event.matches(QKeySequence.StandardKey.Redo)


def claims_undo(event: QEvent) -> bool:
    """Whether a text control is about to keep an undo key for itself; it is the record that undoes."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    return is_redo(event) or event.matches(QKeySequence.StandardKey.Undo)
