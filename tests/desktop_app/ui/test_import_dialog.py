"""Tables in the window: nothing is taken before it was looked at, and then exactly that."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop_app.exchange.tables.ward_mapping import Meaning
from desktop_app.exchange.writing import write_records
from desktop_app.main import Desk
from desktop_app.store import open_store, store_location
from desktop_app.ui.dialogs.export_tables import export_all
from desktop_app.ui.dialogs.import_dialog import ImportDialog, open_import
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording
from domain.record import FORMAT, PatientRecord

SHEET = (
    "住院号,姓名,手术日期,术式,影像日期,T1,AFP (ng/mL),主管\n00123,张三,2024-01-10,cTACE,2024-01-03,3.5,<2,王\n"
)
WAIT = 60_000
NOW = datetime(2026, 6, 30, 4, 0, tzinfo=UTC)
SESSION = {"date": "2024-01-10", "type": "cTACE", "completed": True}
DAYS = [(str(number), f"2199-01-0{number}") for number in range(1, 8)]


@pytest.fixture
def dialog_of(qtbot: QtBot, empty_ward: Ward, words: Wording, tmp_path: Path) -> Callable[[str], ImportDialog]:
    def open_dialog(text: str) -> ImportDialog:
        path = tmp_path / "随访.csv"
        path.write_text(text, encoding="gb18030")
        dialog = ImportDialog(words, empty_ward, [path])
        qtbot.addWidget(dialog)
        dialog.show()
        with qtbot.waitSignal(dialog.settled, timeout=WAIT):
            pass
        return dialog

    return open_dialog


def choose(dialog: ImportDialog, line: int, meaning: Meaning) -> None:
    box = dialog._columns[0].cellWidget(line, 1)
    (at,) = [at for at in range(box.count()) if box.itemData(at) == meaning]
    box.setCurrentIndex(at)


def test_open_columns_are_asked_about_before_anything_can_be_taken(
    dialog_of: Callable[[str], ImportDialog], qtbot: QtBot, empty_ward: Ward
) -> None:
    dialog = dialog_of(SHEET)
    columns = dialog._columns[0]
    assert columns.open_questions() == ["主管", "T1"]
    assert not dialog.check_button.isEnabled()
    assert not dialog.take_button.isEnabled()
    assert columns.item(0, 2).text() == "00123"
    choose(dialog, 5, Meaning("targets", "viable_mm", "T1", "cm"))
    choose(dialog, 7, Meaning("", ""))
    assert dialog.check_button.isEnabled()
    with qtbot.waitSignal(dialog.settled, timeout=WAIT):
        dialog.check_button.click()
    assert empty_ward.store.patient_ids() == []
    assert dialog.take_button.isEnabled()
    choose(dialog, 5, Meaning("targets", "viable_mm", "T1", "mm"))
    assert not dialog.take_button.isEnabled()  # what was checked is no longer what would be taken
    choose(dialog, 5, Meaning("targets", "viable_mm", "T1", "cm"))
    with qtbot.waitSignal(dialog.settled, timeout=WAIT):
        dialog.check_button.click()
    with qtbot.waitSignal(dialog.imported, timeout=WAIT) as told:
        dialog.take_button.click()
    assert told.args == [1]
    record = empty_ward.store.load("00123").record
    assert str(record.images[0].targets[0].viable_mm) == "35.0"
    assert [revision.kind.value for revision in empty_ward.store.revisions("00123")] == ["imported"]


def test_a_fault_takes_nothing_and_names_its_row(
    dialog_of: Callable[[str], ImportDialog], qtbot: QtBot, empty_ward: Ward
) -> None:
    dialog = dialog_of(
        SHEET.replace("T1", "T1 (mm)").replace(",主管", "").replace(",王", "").replace("3.5", "3,5 ")
    )
    with qtbot.waitSignal(dialog.settled, timeout=WAIT):
        dialog.check_button.click()
    assert not dialog.take_button.isEnabled()
    assert dialog.lines.rowCount() >= 1
    assert dialog.lines.item(0, 0).text() == "2"
    assert empty_ward.store.patient_ids() == []


def test_an_export_of_the_window_comes_back_without_a_change(
    dialog_of: Callable[[str], ImportDialog], qtbot: QtBot, empty_ward: Ward, words: Wording, tmp_path: Path
) -> None:
    dialog = dialog_of(SHEET.replace("T1", "T1 (mm)").replace(",主管", "").replace(",王", ""))
    for step, signal in ((dialog.check_button, dialog.settled), (dialog.take_button, dialog.imported)):
        with qtbot.waitSignal(signal, timeout=WAIT):
            step.click()
    target = tmp_path / "all.xlsx"
    assert export_all(empty_ward, target) == 1
    again = ImportDialog(words, empty_ward, [target])
    qtbot.addWidget(again)
    again.show()
    with qtbot.waitSignal(again.settled, timeout=WAIT):
        pass
    assert again.lines.rowCount() > 3
    assert not again.take_button.isEnabled()


def test_the_menu_opens_it_for_the_files_that_are_chosen(
    opened: Callable[..., MainWindow],
    empty_ward: Ward,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(SHEET, encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_, **__: ([str(path)], ""))
    window = opened(empty_ward)
    assert {"import_tables", "export_tables"} <= {declared.name for declared, _ in window.shortcuts}
    dialog = open_import(window, empty_ward)
    assert dialog is not None
    with qtbot.waitSignal(dialog.settled, timeout=WAIT):
        pass
    assert dialog._columns
    dialog.reject()


def records_file(folder: Path, name: str, *patients: str) -> Path:
    path = folder / name
    rows = [{"format": FORMAT, "patient": {"id": each}, "sessions": [SESSION]} for each in patients]
    write_records(path, [PatientRecord.model_validate(row) for row in rows])
    return path


def test_what_is_taken_all_the_same_is_told_before_it_is_taken(
    qtbot: QtBot, empty_ward: Ward, words: Wording, tmp_path: Path
) -> None:
    path = tmp_path / "r.json"
    rows = [
        {"format": FORMAT, "patient": {"id": each}, "sessions": [dict(SESSION, date=day)]} for each, day in DAYS
    ]
    write_records(path, [PatientRecord.model_validate(row) for row in rows])
    dialog = ImportDialog(words, empty_ward, [path])
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.settled, timeout=WAIT):
        dialog.show()
    assert "2199-01-01" in dialog.said.text()
    assert dialog.said.text().count("sessions.date") == 5
    assert words("tables.import.more_warnings", count=2) in dialog.said.text()
    assert dialog.take_button.isEnabled()


@pytest.mark.parametrize(
    ("name", "patients"), [("one.tacewatch", ["7"]), ("two.json", ["7", "8"]), ("c.jsonl", ["7"])]
)
def test_files_of_records_are_looked_at_and_taken_whole(
    name: str, patients: list[str], qtbot: QtBot, empty_ward: Ward, words: Wording, tmp_path: Path
) -> None:
    dialog = ImportDialog(words, empty_ward, [records_file(tmp_path, name, *patients)])
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.settled, timeout=WAIT):
        dialog.show()
    assert dialog.lines.rowCount() == len(patients)
    assert words("tables.section.sessions") in dialog.lines.item(0, 2).text()
    assert empty_ward.store.patient_ids() == []
    with qtbot.waitSignal(dialog.imported, timeout=WAIT):
        dialog.take_button.click()
    assert sorted(empty_ward.store.patient_ids()) == patients
    (session,) = empty_ward.store.load("7").record.exported()["sessions"]
    assert {name: value for name, value in session.items() if value is not None} == SESSION


def test_of_a_faulty_file_of_records_nothing_is_taken(
    qtbot: QtBot, empty_ward: Ward, words: Wording, tmp_path: Path
) -> None:
    twice = [records_file(tmp_path, "a.json", "7"), records_file(tmp_path, "b.tacewatch", "7")]
    dialog = ImportDialog(words, empty_ward, twice)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.settled, timeout=WAIT):
        dialog.show()
    assert dialog.lines.item(0, 1).text() == "7"
    assert not dialog.take_button.isEnabled()
    assert empty_ward.store.patient_ids() == []


def test_a_file_that_the_program_is_opened_with_is_offered_for_import(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
    store = tmp_path / "store.db"
    open_store(store_location(str(store)), clock=lambda: NOW, create=True).close()
    desk = Desk(qapp, lambda: NOW, str(store), settings, "zh")
    desk.file = str(records_file(tmp_path, "one.tacewatch", "7"))
    qtbot.addWidget(desk.window)
    desk.window.show()
    desk.furnish()
    try:
        qtbot.waitUntil(lambda: bool(desk.window.findChildren(ImportDialog)), timeout=WAIT)
        (dialog,) = desk.window.findChildren(ImportDialog)
        qtbot.waitUntil(dialog.take_button.isEnabled, timeout=WAIT)
        with qtbot.waitSignal(dialog.imported, timeout=WAIT):
            dialog.take_button.click()
        assert desk.ward is not None
        assert desk.ward.store.patient_ids() == ["7"]
        assert desk.file is None
    finally:
        desk.close()
