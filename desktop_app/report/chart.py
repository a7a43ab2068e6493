"""The charts on paper, as vectors: the marks of a laid-out picture as shapes of reportlab."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from reportlab.graphics.shapes import Circle, Drawing, Group, Line, Polygon, PolyLine, Rect, Shape, String
from reportlab.lib.colors import Color, HexColor, white
from reportlab.pdfbase.pdfmetrics import stringWidth

from desktop_app.plots import Plot, Sheet, band_height, legend, picture_of
from desktop_app.plots.picture import (
    CORNERS,
    DASHES,
    Anchor,
    Area,
    Caption,
    Mark,
    Place,
    Stroke,
    Symbols,
    arrow_of,
)
from desktop_app.plots.picture import Shape as Symbol
from desktop_app.report import look
from desktop_app.report.document import Charts
from desktop_app.report.fonts import BOLD, REGULAR
from desktop_app.report.paragraphs import printable
from desktop_app.wording import Wording

HEIGHT: Final = 146.0
_BESIDE: Final = 0.355
"""The part of the width that single lesions take beside the course."""
_GAP: Final = 10.0
NO_LESION_CHART: Final = "report.no_lesion_chart"
_HIGHEST_BAND: Final = 300.0
_SIZE: Final = 6.8
_LINE: Final = _SIZE * 1.42
_BASELINE: Final = _SIZE * 0.36
_INKS: Final = {
    "text": look.INK,
    "muted": look.QUIET,
    "border": look.FAINT,
    "surface": white,
    "red": look.ALERT,
    "teal": look.CALM,
    "amber": look.OPEN,
    "orange": HexColor("#a04a12"),
    "blue": look.ACCENT,
    "violet": HexColor("#6a3d9a"),
    "grey": look.QUIET,
}
_ANCHORS: Final = {Anchor.START: "start", Anchor.MIDDLE: "middle", Anchor.END: "end"}
_TO_THE_LEFT: Final = {Anchor.START: 0.0, Anchor.MIDDLE: 0.5, Anchor.END: 1.0}


def chart_drawings(charts: Charts, words: Wording, paper: look.Paper) -> Iterator[Drawing]:
    """The course with its single lesions beside it, then everything that was given as a band over the width."""
    for drawing in _drawings(charts, words):
        drawing.scale(1 / paper.scale, 1 / paper.scale)
        drawing.width, drawing.height = drawing.width / paper.scale, drawing.height / paper.scale
        yield drawing


def _drawings(charts: Charts, words: Wording) -> Iterator[Drawing]:
    if charts.lesions.compares:
        beside = look.WIDTH * _BESIDE
        course = chart_drawing(charts.course, words, look.WIDTH - beside - _GAP)
        yield _beside(course, chart_drawing(charts.lesions, words, beside))
    else:
        yield chart_drawing(charts.course, words, look.WIDTH)
    band = paper_sheet(look.WIDTH, 0, titled=False)
    height = min(band_height(charts.whole, band, words), _HIGHEST_BAND)
    if height:
        yield _drawn(charts.whole, words, replace(band, height=height))


def chart_notes(charts: Charts, words: Wording) -> Iterator[str]:
    """What the charts show that is not plain by itself, and why one of them is not there."""
    yield from (words(key, number=number) for key, number in legend(charts.course))
    if charts.course.time is not None and not charts.lesions.compares:
        yield words(NO_LESION_CHART)


def _beside(left: Drawing, right: Drawing) -> Drawing:
    both = Drawing(left.width + _GAP + right.width, max(left.height, right.height))
    both.add(Group(*left.contents))
    both.add(Group(*right.contents, transform=(1, 0, 0, 1, left.width + _GAP, 0)))
    return both


def chart_drawing(plot: Plot, words: Wording, width: float, height: float = HEIGHT) -> Drawing:
    """The chart of this width (points); an empty plot is one line that says so."""
    return _drawn(plot, words, paper_sheet(width, height))


def _drawn(plot: Plot, words: Wording, sheet: Sheet) -> Drawing:
    picture = picture_of(plot, sheet, words)
    if picture is None:
        drawing = Drawing(sheet.width, 20)
        drawing.add(_string(Caption((0, 0), words(plot.message), "muted"), 6))
        return drawing
    drawing = Drawing(sheet.width, sheet.height)
    for layer in picture.layers:
        for mark in layer.marks:
            for shape in _shapes(mark, sheet.height):
                drawing.add(shape)
    return drawing


def paper_sheet(width: float, height: float, *, titled: bool = True) -> Sheet:
    """What charts are laid out on, in points."""
    return Sheet(width, height, _SIZE, _LINE, lambda text, bold: _width(text, bold=bold), titled)


def _width(text: str, *, bold: bool) -> float:
    return float(stringWidth(_on_one_line(text), BOLD if bold else REGULAR, _SIZE))


def _on_one_line(text: str) -> str:
    return printable(text).replace("\n", " ")


def _shapes(mark: Mark, height: float) -> Iterator[Shape]:
    """The shapes of one mark; on paper y runs upwards."""
    match mark:
        case Stroke():
            yield _stroke(mark, height)
        case Area():
            yield Rect(
                mark.left,
                height - mark.top - mark.height,
                mark.width,
                mark.height,
                fillColor=_tinted(_INKS[mark.ink], mark.opacity),
                strokeColor=None,
            )
        case Caption():
            yield from _caption(mark, height)
        case Symbols():
            for place in mark.places:
                yield from _symbol(mark, place, height)


def _stroke(mark: Stroke, height: float) -> Shape:
    dash = [length * mark.width for length in DASHES[mark.dash]] or None
    places = [part for x, y in mark.places for part in (x, height - y)]
    return PolyLine(places, strokeColor=_INKS[mark.ink], strokeWidth=mark.width, strokeDashArray=dash)


def _caption(mark: Caption, height: float) -> Iterator[Shape]:
    x, y = mark.at[0], height - mark.at[1] - _BASELINE
    if mark.backed:
        wide = _width(mark.text, bold=mark.bold)
        left = x - _TO_THE_LEFT[mark.anchor] * wide
        yield Rect(left - 1, y - 1.2, wide + 2, _SIZE + 0.4, fillColor=white, strokeColor=None)
    yield _string(mark, y)


def _string(mark: Caption, baseline: float) -> String:
    return String(
        mark.at[0],
        baseline,
        _on_one_line(mark.text),
        fontName=BOLD if mark.bold else REGULAR,
        fontSize=_SIZE,
        fillColor=_INKS[mark.ink],
        textAnchor=_ANCHORS[mark.anchor],
    )


def _symbol(mark: Symbols, place: Place, height: float) -> Iterator[Shape]:
    ink, edge = _INKS[mark.ink], mark.radius * 0.36
    for strokes in arrow_of(place, mark.radius, mark.arrow) if mark.arrow else ():
        points = [part for x, y in strokes for part in (x, height - y)]
        yield PolyLine(points, strokeColor=ink, strokeWidth=edge)
    x, y, radius = place[0], height - place[1], mark.radius
    look_of = {"fillColor": ink if mark.filled else white, "strokeColor": ink, "strokeWidth": edge}
    if mark.shape is Symbol.DISC:
        yield Circle(x, y, radius, **look_of)
    elif mark.shape is Symbol.CROSS:
        for slant in (-1, 1):
            ends = (x - radius, y - slant * radius, x + radius, y + slant * radius)
            yield Line(*ends, strokeColor=ink, strokeWidth=edge)
    else:
        yield Polygon(
            [part for dx, dy in CORNERS[mark.shape] for part in (x + dx * radius, y - dy * radius)], **look_of
        )


def _tinted(colour: Color, opacity: float) -> Color:
    """As it looks on white: a printer does not need to know of transparency."""
    return Color(*(1 - opacity * (1 - part) for part in colour.rgb()))
