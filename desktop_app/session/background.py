"""Long work off the window's thread: one way to succeed, one to fail, one to tell how far it is."""

from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal, SignalInstance


class CancelledError(Exception):
    """The user stopped the work."""


class BackgroundWork(QObject):
    """Runs ``task(work)`` in another thread. Exactly one of ``done`` and ``failed`` follows.

    The task calls ``work.tell(done, total)`` now and then; there it stops once it is cancelled.
    """

    done = Signal(object)
    failed = Signal(object)
    """Exception; CancelledError where the user stopped it."""
    progressed = Signal(int, int)

    def __init__(self, task: "Callable[[BackgroundWork], Any]", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task = task
        self._cancelled = Event()
        self._ended = Event()
        self.running = False

    def start(self, pool: QThreadPool | None = None) -> None:
        self.running = True
        (pool or QThreadPool.globalInstance()).start(self._run)

    def cancel(self) -> None:
        self._cancelled.set()

    def wait(self, milliseconds: int) -> bool:
        """Until it has ended, or for so long; whether it has. For what it works on and is about to go."""
        return self._ended.wait(milliseconds / 1000)

    def tell(self, done: int, total: int) -> None:
        """Raises CancelledError once the work is to stop."""
        if self._cancelled.is_set():
            raise CancelledError
        self.progressed.emit(done, total)

    def _run(self) -> None:
        try:
            result = self._task(self)
        except Exception as error:  # noqa: BLE001 - handed to the one failure path
            self._end(self.failed, error)
        else:
            self._end(self.done, result)
        finally:
            self._ended.set()

    def _end(self, signal: SignalInstance, outcome: object) -> None:
        """Where the window that asked was closed meanwhile, nobody is left to hear of it."""
        self.running = False
        with suppress(RuntimeError):
            signal.emit(outcome)
