"""From a key to the repainted panel, on the heaviest patient; beside a key in a plain form of the same run.

Where the aim of 8 ms was set, a key took 0.34 ms in a bare line edit and 0.57 ms in a plain form.
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from desktop_app.store import open_store, store_location
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.opening import load_fonts
from desktop_app.ui.pages.listing import Wanted
from desktop_app.ui.pages.patient_page import DRAWN_AFTER_MS
from desktop_app.ui.remembered import Remembered
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording
from domain.assessment import assess
from domain.logic.cell import Cell
from tests.benchmarks.heavy_patient import heavy_patient, long_treated_patient
from tests.benchmarks.plain_form import PlainForm
from tests.desktop_app.store.listed_patients import fill

NOW = datetime(2026, 11, 23, tzinfo=UTC)
KEYS = 120
PATIENTS = 20_000


@pytest.fixture(scope="module")
def theme(qapp: QApplication) -> Theme:
    theme = Theme(qapp)
    load_fonts(theme)
    return theme


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    store = open_store(store_location(str(tmp_path / "store.db")), clock=lambda: NOW, create=True)
    ward = Ward(store, lambda: NOW, "tester")
    store.save_many([ward.imported(heavy_patient()), ward.imported(long_treated_patient())])
    return ward


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, ward: Ward, tmp_path: Path) -> MainWindow:
    window = MainWindow()
    window.furnish(
        theme, Wording("zh"), Remembered(QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat))
    )
    window.resize(1600, 1000)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.show_ward(ward)
    return window


def timed(action: Callable[[], object]) -> float:
    """Milliseconds until the action's paint events are through as well."""
    started = time.perf_counter()
    action()
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    QApplication.sendPostedEvents()  # The paint events that the assessment has asked for.
    return (time.perf_counter() - started) * 1000


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95) - 1]


def tell(capsys: pytest.CaptureFixture[str], benchmark: BenchmarkFixture, **figures: float) -> None:
    benchmark.extra_info.update(figures)
    with capsys.disabled():
        print("\n  " + " · ".join(f"{name} {value:.2f}" for name, value in figures.items()))


@pytest.mark.parametrize("patient", ["LONG-1", "HEAVY-1"])
def test_a_key_in_a_diameter_until_the_panel_is_repainted(
    patient: str, window: MainWindow, qtbot: QtBot, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """20 sessions as a ward sees them, and with 200 lesion rows and 200 marker values."""
    form = PlainForm()
    qtbot.addWidget(form)
    form.show()
    bare = QLineEdit()
    qtbot.addWidget(bare)
    bare.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    window.open_patient(patient)
    record, page = window.record, window.patient
    assert record is not None
    assert page is not None
    qtbot.waitUntil(lambda: record.assessment is not None)
    diameter = Cell("images", len(record.record.images) - 1, "viable_mm", "T1")
    page.entry.focus_cell(diameter)
    qtbot.waitUntil(lambda: page.entry.focused_cell() == diameter)
    field: QWidget | None = QApplication.focusWidget()
    assert field is not None
    heavy = record.record
    changed = 0
    alone, plain, live = [], [], []
    for number in range(KEYS):
        key = (Qt.Key.Key_1, Qt.Key.Key_7, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace)[number % 4]
        alone.append(timed(lambda key=key: QTest.keyClick(bare, key)))
        plain.append(timed(lambda key=key: QTest.keyClick(form.fields[0], key)))
        before = record.assessment
        live.append(timed(lambda key=key: QTest.keyClick(field, key)))
        changed += record.assessment is not before
        qtbot.wait(DRAWN_AFTER_MS + 20)  # The chart follows a moment later and is no part of the panel.
    assert changed > KEYS / 2, "the keys must change the assessment, or nothing was measured"
    benchmark.pedantic(lambda: timed(lambda: QTest.keyClick(field, Qt.Key.Key_1)), rounds=5)
    tell(
        capsys,
        benchmark,
        **{
            "key p50 ms": statistics.median(live),
            "key p95 ms": p95(live),
            "bare key p50 ms": statistics.median(alone),
            "plain form p50 ms": statistics.median(plain),
            "plain form p95 ms": p95(plain),
            "key / plain form p95": p95(live) / p95(plain),
            "assess p50 ms": statistics.median(timed(lambda: assess(heavy)) for _ in range(9)),
        },
    )


def test_opening_the_heaviest_patient(
    window: MainWindow, qtbot: QtBot, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    window.open_patient("HEAVY-1")
    window.back_to_list()
    opened = []
    for _ in range(5):
        opened.append(timed(lambda: window.open_patient("HEAVY-1")))
        window.back_to_list()
    benchmark.pedantic(lambda: timed(lambda: window.open_patient("HEAVY-1")), rounds=1)
    tell(capsys, benchmark, **{"open a patient p50 ms": statistics.median(opened)})
    assert window.patient is not None


def test_a_key_in_the_search_among_20_000_patients(
    window: MainWindow, ward: Ward, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(ward.store, PATIENTS)
    window.worklist.refresh()
    assert window.worklist.model.rowCount() > PATIENTS
    search = window.worklist.search
    texts = ("2", "20", "2024", "20241", "王", "王伟", "wangw", "lx", "", "nobody")
    times = [timed(lambda text=text: search.setText(text)) for text in texts]
    assert 0 < ward.listing.count(Wanted(search="202401")) < PATIENTS / 100
    benchmark.pedantic(lambda: timed(lambda: search.setText("2024")), rounds=1)
    scroll = timed(window.worklist.table.scrollToBottom)
    tell(
        capsys,
        benchmark,
        **{
            "search p50 ms": statistics.median(times),
            "search worst ms": max(times),
            "scroll to the end ms": scroll,
        },
    )
