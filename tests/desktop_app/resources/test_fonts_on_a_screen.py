"""The fonts on a real (virtual) X screen: drawn, and not as the boxes that stand for missing characters."""

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.resources import FONT_FAMILY, font_files

pytestmark = pytest.mark.xvfb

MISSING = "\N{BALLOT BOX}"
RARE_NAMES = "王㛃𠅤䶮喆赟𬭎"


def drawn(qtbot: QtBot, text: str, bold: bool) -> QImage:
    """A shown label's pixels; only this font may draw it, so that no other font of the machine helps out."""
    label = QLabel(text)
    qtbot.addWidget(label)
    font = QFont(FONT_FAMILY, 24)
    font.setBold(bold)
    font.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    label.setFont(font)
    label.setFixedSize(80, 80)
    with qtbot.waitExposed(label):
        label.show()
    return label.grab().toImage()


@pytest.mark.parametrize("bold", [False, True])
def test_every_character_of_a_rare_name_is_drawn(qtbot: QtBot, bold: bool) -> None:
    for file in (font_files().regular, font_files().bold):
        QFontDatabase.addApplicationFont(str(file))
    images = [drawn(qtbot, character, bold) for character in RARE_NAMES]
    box = drawn(qtbot, MISSING, bold)
    assert all(image != box for image in images)
    assert all(one != other for number, one in enumerate(images) for other in images[:number])


def test_the_gate_brings_a_full_sized_screen(qtbot: QtBot) -> None:
    assert QGuiApplication.platformName() == "xcb"
    size = QGuiApplication.primaryScreen().size()
    assert (size.width(), size.height()) >= (1366, 768)
