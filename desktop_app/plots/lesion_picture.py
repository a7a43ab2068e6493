"""Single lesions laid out: a line each from 100 %, told apart by shape and name, with what became of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from desktop_app.plots.lesion_plot import LesionLine, LesionPlot, LesionPoint, LesionState
from desktop_app.plots.picture import (
    Dash,
    Frame,
    Layer,
    Mark,
    Picture,
    Place,
    Shape,
    Sheet,
    Spot,
    Stroke,
    Symbols,
)
from desktop_app.plots.scales import LengthAxis, TimeAxis
from desktop_app.plots.sheet_marks import (
    End,
    dates,
    grid,
    names_at_the_right,
    procedure_lines,
    procedure_names,
    procedure_spots,
)
from desktop_app.wording import Wording

_INKS: Final = ("blue", "violet", "orange", "teal", "amber", "red", "grey")
_SHAPES: Final = (Shape.DISC, Shape.SQUARE, Shape.TRIANGLE, Shape.DIAMOND)
_WHOLE: Final = 100.0
_WIDEST_NAME: Final = 0.3
_EVER_LEGIBLE: Final = 12.2
"""What a name may take of the width of the sheet, and in em what it may take even of a narrow one."""


def lesion_picture(plot: LesionPlot, sheet: Sheet, words: Wording) -> Picture | None:
    """The chart on this sheet; None for an empty plot, whose message stands for it."""
    if plot.time is None or plot.shares is None:
        return None
    return _LesionLayout(plot, plot.time, plot.shares, sheet, words).picture()


@dataclass(frozen=True)
class _LesionLayout:
    plot: LesionPlot
    time: TimeAxis
    axis: LengthAxis
    sheet: Sheet
    words: Wording

    def picture(self) -> Picture:
        plot, sheet, frame = self.plot, self.sheet, self.frame
        layers = (
            Layer((*self._ground(), *procedure_names(plot.procedures, self.time, frame, sheet, self.words))),
            Layer(tuple(procedure_lines(plot.procedures, self.time, [frame], sheet)), clipped=True),
            *(Layer(tuple(self._line(number, line)), clipped=True) for number, line in enumerate(plot.lines)),
            Layer(tuple(self._names())),
        )
        spots = [
            Spot(self._place(line, point), point.day, point, point.cell)
            for line in plot.lines
            for point in line.points
        ]
        spots += procedure_spots(plot.procedures, self.time, frame, sheet)
        spots.sort(key=lambda spot: (spot.day, spot.at))
        return Picture(sheet.width, sheet.height, layers, frame, self.time, tuple(spots))

    @cached_property
    def frame(self) -> Frame:
        sheet = self.sheet
        left = sheet.widest(tick.label for tick in self.axis.ticks) + 0.9 * sheet.em
        right = sheet.widest(map(self._name, self.plot.lines)) + 1.1 * sheet.em
        top = sheet.head + sheet.line * 1.1
        width = max(sheet.width - left - right, 4 * sheet.em)
        return Frame(left, top, width, max(sheet.height - top - sheet.line * 1.4, 1))

    def _ground(self) -> Iterator[Mark]:
        sheet, frame = self.sheet, self.frame
        yield from grid(frame, self.axis.ticks, sheet)
        whole = frame.y(self.axis.at(_WHOLE))
        yield Stroke(((frame.left, whole), (frame.right, whole)), "grey", 0.11 * sheet.em)
        yield from sheet.title(frame.left, self.words("plots.axis.lesions"))
        yield from dates(self.time, frame, sheet)

    def _line(self, number: int, line: LesionLine) -> Iterator[Mark]:
        ink, shape, sheet = self._ink(number), _SHAPES[number % len(_SHAPES)], self.sheet
        for run in line.runs:
            yield Stroke(tuple(self._place(line, point) for point in run), ink, 0.13 * sheet.em)
        for gap in line.gaps:
            places = tuple(self._place(line, point) for point in gap)
            yield Stroke(places, ink, 0.1 * sheet.em, Dash.DOTTED)
        yield Symbols(shape, tuple(self._place(line, point) for point in line.known), sheet.dot * 0.85, ink)
        unknown = tuple(self._place(line, point) for point in line.points if point.percent is None)
        if unknown:
            yield Symbols(Shape.CROSS, unknown, sheet.dot * 0.75, ink)
        above = tuple(self._place(line, point) for point in line.known if (point.percent or 0) > self.axis.top)
        if above:
            yield Symbols(shape, above, sheet.dot * 0.85, ink, filled=False, arrow=1)

    def _names(self) -> Iterator[Mark]:
        ends = []
        for number, line in enumerate(self.plot.lines):
            x, y = self._place(line, line.end)
            share = (self.frame.bottom - y) / self.frame.height
            ends.append(End(x, share, self._name(line), self._ink(number), number))
        yield from names_at_the_right(ends, self.frame, self.sheet)

    def _name(self, line: LesionLine) -> str:
        """The lesion, where it stands at the end, and what became of it unless it is simply measured."""
        end = line.end
        told = [line.lesion if line.in_sum else self.words("plots.lesion.later", lesion=line.lesion)]
        if end.share:
            told.append(end.share)
        if end.state is not LesionState.MEASURED:
            told.append(self.words(f"plots.lesion.{end.state.value}"))
        return self.sheet.cut(" ".join(told), max(self.sheet.width * _WIDEST_NAME, self.sheet.em * _EVER_LEGIBLE))

    def _ink(self, number: int) -> str:
        return _INKS[number % len(_INKS)]

    def _place(self, line: LesionLine, point: LesionPoint) -> Place:
        """A point without a diameter stands as high as the last known one before it."""
        return self._x(point.day), self.frame.y(self.axis.at(self._level[line.lesion, point.day, point.cell.row]))

    @cached_property
    def _level(self) -> dict[tuple[str, date, int], float]:
        levels = {}
        for line in self.plot.lines:
            last = _WHOLE
            for point in line.points:
                last = last if point.percent is None else point.percent
                levels[line.lesion, point.day, point.cell.row] = last
        return levels

    @cached_property
    def _x(self) -> Callable[[date], float]:
        return self.frame.across(self.time)
