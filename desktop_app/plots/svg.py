"""A laid-out chart as an SVG file: text stays text, and every point says what it shows."""

from collections.abc import Iterator, Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from desktop_app.plots.picture import (
    CORNERS,
    DASHES,
    Anchor,
    Area,
    Caption,
    Dash,
    Layer,
    Mark,
    Picture,
    Place,
    Shape,
    Sheet,
    Stroke,
    Symbols,
    arrow_of,
)
from desktop_app.plots.telling import told
from desktop_app.wording import Wording

_ANCHORS: Final = {Anchor.START: "start", Anchor.MIDDLE: "middle", Anchor.END: "end"}
_BASELINE: Final = 0.36
"""From the middle of a line down to its baseline, in em."""


def svg_of(
    picture: Picture, sheet: Sheet, inks: Mapping[str, str], family: str, size: float, words: Wording
) -> str:
    """The picture in these colours and this typeface (``size`` in the unit of the sheet)."""
    width, height = _number(picture.width), _number(picture.height)
    left, within = _number(picture.frame.left - 1), _number(picture.frame.width + 2)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"',
        f' viewBox="0 0 {width} {height}" font-family={quoteattr(family)} font-size={quoteattr(_number(size))}>',
        f'<clipPath id="frame"><rect x="{left}" y="0" width="{within}" height="{height}"/></clipPath>',
        f'<rect width="{width}" height="{height}" fill="{inks["surface"]}"/>',
    ]
    for layer in picture.layers:
        lines += _layer(layer, _Pen(inks, sheet, size))
    lines += _titles(picture, words)
    return "\n".join([*lines, "</svg>", ""])


class _Pen:
    """How marks become elements in given colours."""

    def __init__(self, inks: Mapping[str, str], sheet: Sheet, size: float) -> None:
        self._inks = inks
        self._sheet = sheet
        self._size = size

    def elements(self, mark: Mark) -> Iterator[str]:
        match mark:
            case Stroke():
                yield self._stroke(mark.places, mark.ink, mark.width, mark.dash)
            case Area():
                yield (
                    f'<rect x="{_number(mark.left)}" y="{_number(mark.top)}" width="{_number(mark.width)}"'
                    f' height="{_number(mark.height)}" fill="{self._inks[mark.ink]}"'
                    f' fill-opacity="{_number(mark.opacity)}"/>'
                )
            case Caption():
                yield from self._caption(mark)
            case Symbols():
                for place in mark.places:
                    yield from self._symbol(mark, place)

    def _stroke(
        self, places: tuple[Place, ...], ink: str, width: float, dash: Dash = Dash.SOLID, fill: str = "none"
    ) -> str:
        points = " ".join(f"{_number(x)},{_number(y)}" for x, y in places)
        lengths = " ".join(_number(length * width) for length in DASHES[dash])
        dashes = f' stroke-dasharray="{lengths}"' if lengths else ""
        return (
            f'<polyline points="{points}" fill="{fill}" stroke="{self._inks[ink]}"'
            f' stroke-width="{_number(width)}"{dashes}/>'
        )

    def _caption(self, mark: Caption) -> Iterator[str]:
        if not mark.text:
            return
        x, y = mark.at
        width = self._sheet.measured(mark.text, mark.bold)
        if mark.backed:
            left = x - {Anchor.START: 0.0, Anchor.MIDDLE: 0.5, Anchor.END: 1.0}[mark.anchor] * width
            yield (
                f'<rect x="{_number(left - 1)}" y="{_number(y - self._size / 2)}" width="{_number(width + 2)}"'
                f' height="{_number(self._size)}" fill="{self._inks["surface"]}" fill-opacity="0.82"/>'
            )
        weight = ' font-weight="bold"' if mark.bold else ""
        yield (
            f'<text x="{_number(x)}" y="{_number(y + _BASELINE * self._size)}" fill="{self._inks[mark.ink]}"'
            f' text-anchor="{_ANCHORS[mark.anchor]}"{weight} textLength="{_number(width)}"'
            f' lengthAdjust="spacingAndGlyphs">{escape(mark.text)}</text>'
        )

    def _symbol(self, mark: Symbols, place: Place) -> Iterator[str]:
        width = mark.radius * 0.36
        for strokes in arrow_of(place, mark.radius, mark.arrow) if mark.arrow else ():
            yield self._stroke(strokes, mark.ink, width)
        x, y = place
        radius = mark.radius * (1.15 if mark.filled else 1.0)
        fill = self._inks[mark.ink if mark.filled else "surface"]
        edge = 0.0 if mark.filled else width
        if mark.shape is Shape.DISC:
            yield (
                f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}" fill="{fill}"'
                f' stroke="{self._inks[mark.ink]}" stroke-width="{_number(edge)}"/>'
            )
        elif mark.shape is Shape.CROSS:
            for slant in (-1, 1):
                ends = ((x - radius, y - slant * radius), (x + radius, y + slant * radius))
                yield self._stroke(ends, mark.ink, width)
        else:
            corners = tuple((x + dx * radius, y + dy * radius) for dx, dy in CORNERS[mark.shape])
            yield self._stroke((*corners, corners[0]), mark.ink, edge, fill=fill)


def _layer(layer: Layer, pen: _Pen) -> Iterator[str]:
    yield '<g clip-path="url(#frame)">' if layer.clipped else "<g>"
    for mark in layer.marks:
        yield from pen.elements(mark)
    yield "</g>"


def _titles(picture: Picture, words: Wording) -> Iterator[str]:
    """An invisible disc over each point in sight, whose title a viewer shows when it is pointed at."""
    for spot in picture.spots:
        if picture.frame.holds(spot.at[0]):
            title = escape(told(spot.shows, words).text)
            x, y = map(_number, spot.at)
            yield f'<circle cx="{x}" cy="{y}" r="6" fill-opacity="0"><title>{title}</title></circle>'


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
