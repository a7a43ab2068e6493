"""One start of a window in a process of its own: prints the milliseconds since the process began.

``bare``: an empty PySide6 main window. ``program``: the program's own window on a store. Each prints
"painted <ms>"; the program also prints "usable <ms>", once its worklist has been painted with its patients.
"""

import os
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.ui.ward import Ward


TICKS = os.sysconf("SC_CLK_TCK")


def since_start() -> float:
    """Milliseconds since the process was started, interpreter included."""
    started = float(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]) / TICKS
    return (time.clock_gettime(time.CLOCK_BOOTTIME) - started) * 1000


def say(what: str) -> None:
    print(what, f"{since_start():.1f}", flush=True)


def bare() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: object) -> None:
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

    main.MainWindow = Observed  # type: ignore[misc]
    main.run_window(store, lambda: datetime.now().astimezone())


if __name__ == "__main__":
    bare() if sys.argv[1] == "bare" else program(sys.argv[2])
