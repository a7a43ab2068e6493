"""Tab goes through a page as it is read. Qt goes by when a widget was made; here many are made when asked for."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QWidget,
)


def follow_reading_order(page: QWidget) -> None:
    """From top left to bottom right, by how the page is laid out; hidden parts too, so that they come in place."""
    for one, following in pairwise(list(reading_order(page))):
        QWidget.setTabOrder(one, following)


def reading_order(widget: QWidget) -> Iterator[QWidget]:
    """The widgets below this one that Tab stops at."""
    stops = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
    if stops:
        yield widget
    if not stops or isinstance(widget, QScrollArea):
        for part in _parts(widget):
            yield from reading_order(part)


def _parts(widget: QWidget) -> Iterator[QWidget]:
    layout = widget.layout()
    if isinstance(widget, QSplitter | QStackedWidget):
        yield from filter(None, (widget.widget(place) for place in range(widget.count())))
    elif isinstance(widget, QScrollArea):
        yield from filter(None, (widget.widget(),))
    elif layout is not None and not isinstance(widget, QTabBar):
        yield from _laid_out(layout)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    places: Iterable[int] = range(layout.count())
    if isinstance(layout, QGridLayout):
        places = sorted(places, key=lambda place: _grid_place(layout, place))
    for place in places:
        item: QLayoutItem | None = layout.itemAt(place)
        widget = item.widget() if item is not None else None
        inner = item.layout() if item is not None else None
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _grid_place(layout: QGridLayout, place: int) -> tuple[int, int]:
    found: Any = layout.getItemPosition(place)  # Row, column, and how far it spans: the stubs know none of it.
    return found[0], found[1]
