import json
from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from desktop_app.resources import resource_path
from desktop_app.ui.colours import DARK, LIGHT, LOOKS, Colours
from desktop_app.ui.marks import StateMark
from desktop_app.ui.shapes import Shape, draw_shape
from desktop_app.ui.theme import ZOOMS, Theme
from desktop_app.wording import Wording

READABLE = 4.5
GROUPS = ("verdict", "follow_up", "recommendation", "severity")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_hue_and_text_can_be_read_on_every_ground(colours: Colours) -> None:
    inks = {**colours.hues, "text": colours.text, "muted": colours.muted, "accent": colours.accent}
    grounds = {"window": colours.window, "surface": colours.surface, "raised": colours.raised}
    low = {
        (ink, ground): round(contrast(inks[ink], grounds[ground]), 2)
        for ink in inks
        for ground in grounds
        if contrast(inks[ink], grounds[ground]) < READABLE
    }
    assert low == {}
    assert contrast(colours.on_accent, colours.accent) >= READABLE
    assert contrast(colours.text, colours.selected) >= READABLE


def picture(shape: Shape) -> bytes:
    image = QImage(32, 32, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    draw_shape(painter, shape, QRectF(0, 0, 32, 32), QColor("black"))
    painter.end()
    return bytes(image.constBits())


def test_no_two_shapes_look_alike_without_colour() -> None:
    pictures = sorted((picture(shape), shape) for shape in Shape)
    for (one, first), (other, second) in pairwise(pictures):
        differing = sum(abs(a - b) > 64 for a, b in zip(one, other, strict=True))
        assert differing > 20, (first, second)


@pytest.mark.parametrize("group", GROUPS)
def test_states_of_one_group_differ_in_shape_not_only_in_colour(group: str) -> None:
    shapes = [look.shape for state, look in LOOKS.items() if state.startswith(f"{group}.")]
    # "not computed", "ended" and "none" all say that there is nothing to tell.
    telling = [shape for shape in shapes if shape is not Shape.DASH]
    assert len(set(telling)) == len(telling)


def test_every_state_has_a_word_of_its_own(words: Wording) -> None:
    for group in GROUPS:
        said = [words(f"ui.state.{state}") for state in LOOKS if state.startswith(f"{group}.")]
        assert all(said)
        assert len(set(said)) == len(said)


def test_a_mark_names_its_state_and_changes_in_place(theme: Theme, words: Wording, qtbot: object) -> None:
    mark = StateMark(theme, words, "verdict.met")
    assert mark.accessibleName() == words("ui.state.verdict.met")
    mark.show_state("follow_up.closing", " 5")
    assert mark.text == words("ui.state.follow_up.closing") + " 5"
    assert mark.sizeHint().width() > theme.icon_size()


def test_zooming_goes_from_100_to_200_per_cent_and_no_further(theme: Theme) -> None:
    body = theme.font().pointSizeF()
    for _ in range(len(ZOOMS) + 2):
        theme.zoomed(1)
    assert theme.font().pointSizeF() == 2 * body
    for _ in range(len(ZOOMS) + 2):
        theme.zoomed(-1)
    assert theme.font().pointSizeF() == body


def test_light_and_dark_repaint_what_is_open(theme: Theme, words: Wording) -> None:
    theme.use_scheme("light")
    light = theme.state_colour("verdict.met")
    theme.use_scheme("dark")
    assert theme.dark
    assert theme.state_colour("verdict.met") != light


def test_words_of_the_window_keep_their_prefix() -> None:
    for area in ("ui", "panel"):
        keys = json.loads(resource_path("wording", f"{area}.json").read_text(encoding="utf-8"))
        assert all(key.startswith(f"{area}.") for key in keys)
