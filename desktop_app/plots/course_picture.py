"""The course laid out: sums with their limits above, markers on a log axis below, TACE as vertical lines."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from desktop_app.plots.course_plot import CoursePlot, LevelKind, MarkerSeries, SumMark, SumPoint
from desktop_app.plots.labels import LevelLabel, level_labels, placed_labels
from desktop_app.plots.picture import (
    Anchor,
    Caption,
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
from desktop_app.plots.scales import TimeAxis
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
from domain.record import Bound, Marker

_LEVELS: Final = {
    LevelKind.BASELINE: ("grey", Dash.SOLID),
    LevelKind.NADIR: ("grey", Dash.DOTTED),
    LevelKind.PD_LIMIT: ("red", Dash.DASHED),
    LevelKind.PR_LIMIT: ("teal", Dash.DASHED),
    LevelKind.CCI_LIMIT: ("orange", Dash.DASH_DOT),
}
_MARKERS: Final = {
    Marker.AFP: ("blue", Shape.DISC),
    Marker.PIVKA_II: ("violet", Shape.SQUARE),
    Marker.AFP_L3: ("amber", Shape.TRIANGLE),
}
_ARROWS: Final = {Bound.EXACT: 0, Bound.GT: 1, Bound.LT: -1}
_HEAVIEST: Final = (LevelKind.CCI_LIMIT, LevelKind.PD_LIMIT, LevelKind.BASELINE)
_RANKS: Final = (
    LevelKind.PD_LIMIT,
    LevelKind.CCI_LIMIT,
    LevelKind.BASELINE,
    LevelKind.NADIR,
    LevelKind.PR_LIMIT,
)
"""Whose names stay where there is no room for all."""
_RESPONSE_INKS: Final = {"PD": "red", "CR": "teal", "PR": "teal"}


def course_picture(plot: CoursePlot, sheet: Sheet, words: Wording) -> Picture | None:
    """The chart on this sheet; None for an empty plot, whose message stands for it."""
    return None if plot.time is None else _CourseLayout(plot, plot.time, sheet, words).picture()


@dataclass(frozen=True)
class _CourseLayout:
    plot: CoursePlot
    time: TimeAxis
    sheet: Sheet
    words: Wording

    def picture(self) -> Picture:
        upper, lower, sheet = self.upper, self.lower, self.sheet
        panels = [frame for frame in (upper, lower) if frame.height > 0]
        layers = (
            Layer(
                (*self._ground(), *procedure_names(self.plot.procedures, self.time, panels[0], sheet, self.words))
            ),
            Layer(tuple(procedure_lines(self.plot.procedures, self.time, panels, sheet)), clipped=True),
            Layer(tuple(self._values()), clipped=True),
            Layer((*self._levels(), *self._sums()), clipped=True),
            Layer(tuple(self._level_names())),
        )
        frame = Frame(upper.left, panels[0].top, upper.width, lower.bottom - panels[0].top)
        spots = sorted(self._spots(panels[0]), key=lambda spot: (spot.day, spot.at[0]))
        return Picture(sheet.width, sheet.height, layers, frame, self.time, tuple(spots))

    @cached_property
    def upper(self) -> Frame:
        box, gap, share = self._box, self.sheet.line * 1.75, self.plot.sums_share
        if share in (0.0, 1.0):
            return Frame(box.left, box.top, box.width, box.height * share)
        return Frame(box.left, box.top, box.width, (box.height - gap) * share)

    @cached_property
    def lower(self) -> Frame:
        box, upper = self._box, self.upper
        gap = self.sheet.line * 1.75 if 0.0 < self.plot.sums_share < 1.0 else 0.0
        return Frame(box.left, upper.bottom + gap, box.width, box.height - upper.height - gap)

    @cached_property
    def _box(self) -> Frame:
        """Room for ticks at the left, names of limits at the right, titles above, dates at the foot."""
        sheet, plot = self.sheet, self.plot
        ticks = [*(plot.lengths.ticks if plot.lengths else ()), *(plot.values.ticks if plot.values else ())]
        left = sheet.widest(tick.label for tick in ticks) + 0.9 * sheet.em
        right = max(sheet.widest(map(self._level_name, self._level_labels)), sheet.em) + 1.1 * sheet.em
        top = sheet.head + sheet.line * 1.1
        return Frame(
            left, top, max(sheet.width - left - right, 4 * sheet.em), max(sheet.height - top - sheet.line * 1.4, 1)
        )

    def _ground(self) -> Iterator[Mark]:
        plot, sheet = self.plot, self.sheet
        if plot.lengths is not None:
            yield from grid(self.upper, plot.lengths.ticks, sheet)
            yield from sheet.title(self.upper.left, self.words("plots.axis.sums"))
        if plot.values is not None:
            yield from grid(self.lower, plot.values.ticks, sheet)
            yield from self._marker_names()
        yield from dates(self.time, self.lower if plot.values is not None else self.upper, sheet)

    def _marker_names(self) -> Iterator[Mark]:
        """The title and what the signs mean; where the sheet is narrow without the title, then without units."""
        sheet, em, left = self.sheet, self.sheet.em, self.lower.left
        y = self.lower.top - sheet.line * 0.7
        title = self.words("plots.axis.markers")
        names = [f"{series.marker.value} {series.unit}" for series in self.plot.markers]
        taken = sum(3.4 * em + sheet.measured(name, False) for name in names)
        before = sheet.measured(title, False) + 1.2 * em
        if left + before + taken <= sheet.width:
            yield Caption((left, y), title, "muted")
            left += before
        elif left + taken > sheet.width:
            names = [series.marker.value for series in self.plot.markers]
        for series, name in zip(self.plot.markers, names, strict=True):
            ink, shape = _MARKERS[series.marker]
            yield Stroke(((left, y), (left + 1.8 * em, y)), ink, 0.11 * em)
            yield Symbols(shape, ((left + 0.9 * em, y),), sheet.dot * 0.85, ink)
            yield Caption((left + 2.2 * em, y), name, ink)
            left += 3.4 * em + sheet.measured(name, False)

    def _levels(self) -> Iterator[Mark]:
        for level in self.plot.levels:
            ink, dash = _LEVELS[level.kind]
            for first, last, height in level.steps:
                y = self._height(height)
                places = ((self._x(first), y), (self._x(last), y))
                yield Stroke(places, ink, 0.115 * self.sheet.em, dash)

    def _level_names(self) -> Iterator[Mark]:
        if self.plot.lengths is None:
            return
        ends = {level.kind: self._x(level.steps[-1][1]) for level in self.plot.levels}
        named = []
        for label in self._level_labels:
            heaviest = next((kind for kind in _HEAVIEST if kind in label.kinds), label.kinds[0])
            end = max(ends[kind] for kind in label.kinds)
            share = self.plot.lengths.at(label.millimetres)
            rank = min(map(_RANKS.index, label.kinds))
            named.append(End(end, share, self._level_name(label), _LEVELS[heaviest][0], rank))
        yield from names_at_the_right(named, self.upper, self.sheet)

    @cached_property
    def _level_labels(self) -> tuple[LevelLabel, ...]:
        return level_labels(self.plot)

    def _level_name(self, label: LevelLabel) -> str:
        return "/".join(self.words(f"plots.level.{kind.value}") for kind in label.kinds) + f" {label.text}"

    def _sums(self) -> Iterator[Mark]:
        sheet = self.sheet
        for run in self.plot.runs:
            yield Stroke(tuple(self._sum_places[point] for point in run), "text", 0.17 * sheet.em)
        yield from self._response_words()
        for mark, shape, arrow in (
            (SumMark.KNOWN, Shape.DISC, 0),
            (SumMark.AT_LEAST, Shape.DISC, 1),
            (SumMark.NONE, Shape.DIAMOND, 0),
        ):
            places = tuple(place for point, place in self._sum_places.items() if point.mark is mark)
            if places:
                yield Symbols(shape, places, sheet.dot, "text", mark is SumMark.KNOWN, arrow)

    def _response_words(self) -> Iterator[Mark]:
        sheet = self.sheet
        gap = (sheet.measured("(PD)", True) + 0.35 * sheet.em) / max(self.upper.width, 1)
        rise = sheet.dot + sheet.line * 0.5
        for label in placed_labels(self.plot, gap):
            x, y = self._sum_places[label.point]
            clear = sheet.dot * 2.8 if label.point.mark is SumMark.AT_LEAST and not label.below else 0.0
            at = (x, y + rise if label.below else y - rise - clear)
            ink = _RESPONSE_INKS.get(label.point.word, "text")
            yield Caption(at, label.text, ink, Anchor.MIDDLE, bold=True, backed=True)

    def _values(self) -> Iterator[Mark]:
        for series, places in self._value_places:
            ink, shape = _MARKERS[series.marker]
            yield Stroke(places, ink, 0.1 * self.sheet.em)
            for bound, arrow in _ARROWS.items():
                chosen = tuple(
                    place for point, place in zip(series.points, places, strict=True) if point.bound is bound
                )
                if chosen:
                    yield Symbols(shape, chosen, self.sheet.dot * 0.85, ink, bound is Bound.EXACT, arrow)

    @cached_property
    def _sum_places(self) -> dict[SumPoint, Place]:
        return {point: (self._x(point.day), self._sum_height(point)) for point in self.plot.sums}

    def _sum_height(self, point: SumPoint) -> float:
        """An image without a sum stands at the foot."""
        if point.mark is SumMark.NONE or point.millimetres is None:
            return self.upper.bottom - self.sheet.dot * 1.4
        return self._height(point.millimetres)

    @cached_property
    def _value_places(self) -> tuple[tuple[MarkerSeries, tuple[Place, ...]], ...]:
        axis = self.plot.values
        if axis is None:
            return ()
        return tuple(
            (each, tuple((self._x(point.day), self.lower.y(axis.at(point.value))) for point in each.points))
            for each in self.plot.markers
        )

    def _spots(self, topmost: Frame) -> Iterator[Spot]:
        for point, place in self._sum_places.items():
            yield Spot(place, point.day, point, point.cell)
        for series, places in self._value_places:
            for value, place in zip(series.points, places, strict=True):
                yield Spot(place, value.day, value, value.cell)
        yield from procedure_spots(self.plot.procedures, self.time, topmost, self.sheet)

    @cached_property
    def _x(self) -> Callable[[date], float]:
        return self.upper.across(self.time)

    def _height(self, millimetres: float) -> float:
        axis = self.plot.lengths
        return self.upper.y(axis.at(millimetres)) if axis is not None else self.upper.bottom
