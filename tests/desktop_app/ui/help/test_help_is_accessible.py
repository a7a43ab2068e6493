"""Manual, self-test and guide through Qt's accessible tree: names, roles, and Tab in reading order."""

from collections.abc import Iterator
from datetime import date

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.help.first_steps import FirstStepsCard
from desktop_app.ui.help.help_window import HelpWindow
from desktop_app.ui.help.self_test_window import SelfTestWindow
from desktop_app.ui.remembered import Remembered
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.logic.verdict import Verdict
from tests.desktop_app.ui.walking import nameless, out_of_order, without_role


def faults(root: QWidget) -> list[str]:
    QApplication.processEvents()
    return [*nameless(root), *without_role(root), *out_of_order(root)]


def shown(widget: QWidget, qtbot: QtBot) -> QWidget:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def states_of(window: SelfTestWindow) -> Iterator[str]:
    yield "start"
    window.begin(1)
    yield "question"
    window.page.answer(Verdict.MET)
    yield "answer"
    for _ in window.questions[1:]:
        window.page.next.click()
        window.page.answer(Verdict.MET)
    window.page.next.click()
    yield "result"


def test_the_manual_can_be_walked(theme: Theme, words: Wording, qtbot: QtBot) -> None:
    window = HelpWindow(theme, words)
    shown(window, qtbot)
    assert faults(window) == []
    window.search.setText("PD")
    assert faults(window) == []


def test_the_self_test_can_be_walked(theme: Theme, words: Wording, remembered: Remembered, qtbot: QtBot) -> None:
    window = SelfTestWindow(theme, words, remembered, date(2026, 11, 23))
    shown(window, qtbot)
    found = {state: faults(window) for state in states_of(window)}
    assert {state: places for state, places in found.items() if places} == {}


def test_the_guide_can_be_walked(theme: Theme, words: Wording, qtbot: QtBot) -> None:
    card = FirstStepsCard(theme, words)
    shown(card, qtbot)
    assert faults(card) == []
    assert words("help.steps.patient") in card.accessibleName()
