"""From a place to an open ward, and what is said when that fails. Loaded after the first paint."""

import importlib
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QDialog

from desktop_app.errors import KnownError
from desktop_app.resources import FontUnavailableError, font_files, resource_path
from desktop_app.store import open_store, store_location
from desktop_app.ui.copied import CopiedText
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.remembered import Remembered
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import DEMO_SETTING, Ward
from desktop_app.wording import Language, Wording

if TYPE_CHECKING:
    from desktop_app.accounts.contents import Access
    from desktop_app.store import RecordStore

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
FIRST_SAVE: Final = ("desktop_app.exchange.syllables", "desktop_app.report.pdf")


def furnish(
    window: MainWindow, application: QApplication, settings: QSettings, language: Language | None = None
) -> None:
    """Theme, fonts, words and icon for a window that has been painted empty."""
    remembered = Remembered(settings)
    theme = Theme(application)
    load_fonts(theme)
    application.setWindowIcon(QIcon(str(resource_path("icons", "tacewatch.png"))))
    CopiedText(application.clipboard(), window)
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


def is_absent(place: str) -> bool:
    """Whether a file is to be made there."""
    path = store_location(place).path
    return path is not None and not path.exists()


def open_ward(
    place: str,
    clock: Callable[[], datetime],
    *,
    create: bool,
    demo: bool,
    access: "Access | None" = None,
    sole: bool = True,
) -> Ward:
    """Opens a store, makes it where that is wanted, fills a new demo. ``access`` comes from a login.

    Raises a StoreError, among them LoginNeeded and StoreNotEncrypted; nothing was opened or changed then.
    """
    location = store_location(place)
    if create and location.path is not None:
        location.path.parent.mkdir(parents=True, exist_ok=True)
    if demo and location.path is not None and not location.path.exists():
        _demo_keys(location.path)
    store = open_store(location, clock=clock, create=create, access=access, sole=sole)
    try:
        return _ward_of(store, clock, demo=demo)
    except BaseException:
        store.close()
        raise


def _ward_of(store: "RecordStore", clock: Callable[[], datetime], *, demo: bool) -> Ward:
    fresh = demo and not store.read_only and not store.patient_ids(with_void=True)
    if fresh:
        store.put_setting(DEMO_SETTING, True)
    ward = Ward(store, clock, store.person.user)
    if fresh:
        fill_demo(ward)
    return ward


def _demo_keys(path: Path) -> None:
    """The accounts of a demo, whose password is published; a keyring that is there already stays."""
    from desktop_app.accounts.keyring import Keyring
    from desktop_app.accounts.refusals import KeyringExists

    with suppress(KeyringExists):
        Keyring.create(path, demo=True)


def fill_demo(ward: Ward) -> None:
    """The invented patients, as if entered until today."""
    from desktop_app.exchange.demo import demo_records

    ward.store.save_many(ward.imported(record) for record in demo_records(ward.today))


class Preload(QObject):
    """Imports what the first patient and the first save need, part by part: keys and clicks come in between."""

    def __init__(self, parent: QObject, then: Callable[[], None]) -> None:
        super().__init__(parent)
        self._parts = iter(FIRST_PATIENT)
        self._then = then

    def go_on(self) -> None:
        part = next(self._parts, None)
        if part is None:
            threading.Thread(target=_behind, daemon=True).start()
            self._then()
            self.deleteLater()
            return
        importlib.import_module(part)
        QTimer.singleShot(0, self, self.go_on)


def _behind() -> None:
    """What nobody waits for."""
    from desktop_app.ui.dialogs.private_folder import remove_left_over

    remove_left_over()
    for name in FIRST_SAVE:
        importlib.import_module(name)


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
