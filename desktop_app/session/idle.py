"""How long nobody has touched keyboard or mouse: first a warning, then the lock, at last the key goes."""

import time
from collections.abc import Callable
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

LOCKED_AFTER_S: Final = 300.0
WARNED_BEFORE_S: Final = 30.0
KEY_DROPPED_AFTER_S: Final = 900.0
SHORTEST_MINUTES: Final = 2
LONGEST_MINUTES: Final = 15
"""What the ward may choose for the lock."""
LOOKED_EVERY_MS: Final = 1000


class Rest(IntEnum):
    """How far it has come; each includes the one before."""

    AWAKE = 0
    WARNED = 1
    LOCKED = 2
    DROPPED = 3


def elapsed_seconds() -> float:
    """Seconds that also run while the computer sleeps: a laptop that is opened after an hour is locked."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def bounded_minutes(minutes: object) -> int:
    """A chosen time within what is allowed; anything else is the usual five minutes."""
    if not isinstance(minutes, int) or isinstance(minutes, bool):
        return round(LOCKED_AFTER_S / 60)
    return min(max(minutes, SHORTEST_MINUTES), LONGEST_MINUTES)


class Idle(QObject):
    """Counts from the last ``stir``. ``now`` gives seconds; the timer only looks at it.

    Stirring ends a warning. It does not end a lock: ``wake`` does, once the person has proved who it is.
    """

    warned = Signal(int)
    """Seconds until the lock."""
    stirred = Signal()
    """Somebody is there again after the warning."""
    locked = Signal()
    dropped = Signal()
    """The key is to be forgotten: the password is needed again."""

    def __init__(self, parent: QObject | None = None, *, now: Callable[[], float] = elapsed_seconds) -> None:
        super().__init__(parent)
        self._now = now
        self._since = now()
        self._rest = Rest.AWAKE
        self._locked_after = LOCKED_AFTER_S
        self._timer = QTimer(self, interval=LOOKED_EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def rest(self) -> Rest:
        return self._rest

    @property
    def running(self) -> bool:
        return self._timer.isActive()

    def use_minutes(self, minutes: object) -> None:
        """Locks after so many minutes from now on, within the bounds."""
        self._locked_after = bounded_minutes(minutes) * 60.0

    def start(self) -> None:
        """Somebody has just come in."""
        self.wake()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def wake(self) -> None:
        self._since = self._now()
        self._rest = Rest.AWAKE

    def lock(self) -> None:
        """At once, as by the key for it; the time until the key is dropped counts from now."""
        if self._rest < Rest.LOCKED:
            self._since = self._now() - self._locked_after
            self._become(Rest.LOCKED)

    def stir(self) -> None:
        """A key or the mouse. Called often, so it does next to nothing."""
        if self._rest < Rest.LOCKED:
            # A sleep between two looks must not be ended by the key that ends it.
            self.look()
        if self._rest < Rest.LOCKED:
            self._since = self._now()
            if self._rest is Rest.WARNED:
                self._rest = Rest.AWAKE
                self.stirred.emit()

    def look(self) -> None:
        """Tells each step that has been reached by now, once and in its order."""
        passed = self._now() - self._since
        if passed >= self._locked_after - WARNED_BEFORE_S and self._rest < Rest.WARNED:
            self._become(Rest.WARNED, max(round(self._locked_after - passed), 0))
        if passed >= self._locked_after and self._rest < Rest.LOCKED:
            self._become(Rest.LOCKED)
        if passed >= max(KEY_DROPPED_AFTER_S, self._locked_after) and self._rest < Rest.DROPPED:
            self._become(Rest.DROPPED)

    def _become(self, rest: Rest, seconds: int = 0) -> None:
        self._rest = rest
        if rest is Rest.WARNED:
            self.warned.emit(seconds)
        elif rest is Rest.LOCKED:
            self.locked.emit()
        else:
            self.dropped.emit()
