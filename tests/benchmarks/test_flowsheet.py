"""The course sheet: keystrokes of a whole visit, time to build, time per key and per scroll step.

The count of keys is exact and may fail the build; times are told beside those of a bare table of the same run.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QVBoxLayout, QWidget
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from desktop_app.session.open_record import OpenRecord, open_patient
from desktop_app.session.workplace import Workplace
from desktop_app.ui.pages.entry.entry_pages import EntryPages
from desktop_app.ui.pages.flowsheet.page import FlowsheetPage
from desktop_app.wording import Wording
from domain.record import PatientRecord
from tests.benchmarks.heavy_patient import heavy_patient
from tests.desktop_app.form.form_samples import image, record_of, target
from tests.desktop_app.session.workplaces import keep, workplace_at

ALLOWED = 1.15
KEYS = 120
MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt)
PLAIN = Qt.KeyboardModifier.NoModifier
NEW_FOLLOW_UP = (Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
VISIT = (
    ("date", "0312", "0312"),
    ("modality", "2", "MRI"),
    ("arterial_phase", "y", "y"),
    ("T1", "75.5", "75.5"),
    ("T2", "31", "31"),
    ("non_target", "3", "SD"),
    ("new_lesions", "n", "n"),
    ("vascular_invasion", "n", "n"),
    ("extrahepatic_spread", "n", "n"),
    ("AFP", "520", "520"),
    ("PIVKA-II", "45", "45"),
    ("bilirubin", "18", "18"),
    ("albumin", "38", "38"),
    ("ascites", "1", "n"),
    ("encephalopathy", "1", "n"),
    ("inr", "1.1", "1.1"),
    ("ecog", "1", "1"),
)
"""Each value as typed here and as typed into a spreadsheet, one letter for an answer."""


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    place = workplace_at(tmp_path / "store.db")
    yield place
    place.store.close()


class KeyCount(QObject):
    """Every key that is pressed, the modifiers held down for it counted as keys of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        held = (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier)
        self.count += 1 + sum(bool(modifiers & one) for one in held)
        QTest.keyClick(QApplication.focusWidget(), key, modifiers)

    def write(self, text: str) -> None:
        for character in text:
            self.count += 1
            QTest.keyClicks(QApplication.focusWidget(), character)


def opened(workplace: Workplace, record: PatientRecord) -> OpenRecord:
    keep(workplace, record)
    found = open_patient(workplace, record.patient.id)
    found.assess_now()
    return found


def before_the_visit() -> PatientRecord:
    return record_of(
        sessions=[{"date": "2025-01-20", "type": "cTACE", "adequate": True}],
        images=[image("2025-01-10", targets=[target("T1", "60.0"), target("T2", "30")], non_target="IR-SD")],
        markers=[
            {"date": "2025-01-11", "marker": "AFP", "value": "400", "unit": "ng/mL"},
            {"date": "2025-01-11", "marker": "PIVKA-II", "value": "40", "unit": "mAU/mL"},
        ],
        status=[
            {
                "date": "2025-01-11",
                "bilirubin": {"value": "17", "unit": "umol/L"},
                "albumin": {"value": "39", "unit": "g/L"},
            }
        ],
    )


def expected() -> PatientRecord:
    before = before_the_visit().exported()
    day = "2025-03-12"
    lesions = [target("T1", "75.5", state=None), target("T2", "31", state=None)]
    found = image(
        day,
        targets=lesions,
        non_target="IR-SD",
        new_lesions=[],
        vascular_invasion=False,
        extrahepatic_spread=False,
    )
    added = {
        "images": [found],
        "markers": [
            {"date": day, "marker": "AFP", "value": "520", "unit": "ng/mL", "bound": "exact"},
            {"date": day, "marker": "PIVKA-II", "value": "45", "unit": "mAU/mL", "bound": "exact"},
        ],
        "status": [
            {
                "date": day,
                "ecog": 1,
                "bilirubin": {"value": "18", "unit": "umol/L"},
                "albumin": {"value": "38", "unit": "g/L"},
                "inr": "1.1",
                "ascites": "none",
                "encephalopathy": "none",
            }
        ],
    }
    return PatientRecord.model_validate({**before, **{key: before[key] + rows for key, rows in added.items()}})


