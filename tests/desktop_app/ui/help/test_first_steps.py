"""The first-run guide: three steps at most, once per workstation, in nobody's way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.help.first_steps import ANCHORS, STEPS
from desktop_app.ui.help.manual import Manual
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.remembered import Remembered
from desktop_app.ui.theme import Theme
from desktop_app.ui.ward import Ward
from desktop_app.wording import LANGUAGES, Wording

Opened = Callable[..., MainWindow]


@pytest.fixture
def window(opened: Opened, ward: Ward) -> MainWindow:
    return opened(ward)


def test_there_are_three_steps_at_most() -> None:
    assert len(STEPS) <= 3
    assert set(ANCHORS) == set(STEPS)
    for language in LANGUAGES:
        assert set(ANCHORS.values()) <= set(Manual(language).anchors)


def test_the_guide_is_shown_once_and_can_be_called_again(window: MainWindow) -> None:
    window.help.first_run()
    card = window.help.card
    assert card is not None
    assert card.isVisible()
    card.close_button.click()
    assert window.help.card is None
    window.help.first_run()
    assert window.help.card is None
    window.shortcuts["show_first_steps"].trigger()
    assert window.help.card is not None


def test_the_workstation_remembers_that_it_was_shown(tmp_path: Path) -> None:
    for expected in (False, True):
        remembered = Remembered(QSettings(str(tmp_path / "a.ini"), QSettings.Format.IniFormat))
        assert remembered.guided is expected
        remembered.guided = True


def test_the_guide_takes_no_focus_and_covers_nothing(window: MainWindow) -> None:
    window.worklist.search.setFocus()
    window.help.show_first_steps()
    QApplication.processEvents()
    card = window.help.card
    assert card is not None
    assert QApplication.focusWidget() is window.worklist.search
    lower = card.mapTo(window, card.rect().bottomLeft()).y()
    assert window.worklist.mapTo(window, window.worklist.rect().topLeft()).y() > lower


def test_opening_a_patient_is_the_first_step_done(window: MainWindow) -> None:
    window.help.show_first_steps()
    card = window.help.card
    assert card is not None
    assert card.step == 0
    window.open_patient("DEMO-01")
    assert card.step == 1
    card.on.click()
    assert card.step == 2
    window.back_to_list()
    assert card.step == 0


def test_the_last_step_ends_the_guide(window: MainWindow) -> None:
    window.open_patient("DEMO-01")
    window.help.show_first_steps()
    card = window.help.card
    assert card is not None
    card.on.click()
    assert card.on.text() == window.words("help.steps.done")
    card.on.click()
    assert window.help.card is None


def test_the_guide_follows_the_language(window: MainWindow) -> None:
    window.help.show_first_steps()
    card = window.help.card
    assert card is not None
    before = card.text.text()
    window.other_language()
    assert window.help.card is card
    assert card.text.text() == window.words("help.steps.patient") != before


def test_more_opens_the_manual_at_the_step(window: MainWindow) -> None:
    window.help.show_first_steps()
    assert window.help.card is not None
    window.help.card.more.click()
    assert window.help.manual is not None
    assert window.help.manual.anchor == "worklist"


@pytest.mark.parametrize("zoom", [100, 150, 200])
def test_nothing_of_the_guide_is_cut_off(window: MainWindow, theme: Theme, zoom: int, qtbot: QtBot) -> None:
    theme.use_zoom(zoom)
    window.help.show_first_steps()
    card = window.help.card
    assert card is not None
    for step in range(len(STEPS)):
        card._go(step)
        qtbot.waitUntil(lambda: card.text.height() >= card.text.heightForWidth(card.text.width()))
        for button in (card.back, card.on, card.more):
            assert button.width() >= button.sizeHint().width()
        assert card.width() <= window.width()


def test_the_guide_names_no_key_that_could_be_changed() -> None:
    for language in LANGUAGES:
        words = Wording(language)
        told = " ".join(words(f"help.steps.{step}") for step in STEPS)
        assert not any(key in told for key in ("Ctrl", "Alt+", "F1"))
