"""The window on a real store, offscreen: a patient is opened and typed in, and meanwhile something fails."""

import os
import signal
import sys
from datetime import UTC, datetime

from PySide6.QtCore import QSettings, QTimer

from desktop_app.main import Desk, application_of
from tests.reliability.canary import NAME, NOTE, NUMBER


def main(store: str, end: str) -> None:
    application = application_of(["tacewatch"])
    settings = QSettings("TACEWatch", "TACEWatch")
    desk = Desk(application, lambda: datetime(2026, 11, 23, 12, tzinfo=UTC), store, settings, "zh")
    sys.excepthook = desk.on_exception
    desk.window.show()
    desk.furnish()
    desk.window.help.end_first_steps()
    desk.window.open_patient(NUMBER)
    settle(400)
    assert desk.window.record is not None
    desk.window.record.edit("patient", "note", NOTE + " 2")  # type: ignore[arg-type]
    QTimer.singleShot(0, fail)
    settle(400)
    assert any(type(widget).__name__ == "ApologyDialog" for widget in application.allWidgets())
    if end == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    for dialog in application.topLevelWidgets():
        dialog.close()
    desk.close()


def fail() -> None:
    values = {"name": NAME, "note": NOTE}
    raise ValueError(f"{values}")


def settle(milliseconds: int) -> None:
    application = application_of([])
    waiting = QTimer(interval=milliseconds, singleShot=True)
    waiting.start()
    while waiting.isActive():
        application.processEvents()


if __name__ == "__main__":
    main(*sys.argv[1:])
