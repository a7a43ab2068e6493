"""Builds the window. It is painted first; theme, words, database and rules are loaded behind it."""

import gc
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.ui.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType
    from typing import TypeAlias

    from desktop_app.ui.ward import Ward
    from desktop_app.wording import Language

    Clock: TypeAlias = Callable[[], datetime]

_GEOMETRY = "window/geometry"


def run_window(store: str | None, clock: "Clock", language: str | None = None, file: str | None = None) -> int:
    """Opens the window on a store (None = the user's own) and runs until it is closed.

    ``language`` None = the one chosen last; ``file`` is offered for import once the patients are there.
    """
    application = application_of(sys.argv[:1])
    chosen = None if language is None else _language(language)
    desk = Desk(application, clock, store, QSettings("TACEWatch", "TACEWatch"), chosen)
    desk.file = file
    former, sys.excepthook = sys.excepthook, desk.on_exception
    desk.window.show()
    try:
        return application.exec()
    finally:
        sys.excepthook = former
        desk.close()


def window_screenshot(store: "Path | str", patient_id: str, picture: "Path | str", language: str) -> None:
    """The window with one patient of a store, as a picture; nothing is remembered. For the showcase."""
    from datetime import datetime
    from pathlib import Path

    application = application_of(["tacewatch"])
    settings = QSettings(str(Path(picture).with_suffix(".ini")), QSettings.Format.IniFormat)
    desk = Desk(application, lambda: datetime.now().astimezone(), str(store), settings, _language(language))
    desk.window.resize(1600, 1000)
    desk.window.show()
    desk.furnish()
    desk.window.help.end_first_steps()
    desk.window.open_patient(patient_id)
    _settle(application, desk.window)
    saved = desk.window.grab().save(str(picture))
    desk.window.close()
    desk.close()
    Path(settings.fileName()).unlink(missing_ok=True)
    if not saved:
        raise OSError(f"{picture} could not be written")


def application_of(arguments: list[str]) -> QApplication:
    """The one application object of the process."""
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(arguments)
    application.setApplicationName("TACEWatch")
    return application


class Desk(QObject):
    """The window and the store behind it."""

    def __init__(
        self,
        application: QApplication,
        clock: "Clock",
        store: str | None,
        settings: QSettings,
        language: "Language | None" = None,
    ) -> None:
        super().__init__(application)
        self._application = application
        self._clock = clock
        self._store = store
        self._settings = settings
        self._language = language
        self._furnished = False
        self.ward: Ward | None = None
        self.file: str | None = None
        """What the program was opened with; taken once."""
        self.window = MainWindow()
        kept = settings.value(_GEOMETRY)
        if not isinstance(kept, QByteArray) or not self.window.restoreGeometry(kept):
            self.window.resize(1366, 768)
        # A geometry kept on a larger or less magnified screen must not put the verdicts beyond the edge.
        self.window.resize(self.window.size().boundedTo(self.window.screen().availableSize()))
        self.window.painted.connect(self.furnish)
        self.window.demo_chosen.connect(self.open_demo)
        self.window.ward_chosen.connect(self.open_own)

    def furnish(self) -> None:
        """All that the first paint did without: looks, words, the store, the patients."""
        if self._furnished:
            return
        self._furnished = True
        try:
            self._furnish()
        finally:
            _collect_from_now_on()

    def _furnish(self) -> None:
        from desktop_app.ui.opening import first_choice, furnish, own_path

        furnish(self.window, self._application, self._settings, self._language)
        self.window.access.opened.connect(self._show)
        self.window.access.closed.connect(self._forget_ward)
        chosen = first_choice(self._store)
        if chosen is None:
            self.window.show_welcome(own_path())
        else:
            self._open_first(chosen)

    def _open_first(self, place: str) -> None:
        """The store of the start; what stands in its way stays to be read, with the ways on from there."""
        from desktop_app.errors import KnownError

        try:
            self._open(place, create=False)
        except KnownError as error:
            from desktop_app.ui.access.not_opened_page import not_opened_page

            refused, window = error, self.window
            window.show_front(lambda: not_opened_page(window, refused, lambda: self._open_first(place)))

    def open_demo(self) -> None:
        """The invented patients, in a store of their own that is made the first time."""
        from desktop_app.ui.opening import demo_path

        self._open(str(demo_path(self._store)), create=True, demo=True)

    def open_own(self) -> None:
        """The ward's store; where there is none yet, the three steps that make it."""
        from desktop_app.ui.opening import is_absent, own_path

        place = self._store or own_path()
        if is_absent(place):
            self.window.access.door(self._clock).set_up(place, None, lambda: self.window.show_welcome(place))
        else:
            self._open(place, create=True)

    def close(self) -> None:
        """The window goes before the application does, and the store after both need it no more."""
        if self.ward is not None:
            from desktop_app.ui.access.copies import copy_at_the_end

            copy_at_the_end(self.ward)
        self.window.deleteLater()
        self._application.sendPostedEvents(None, 0)
        self._application.processEvents()
        if self.ward is not None:
            self.ward.close()
            self.ward = None

    def on_exception(self, kind: type[BaseException], error: BaseException, trace: "TracebackType | None") -> None:
        """What the environment refused is told with its remedy; a fault of the program is apologised for."""
        from desktop_app.ui.opening import tell

        tell(self.window, kind, error, trace)

    def _open(self, place: str, *, create: bool, demo: bool = False) -> None:
        """Through the door: what comes in is shown, now or after a login."""
        from desktop_app.store import store_location

        access = self.window.access
        if self.ward is not None and self.ward.store.location.path == store_location(place).path is not None:
            self.window.show_ward(self.ward)
            return
        access.door(self._clock).open(place, create=create, demo=demo)

    def _show(self, ward: "Ward") -> None:
        former, self.ward = self.ward, ward
        self.window.show_ward(ward)
        if self.window.access.home_of(ward) is None:
            self.window.help.first_run()
        if former is not None:
            former.close()
        QTimer.singleShot(100, self.window, self._preload)
        if self.file is not None:
            QTimer.singleShot(0, self.window, self._take_file)

    def _take_file(self) -> None:
        """The file that the program was opened with, to be looked at and imported."""
        from pathlib import Path

        from desktop_app.ui.dialogs.import_dialog import open_import

        file, self.file = self.file, None
        if file is not None and self.ward is not None:
            open_import(self.window, self.ward, [Path(file)])

    def _forget_ward(self) -> None:
        self.ward = None

    def _preload(self) -> None:
        """What the first patient needs, once the worklist can be used: that patient then opens at once."""
        from desktop_app.ui.opening import Preload

        Preload(self.window, self._prepare).go_on()

    def _prepare(self) -> None:
        """The last part of preloading: the page itself."""
        if self.window.ward is not None:
            self.window.prepare_patient_page(self.window.ward)
        self.window.tools.look_after_start()
        gc.freeze()  # What was imported stays until the end: no collection while someone types looks through it.


def _collect_from_now_on() -> None:
    """What the start has loaded stays until the end, and no collection looks through it again."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _language(given: str) -> "Language":
    return "en" if given == "en" else "zh"


def _settle(application: QApplication, window: MainWindow) -> None:
    """Lets everything be assessed, drawn and painted."""
    waiting = QTimer(window, interval=400, singleShot=True)
    waiting.start()
    while waiting.isActive():
        application.processEvents()
