"""What the window offers about accounts: locking, switching, set-up. What it opens is imported when asked for."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.ui.access.notices import NoticeStrip
from desktop_app.ui.actions import action
from desktop_app.ui.message_bar import Message

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.store.backup_contents import Backup
    from desktop_app.ui.access.copies import Copies
    from desktop_app.ui.access.door import Door
    from desktop_app.ui.access.look_over import LookOver
    from desktop_app.ui.access.watch import Watch
    from desktop_app.ui.main_window import MainWindow
    from desktop_app.ui.ward import Ward


COPIES_AFTER_MS: Final = 3000


class AccessDesk(QObject):
    """Of one main window. Whoever holds the store listens to ``opened`` and ``closed``."""

    opened = Signal(object)
    """Ward: it takes the place of the one before."""
    closed = Signal()
    """The store was closed: nobody is logged in."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._warning = ""
        self._door: Door | None = None
        self._watch: Watch | None = None
        self._copies: Copies | None = None
        self._look: LookOver | None = None
        self.notices = NoticeStrip(window.theme, window.words)

    # For the program and the window

    def door(self, clock: "Callable[[], datetime]") -> "Door":
        """Where stores are opened from."""
        from desktop_app.ui.access.door import Door

        if self._door is None:
            self._door = Door(self._window, clock)
            self._door.opened.connect(self._let_in)
        return self._door

    @property
    def watch(self) -> "Watch":
        """Made with the first ward that somebody has logged in to, or that is locked."""
        from desktop_app.ui.access.watch import Watch

        if self._watch is None:
            self._watch = Watch(self._window)
            self._watch.dropped.connect(self._dropped)
            self._watch.switch_wanted.connect(self._switch)
        return self._watch

    def home_of(self, ward: "Ward") -> Callable[[], QWidget] | None:
        """The page this person works on instead of the patients; None = the patients."""
        from desktop_app.accounts.contents import Role

        if ward.person.role is not Role.ADMIN:
            return None
        from desktop_app.ui.access.admin_page import admin_page

        return lambda: admin_page(self._window, ward)

    def follow(self) -> None:
        """The window shows another page, or speaks another language now."""
        from desktop_app.ui.access.permitted import restrict

        window = self._window
        ward = window.ward
        if ward is not None:
            restrict(window.shortcuts, ward.person, window.words)
            for name in _idle_actions(ward):
                window.shortcuts[name].setEnabled(False)
        if window.help.card is not None:
            window.help.card.setVisible(ward is not None and self.home_of(ward) is None)
        QTimer.singleShot(COPIES_AFTER_MS, self, self._follow_copies)
        self._show_notices()

    def warn(self, text: str) -> None:
        """Something that is true for a moment only, such as the lock to come; "" takes it away."""
        self._warning = text
        self._show_notices()

    def restore(self, ward: "Ward", backup: "Backup", reason: str) -> None:
        """Closes the store, puts the backup in its place, and opens it for the same person."""
        from desktop_app.ui.access.restoring import restore

        self.rest()
        restore(self._window, self.door(ward.clock), ward, backup, reason)

    def renew_key(self, ward: "Ward", password: str) -> None:
        """Closes the store, changes its key, shows what is shown once, and opens it for the same person."""
        from desktop_app.ui.access.renewing import Renewing

        self.rest()
        Renewing(self._window, self.door(ward.clock), ward).begin(password)

    def rest(self) -> None:
        """Before a file is exchanged: nothing reads it beside the window."""
        if self._look is not None:
            self._look.stop()

    # Actions

    @action("file", "Ctrl+Shift+L", needs="ward")
    def lock_now(self) -> None:
        """Hides everything until the same person, or another one, comes back."""
        ward = self._window.ward
        if ward is not None:
            self.watch.guard(ward)
            self.watch.lock()

    @action("file", "Ctrl+Alt+U", needs="ward")
    def switch_user(self) -> None:
        """Locks, and asks who goes on; the work of the one who leaves stays a draft."""
        ward = self._window.ward
        if ward is not None:
            self.lock_now()
            self._switch(ward)

    @action("file", "Ctrl+Alt+P", needs="ward")
    def set_pin(self) -> None:
        """A short number that unlocks for the rest of this session."""
        from desktop_app.ui.access.lock_page import ask_for_pin

        ask_for_pin(self._window)

    @action("file", "Ctrl+Alt+W", needs="ward")
    def change_password(self) -> None:
        from desktop_app.ui.access.password_dialog import PasswordDialog

        window = self._window
        if window.ward is not None:
            dialog = PasswordDialog(window.theme, window.words, window.ward, window)
            dialog.changed.connect(lambda: window.messages.say(window.words("access.password.changed")))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    @action("file", "Ctrl+Alt+A", needs="ward")
    def set_up_accounts(self) -> None:
        """The three steps, for a store that anybody can read so far."""
        window, ward = self._window, self._window.ward
        if ward is not None and ward.store.location.path is not None:
            path = str(ward.store.location.path)
            self.door(ward.clock).set_up(path, ward, lambda: window.show_ward(ward))

    @action("patient", "Ctrl+Shift+A", needs="patient")
    def patient_audit(self) -> None:
        """Who has opened, changed and printed this patient."""
        from desktop_app.ui.access.audit_view import AuditDialog

        window = self._window
        if window.ward is not None and window.record is not None:
            number = window.record.record.patient.id
            dialog = AuditDialog(window.theme, window.words, window.ward, number, window)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    # What follows

    def _let_in(self, ward: "Ward") -> None:
        self.warn("")
        self.opened.emit(ward)
        if ward.person.role is not None:
            self.watch.guard(ward)
        elif self._watch is not None:
            self._watch.leave()

    def _switch(self, ward: "Ward") -> None:
        """The login; until somebody has logged in, Esc leads back to the lock of the one who left."""
        path, watch = ward.store.location.path, self.watch
        if path is None:
            return
        door = self.door(ward.clock)
        door.before_opening = self._close_former
        door.ask(str(path), "access.switch.text", watch.show_lock)

    def _close_former(self) -> None:
        """Only one window may have the store: the one who left gives it back first."""
        former = self._watch.leave() if self._watch is not None else None
        if former is not None:
            former.close()

    def _dropped(self, ward: "Ward") -> None:
        path = ward.store.location.path
        ward.close()
        self.closed.emit()
        if path is not None:
            self.door(ward.clock).ask(str(path), "access.lock.dropped")

    def _follow_copies(self) -> None:
        """A while after a start, which needs nothing of this."""
        from desktop_app.ui.access.copies import Copies
        from desktop_app.ui.access.look_over import LookOver

        if self._copies is None or self._look is None:
            self._copies, self._look = Copies(self._window), LookOver(self._window)
            self._look.changed.connect(self._show_notices)
        self._copies.follow(self._window.ward)
        self._look.follow(self._window.ward)

    # What stays under the menu

    def _show_notices(self) -> None:
        from desktop_app.ui.access.noticed import noticed

        window = self._window
        first = [Message(self._warning, "warning")] if self._warning else []
        first += self._look.messages() if self._look is not None else []
        self.notices.show_notices([*first, *noticed(window)])


def _idle_actions(ward: "Ward") -> Iterator[str]:
    """What cannot be done in this store, whoever asks."""
    accounts = ward.person.role is not None
    if not accounts:
        yield from ("switch_user", "set_pin", "change_password")
    if accounts or ward.store.location.path is None or ward.store.read_only:
        yield "set_up_accounts"
    if ward.demo and accounts:
        yield "change_password"
