"""The course chart on paper, as vectors: two panels over one time axis."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from reportlab.graphics.shapes import Circle, Drawing, Group, Line, Polygon, PolyLine, Rect, Shape, String
from reportlab.lib.colors import Color, white
from reportlab.pdfbase.pdfmetrics import stringWidth

from desktop_app.plots import (
    CoursePlot,
    LengthAxis,
    LevelKind,
    LogAxis,
    MarkerSeries,
    ProcedureKind,
    ProcedureMark,
    SumMark,
    SumPoint,
    Tick,
    TimeAxis,
    level_labels,
    placed_labels,
    spread,
)
from desktop_app.report import look
from desktop_app.report.chart_marks import MARKER_COLOURS, arrow, marker_shape
from desktop_app.report.fonts import BOLD, REGULAR
from desktop_app.wording import Wording

HEIGHT: Final = 184.0
_LEFT, _RIGHT, _BOTTOM, _HEAD = 36.0, 92.0, 14.0, 13.0
_BETWEEN: Final = 13.0
_SIZE: Final = 6.8
_DASHES: Final = {
    LevelKind.BASELINE: None,
    LevelKind.NADIR: [1, 2],
    LevelKind.PD_LIMIT: [5, 2],
    LevelKind.PR_LIMIT: [3, 3],
    LevelKind.CCI_LIMIT: [6, 2, 1, 2],
}
_LEVEL_COLOURS: Final = {
    LevelKind.BASELINE: look.QUIET,
    LevelKind.NADIR: look.QUIET,
    LevelKind.PD_LIMIT: look.ALERT,
    LevelKind.PR_LIMIT: look.CALM,
    LevelKind.CCI_LIMIT: look.OPEN,
}


@dataclass(frozen=True, slots=True)
class _Frame:
    """A panel on the paper, in points."""

    left: float
    bottom: float
    width: float
    height: float

    def x(self, share: float) -> float:
        return self.left + share * self.width

    def y(self, share: float) -> float:
        return self.bottom + share * self.height

    @property
    def top(self) -> float:
        return self.bottom + self.height

    @property
    def right(self) -> float:
        return self.left + self.width


def chart_drawing(plot: CoursePlot, words: Wording, width: float) -> Drawing:
    """The chart of this width (points); an empty plot is one line that says so."""
    if plot.time is None:
        drawing = Drawing(width, 20)
        drawing.add(_text(0, 6, words(plot.message), look.QUIET))
        return drawing
    drawing = Drawing(width, HEIGHT)
    upper, lower = _frames(plot, width)
    for shape in _shapes(plot, plot.time, upper, lower, words):
        drawing.add(shape)
    return drawing


def _frames(plot: CoursePlot, width: float) -> tuple[_Frame | None, _Frame | None]:
    across, up = width - _LEFT - _RIGHT, HEIGHT - _BOTTOM - _HEAD
    share = plot.sums_share
    between = _BETWEEN if 0 < share < 1 else 0
    lower_height = (up - between) * (1 - share)
    upper = _Frame(_LEFT, _BOTTOM + lower_height + between, across, (up - between) * share) if share else None
    return upper, _Frame(_LEFT, _BOTTOM, across, lower_height) if share < 1 else None


def _shapes(
    plot: CoursePlot, time: TimeAxis, upper: _Frame | None, lower: _Frame | None, words: Wording
) -> Iterator[Shape]:
    whole = _Frame(_LEFT, _BOTTOM, (upper or lower or _Frame(0, 0, 0, 0)).width, HEIGHT - _BOTTOM - _HEAD)
    yield from _procedures(plot.procedures, time, whole, words)
    for frame, axis, title in (
        (upper, plot.lengths, words("plots.axis.sums")),
        (lower, plot.values, words("plots.axis.markers")),
    ):
        if frame is not None and axis is not None:
            yield from _panel(frame, axis.ticks, time.ticks, title)
    yield from _dates(time, whole)
    if upper is not None and plot.lengths is not None:
        yield from _levels(plot, time, plot.lengths, upper, words)
        yield from _sums(plot, time, plot.lengths, upper)
    if lower is not None and plot.values is not None:
        for series in plot.markers:
            yield from _values(series, time, plot.values, lower)
        yield from _marker_names(plot.markers, lower)


def _panel(frame: _Frame, ticks: tuple[Tick, ...], dates: tuple[Tick, ...], title: str) -> Iterator[Shape]:
    for tick in ticks:
        y = frame.y(tick.at)
        yield Line(frame.left, y, frame.right, y, strokeColor=look.FAINT, strokeWidth=0.4)
        if tick.label:
            yield _text(frame.left - 4, y - _SIZE * 0.35, tick.label, look.QUIET, "end")
    for tick in dates:
        yield Line(
            frame.x(tick.at),
            frame.bottom,
            frame.x(tick.at),
            frame.bottom - 2,
            strokeColor=look.QUIET,
            strokeWidth=0.4,
        )
    yield Line(frame.left, frame.bottom, frame.right, frame.bottom, strokeColor=look.QUIET, strokeWidth=0.6)
    name = Group(_text(0, 0, title, look.QUIET, "middle"))
    name.translate(6, frame.bottom + frame.height / 2)
    name.rotate(90)
    yield name


def _dates(time: TimeAxis, frame: _Frame) -> Iterator[Shape]:
    for tick in time.ticks:
        yield _text(frame.x(tick.at), frame.bottom - 10, tick.label, look.QUIET, "middle")


def _procedures(
    marks: tuple[ProcedureMark, ...], time: TimeAxis, frame: _Frame, words: Wording
) -> Iterator[Shape]:
    colours = {ProcedureKind.TACE: look.ACCENT, ProcedureKind.HAIC: look.CALM, ProcedureKind.ABORTED: look.QUIET}
    dashes = {ProcedureKind.TACE: None, ProcedureKind.HAIC: [4, 2], ProcedureKind.ABORTED: [1.5, 2.5]}
    for mark in marks:
        first, last = frame.x(time.at(mark.first)), frame.x(time.at(mark.last))
        colour = colours[mark.kind]
        if mark.last > mark.first:
            yield Rect(first, frame.bottom, last - first, frame.height, fillColor=look.FAINT, strokeColor=None)
        for x in dict.fromkeys((first, last)):
            yield Line(
                x,
                frame.bottom,
                x,
                frame.top + 2,
                strokeColor=colour,
                strokeWidth=0.8,
                strokeDashArray=dashes[mark.kind],
            )
    yield from _procedure_names(marks, time, frame, words, colours)


def _procedure_names(
    marks: tuple[ProcedureMark, ...],
    time: TimeAxis,
    frame: _Frame,
    words: Wording,
    colours: dict[ProcedureKind, Color],
) -> Iterator[Shape]:
    """Names above the lines where they all fit, else the bare numbers of the counted sessions."""
    centres = [frame.x((time.at(mark.first) + time.at(mark.last)) / 2) for mark in marks]
    names = [words(f"plots.procedure.{mark.kind.value}", number=mark.number) for mark in marks]
    widest = max((stringWidth(name, BOLD, _SIZE) for name in names), default=0) + 4
    if widest * len(marks) > frame.width:
        names = [
            str(mark.number) if mark.number else words(f"plots.procedure_short.{mark.kind.value}")
            for mark in marks
        ]
        widest = max(stringWidth(name, BOLD, _SIZE) for name in names) + 1.5
    for place, name, mark in zip(
        spread(tuple(centres), widest, frame.left, frame.right), names, marks, strict=True
    ):
        yield _text(place, frame.top + 4, name, colours[mark.kind], "middle", BOLD)


def _levels(plot: CoursePlot, time: TimeAxis, axis: LengthAxis, frame: _Frame, words: Wording) -> Iterator[Shape]:
    for level in plot.levels:
        points = [share for first, last, mm in level.steps for share in _step(time, axis, frame, first, last, mm)]
        yield PolyLine(
            points,
            strokeColor=_LEVEL_COLOURS[level.kind],
            strokeWidth=0.7,
            strokeDashArray=_DASHES[level.kind],
        )
    labels = level_labels(plot)
    places = spread(
        tuple(frame.y(axis.at(label.millimetres)) for label in labels), _SIZE * 1.2, frame.bottom, frame.top
    )
    ends = {level.kind: frame.x(time.at(level.steps[-1][1])) for level in plot.levels}
    for label, place in zip(labels, places, strict=True):
        text = _level_text(label.kinds, label.text, words)
        end = max(ends[kind] for kind in label.kinds)
        colour = _LEVEL_COLOURS[label.kinds[-1]]
        true_y = frame.y(axis.at(label.millimetres))
        yield PolyLine(
            [end, true_y, frame.right + 2, true_y, frame.right + 7, place], strokeColor=colour, strokeWidth=0.3
        )
        yield _text(frame.right + 9, place - _SIZE * 0.35, text, colour)


def _level_text(kinds: tuple[LevelKind, ...], number: str, words: Wording) -> str:
    return f"{' = '.join(words(f'plots.level.{kind.value}') for kind in kinds)} {number}"


def _step(time: TimeAxis, axis: LengthAxis, frame: _Frame, first: date, last: date, mm: float) -> list[float]:
    y = frame.y(axis.at(mm))
    return [frame.x(time.at(first)), y, frame.x(time.at(last)), y]


def _sums(plot: CoursePlot, time: TimeAxis, axis: LengthAxis, frame: _Frame) -> Iterator[Shape]:
    for run in plot.runs:
        corners = [
            part
            for point in run
            for part in (frame.x(time.at(point.day)), frame.y(axis.at(point.millimetres or 0)))
        ]
        yield PolyLine(corners, strokeColor=look.INK, strokeWidth=1.3)
    for point in plot.sums:
        yield from _sum_point(point, frame.x(time.at(point.day)), frame.y(axis.at(point.millimetres or 0)))
    for label in placed_labels(plot, 16.0 / frame.width):
        x, y = frame.x(label.at), frame.y(axis.at(label.point.millimetres or 0))
        clear_of_arrow = 8 if label.point.mark is SumMark.AT_LEAST else 0
        shift = -5 - _SIZE * 0.8 if label.below else 5 + clear_of_arrow
        yield from _backed(x, max(frame.bottom + 2, y + shift), label.text, look.INK, "middle", BOLD)


def _sum_point(point: SumPoint, x: float, y: float) -> Iterator[Shape]:
    if point.mark is SumMark.NONE:
        yield Polygon(
            [x - 2.6, y, x, y + 2.6, x + 2.6, y, x, y - 2.6],
            fillColor=white,
            strokeColor=look.INK,
            strokeWidth=0.8,
        )
        return
    known = point.mark is SumMark.KNOWN
    if not known:
        yield from arrow(x, y + 2.4, 8, look.INK)
    yield Circle(x, y, 2.5, fillColor=look.INK if known else white, strokeColor=look.INK, strokeWidth=1)


def _values(series: MarkerSeries, time: TimeAxis, axis: LogAxis, frame: _Frame) -> Iterator[Shape]:
    colour = MARKER_COLOURS[series.marker]
    places = [(frame.x(time.at(point.day)), frame.y(axis.at(point.value))) for point in series.points]
    if len(places) > 1:
        yield PolyLine([part for place in places for part in place], strokeColor=colour, strokeWidth=0.6)
    for point, (x, y) in zip(series.points, places, strict=True):
        yield from marker_shape(series.marker, point.bound, x, y)


def _marker_names(markers: tuple[MarkerSeries, ...], frame: _Frame) -> Iterator[Shape]:
    for number, series in enumerate(markers):
        y = frame.top - 6 - number * _SIZE * 1.6
        yield from marker_shape(series.marker, None, frame.right + 12, y + _SIZE * 0.35)
        text = f"{series.marker.value}  {series.unit}"
        yield _text(frame.right + 18, y, text, MARKER_COLOURS[series.marker])


def _backed(
    x: float, y: float, text: str, colour: Color, anchor: str = "start", font: str = REGULAR
) -> Iterator[Shape]:
    """Text on a white ground, so that no line runs through it."""
    wide = stringWidth(text, font, _SIZE)
    left = x - wide / 2 if anchor == "middle" else x
    yield Rect(left - 1, y - 1.4, wide + 2, _SIZE + 0.6, fillColor=white, strokeColor=None)
    yield _text(x, y, text, colour, anchor, font)


def _text(x: float, y: float, text: str, colour: Color, anchor: str = "start", font: str = REGULAR) -> String:
    return String(x, y, text, fontName=font, fontSize=_SIZE, fillColor=colour, textAnchor=anchor)