def test_a_whole_follow_up_visit_costs_hardly_more_keys_than_a_row_of_a_spreadsheet(
    qtbot: QtBot, workplace: Workplace, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    record = opened(workplace, before_the_visit())
    pages = EntryPages(record, Wording("zh"))
    qtbot.addWidget(pages)
    with qtbot.waitActive(pages):
        pages.show()
        pages.activateWindow()
    keys = KeyCount()
    # The window's action; here its key is counted and its work is called.
    keys.count += 3
    pages.add_visit("images")
    for number, (_, text, _) in enumerate(VISIT):
        keys.write(text)
        if number < len(VISIT) - 1:
            keys.press(Qt.Key.Key_Tab)
    pages.hand_in()
    assert record.save()
    assert workplace.store.load("0017").record == expected()
    spreadsheet = sum(len(plain) + 1 for _, _, plain in VISIT) - 1
    ratio = keys.count / spreadsheet
    benchmark.extra_info.update(keys=keys.count, spreadsheet=spreadsheet, ratio=ratio)
    benchmark.pedantic(lambda: None, rounds=1)
    with capsys.disabled():
        print(
            f"\n  keys of a visit {keys.count} · values + Tab in a spreadsheet {spreadsheet} · ratio {ratio:.2f}"
        )
    assert ratio <= ALLOWED


# Times


def timed(action: Callable[[], object]) -> float:
    """Milliseconds until what the action asked to be painted is painted."""
    started = time.perf_counter()
    action()
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    return (time.perf_counter() - started) * 1000


class Frame(QWidget):
    """A window that is there already, as the patient's page is when the sheet comes into it."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__()
        self.room = QVBoxLayout(self)
        self.resize(1100, 640)
        qtbot.addWidget(self)
        with qtbot.waitActive(self):
            self.show()
            self.activateWindow()

    def put(self, made: Callable[[QWidget], QWidget]) -> QWidget:
        widget = made(self)
        self.room.addWidget(widget)
        widget.show()
        return widget

    def take(self, widget: QWidget) -> None:
        self.room.removeWidget(widget)
        widget.hide()
        widget.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def bare_table(parent: QWidget, texts: list[list[str]]) -> QTableView:
    """The same texts in a table of Qt's own."""
    table = QTableView(parent)
    model = QStandardItemModel(len(texts), len(texts[0]), table)
    for row, line in enumerate(texts):
        for column, text in enumerate(line):
            if text:
                model.setItem(row, column, QStandardItem(text))
    table.setModel(model)
    return table


def texts_of(page: FlowsheetPage) -> list[list[str]]:
    sheet = page.sheet
    return [[sheet.look(row, visit).text for visit in range(len(sheet.visits))] for row in range(len(sheet.rows))]


@pytest.fixture
def heavy(workplace: Workplace) -> OpenRecord:
    return opened(workplace, heavy_patient())


def tell(capsys: pytest.CaptureFixture[str], benchmark: BenchmarkFixture, **figures: float) -> None:
    benchmark.extra_info.update(figures)
    benchmark.pedantic(lambda: None, rounds=1)
    with capsys.disabled():
        print("\n  " + " · ".join(f"{name} {value:.2f}" for name, value in figures.items()))


def test_building_and_showing_the_sheet(
    qtbot: QtBot, heavy: OpenRecord, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = Frame(qtbot)
    sheets: list[Any] = []
    texts = texts_of(FlowsheetPage(heavy, Wording("zh"), frame))
    shown, bare = [], []
    for _ in range(7):
        shown.append(timed(lambda: sheets.append(frame.put(lambda to: FlowsheetPage(heavy, Wording("zh"), to)))))
        frame.take(sheets.pop())
        bare.append(timed(lambda: sheets.append(frame.put(lambda to: bare_table(to, texts)))))
        frame.take(sheets.pop())
    assert len(texts) >= 28
    assert len(texts[0]) == 60
    figures = {"sheet ms": min(shown), "bare table ms": min(bare), "ratio": min(shown) / min(bare)}
    tell(capsys, benchmark, **figures, **{"sheet median ms": statistics.median(shown)})


def test_a_key_in_a_diameter_costs_the_sheet_little(
    qtbot: QtBot, heavy: OpenRecord, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the sheet adds to a key: less the record and the rules alone, and a key in a bare line edit."""
    frame = Frame(qtbot)
    page = frame.put(lambda to: FlowsheetPage(heavy, Wording("zh"), to))
    assert isinstance(page, FlowsheetPage)
    visit = len(page.sheet.visits) - 1
    row = next(at for at, one in enumerate(page.sheet.rows) if one.item == "T2")
    page.make_current(visit)
    page.caret.go_to((row, visit))
    place = page.sheet.place(row, visit)
    texts = texts_of(page)
    with_sheet = [timed(lambda key=key: QTest.keyClick(page.caret.editor, key)) for key in _keys()]
    changed = page.sheet.look(row, visit).text != texts[row][visit]
    page.hand_in()
    frame.take(page)
    alone = [timed(lambda text=text: _edit(heavy, place, text)) for text in _texts()]
    line = frame.put(QLineEdit)
    line.setFocus()
    bare = [timed(lambda key=key: QTest.keyClick(line, key)) for key in _keys()]
    frame.take(line)
    table = frame.put(lambda to: bare_table(to, texts))
    assert isinstance(table, QTableView)
    item = table.model().index(row, 5)
    plain = [timed(lambda text=text: table.model().setData(item, text)) for text in _texts()]
    assert changed
    figures = {
        "key p50 ms": statistics.median(with_sheet),
        "record and rules alone ms": statistics.median(alone),
        "a bare line edit ms": statistics.median(bare),
        "the sheet's part ms": min(with_sheet) - min(alone) - min(bare),
        "a cell of a bare table ms": statistics.median(plain),
    }
    tell(capsys, benchmark, **figures)


def _keys() -> Iterator[Qt.Key]:
    for number in range(KEYS):
        yield (Qt.Key.Key_3, Qt.Key.Key_7, Qt.Key.Key_Backspace, Qt.Key.Key_4)[number % 4]


def _texts() -> Iterator[str]:
    for number in range(KEYS):
        yield ("3", "37", "3", "34")[number % 4]


def _edit(record: OpenRecord, place: Any, text: str) -> None:
    record.edit(place.row_id, place.path, text, final=False)


def test_scrolling_the_sheet(
    qtbot: QtBot, heavy: OpenRecord, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = Frame(qtbot)
    page = frame.put(lambda to: FlowsheetPage(heavy, Wording("zh"), to))
    assert isinstance(page, FlowsheetPage)
    texts = texts_of(page)
    steps = [timed(lambda to=to: page.view.horizontalScrollBar().setValue(to)) for to in range(1, 40)]
    down = [timed(lambda to=to: page.view.verticalScrollBar().setValue(to)) for to in (1, 2, 3, 2, 1, 0)]
    frame.take(page)
    table = frame.put(lambda to: bare_table(to, texts))
    assert isinstance(table, QTableView)
    bare = [timed(lambda to=to: table.horizontalScrollBar().setValue(to)) for to in range(1, 40)]
    figures = {
        "step sideways ms": statistics.median(steps),
        "step down ms": statistics.median(down),
        "bare table ms": statistics.median(bare),
        "ratio": statistics.median(steps) / statistics.median(bare),
    }
    tell(capsys, benchmark, **figures)


def test_the_count_counts_held_keys(qtbot: QtBot) -> None:
    """Ctrl+Shift+F is three keys, or the comparison would flatter."""
    seen: list[Qt.Key] = []

    class Listening(QWidget):
        def keyPressEvent(self, event: QKeyEvent) -> None:
            seen.append(Qt.Key(event.key()))

    widget = Listening()
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    widget.setFocus()
    keys = KeyCount()
    keys.press(*NEW_FOLLOW_UP)
    keys.write("75")
    assert keys.count == 5
    assert [key for key in seen if key not in MODIFIERS] == [Qt.Key.Key_F, Qt.Key.Key_7, Qt.Key.Key_5]
