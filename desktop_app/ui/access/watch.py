"""The lock: what goes when nobody is there, who may come back, and what then goes on."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication

from desktop_app.accounts.contents import Access
from desktop_app.accounts.keyring import Keyring
from desktop_app.accounts.refusals import WrongPin
from desktop_app.accounts.session_pin import Pin
from desktop_app.errors import KnownError
from desktop_app.session.idle import Idle, Rest
from desktop_app.store.audit_contents import AuditAction
from desktop_app.ui.access.door import is_admin, may_lock
from desktop_app.ui.access.interrupted import interrupted, told
from desktop_app.ui.access.lock_page import LockPage
from desktop_app.ui.access.parked_dialogs import ParkedDialogs
from desktop_app.ui.access.session_locks import SessionLocks

if TYPE_CHECKING:
    from desktop_app.session.open_record import OpenRecord
    from desktop_app.ui.main_window import MainWindow
    from desktop_app.ui.ward import Ward

_SIGNS_OF_LIFE: Final = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.InputMethod,
)
IDLE_SETTING: Final = "lock_minutes"


class Watch(QObject):
    """Over one window that shows a ward. ``dropped``: the key went, and whoever comes back logs in again."""

    dropped = Signal(object)
    """Ward whose store is closed now."""
    switch_wanted = Signal(object)

    def __init__(self, window: "MainWindow", idle: Idle | None = None) -> None:
        super().__init__(window)
        self._window = window
        self.idle = idle or Idle(self)
        self.idle.warned.connect(self._warn)
        self.idle.stirred.connect(lambda: window.access.warn(""))
        self.idle.locked.connect(self._lock_now)
        self.idle.dropped.connect(self._drop)
        self._ward: Ward | None = None
        self._parked: OpenRecord | None = None
        self._pin: Pin | None = None
        self._interrupted: tuple[str, ...] = ()
        self.dialogs_dropped = False
        QGuiApplication.instance().focusWindowChanged.connect(self._listen_to)  # type: ignore[union-attr]
        self.dialogs = ParkedDialogs(window)
        self._session = SessionLocks(self)
        self._session.locked.connect(self._computer_locked)

    @property
    def locked(self) -> bool:
        return self._ward is not None and self._window.ward is None

    def guard(self, ward: "Ward") -> None:
        """This ward from now on; a PIN belongs to the person who chose it."""
        if self._pin is not None and self._pin.person != ward.person:
            self.forget_pin()
        if ward is not self._ward:
            self._parked = None
            self.dialogs_dropped = self.dialogs.drop() or self.dialogs_dropped
            self._tell_dropped()
        self._ward = ward
        self.idle.use_minutes(ward.store.setting(IDLE_SETTING))
        if may_lock(ward):
            self.idle.start()
            self._listen_to(self._window.windowHandle())
            self._session.watch_window(self._window)
        else:
            self.idle.wake()
            self.idle.stop()

    def _tell_dropped(self) -> None:
        """Whoever comes in hears that a dialog was left, and nothing of what stood in it."""
        if self.dialogs_dropped:
            self.dialogs_dropped = False
            self._window.messages.say(self._window.words("access.lock.dialog_dropped"), stays=True)

    def lock(self) -> None:
        """By the key for it; possible without accounts too, where it only hides."""
        if self._window.ward is not None:
            self.idle.lock()

    def use_pin(self, digits: str) -> None:
        """Raises PinRefused."""
        if self._ward is not None:
            self._pin = Pin(self._ward.store.access, digits)

    def forget_pin(self) -> None:
        if self._pin is not None:
            self._pin.drop()
        self._pin = None

    @property
    def has_pin(self) -> bool:
        return self._pin is not None and self._pin.usable

    def leave(self) -> "Ward | None":
        """Nothing is watched any more; the ward whose store is to be closed."""
        ward, self._ward, self._parked = self._ward, None, None
        self.dialogs_dropped = self.dialogs.drop() or self.dialogs_dropped
        self.forget_pin()
        self.idle.wake()
        self.idle.stop()
        return ward

    # Locking

    def _lock_now(self) -> None:
        window, ward = self._window, self._ward
        if ward is None or window.ward is None:
            return
        self.dialogs.take("" if window.record is None else window.record.record.patient.id)
        close_other_windows(window)
        self._interrupted = interrupted(window.patient)
        self._parked = window.leave_ward()
        ward.note(AuditAction.LOCK)
        window.show_front(lambda: self._page(ward))

    def show_lock(self) -> None:
        """Back from the login of somebody else."""
        if self._ward is not None:
            ward = self._ward
            self._window.show_front(lambda: self._page(ward))

    def _page(self, ward: "Ward") -> LockPage:
        window, guarded = self._window, ward.person.role is not None
        page = LockPage(
            window.theme,
            window.words,
            ward.person.printed_name,
            with_pin=self.has_pin,
            with_password=guarded,
        )
        page.pin_given.connect(lambda digits: self._try_pin(page, digits))
        page.password_given.connect(lambda password: self._try_password(page, password))
        page.switch_wanted.connect(lambda: self.switch_wanted.emit(ward))
        page.opened.connect(self._unlock)
        return page

    def _try_pin(self, page: LockPage, digits: str) -> None:
        if self._pin is None:
            page.refuse_pin(0)
            return
        try:
            self._pin.unlock(digits)
        except WrongPin as error:
            left = error.facts["tries_left"]
            page.refuse_pin(left if isinstance(left, int) else 0)
        else:
            self._unlock()

    def _try_password(self, page: LockPage, password: str) -> None:
        ward = self._ward
        if ward is None:
            return
        try:
            same = self._checked(ward, password).person
        except KnownError as error:
            page.refuse(error)
        else:
            if same.user == ward.person.user:
                self._unlock()

    def _checked(self, ward: "Ward", password: str) -> Access:
        path = ward.store.location.path
        if path is None:
            return ward.store.access
        return Keyring.load(path).login(ward.person.user, password, now=ward.clock())

    def _unlock(self) -> None:
        """The same person again: the patient stays closed, and one press goes on with what was open."""
        ward, parked = self._ward, self._parked
        if ward is None:
            return
        ward.note(AuditAction.UNLOCK)
        self._window.show_ward(ward)
        self.idle.wake()
        left = told(self._window.words, self.dialogs.titles, self._interrupted)
        if parked is not None and not is_admin(ward):
            self._offer(parked, left)
        elif left:
            self._window.messages.say(left)
        self.dialogs.bring_back()

    def _offer(self, parked: "OpenRecord", left: str) -> None:
        window, patient = self._window, parked.record.patient
        dirty = parked.dirty or parked.revision is None
        text = window.words("access.lock.was_open", patient=patient.name or window.words("ui.draft.new"))
        window.messages.say(
            f"{text} {left}" if left else text,
            offer=window.words("ui.go_on"),
            then=lambda: window.show_record(parked) if dirty else window.open_patient(patient.id),
        )

    # Idling

    def _warn(self, seconds: int) -> None:
        window = self._window
        if window.ward is not None:
            window.access.warn(window.words("access.lock.soon", seconds=seconds))

    def _drop(self) -> None:
        """Locked for long: the store is closed, and nothing in memory opens it again."""
        if self.locked:
            ward = self.leave()
            self.dropped.emit(ward)

    def _computer_locked(self) -> None:
        if self._ward is None or not may_lock(self._ward):
            return
        self.idle.lock()
        self._drop()

    def _listen_to(self, shown: QWindow | None) -> None:
        """Keys and mouse are heard where they reach a window: filtering the whole program would slow typing."""
        if shown is not None:
            shown.removeEventFilter(self)
            shown.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE and self.idle.rest < Rest.LOCKED and self.idle.running:
            self.idle.stir()
        return False


def close_other_windows(window: "MainWindow") -> None:
    """Dialogs, previews, menus: whatever stands beside the window may show a patient."""
    for popup in iter(QApplication.activePopupWidget, None):
        popup.close()
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible():
            other.close()
