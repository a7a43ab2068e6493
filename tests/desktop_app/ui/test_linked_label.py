"""A line of the panel: as high as its text, and never jumping while someone types."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.panels.linked_label import LinkedLabel

SHORT, LONG = "存活径之和 60.0 mm", "存活径之和 60.0 mm，为首次 TACE 前的 75 %，未缩小一半。" * 4


@pytest.fixture
def label(qtbot: QtBot) -> Iterator[LinkedLabel]:
    page = QWidget()
    qtbot.addWidget(page)
    made = LinkedLabel()
    column = QVBoxLayout(page)
    column.addWidget(made)
    column.addStretch(1)
    page.resize(240, 400)
    with qtbot.waitExposed(page):
        page.show()
    yield made
    page.close()


def height_of(label: LinkedLabel, text: str) -> int:
    label.say(text)
    QApplication.processEvents()
    QApplication.processEvents()
    return label.height()


def test_a_line_is_as_high_as_its_text(label: LinkedLabel) -> None:
    short = height_of(label, SHORT)
    assert height_of(label, LONG) > 2 * short
    assert height_of(label, SHORT) == short


def test_a_text_said_before_its_line_had_its_width_leaves_no_gap_behind(qtbot: QtBot) -> None:
    """As on a page that is filled first and laid out then: the next patient's shorter text takes its own room."""
    page = QWidget()
    qtbot.addWidget(page)
    label, column = LinkedLabel(), QVBoxLayout(page)
    column.addWidget(label)
    column.addStretch(1)
    label.say(SHORT * 4)
    page.resize(160, 400)
    with qtbot.waitExposed(page):
        page.show()
    QApplication.processEvents()
    tall = label.height()
    assert height_of(label, SHORT) == label.heightForWidth(label.width()) < tall


def test_while_typing_a_shorter_text_leaves_the_room_and_a_longer_one_gets_it(label: LinkedLabel) -> None:
    short = height_of(label, SHORT)
    label.keep_room(True)
    tall = height_of(label, LONG)
    assert tall > 2 * short
    assert height_of(label, SHORT) == tall
    assert label.plain == SHORT
    assert height_of(label, "") == tall
    assert label.isVisible()
    assert label.accessibleName() == ""


def test_the_room_is_given_back_when_typing_pauses(label: LinkedLabel) -> None:
    short = height_of(label, SHORT)
    label.keep_room(True)
    height_of(label, LONG)
    height_of(label, SHORT)
    label.keep_room(False)
    assert height_of(label, SHORT) == short
    label.keep_room(True)
    height_of(label, "")
    label.keep_room(False)
    assert label.isHidden()


def test_what_is_on_the_screen_is_what_a_fresh_painting_shows(label: LinkedLabel, qtbot: QtBot) -> None:
    """Only lines that read otherwise are painted again: nothing of an older text may stay."""
    page = label.parentWidget()
    assert page is not None
    label.keep_room(True)
    told = (
        "影像 2025-03-23：262.5 mm ≥ 首次治疗前 165.0 mm ×1.2 = 198.0 mm；已计入 20 次TACE；等 3 项",
        "影像 2025-03-23：213.0 mm ≥ 首次治疗前 165.0 mm ×1.2 = 198.0 mm；已计入 20 次TACE；等 3 项",
        "影像 2025-03-23：1213.0 mm ≥ 首次治疗前 165.0 mm ×1.2 = 198.0 mm；已计入 20 次TACE；等 3 项",
        "𠅤影像 2025-03-23：1213.5 mm ≥ 首次治疗前 165.0 mm ×1.2 = 198.0 mm；已计入 21 次TACE；等 3 项",
        "影像 2025-03-23：尚未记录",
        "",
        "jgpqy ÅÄÖ 影像 2025-03-23: 213.0 mm is more than 120 % of 165.0 mm before the first TACE, jgpqy",
        "jgpqy ÅÄÖ 影像 2025-03-23: 214.0 mm is more than 120 % of 165.0 mm before the first TACE, jgpqj",
    )
    for text in (*told, *reversed(told)):
        label.say(text)
        QApplication.processEvents()
        QApplication.processEvents()
        on_screen = page.screen().grabWindow(page.winId()).toImage()
        fresh = page.grab().toImage().convertToFormat(on_screen.format())
        assert on_screen == fresh, text
