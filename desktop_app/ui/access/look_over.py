"""The check of the store's whole file beside the window: what it finds, and the way back to a proved backup."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from desktop_app.accounts.contents import Access, Action
from desktop_app.errors import KnownError, StoreError
from desktop_app.session.background import BackgroundWork, CancelledError
from desktop_app.store.audit_contents import AuditFault, FaultKind
from desktop_app.store.looking_over import is_due, look_over, newest_proved
from desktop_app.store.restoring_file import missing_entries, what_would_be_missing
from desktop_app.ui.access.backup_places import folder_of
from desktop_app.ui.message_bar import Message

if TYPE_CHECKING:
    from desktop_app.store.backup_contents import Backup
    from desktop_app.ui.main_window import MainWindow
    from desktop_app.ui.ward import Ward


Outcome = tuple[StoreError | None, "tuple[Backup, Access] | None", tuple[AuditFault, ...]]
ANSWERABLE: Final = frozenset(
    {
        FaultKind.ANCHOR_MISSING,
        FaultKind.ANCHOR_UNREADABLE,
        FaultKind.OLDER_THAN_ANCHOR,
        FaultKind.OTHER_THAN_ANCHOR,
    }
)
"""What an administrator can answer for; a broken chain stays broken."""
LONGEST_WAIT_S: Final = 5.0


class LookOver(QObject):
    """Of one window; each ward is looked at once, where that is due. ``changed``: other messages than before."""

    changed = Signal()

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._ward: Ward | None = None
        self._work: BackgroundWork | None = None
        self._left_open = False
        self._damaged = False
        self._due = False
        self._found: tuple[Backup, Access] | None = None
        self._doubts: tuple[AuditFault, ...] = ()
        """What the anchor and the chain after it say against the file, such as that it is an older one."""

    def follow(self, ward: "Ward | None") -> None:
        """The ward that the window shows; a locked window shows none, and its ward is looked at all the same."""
        if ward is None or ward is self._ward:
            return
        if self._work is not None:
            self._work.cancel()
        self._ward, self._work, self._damaged, self._found, self._doubts = ward, None, False, None, ()
        self._due = not ward.demo and is_due(ward.store, ward.clock())
        self._left_open = self._due and ward.store.left_open
        if not ward.demo and ward.store.location.path is not None:
            self._begin(ward)
        self.changed.emit()

    def stop(self) -> None:
        """Before the file is exchanged: nothing of this reads it any more. Waits for the part that is read now."""
        if self._work is not None:
            self._work.cancel()
        until = time.monotonic() + LONGEST_WAIT_S
        while self.running and time.monotonic() < until:
            time.sleep(0.01)
        self._ward = None

    @property
    def running(self) -> bool:
        return self._work is not None and self._work.running

    def messages(self) -> list[Message]:
        """For as long as they are true, of the ward that the window shows."""
        return list(self._messages()) if self._window.ward is self._ward is not None else []

    def _begin(self, ward: "Ward") -> None:
        due = self._due

        def look(work: BackgroundWork) -> Outcome:
            fault = look_over(ward.store, ward.clock, work.tell) if due else None
            if fault is not None:
                return fault, newest_proved(folder_of(ward), ward.store.access), ()
            return None, None, ward.store.verify_start()

        self._work = BackgroundWork(look, self)
        self._work.done.connect(lambda found: self._looked(ward, *found))
        self._work.failed.connect(lambda error: self._failed(ward, error))
        self._work.start()

    def _looked(
        self,
        ward: "Ward",
        fault: StoreError | None,
        found: "tuple[Backup, Access] | None",
        doubts: tuple[AuditFault, ...],
    ) -> None:
        if ward is not self._ward:
            return
        self._damaged, self._found, self._doubts = fault is not None, found, doubts
        self.changed.emit()
        if fault is None and self._left_open and self._window.ward is ward:
            self._window.messages.say(self._window.words("access.looking.sound"))

    def _failed(self, ward: "Ward", error: Exception) -> None:
        """It could not be taken: the file stays owed a look."""
        if ward is not self._ward or isinstance(error, CancelledError):
            return
        self.changed.emit()
        if not isinstance(error, KnownError):
            raise error
        words = self._window.words
        why = words(f"{error.key}.text", **error.facts)
        self._window.messages.say(words("access.looking.not_done", why=why), severity="warning", stays=True)

    def _messages(self) -> Iterator[Message]:
        words, ward = self._window.words, self._ward
        if self.running and self._due:
            yield Message(words("access.looking.left_open" if self._left_open else "access.looking.going_on"))
        if ward is not None and self._doubts:
            yield self._doubted(ward, self._doubts[0])
        if not self._damaged or ward is None:
            return
        may = ward.person.may(Action.RESTORE) and self._found is not None
        text = " ".join([words("access.looking.damaged"), *self._way_back(ward)])
        yield Message(text, "error", words("access.looking.restore") if may else "", self._ask if may else None)

    def _doubted(self, ward: "Ward", doubt: AuditFault) -> Message:
        """Until an administrator has looked into it and answers for it with a reason."""
        words = self._window.words
        text = words("access.looking.doubt", what=words(doubt.key, **doubt.facts))
        if not ward.person.may(Action.RESTORE) or doubt.kind not in ANSWERABLE:
            return Message(text, "error")
        return Message(text, "error", words("access.looking.answer"), self._answer)

    def _answer(self) -> None:
        from desktop_app.ui.access.reason_dialog import ReasonDialog

        window = self._window
        dialog = ReasonDialog(window.theme, window.words, window)
        dialog.given.connect(self._accept)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _accept(self, reason: str) -> None:
        if self._ward is not None:
            self._ward.store.accept_anchor(reason)
            self._doubts = ()
            self.changed.emit()

    def _way_back(self, ward: "Ward") -> Iterator[str]:
        words = self._window.words
        if self._found is None or ward.store.location.path is None:
            yield words("access.looking.no_backup")
            return
        backup, _ = self._found
        first, last = missing_entries(ward.store.location.path, backup)
        lacks = words("access.looking.entries", first=first, last=last) if first else words("access.looking.whole")
        time = f"{backup.made_at.astimezone():%Y-%m-%d %H:%M}"
        yield words("access.looking.backup", time=time, entries=lacks)
        if not ward.person.may(Action.RESTORE):
            yield words("access.looking.ask_admin")

    def _ask(self) -> None:
        """What would be missing, as far as the damaged file still tells it, and the reason."""
        from desktop_app.ui.access.restore_dialog import RestoreDialog

        window, ward = self._window, self._ward
        if ward is None or self._found is None or ward.store.location.path is None:
            return
        backup, opens = self._found
        missing = what_would_be_missing(ward.store.location.path, ward.store.access, backup, opens)
        dialog = RestoreDialog(window.theme, window.words, backup, missing, window)
        dialog.wanted.connect(lambda reason: window.access.restore(ward, backup, reason))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
