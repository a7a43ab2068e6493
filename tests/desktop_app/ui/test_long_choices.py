"""A choice that is longer than its box ends in "…" instead of in the middle of a word."""

import pytest
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from desktop_app.ui.fields.calm_box import CalmComboBox
from desktop_app.ui.theme import Theme

LONG = "CCI 2022（中国专家共识）"


def box_of(width: int, theme: Theme, qtbot: QtBot) -> CalmComboBox:
    theme.use_zoom(100)
    box = CalmComboBox()
    qtbot.addWidget(box)
    box.addItems([LONG, "x"])
    box.resize(width, 30)
    box.show()
    return box


def test_a_long_choice_is_cut_with_an_ellipsis_that_is_painted_inside(theme: Theme, qtbot: QtBot) -> None:
    box = box_of(110, theme, qtbot)
    shown = box._shown(box._option())
    assert shown.endswith("…")
    assert LONG.startswith(shown[:-1])
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    assert box.fontMetrics().horizontalAdvance(shown) <= field.width()


def test_a_choice_with_room_is_whole_and_painted_as_qt_does(theme: Theme, qtbot: QtBot) -> None:
    box = box_of(400, theme, qtbot)
    assert box._shown(box._option()) == LONG
    box.setCurrentIndex(-1)
    box.setPlaceholderText("请选择")
    assert box._option().currentText == "请选择"
    assert not box.grab().isNull()


@pytest.mark.parametrize("zoom", [100, 150, 200])
def test_a_box_that_asks_for_its_room_shows_every_choice_whole(zoom: int, theme: Theme, qtbot: QtBot) -> None:
    theme.use_zoom(zoom)
    box = CalmComboBox()
    qtbot.addWidget(box)
    box.addItems(["否", "仅提示", "x"])
    box.resize(box.sizeHint())
    box.show()
    for place in range(box.count()):
        box.setCurrentIndex(place)
        assert box._shown(box._option()) == box.currentText()
