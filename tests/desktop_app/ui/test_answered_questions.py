"""An answered question is shown as answered: in the list at once, after a save and a restart, on paper."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.form.cells import Address
from desktop_app.form.field_spec import TARGETS
from desktop_app.report import shipped_evidence
from desktop_app.report.compose import compose
from desktop_app.report.document import texts_of
from desktop_app.ui.dialogs.summary_source import saved_source
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording
from tests.desktop_app.ui.entry.typing import press

Opened = Callable[..., MainWindow]
ZH = Wording("zh")
CONTROL = Qt.KeyboardModifier.ControlModifier


def lines(window: MainWindow) -> list[str]:
    """The discrepancies that are listed beside the entries."""
    assert window.patient is not None
    shown = window.patient.panel.discrepancies.lines
    return [text for line in shown if line.isVisibleTo(window) and "10倍" in (text := line.label.plain)]


def test_an_answer_is_shown_where_the_question_stood(opened: Opened, ward: Ward, qtbot: QtBot) -> None:
    window = opened(ward, "DEMO-01")
    assert window.record is not None
    assert window.patient is not None
    image = window.record.form.listed("images")[-1]
    target = window.record.form.inside(image.id, TARGETS)[0]
    window.patient.entry.focus_address(Address(target.id, "viable_mm"))
    QTest.keyClicks(window.patient.entry.sheet.caret.editor, "0.9")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(lines(window)))
    assert not any("已核对" in line for line in lines(window))
    window.patient.entry.focus_address(Address(target.id, "viable_mm"))
    press(Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: bool(lines(window)) and all("已核对" in line for line in lines(window)))
    press(Qt.Key.Key_S, CONTROL)
    if not window.record.dirty:
        window.shortcuts["back_to_list"].trigger()
    assert window.record is None
    window.open_patient("DEMO-01")
    qtbot.waitUntil(lambda: bool(lines(window)))
    assert all("已核对" in line for line in lines(window))
    assert window.record is not None
    source = saved_source(ward, window.record)
    document = compose(
        source.record, source.assessment, evidence=shipped_evidence(), words=ZH, lineage=source.lineage
    )
    said = [text for text in texts_of(document.blocks) if "10倍" in text]
    assert said
    assert all(text.find("核对无误") >= 0 for text in said)
