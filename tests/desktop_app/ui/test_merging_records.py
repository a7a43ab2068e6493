"""Two records of one person in the window (H02): by keys alone, nothing chosen silently, and back again."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_app.errors import StaleRecord
from desktop_app.form.merging import Side
from desktop_app.session.merging import Merging, Separating
from desktop_app.ui.dialogs.merge_dialog import MergeDialog
from desktop_app.ui.dialogs.merge_texts import side_text
from desktop_app.ui.dialogs.separate_dialog import SeparateDialog
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.listing import Wanted
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording
from domain.record import PatientRecord

Opened = Callable[..., MainWindow]
KEPT, ABSORBED = "DEMO-01", "OLD-77"


@pytest.fixture
def twins(ward: Ward) -> Ward:
    """A second record of DEMO-01 under an old number: another weight and type of a session, one more image."""
    one = ward.store.load(KEPT).record.exported()
    first = one["sessions"][0]
    other = {
        **one,
        "patient": {**one["patient"], "id": ABSORBED, "weight_kg": "71", "note": None},
        "sessions": [{**first, "type": "TAE" if first["type"] != "TAE" else "cTACE"}],
        "images": [{"date": "2026-11-01", "modality": "CT", "targets": [{"lesion": "T1", "viable_mm": "12"}]}],
        "markers": [],
        "status": [],
        "therapies": [],
        "overrides": [],
    }
    ward.store.save(ward.imported(PatientRecord.model_validate(other)))
    return ward


def dialog_of(window: MainWindow) -> MergeDialog:
    window.shortcuts["merge_records"].trigger()
    found = next(each for each in window.findChildren(MergeDialog) if each.isVisible())
    assert isinstance(found, MergeDialog)
    return found


def separating(window: MainWindow) -> SeparateDialog:
    window.shortcuts["separate_records"].trigger()
    found = next(each for each in window.findChildren(SeparateDialog) if each.isVisible())
    assert isinstance(found, SeparateDialog)
    return found


def answered(dialog: MergeDialog, key: Qt.Key = Qt.Key.Key_1) -> None:
    """With keys alone: the choice, then Enter to the next open one."""
    for _ in range(dialog.table.rowCount()):
        QTest.keyClick(dialog.table, key)
        QTest.keyClick(dialog.table, Qt.Key.Key_Return)


def test_the_namesake_is_filled_in_and_the_banner_names_the_key(opened: Opened, twins: Ward) -> None:
    window = opened(twins, KEPT)
    assert window.patient is not None
    assert "Ctrl+Alt+M" in window.patient.banner.text("namesakes")
    dialog = dialog_of(window)
    assert dialog.number.text() == ABSORBED
    assert KEPT in dialog.persons["kept"].text()
    assert ABSORBED in dialog.persons["absorbed"].text()
    assert dialog.doubt.text() == ""


def test_H02_nothing_is_merged_before_everything_is_chosen(opened: Opened, twins: Ward, words: Wording) -> None:
    dialog = dialog_of(opened(twins, KEPT))
    assert dialog.merging is not None
    assert [(each.section, each.field) for each in dialog.merging.questions] == [
        ("patient", "weight_kg"),
        ("sessions", "type"),
    ]
    assert not dialog.do.isEnabled()
    QTest.keyClick(dialog.table, Qt.Key.Key_3)  # A patient has one weight: "both" is no answer.
    assert dialog.merging.open == 2
    QTest.keyClick(dialog.table, Qt.Key.Key_2)
    assert not dialog.do.isEnabled()
    dialog._merge()
    assert not twins.store.load(ABSORBED).void
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert dialog.table.currentRow() == 1
    QTest.keyClick(dialog.table, Qt.Key.Key_3)
    assert dialog.do.isEnabled()


def test_H02_by_keys_both_become_one_and_the_old_number_finds_it(
    opened: Opened, twins: Ward, qtbot: QtBot
) -> None:
    window = opened(twins, KEPT)
    before = twins.store.load(KEPT).record
    dialog = dialog_of(window)
    answered(dialog)
    with qtbot.waitSignal(dialog.merged):
        QTest.keyClick(dialog.do, Qt.Key.Key_Space)
    kept = twins.store.load(KEPT).record
    assert (len(kept.images), len(kept.sessions)) == (len(before.images) + 1, len(before.sessions))
    assert kept.patient == before.patient
    assert twins.store.load(ABSORBED).void
    assert window.record is not None
    assert window.record.record == kept
    assert ABSORBED in window.messages.text
    window.back_to_list()
    window.worklist.show_wanted(Wanted(search="old-77"))
    (row,) = twins.listing.page(Wanted(search="old-77"), 0, 10)
    assert (row.patient_id, row.formerly) == (KEPT, (ABSORBED,))


def test_H02_the_way_back_brings_both_back(opened: Opened, twins: Ward, qtbot: QtBot) -> None:
    window = opened(twins, KEPT)
    before = [twins.store.load(number).record for number in (KEPT, ABSORBED)]
    dialog = dialog_of(window)
    answered(dialog, Qt.Key.Key_2)
    with qtbot.waitSignal(dialog.merged):
        dialog.do.click()
    back = separating(window)
    assert back.do.isEnabled()
    with qtbot.waitSignal(back.separated):
        QTest.keyClick(back.do, Qt.Key.Key_Space)
    assert [twins.store.load(number).record for number in (KEPT, ABSORBED)] == before
    assert not twins.store.load(ABSORBED).void
    assert window.record is not None
    assert window.record.record == before[0]
    assert not separating(window).do.isEnabled()


def test_what_was_entered_since_is_shown_and_not_undone(opened: Opened, twins: Ward, qtbot: QtBot) -> None:
    window = opened(twins, KEPT)
    dialog = dialog_of(window)
    answered(dialog)
    with qtbot.waitSignal(dialog.merged):
        dialog.do.click()
    assert window.record is not None
    patient = window.record.form.listed("patient")[0].id
    window.record.edit(patient, "height_cm", "181")
    window.record.reasons_wanted.connect(lambda *_: None)
    window.shortcuts["separate_records"].trigger()
    assert window.messages.text == window.words("merging.save_first")
    changed = twins.store.load(KEPT)
    record = changed.record.amended(patient={**changed.record.exported()["patient"], "height_cm": "181"})
    twins.store.save(_later(twins, record, changed.revision))
    window.record.undo()
    back = separating(opened(twins, KEPT))
    assert "181" in back.since.text()
    assert not back.do.isEnabled()
    assert twins.store.load(ABSORBED).void


def _later(ward: Ward, record: PatientRecord, revision: int):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(ward.imported(record), expected_revision=revision)


@pytest.mark.parametrize(("typed", "key"), [("", "nobody"), ("OLD-7", "unknown"), ("demo-01", "itself")])
def test_no_other_number_is_taken_for_it(opened: Opened, twins: Ward, typed: str, key: str) -> None:
    dialog = dialog_of(opened(twins, KEPT))
    dialog.number.setText(typed)
    assert dialog.merging is None
    assert dialog.persons["absorbed"].text() == dialog._words(f"merging.{key}")
    assert not dialog.do.isEnabled()


def test_another_person_is_doubted(opened: Opened, twins: Ward) -> None:
    dialog = dialog_of(opened(twins, KEPT))
    dialog.number.setText("ｄｅｍｏ－０２")
    assert dialog.merging is not None
    assert dialog.doubt.text() == dialog._words("merging.other_person")
    assert not dialog.doubt.isHidden()


def test_what_changed_meanwhile_refuses_and_says_so(opened: Opened, twins: Ward, qtbot: QtBot) -> None:
    window = opened(twins, KEPT)
    dialog = dialog_of(window)
    answered(dialog)
    stored = twins.store.load(ABSORBED)
    twins.store.save(_later(twins, stored.record.amended(markers=[]), stored.revision))
    dialog.do.click()
    assert [box for box in dialog.findChildren(QMessageBox) if box.isVisible()]
    assert not twins.store.load(ABSORBED).void
    with pytest.raises(StaleRecord):
        dialog.merging.merge()  # type: ignore[union-attr]


def test_every_answer_is_said_in_both_languages(twins: Ward, words: Wording) -> None:
    merging = Merging(twins.workplace, KEPT, ABSORBED)
    for question in merging.questions:
        one, other = (side_text(question, row, words) for row in (question.kept, question.absorbed))
        assert one
        assert one != other
    assert merging.added["images"] == 1
    for question in merging.questions:
        merging.answer(question, Side.ABSORBED)
    merging.merge()
    assert [each.patient_id for each in Separating(twins.workplace, KEPT).absorbed] == [ABSORBED]
    QApplication.processEvents()
