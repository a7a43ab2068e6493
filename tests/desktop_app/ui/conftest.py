from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.exchange.demo import demo_records
from desktop_app.store import open_store, store_location
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.opening import fill_demo, load_fonts
from desktop_app.ui.remembered import Remembered
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Language, Wording
from domain.record import PatientRecord
from tests.desktop_app.ui.store_copies import copy_store

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of this machine's settings or stores is read or written."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(scope="session")
def shared_theme(qapp: QApplication) -> Theme:
    theme = Theme(qapp)
    load_fonts(theme)
    return theme


@pytest.fixture
def theme(shared_theme: Theme) -> Iterator[Theme]:
    yield shared_theme
    # The test's windows are closed: what waits to be deleted need not be shown in other letters first.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    shared_theme.use_scheme("system")
    shared_theme.use_zoom(100)


@pytest.fixture(params=["zh", "en"])
def words(request: pytest.FixtureRequest) -> Wording:
    return Wording(request.param)


@pytest.fixture(scope="session")
def demo() -> dict[str, PatientRecord]:
    """The invented patients as they stand on the day of these tests."""
    return {record.patient.id: record for record in demo_records(date(2026, 11, 23))}


@pytest.fixture
def empty_ward(tmp_path: Path) -> Iterator[Ward]:
    store = open_store(store_location(str(tmp_path / "store.db")), clock=lambda: NOW, create=True)
    ward = Ward(store, lambda: NOW, "tester")
    yield ward
    ward.close()


@pytest.fixture(scope="session")
def filled_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store file with the invented patients, made once; tests work on copies."""
    path = tmp_path_factory.mktemp("demo") / "store.db"
    ward = Ward(open_store(store_location(str(path)), clock=lambda: NOW, create=True), lambda: NOW, "tester")
    fill_demo(ward)
    ward.close()
    return path


@pytest.fixture
def ward(tmp_path: Path, filled_store: Path) -> Iterator[Ward]:
    path = tmp_path / "filled.db"
    copy_store(filled_store, path)
    ward = Ward(open_store(store_location(str(path)), clock=lambda: NOW), lambda: NOW, "tester")
    yield ward
    ward.close()


@pytest.fixture
def remembered(tmp_path: Path) -> Remembered:
    return Remembered(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))


Opened = Callable[..., MainWindow]


@pytest.fixture
def opened(qtbot: QtBot, theme: Theme, remembered: Remembered) -> Opened:
    """A window that is shown and active, on a ward and a patient if these are given."""

    def open_window(ward: Ward | None = None, patient: str | None = None, language: Language = "zh") -> MainWindow:
        window = MainWindow()
        window.furnish(theme, Wording(language), remembered)
        window.resize(1366, 768)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        if ward is not None:
            window.show_ward(ward)
        if patient is not None:
            window.open_patient(patient)
            assert window.record is not None
            qtbot.waitUntil(lambda: window.record is not None and window.record.assessment is not None)
        return window

    return open_window
