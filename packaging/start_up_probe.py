"""One start of a window in a process of its own: prints the milliseconds since somebody began to start it.

``bare``: an empty PySide6 main window. ``program STORE``: the program's own window on a store. Each prints
"painted <ms>"; the program also prints "usable <ms>", once its worklist has been painted with its patients.
``memory STORE`` prints megabytes. Frozen into the program as well, so that an installed one can be measured.
"""

import os
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication

    from desktop_app.ui.ward import Ward


BEGAN = "TACEWATCH_BEGAN"
"""When whoever measures began to start the process: seconds of ``time.time``."""


def since_start() -> float:
    """Milliseconds, the start of the process and of its interpreter included."""
    return (time.time() - float(os.environ[BEGAN])) * 1000


def say(what: str) -> None:
    print(what, f"{since_start():.1f}", flush=True)


def bare() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: object) -> None:  # noqa: N802 (Qt's name)
            super().paintEvent(event)  # type: ignore[arg-type]
            QTimer.singleShot(0, done)

    def done() -> None:
        say("painted")
        os._exit(0)

    application = QApplication([])
    window = Window()
    window.resize(1366, 768)
    window.show()
    application.exec()


def program(store: str) -> None:
    from desktop_app.__main__ import collect_later

    collect_later()  # As the program does, before it loads anything of Qt.
    from desktop_app import main
    from desktop_app.ui.main_window import MainWindow

    class Observed(MainWindow):
        """The program's own window, which tells when it was painted and when its worklist was."""

        def __init__(self) -> None:
            super().__init__()
            self.painted.connect(lambda: say("painted"))

        def show_ward(self, ward: "Ward") -> None:
            super().show_ward(ward)
            QTimer.singleShot(0, self.tell_usable)

        def tell_usable(self) -> None:
            self.repaint()
            if self.worklist.model.rowCount() == 0:
                sys.exit("the worklist is empty")
            say("usable")
            os._exit(0)

    from PySide6.QtCore import QTimer

    main.MainWindow = Observed  # type: ignore[attr-defined]
    main.run_window(store, lambda: datetime.now().astimezone())


def megabytes(what: str) -> None:
    """Resident memory, the shared libraries of Qt included."""
    print(what, int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20)


def memory(store: str) -> None:
    """The program as it is used: list, preloading, one patient opened, changed and saved."""
    from PySide6.QtCore import QSettings

    from desktop_app.__main__ import collect_later

    collect_later()
    from desktop_app.main import Desk, application_of

    application = application_of(["tacewatch"])
    settings = QSettings(f"{store}.ini", QSettings.Format.IniFormat)
    desk = Desk(application, lambda: datetime.now().astimezone(), store, settings)
    desk.window.show()
    desk.furnish()
    application.processEvents()
    print("painted", since_start())
    megabytes("usable")
    while not {"desktop_app.exchange.syllables", "desktop_app.report.pdf"} <= sys.modules.keys():
        application.processEvents()
    turns(application, 1.0)
    megabytes("preloaded")
    ward = desk.window.ward
    if ward is None:
        sys.exit("the window shows no ward")
    opened = ward.store.patient_ids()[0]
    desk.window.open_patient(opened)
    turns(application, 1.0)
    record = ward.store.load(opened)
    found = ward.issue(record.record, ward.assess(record.record))
    ward.store.save(
        replace(ward.imported(record.record), summary=found.summary, expected_revision=record.revision)
    )
    turns(application, 0.5)
    megabytes("saved")
    sys.stdout.flush()
    os._exit(0)


def turns(application: "QCoreApplication", seconds: float) -> None:
    """The event loop for so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        application.processEvents()


def probe(arguments: list[str]) -> None:
    """``bare``, ``program STORE`` or ``memory STORE``."""
    what, *store = arguments
    if what == "bare":
        bare()
    else:
        {"program": program, "memory": memory}[what](*store)


if __name__ == "__main__":
    probe(sys.argv[1:])
