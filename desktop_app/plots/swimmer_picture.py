"""The whole course laid out in lanes: time from left to right, a bar for what lasted, a mark for what happened."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from desktop_app.plots.course_plot import ProcedureKind, ProcedureMark
from desktop_app.plots.picture import (
    MOST_LETTERS,
    Anchor,
    Area,
    Caption,
    Dash,
    Frame,
    Layer,
    Mark,
    Picture,
    Shape,
    Sheet,
    Spot,
    Stroke,
    Symbols,
)
from desktop_app.plots.scales import TimeAxis
from desktop_app.plots.sheet_marks import PROCEDURE_INKS, dates
from desktop_app.plots.swimmer_plot import Milestone, SwimmerPlot, TherapySpan
from desktop_app.wording import Wording
from domain.record import TherapyKind

_THERAPY_INKS: Final = {
    TherapyKind.HAIC: "violet",
    TherapyKind.TARGETED: "teal",
    TherapyKind.IMMUNOTHERAPY: "orange",
    TherapyKind.ABLATION: "red",
    TherapyKind.RESECTION: "red",
    TherapyKind.RADIOTHERAPY: "amber",
    TherapyKind.TRANSPLANT: "blue",
    TherapyKind.OTHER: "grey",
}
_RESPONSE_LOOKS: Final = {
    "PD": ("red", Shape.DIAMOND),
    "CR": ("teal", Shape.SQUARE),
    "PR": ("teal", Shape.TRIANGLE),
    "SD": ("text", Shape.DISC),
    "NE": ("muted", Shape.CROSS),
}
_HIGHEST_LANE: Final = 2.0
"""In lines: few lanes do not grow into fat bars."""
_LOWEST_LANE: Final = 1.12
"""In lines: closer, and the names of two lanes touch."""


def swimmer_picture(plot: SwimmerPlot, sheet: Sheet, words: Wording) -> Picture | None:
    """The chart on this sheet; None for an empty plot, whose message stands for it."""
    return None if plot.time is None else _SwimmerLayout(plot, plot.time, sheet, words).picture()


def band_height(plot: SwimmerPlot, sheet: Sheet, words: Wording) -> float:
    """The height, in the unit of the sheet, at which the lanes stand as close as they may; 0 for an empty plot."""
    if plot.time is None:
        return 0.0
    layout = _SwimmerLayout(plot, plot.time, sheet, words)
    return layout.beside_the_lanes + len(layout.lanes) * sheet.line * _LOWEST_LANE


@dataclass(frozen=True)
class _Lane:
    """A lane: its name, its marks at a height of its own, and what can be pointed at in it."""

    name: str
    marks: Callable[[float], Iterator[Mark]]
    spots: Callable[[float], Iterator[Spot]]
    clipped: bool = True


@dataclass(frozen=True)
class _SwimmerLayout:
    plot: SwimmerPlot
    time: TimeAxis
    sheet: Sheet
    words: Wording

    def picture(self) -> Picture:
        sheet, frame = self.sheet, self.frame
        layers = (
            Layer(tuple(self._ground())),
            *(Layer(tuple(each.marks(y)), each.clipped) for each, y in zip(self.lanes, self.middles, strict=True)),
        )
        spots = [spot for lane, y in zip(self.lanes, self.middles, strict=True) for spot in lane.spots(y)]
        spots.sort(key=lambda spot: (spot.day, spot.at[1]))
        return Picture(sheet.width, sheet.height, layers, frame, self.time, tuple(spots))

    @cached_property
    def lanes(self) -> tuple[_Lane, ...]:
        plot, words = self.plot, self.words
        lanes = [_Lane(words("plots.lane.course"), self._course, self._course_spots)]
        if plot.responses:
            lanes.append(_Lane(words("plots.lane.response"), self._responses, self._response_spots, clipped=False))
        if plot.tace:
            lanes.append(self._lane(words("plots.lane.tace"), plot.tace, ()))
        if plot.haic and not any(lane.kind is TherapyKind.HAIC for lane in plot.lanes):
            lanes.append(self._lane(words("plots.lane.haic"), plot.haic, ()))
        marks = plot.haic
        for lane in plot.lanes:
            given = marks if lane.kind is TherapyKind.HAIC else ()
            lanes.append(self._lane(words.value(lane.kind), given, lane.spans))
            marks = () if given else marks
        return tuple(lanes)

    @cached_property
    def frame(self) -> Frame:
        sheet = self.sheet
        left = sheet.widest(lane.name for lane in self.lanes) + 1.2 * sheet.em
        right = 2.2 * sheet.em
        room = max(sheet.height - self.beside_the_lanes, 1)
        height = min(room, len(self.lanes) * sheet.line * _HIGHEST_LANE)
        top = sheet.head + sheet.line * 0.1
        return Frame(left, top, max(sheet.width - left - right, 4 * sheet.em), height)

    @property
    def beside_the_lanes(self) -> float:
        """The height of the title above them and of the dates at the foot."""
        return self.sheet.head + self.sheet.line * 1.5

    @cached_property
    def middles(self) -> tuple[float, ...]:
        height = self.lane_height
        return tuple(self.frame.top + (number + 0.5) * height for number in range(len(self.lanes)))

    @property
    def lane_height(self) -> float:
        return self.frame.height / len(self.lanes)

    @property
    def half(self) -> float:
        """Half the height of a bar."""
        return min(self.lane_height * 0.4, self.sheet.line * 0.62)

    def _ground(self) -> Iterator[Mark]:
        sheet, frame = self.sheet, self.frame
        yield from sheet.title(frame.left, self.words("plots.axis.swimmer"))
        for tick in self.time.ticks:
            x = frame.x(tick.at)
            yield Stroke(((x, frame.top), (x, frame.bottom)), "border", 0.055 * sheet.em)
        for number in range(len(self.lanes) + 1):
            y = frame.top + number * self.lane_height
            yield Stroke(((0, y), (frame.right, y)), "border", 0.055 * sheet.em)
        for lane, y in zip(self.lanes, self.middles, strict=True):
            yield Caption((frame.left - 0.6 * sheet.em, y), lane.name, "text", Anchor.END)
        yield from dates(self.time, frame, sheet)

    # The patient's course

    def _course(self, y: float) -> Iterator[Mark]:
        marks = {mark.kind: mark for mark in self.plot.milestones}
        diagnosed = marks.get(Milestone.DIAGNOSED)
        last = marks.get(Milestone.DIED) or marks[Milestone.LAST_CONTACT]
        first = diagnosed.day if diagnosed else self._first_day
        left, right, thin = self._x(first), self._x(last.day), self.half * 0.45
        yield Area(left, y - thin, max(right - left, 1.0), 2 * thin, "grey", 0.35)
        if diagnosed:
            yield Symbols(Shape.SQUARE, ((left, y),), self.sheet.dot, "text")
        if last.kind is Milestone.DIED:
            yield Symbols(Shape.CROSS, ((right, y),), self.sheet.dot * 1.25, "text")
        else:
            yield from _onward(self.sheet.em, right, y, "grey", solid=last.certain)
        words = [self.words(f"plots.milestone.{mark.kind.value}") for mark in (diagnosed, last) if mark]
        if self.sheet.widest(words) * 2 + 3 * self.sheet.em < right - left:
            pad = 0.7 * self.sheet.em
            yield Caption((right - pad, y), words[-1], "text", Anchor.END)
            if diagnosed:
                yield Caption((left + pad, y), words[0], "text")

    @property
    def _first_day(self) -> date:
        days = [mark.first for mark in self.plot.procedures] + [point.day for point in self.plot.responses]
        return min([*days, *(mark.day for mark in self.plot.milestones)])

    def _course_spots(self, y: float) -> Iterator[Spot]:
        for mark in self.plot.milestones:
            yield Spot((self._x(mark.day), y), mark.day, mark, mark.cell)

    # What images showed

    def _responses(self, y: float) -> Iterator[Mark]:
        """A shape each, and its word where that does not run into the next."""
        em = self.sheet.em
        shown = [(point, x) for point in self.plot.responses if self.frame.holds(x := self._x(point.day))]
        followed = [*(x for _, x in shown[1:]), self.sheet.width + em]
        for (point, x), following in zip(shown, followed, strict=False):
            ink, shape = _RESPONSE_LOOKS[point.word]
            yield Symbols(shape, ((x, y),), self.sheet.dot * 0.8, ink, filled=point.word == "PD")
            text = f"({point.word})" if point.reported else point.word
            if x + self.sheet.measured(text, True) + 1.2 * em <= following:
                yield Caption((x + 0.6 * em, y), text, ink, bold=True)

    def _response_spots(self, y: float) -> Iterator[Spot]:
        for point in self.plot.responses:
            yield Spot((self._x(point.day), y), point.day, point, point.cell)

    # Procedures and other therapies

    def _lane(self, name: str, marks: Sequence[ProcedureMark], spans: Sequence[TherapySpan]) -> _Lane:
        def drawn(y: float) -> Iterator[Mark]:
            followed = [*(self._x(span.begin) for span in spans[1:]), self.frame.right]
            free = self.frame.left
            for span, limit in zip(spans, followed, strict=False):
                yield from self._therapy(span, y, free, limit)
                free = self._x(span.until)
            for mark in marks:
                yield from self._procedure(mark, y)
            yield from self._numbers(marks, y)

        def spots(y: float) -> Iterator[Spot]:
            for span in spans:
                yield Spot((self._x(span.begin), y), span.begin, span, span.cell, until=self._x(span.until))
            for mark in marks:
                yield Spot((self._x(mark.first), y), mark.first, mark, mark.cell, until=self._x(mark.last))

        return _Lane(name, drawn, spots)

    def _procedure(self, mark: ProcedureMark, y: float) -> Iterator[Mark]:
        first, last, ink = self._x(mark.first), self._x(mark.last), PROCEDURE_INKS[mark.kind]
        if mark.kind is ProcedureKind.ABORTED:
            yield Symbols(Shape.CROSS, ((first, y),), self.sheet.dot * 0.8, ink)
            return
        if last > first:
            yield Area(first, y - self.half, last - first, 2 * self.half, ink, 0.25)
        for x in dict.fromkeys((first, last)):
            yield Stroke(((x, y - self.half), (x, y + self.half)), ink, 0.25 * self.sheet.em)

    def _numbers(self, marks: Sequence[ProcedureMark], y: float) -> Iterator[Mark]:
        free, em = float("-inf"), self.sheet.em
        for mark in sorted(marks, key=lambda each: each.first):
            x = self._x(mark.last) + 0.35 * em
            if mark.number is not None and x >= free:
                free = x + self.sheet.measured(str(mark.number), False) + 0.5 * em
                yield Caption((x, y), str(mark.number), PROCEDURE_INKS[mark.kind])

    def _therapy(self, span: TherapySpan, y: float, free: float, limit: float) -> Iterator[Mark]:
        """A bar, a mark for what was done on one day, or only the name where no day is recorded."""
        ink = _THERAPY_INKS[span.kind] if span.dated else "muted"
        left, right = self._x(span.begin), self._x(span.until)
        if span.at_once:
            yield Symbols(Shape.TRIANGLE, ((left, y),), self.sheet.dot, ink)
        elif span.dated:
            yield Area(left, y - self.half, max(right - left, 2.0), 2 * self.half, ink, 0.22)
            yield from self._edges(span, left, right, y)
        name = span.name if span.dated else " ".join((span.name, self.words("plots.therapy.undated"))).strip()
        yield from self._name(name, ink, y, (max(left, self.frame.left), right), (free, limit))

    def _name(
        self, name: str, ink: str, y: float, bar: tuple[float, float], room: tuple[float, float]
    ) -> Iterator[Mark]:
        """In its bar where it fits, else before or after it, else cut where there is most room."""
        pad = 0.5 * self.sheet.em
        beyond = 1.6 * self.sheet.em
        width = self.sheet.measured(name[:MOST_LETTERS], False) + 2 * pad
        before, inside, after = bar[0] - room[0], bar[1] - bar[0], room[1] - bar[1] - beyond
        if width > inside and before >= width > after:
            yield Caption((bar[0] - pad, y), name, ink, Anchor.END)
        elif width > inside and after >= width:
            yield Caption((bar[1] + beyond if inside > 0 else bar[1] + 2 * pad, y), name, ink)
        else:
            yield Caption((bar[0] + pad, y), self.sheet.cut(name, max(inside, after) - 2 * pad), ink)

    def _edges(self, span: TherapySpan, left: float, right: float, y: float) -> Iterator[Mark]:
        """A solid edge where the day is recorded, a dotted one where it is not, an arrow where it goes on."""
        ink, em = _THERAPY_INKS[span.kind], self.sheet.em
        dash = Dash.SOLID if span.started is not None else Dash.DOTTED
        yield Stroke(((left, y - self.half), (left, y + self.half)), ink, 0.2 * em, dash)
        if span.ended is not None:
            yield Stroke(((right, y - self.half), (right, y + self.half)), ink, 0.2 * em)
        else:
            yield from _onward(self.sheet.em, right, y, ink)

    @cached_property
    def _x(self) -> Callable[[date], float]:
        return self.frame.across(self.time)


def _onward(em: float, x: float, y: float, ink: str, *, solid: bool = True) -> Iterator[Mark]:
    """An arrow to the right: it goes on from here."""
    dash = Dash.SOLID if solid else Dash.DOTTED
    yield Stroke(((x, y), (x + 1.2 * em, y)), ink, 0.14 * em, dash)
    tip = ((x + 0.8 * em, y - 0.4 * em), (x + 1.25 * em, y), (x + 0.8 * em, y + 0.4 * em))
    yield Stroke(tip, ink, 0.14 * em)
