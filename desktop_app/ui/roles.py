"""What a widget of our own is, for a screen reader: Qt takes whatever paints itself for a bare surface."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

ROLES: Final[Mapping[str, QAccessible.Role]] = {
    "CourseChart": QAccessible.Role.Chart,
    "LinkedLabel": QAccessible.Role.StaticText,
    "QPdfView": QAccessible.Role.Document,
    "VerdictPanel": QAccessible.Role.Grouping,
}
"""By the name of the class, which is all that Qt asks for. Names and descriptions stay the widget's own."""


def interface_of(class_name: str, found: QObject | None) -> QAccessibleInterface | None:
    """Qt's own interface with another role; None leaves Qt to its ways."""
    role = ROLES.get(class_name)
    return QAccessibleWidget(found, role) if role is not None and isinstance(found, QWidget) else None


def install_roles() -> None:
    """Once per application."""
    QAccessible.installFactory(interface_of)
