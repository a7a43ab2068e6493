"""The sandbox bar: what would change is shown at once, and nothing of it reaches record, draft or store."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.session import keeping
from desktop_app.ui.fields.choice_entry import ChoiceEntry
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.panels.what_if_bar import WhatIfBar
from desktop_app.ui.panels.what_if_results import RECOMMENDATION
from desktop_app.ui.ward import Ward
from desktop_app.wording import Language, Wording
from domain.logic.cell import Cell

Opened = Callable[..., MainWindow]
LATEST = Cell("images", 3, "viable_mm", "T1")


def bar_of(window: MainWindow, cell: Cell | None = LATEST) -> WhatIfBar:
    """The bar, opened by its key with the cursor in this cell."""
    assert window.patient is not None
    if cell is not None:
        window.patient.entry.focus_cell(cell, detail=True)
        QApplication.processEvents()
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_F8)
    bar = window.patient.what_if.bar
    assert bar is not None
    return bar


def type_text(bar: WhatIfBar, text: str) -> None:
    control = bar.entry.control
    assert isinstance(control, QLineEdit)
    assert control.hasFocus()
    control.selectAll()
    QTest.keyClicks(control, text)


def turned(bar: WhatIfBar) -> dict[str, tuple[str, str]]:
    return {
        name: (turn.before.state.rpartition(".")[2], turn.after.state.rpartition(".")[2])
        for name, turn in bar.results.turns.items()
        if turn.shown
    }


def content(folder: Path) -> dict[str, str]:
    """Every file of the store, by its content."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("filled.db*")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_typed_value_shows_which_verdicts_turn_and_why(opened: Opened, ward: Ward, language: Language) -> None:
    words = Wording(language)
    bar = bar_of(opened(ward, "DEMO-01", language))
    assert words("whatif.none_tried") in bar.results.rest.plain
    type_text(bar, "71.9")
    assert turned(bar)["CCI-2022"] == ("met", "not_met")
    assert turned(bar)[RECOMMENDATION][0] == "recommended"
    assert "71.9" in bar.results.turns["CCI-2022"].why.plain
    assert "JSH-2021" not in turned(bar)
    assert words("panel.definition.JSH-2021") in bar.results.rest.plain
    assert "75.0 → 71.9" in bar.tried.chips[0].text()
    type_text(bar, "72")
    assert turned(bar) == {}
    assert words("whatif.nothing_changes") in bar.results.rest.plain


def test_nothing_of_a_trial_reaches_record_draft_or_store(
    opened: Opened, ward: Ward, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "WHILE_TYPING_MS", 50)
    window = opened(ward, "DEMO-01")
    record = window.record
    assert record is not None
    ward.tell_looks()
    form, found, files = record.form, record.assessment, content(tmp_path)
    assert files
    bar = bar_of(window)
    type_text(bar, "71.9")
    QTest.keyClick(bar.entry.control, Qt.Key.Key_Return)
    assert isinstance(bar.entry.control, ChoiceEntry)
    bar.entry.control.choose("yes")
    bar.take(Cell("sessions", 1, "adequate"))
    assert isinstance(bar.entry.control, ChoiceEntry)
    bar.entry.control.choose("no")
    assert len(bar.trial.tried) == 3
    qtbot.wait(200)
    QTest.keyClick(bar.entry.control, Qt.Key.Key_Escape)
    qtbot.wait(200)
    assert window.record is record
    assert record.form is form
    assert record.assessment is found
    assert not record.dirty
    assert record.undo_name(Wording("en")) is None
    assert ward.store.drafts() == ()
    assert content(tmp_path) == files


def test_the_bar_says_what_it_is_and_holds_no_open_record(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01", "zh")
    bar = bar_of(window)
    assert bar.accessibleName() == "试算，不保存"
    assert not any(value is window.record for value in vars(bar).values())
    picture = bar.grab().toImage()
    inside = {picture.pixelColor(x, y).name() for x in range(3, 10) for y in range(6, picture.height() - 6)}
    assert len(inside) > 1  # hatched, not one colour


def test_escape_closes_the_bar_and_not_the_record(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    assert window.patient is not None
    bar = bar_of(window)
    field = bar.entry.control
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert window.patient is not None
    assert window.patient.what_if.bar is None
    assert window.patient.entry.focused_cell() == LATEST
    bar_of(window)
    window.patient.entry.focus_cell(LATEST, detail=True)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert window.patient is not None
    assert window.patient.what_if.bar is None
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert window.patient is None


def test_several_values_are_kept_taken_back_and_reset(opened: Opened, ward: Ward) -> None:
    bar = bar_of(opened(ward, "DEMO-01"))
    type_text(bar, "71.9")
    bar.take(Cell("sessions", 1, "adequate"))
    assert isinstance(bar.entry.control, ChoiceEntry)
    bar.entry.control.choose("no")
    assert turned(bar)["CCI-2022"] == ("met", "not_met")
    QApplication.processEvents()
    assert [chip.isVisible() for chip in bar.tried.chips] == [True, True]
    bar.tried.chips[1].click()
    assert turned(bar)["CCI-2022"] == ("met", "not_met")
    bar.tried.chips[0].click()
    assert turned(bar) == {}
    assert bar.trial.tried == ()
    bar.take(LATEST)
    type_text(bar, "50")
    bar.reset.click()
    assert bar.trial.tried == ()
    assert turned(bar) == {}


def test_what_cannot_be_read_is_refused_beside_the_value(opened: Opened, ward: Ward) -> None:
    bar = bar_of(opened(ward, "DEMO-01", "en"))
    type_text(bar, "7,5")
    assert "does not count" in bar.tried.chips[0].text()
    assert turned(bar)["CCI-2022"] == ("met", "indeterminate")


def test_a_missing_image_can_be_tried_before_it_is_made(opened: Opened, ward: Ward) -> None:
    bar = bar_of(opened(ward, "DEMO-05", "en"), None)
    assert bar.trial.added == ()
    names = [bar.entry.places.itemText(place) for place in range(bar.entry.places.count())]
    bar.choose(next(place for place, name in enumerate(names) if "image that evaluates the session" in name))
    type_text(bar, "80")
    assert turned(bar)["JSH-2021"] == ("indeterminate", "met")
    assert len(bar.trial.tried) == 3
    assert all("(assumed)" in chip.text() for chip in bar.tried.chips)


def test_the_trial_follows_what_is_entered_meanwhile(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    bar = bar_of(window)
    type_text(bar, "71.9")
    assert window.record is not None
    row = next(row for row in window.record.form.listed("sessions"))
    window.record.edit(row.id, "adequate", "no")
    assert bar.trial.form is window.record.form
    assert "CCI-2022" not in turned(bar)  # not met already, whatever the diameter
    assert "71.9" in bar.tried.chips[0].text()


def test_leaving_the_record_closes_the_bar(opened: Opened, ward: Ward) -> None:
    window = opened(ward, "DEMO-01")
    bar_of(window)
    page = window.patient
    assert page is not None
    window.back_to_list()
    assert page.what_if.bar is None
    window.open_patient("DEMO-15")
    assert bar_of(window, None).trial.form.record.patient.id == "DEMO-15"


def test_neither_the_wheel_nor_an_arrow_key_chooses_another_field(opened: Opened, ward: Ward) -> None:
    bar = bar_of(opened(ward, "DEMO-05"))
    here, places = bar.address, bar.entry.places
    places.setFocus()
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(places, turn)
    QTest.keyClick(places, Qt.Key.Key_Down)
    assert (bar.address, bar.trial.added) == (here, ())
    assert places.view().isVisible()
    places.hidePopup()
