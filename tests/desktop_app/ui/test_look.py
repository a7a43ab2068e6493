import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.resources import resource_path
from desktop_app.ui.colours import DARK, LIGHT, LOOKS, Colours
from desktop_app.ui.marks import StateMark
from desktop_app.ui.pages.flowsheet.sheet_headers import HEADER_WASH, mixed
from desktop_app.ui.pages.flowsheet.sheet_painting import COLUMN_WASH
from desktop_app.ui.pages.history.segment import Segment
from desktop_app.ui.shapes import Shape, draw_shape
from desktop_app.ui.theme import ZOOMS, Scheme, Theme
from desktop_app.wording import Wording

READABLE = 4.5
SEEN = 3.0
GROUPS = ("verdict", "follow_up", "recommendation", "severity")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def grounds_of(colours: Colours) -> dict[str, str]:
    """Every ground that text stands on: the plain ones, and those that the sheet mixes."""
    plain = {name: getattr(colours, name) for name in ("window", "surface", "raised", "selected")}
    accent = QColor(colours.accent)
    washed = mixed(QColor(colours.surface), accent, COLUMN_WASH)
    header = mixed(QColor(colours.raised), accent, HEADER_WASH)
    return {**plain, "current column": washed.name(), "current header": header.name()}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_hue_and_text_can_be_read_on_every_ground(colours: Colours) -> None:
    inks = {**colours.hues, "text": colours.text, "muted": colours.muted, "accent": colours.accent}
    low = {
        (ink, ground): round(contrast(inks[ink], colour), 2)
        for ink in inks
        for ground, colour in grounds_of(colours).items()
        if contrast(inks[ink], colour) < READABLE
    }
    assert low == {}
    assert contrast(colours.on_accent, colours.accent) >= READABLE


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_where_something_can_be_typed_or_has_the_focus_can_be_seen(colours: Colours) -> None:
    """What only divides may be fainter: no meaning hangs on it."""
    grounds = (colours.window, colours.surface, colours.raised)
    assert min(contrast(colours.edge, each) for each in grounds) >= SEEN
    assert min(contrast(colours.accent, each) for each in grounds_of(colours).values()) >= SEEN
    assert colours.border != colours.edge


def painted(widget: QWidget, part: QRect) -> float:
    """The contrast of what is really on the screen: the commonest colour, and the one that stands out most."""
    image = widget.grab().toImage()
    found = Counter(
        image.pixelColor(x, y).name()
        for x in range(part.left(), part.right())
        for y in range(part.top(), part.bottom())
    )
    ground = found.most_common(1)[0][0]
    return max(contrast(ground, ink) for ink, count in found.items() if count > 5)


def in_every_state(words: Wording) -> dict[str, QWidget]:
    """What a stylesheet, the palette and Qt's style paint together."""
    made: dict[str, QWidget] = {
        "placeholder": QLineEdit(),
        "disabled line": QLineEdit("Mm"),
        "disabled button": QPushButton("Mm"),
        "disabled primary": QPushButton("Mm"),
        "primary": QPushButton("Mm"),
        "link": QPushButton("Mm"),
        "disabled box": QComboBox(),
        "muted": QLabel("Mm"),
        "small": QLabel("Mm"),
        "pressed choice": Segment("Mm"),
    }
    for name, each in made.items():
        each.setEnabled(not name.startswith("disabled"))
        if isinstance(each, QComboBox):
            each.addItem("Mm")
        for role in ("primary", "link", "muted", "small"):
            if name.endswith(role):
                each.setProperty("role", role)
    for line in (each for each in made.values() if isinstance(each, QLineEdit) and not each.text()):
        line.setPlaceholderText(words("ui.worklist.search"))
    pressed = made["pressed choice"]
    assert isinstance(pressed, Segment)
    pressed.setCheckable(True)
    pressed.setChecked(True)
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_painted_can_be_read(scheme: Scheme, theme: Theme, words: Wording, qtbot: QtBot) -> None:
    theme.use_scheme(scheme)
    theme.use_zoom(200)
    low, page = {}, QWidget()
    qtbot.addWidget(page)
    column, parts = QVBoxLayout(page), in_every_state(words)
    for each in parts.values():
        each.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(each)
    page.show()
    for name, each in parts.items():
        if (found := painted(page, each.geometry().adjusted(4, 4, -4, -4))) < READABLE:
            low[name] = round(found, 2)
    for name, place, view in lists_and_menus(qtbot):
        if (found := painted(view, place)) < READABLE:
            low[name] = round(found, 2)
    assert low == {}


def lists_and_menus(qtbot: QtBot) -> Iterator[tuple[str, QRect, QWidget]]:
    """A chosen line of a list, a chosen entry of a menu, an alternating row of a tree, chosen and not."""
    rows = QListWidget()
    rows.addItems(["Mm", "Mm"])
    rows.setCurrentRow(1)
    tree = QTreeWidget()
    tree.setAlternatingRowColors(True)
    tree.addTopLevelItems([QTreeWidgetItem(["Mm"]) for _ in range(3)])
    tree.setCurrentItem(tree.topLevelItem(2))
    menu = QMenu()
    menu.addAction("Mm")
    menu.setActiveAction(menu.addAction("Mm"))
    for each in (rows, tree, menu):
        qtbot.addWidget(each)
        each.show()
    for row in range(2):
        yield f"list {row}", rows.visualItemRect(rows.item(row)).translated(rows.viewport().pos()), rows
    for row in range(3):
        box = tree.visualItemRect(tree.topLevelItem(row)).translated(tree.viewport().pos())
        yield f"tree {row}", box, tree
    for row, entry in enumerate(menu.actions()):
        yield f"menu {row}", menu.actionGeometry(entry), menu


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
