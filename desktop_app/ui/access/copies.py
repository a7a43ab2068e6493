"""Copies that nobody has to think of: half an hour after a save, and when the window closes."""

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from desktop_app.errors import StoreError
from desktop_app.session.background import BackgroundWork
from desktop_app.store import ListQuery, SortKey
from desktop_app.store.backup import back_up, backups, thin
from desktop_app.store.backup_contents import Backup, BackupReason, is_due
from desktop_app.ui.access.backup_places import folder_of

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow
    from desktop_app.ui.ward import Ward

LOOKED_EVERY_MS: Final = 5 * 60 * 1000


class Copies(QObject):
    """Of the ward that the window shows. What fails is told once, and tried again at the next look."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._ward: Ward | None = None
        self._work: BackgroundWork | None = None
        self._told = ""
        self._timer = QTimer(self, interval=LOOKED_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def follow(self, ward: "Ward | None") -> None:
        self._ward = ward if ward is not None and wanted(ward) else None
        if self._ward is not None:
            self._timer.start()
        else:
            self._timer.stop()

    def look(self) -> None:
        """Makes a copy beside the window, where one is due."""
        ward = self._ward
        if ward is None or (self._work is not None and self._work.running):
            return
        self._work = BackgroundWork(lambda _: copied(ward), self)
        self._work.failed.connect(self._failed)
        self._work.start()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, StoreError):
            raise error
        if str(error) != self._told:
            self._told = str(error)
            words = self._window.words
            text = words("access.copies.failed", why=words(f"{error.key}.text", **error.facts))
            self._window.messages.say(text, severity="warning", stays=True)


def wanted(ward: "Ward") -> bool:
    """An invented ward, one that can only be read and one on a server need none."""
    return not ward.demo and not ward.store.read_only and ward.store.location.path is not None


def copied(ward: "Ward", *, closing: bool = False) -> Backup | None:
    """The copy that was due, with what is superfluous removed; None where none was. Raises a StoreError."""
    folder, now = folder_of(ward), ward.clock()
    newest = next(iter(backups(folder)), None)
    if not is_due(newest, last_save(ward), now, closing=closing):
        return None
    made = back_up(ward.store, folder, clock=ward.clock, why=BackupReason.AUTOMATIC)
    thin(folder, now)
    return made


def copy_at_the_end(ward: "Ward") -> None:
    """The copy of the day, before the store is closed; what stands in its way keeps nobody here."""
    if wanted(ward):
        with suppress(StoreError):
            copied(ward, closing=True)


def last_save(ward: "Ward") -> datetime | None:
    """When anything was saved last; None where nothing was, or for a person who sees no patients."""
    from desktop_app.accounts.contents import Action

    if not ward.person.may(Action.VIEW):
        return None
    query = ListQuery(ward.today, sort=SortKey.SAVED_AT, descending=True)
    return next((line.saved_at for line in ward.store.page(query, offset=0, limit=1)), None)
