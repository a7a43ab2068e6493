"""From a place to the page that is due there: its patients, the login, the conversion, set-up."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.accounts.contents import Access, Role
from desktop_app.errors import KnownError, LoginNeeded, StoreNotEncrypted
from desktop_app.store import store_location
from desktop_app.ui.opening import open_ward

if TYPE_CHECKING:
    from desktop_app.ui.access.login_page import LoginPage
    from desktop_app.ui.main_window import MainWindow
    from desktop_app.ui.ward import Ward


class Door(QObject):
    """Of one window. Whoever gets in comes out of ``opened`` as a ward; until then the window holds no patient."""

    opened = Signal(object)
    """Ward."""

    def __init__(self, window: "MainWindow", clock: Callable[[], datetime]) -> None:
        super().__init__(window)
        self._window = window
        self._clock = clock
        self.before_opening: Callable[[], None] = lambda: None
        """What is to be given back before a store is opened for another person."""

    def open(self, place: str, *, create: bool = False, demo: bool = False) -> None:
        """Raises a StoreError that says what stands in the way."""
        try:
            ward = open_ward(place, self._clock, create=create, demo=demo)
        except LoginNeeded:
            self.ask(place)
        except StoreNotEncrypted:
            self._offer_conversion(place)
        else:
            self.opened.emit(ward)

    def ask(self, place: str, text: str = "", back: Callable[[], None] | None = None) -> None:
        """Who are you; ``text`` is the key of a sentence beside the usual one, ``back`` where Esc leads."""
        if self._window.ward is not None:
            self._window.leave_ward()
        self._window.show_front(lambda: self._login_page(place, text, back))

    def let_in(self, place: str, access: Access, failures: int = 0) -> None:
        """Opens the store for this person; ``failures`` wrong passwords came before."""
        from desktop_app.store.audit_contents import AuditAction

        self.before_opening()
        ward = open_ward(place, self._clock, create=False, demo=False, access=access)
        if failures:
            ward.note(AuditAction.LOGIN_FAIL, failures=failures)
        ward.note(AuditAction.LOGIN)
        self.opened.emit(ward)

    def set_up(self, place: str, ward: "Ward | None", leave: Callable[[], None]) -> None:
        """The three steps, for a new store (``ward`` None) or an open one."""
        from desktop_app.ui.access.setting_up import SettingUp

        steps = SettingUp(self._window, self._clock, place, ward, leave)
        steps.finished.connect(lambda access: self.let_in(place, access))
        steps.begin()

    def _login_page(self, place: str, text: str, back: Callable[[], None] | None) -> "LoginPage":
        from desktop_app.ui.access.login_page import LoginPage

        window = self._window
        page = LoginPage(window.theme, window.words, text=window.words(text) if text else "", back=back)
        page.entered.connect(lambda user, password: self._enter(place, page, user, password))
        page.recovery_wanted.connect(lambda: self._recover(place))
        page.language_chosen.connect(window.other_language)
        return page

    def _enter(self, place: str, page: "LoginPage", user: str, password: str) -> None:
        from desktop_app.accounts.keyring import Keyring

        path = file_of(place)
        try:
            keyring = Keyring.load(path)
            known = next((each for each in keyring.accounts if each.user == user), None)
            access = keyring.login(user, password, now=self._clock())
            must_change = keyring.account(access.person.user).must_change
            too_old = keyring.password_days_left(access, self._clock()) == 0
        except KnownError as error:
            page.refuse(error)
            return
        failures = known.failures if known is not None else 0
        if must_change or too_old:
            self._change_first(place, access, password, too_old=too_old and not must_change)
        else:
            self.let_in(place, access, failures)

    def _change_first(self, place: str, access: Access, one_time: str, *, too_old: bool) -> None:
        """A one-time password, or one that is too old, opens this page and nothing else."""
        from desktop_app.accounts.keyring import Keyring
        from desktop_app.ui.access.new_password_page import NewPasswordPage

        window, user = self._window, access.person.user
        places = Keyring.load(file_of(place)).rules(access.key).names if access.key is not None else ()

        def make() -> NewPasswordPage:
            page = NewPasswordPage(
                window.theme, window.words, access.person, lambda: self.ask(place), too_old=too_old, places=places
            )
            page.chosen.connect(lambda password: take(page, password))
            return page

        def take(page: NewPasswordPage, password: str) -> None:
            if password == one_time:
                page.refuse(window.words("access.new_password.same"))
                return
            try:
                changed = Keyring.load(file_of(place)).change_password(user, one_time, password, now=self._clock())
            except KnownError as error:
                page.refuse(window.words(f"{error.key}.text", **error.facts))
            else:
                self.let_in(place, changed)

        window.show_front(make)

    def _recover(self, place: str) -> None:
        from desktop_app.ui.access.recovery_page import Recovery

        Recovery(
            self._window, self._clock, file_of(place), lambda: self.ask(place), self._recovered(place)
        ).begin()

    def _recovered(self, place: str) -> Callable[[Access], None]:
        return lambda access: self.let_in(place, access)

    def _offer_conversion(self, place: str) -> None:
        from desktop_app.ui.access.conversion_page import conversion_page

        window = self._window

        def converted() -> None:
            ward = open_ward(place, self._clock, create=False, demo=False)
            self.opened.emit(ward)
            self.set_up(place, ward, lambda: window.show_ward(ward))

        window.show_front(lambda: conversion_page(window, file_of(place), self._clock, converted))


def file_of(place: str) -> Path:
    """A place with accounts is always a file."""
    path = store_location(place).path
    assert path is not None  # noqa: S101
    return path


def may_lock(ward: "Ward") -> bool:
    """Whether the window locks by itself: not where anybody may open it again without a password."""
    return ward.person.role is not None and not ward.demo


def is_admin(ward: "Ward") -> bool:
    return ward.person.role is Role.ADMIN
