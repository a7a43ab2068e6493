"""The shapes that stand beside the words of a state: legible in black and white."""

from typing import Final

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, Rect, Wedge
from reportlab.lib.colors import white

from desktop_app.report import look
from desktop_app.report.document import Mark

SIZE: Final = 9.0


def mark_drawing(mark: Mark) -> Drawing:
    """Full, empty or half circle for a verdict; arrow, diamond or barred square for a recommendation."""
    colour = look.MARK_COLOURS[mark]
    drawing = Drawing(SIZE, SIZE)
    middle, radius = SIZE / 2, SIZE / 2 - 0.7
    if mark in ("met", "not_met", "indeterminate"):
        fill = colour if mark == "met" else white
        drawing.add(Circle(middle, middle, radius, fillColor=fill, strokeColor=colour, strokeWidth=1.2))
        if mark == "indeterminate":
            drawing.add(Wedge(middle, middle, radius, 90, 270, fillColor=colour, strokeColor=None))
        return drawing
    if mark == "go":
        drawing.add(Polygon([1, 1, SIZE, middle, 1, SIZE - 1], fillColor=colour, strokeColor=colour))
    elif mark == "ask":
        points = [middle, 0, SIZE, middle, middle, SIZE, 0, middle]
        drawing.add(Polygon(points, fillColor=white, strokeColor=colour, strokeWidth=1.2))
    else:
        drawing.add(Rect(0.6, 0.6, SIZE - 1.2, SIZE - 1.2, fillColor=white, strokeColor=colour, strokeWidth=1.2))
        drawing.add(Line(2.2, middle, SIZE - 2.2, middle, strokeColor=colour, strokeWidth=1.6))
    return drawing


def empty_box() -> Drawing:
    """A box to tick by hand; the typeface has none."""
    drawing = Drawing(8, 8)
    drawing.add(Rect(0.5, -0.5, 7, 7, fillColor=None, strokeColor=look.INK, strokeWidth=0.7))
    return drawing
