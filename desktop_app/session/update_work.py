"""Looking for updates and installing them, off the window's thread: one thing at a time, one way to fail."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from desktop_app.session.background import BackgroundWork
from desktop_app.session.updates import Offer, offer_of, offers, take_back, this_release, update
from desktop_app.updating.installation import Installation, Kept
from desktop_app.updating.installing import Secure
from desktop_app.updating.package import Package

MEGABYTE: Final = 1 << 20


class UpdateWork(QObject):
    """Of one installation. ``changed`` follows whenever something begins or ends."""

    changed = Signal()
    progressed = Signal(int, int)
    """In megabytes: bytes do not fit into the numbers of a bar."""
    installed = Signal(object)
    """Kept: what the next start runs, or the installer that an administrator is to run."""
    failed = Signal(object)
    """Exception; CancelledError where it was stopped."""

    def __init__(self, installation: Installation, secure: Secure, *, with_store: bool) -> None:
        super().__init__()
        self.installation = installation
        self.present = this_release()
        self.offers: list[Offer] = []
        self.done: Kept | None = None
        self._secure, self._with_store = secure, with_store
        self._work: BackgroundWork | None = None

    @property
    def running(self) -> bool:
        return self._work is not None

    def look(self) -> None:
        """On sticks and shares; one that does not answer keeps nobody waiting."""
        present = self.present
        self._start(lambda _: offers(present), self._found)

    def add(self, path: Path) -> None:
        """A file that somebody has chosen, before all others."""
        self.offers = [offer_of(path, self.present), *(each for each in self.offers if each.path != path)]
        self.changed.emit()

    def install(self, package: Package) -> None:
        where, secure = self.installation, self._secure
        self._start(lambda work: update(package, where, secure, in_megabytes(work.tell)), self._installed)

    def go_back(self, kept: Kept) -> None:
        where, secure, with_store = self.installation, self._secure, self._with_store
        self._start(lambda _: take_back(kept, where, secure, with_store=with_store), self._installed)

    def stop(self) -> None:
        """What is installed by then stays; anything before that has changed nothing."""
        if self._work is not None:
            self._work.cancel()

    def _start(self, task: Callable[[BackgroundWork], Any], then: Callable[[Any], None]) -> None:
        if self._work is not None:
            return
        # Without a parent: it may outlive this one by the moment until it notices that it was stopped.
        self._work = work = BackgroundWork(task)
        work.done.connect(then)
        work.failed.connect(self._failed)
        work.progressed.connect(self.progressed)
        work.start()
        self.changed.emit()

    def _found(self, found: list[Offer]) -> None:
        here = {offer.path for offer in found}
        self.offers = found + [each for each in self.offers if each.path not in here and each.path.exists()]
        self._ended()

    def _installed(self, made: Kept) -> None:
        self.done = made
        self._ended()
        self.installed.emit(made)

    def _failed(self, error: Exception) -> None:
        self._ended()
        self.failed.emit(error)

    def _ended(self) -> None:
        self._work = None
        self.changed.emit()


def in_megabytes(tell: Callable[[int, int], None]) -> Callable[[int, int], None]:
    return lambda done, total: tell(done // MEGABYTE, max(total // MEGABYTE, 1))
