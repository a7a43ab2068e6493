"""From a place to an open ward, and what is said when that fails. Loaded after the first paint."""

import getpass
import importlib
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QDialog

from desktop_app.errors import KnownError
from desktop_app.resources import FontUnavailableError, font_files, resource_path
from desktop_app.store import open_store, store_location
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.remembered import Remembered
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import DEMO_SETTING, Ward
from desktop_app.wording import Language, Wording

DEMO_FILE: Final = "demo.db"
FIRST_PATIENT: Final = (
    "pydantic",
    "domain.record",
    "desktop_app.store.declaring",
    "desktop_app.store.tables",
    "desktop_app.store.saving",
    "domain.resistance.registry",
    "domain.assessment",
    "desktop_app.session.open_record",
    "desktop_app.ui.fields.entry_field",
    "desktop_app.ui.pages.entry.entry_pages",
    "desktop_app.ui.panels.verdict_panel",
    "desktop_app.ui.pages.patient_page",
)
"""In parts of some fifty milliseconds; none imports a later one."""
FIRST_SAVE: Final = ("pypinyin", "desktop_app.report.pdf")


def furnish(
    window: MainWindow, application: QApplication, settings: QSettings, language: Language | None = None
) -> None:
    """Theme, fonts, words and icon for a window that has been painted empty."""
    remembered = Remembered(settings)
    theme = Theme(application)
    load_fonts(theme)
    application.setWindowIcon(QIcon(str(resource_path("icons", "tacewatch.png"))))
    window.furnish(theme, Wording(language or remembered.language), remembered)


def load_fonts(theme: Theme) -> None:
    """The program's own font; the system's stays where it cannot be had."""
    try:
        files = font_files()
    except FontUnavailableError:
        return
    theme.use_fonts(str(files.regular), str(files.bold))


def demo_path(given: str | None) -> Path:
    """Beside the ward's store, in a file of its own: invented patients are never mixed with real ones."""
    own = store_location(given).path or store_location(None).path
    assert own is not None  # noqa: S101 (nothing given is always a file)
    return own.with_name(DEMO_FILE)


def own_path() -> str:
    """Where the ward's own store is, or would be."""
    return store_location(None).shown


def first_choice(given: str | None) -> str | None:
    """The store to open: the one given, the ward's own, else the demo; None where there is none yet."""
    if given:
        return given
    own = store_location(None)
    for path in (own.path, demo_path(None)):
        if path is not None and path.exists():
            return str(path)
    return None


def open_ward(place: str, clock: Callable[[], datetime], *, create: bool, demo: bool) -> Ward:
    """Opens a store, makes it where that is wanted, fills a new demo. Raises a StoreError."""
    location = store_location(place)
    if create and location.path is not None:
        location.path.parent.mkdir(parents=True, exist_ok=True)
    store = open_store(location, clock=clock, create=create)
    if demo and not store.patient_ids(with_void=True):
        store.put_setting(DEMO_SETTING, True)
    ward = Ward(store, clock, author_name())
    if demo and not store.patient_ids(with_void=True):
        fill_demo(ward)
    return ward


def fill_demo(ward: Ward) -> None:
    """The invented patients, as if entered until today."""
    from desktop_app.exchange.demo import demo_records

    ward.store.save_many(ward.imported(record) for record in demo_records(ward.today))


def author_name() -> str:
    """Who is working here, until there are accounts: the name at the computer."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


class Preload(QObject):
    """Imports what the first patient and the first save need, part by part: keys and clicks come in between."""

    def __init__(self, parent: QObject, then: Callable[[], None]) -> None:
        super().__init__(parent)
        self._parts = iter(FIRST_PATIENT)
        self._then = then

    def go_on(self) -> None:
        part = next(self._parts, None)
        if part is None:
            threading.Thread(
                target=lambda: [importlib.import_module(name) for name in FIRST_SAVE], daemon=True
            ).start()
            self._then()
            self.deleteLater()
            return
        importlib.import_module(part)
        QTimer.singleShot(0, self, self.go_on)


def tell(
    window: MainWindow, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> QDialog | None:
    """One dialog at a time: the remedy, or the apology with a report."""
    if isinstance(error, KeyboardInterrupt):
        QApplication.quit()
        return None
    from desktop_app.ui.dialogs.apology import ApologyDialog, report_of
    from desktop_app.ui.dialogs.remedy import show_known_error

    if isinstance(error, KnownError):
        return show_known_error(window.words, error, window)
    if window.findChild(ApologyDialog) is not None:
        return None
    from desktop_app.ui.dialogs.summary_source import program_version

    apology = ApologyDialog(window.words, report_of(kind, trace, program_version()), window)
    apology.finished.connect(apology.deleteLater)
    apology.open()
    return apology
