"""The small shapes of the chart: one per marker, told apart without colour."""

from collections.abc import Iterator
from typing import Final

from reportlab.graphics.shapes import Line, Polygon, Shape
from reportlab.lib.colors import Color, HexColor, white

from domain.record import Bound, Marker

MARKER_COLOURS: Final = {
    Marker.AFP: HexColor("#6a3d9a"),
    Marker.PIVKA_II: HexColor("#00707a"),
    Marker.AFP_L3: HexColor("#9a5b13"),
}
_CORNERS: Final = {
    Marker.AFP: ((-2.3, -1.6), (2.3, -1.6), (0.0, 2.4)),
    Marker.PIVKA_II: ((-1.9, -1.9), (1.9, -1.9), (1.9, 1.9), (-1.9, 1.9)),
    Marker.AFP_L3: ((0.0, -2.5), (2.5, 0.0), (0.0, 2.5), (-2.5, 0.0)),
}


def marker_shape(marker: Marker, bound: Bound | None, x: float, y: float) -> Iterator[Shape]:
    """Filled for a value; open with an arrow for "below" and "above"."""
    colour = MARKER_COLOURS[marker]
    censored = bound in (Bound.LT, Bound.GT)
    if censored:
        upwards = 1 if bound is Bound.GT else -1
        yield from arrow(x, y + 2 * upwards, 7 * upwards, colour)
    points = [part for dx, dy in _CORNERS[marker] for part in (x + dx, y + dy)]
    yield Polygon(points, fillColor=white if censored else colour, strokeColor=colour, strokeWidth=0.8)


def arrow(x: float, y: float, length: float, colour: Color) -> Iterator[Shape]:
    """An arrow straight up, or down for a negative length (points)."""
    tip, back = y + length, 2.4 if length > 0 else -2.4
    yield Line(x, y, x, tip - back / 2, strokeColor=colour, strokeWidth=0.8)
    yield Polygon(
        [x - 1.6, tip - back, x + 1.6, tip - back, x, tip], fillColor=colour, strokeColor=colour, strokeWidth=0.2
    )
