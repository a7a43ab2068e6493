"""When the computer itself is locked or its user switched. Where the system does not tell, idling has to."""

import os
import sys
from typing import Any, Final

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

_SAVERS: Final = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
)
_SESSION_CHANGE: Final = 0x02B1
_LEFT: Final = (0x2, 0x4, 0x7)
"""Console disconnected, remote disconnected, session locked."""


class SessionLocks(QObject):
    """``locked`` on Linux desktops by the session's own bus, on Windows by its session messages."""

    locked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._filter: _WindowsMessages | None = None
        if sys.platform == "win32":
            self._filter = _WindowsMessages(self)
            application = QCoreApplication.instance()
            if application is not None:
                application.installNativeEventFilter(self._filter)
        elif sys.platform.startswith("linux"):
            self._listen_to_bus()

    def watch_window(self, window: QWidget) -> None:
        """Windows tells it to windows that have asked."""
        if sys.platform == "win32":
            import ctypes

            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(int(window.winId()), 0)

    def _listen_to_bus(self) -> None:
        # Without an address Qt would start a bus of its own.
        if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            return
        try:
            from PySide6.QtDBus import QDBusConnection
        except ImportError:
            return
        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        for interface, path in _SAVERS:
            bus.connect("", path, interface, "ActiveChanged", self, SLOT("active_changed(bool)").encode())

    @Slot(bool)
    def active_changed(self, active: bool) -> None:
        if active:
            self.locked.emit()


class _WindowsMessages(QAbstractNativeEventFilter):
    """Reads WM_WTSSESSION_CHANGE and nothing else."""

    def __init__(self, told: SessionLocks) -> None:
        super().__init__()
        self._told = told

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> Any:
        if QByteArray(kind).data() == b"windows_generic_MSG":
            from ctypes import wintypes

            found = wintypes.MSG.from_address(int(message))
            if found.message == _SESSION_CHANGE and found.wParam in _LEFT:
                self._told.locked.emit()
        return False, 0
