"""The window on a real store, offscreen: somebody types a long remark, key by key, until the process is killed.

Every key is told on standard output once the field has it, with the moment.
"""

import sys
import time
from datetime import UTC, datetime

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtTest import QTest

from desktop_app.main import Desk, application_of
from tests.desktop_app.ui.entry.typing import field_at
from tests.reliability.window_script import settle

BETWEEN_KEYS_MS = 40
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def main(store: str, patient: str) -> None:
    application = application_of(["tacewatch"])
    settings = QSettings("TACEWatch", "TACEWatch")
    desk = Desk(application, lambda: datetime(2026, 11, 23, 12, tzinfo=UTC), store, settings, "zh")
    desk.window.show()
    desk.furnish()
    desk.window.help.end_first_steps()
    desk.window.open_patient(patient)
    settle(400)
    assert desk.window.patient is not None
    control = field_at(desk.window.patient.entry, "patient", "note").control
    keys = iter(range(sys.maxsize))

    def press() -> None:
        number = next(keys)
        QTest.keyClick(control, LETTERS[number % len(LETTERS)])
        print(number + 1, time.monotonic(), flush=True)

    typing = QTimer(interval=BETWEEN_KEYS_MS)
    typing.timeout.connect(press)
    typing.start()
    application.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
