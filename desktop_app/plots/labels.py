"""What is written into the course chart and where, so that screen and paper agree."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from desktop_app.plots.course_plot import CoursePlot, LevelKind, ProcedureKind, SumMark, SumPoint
from desktop_app.plots.numbers import millimetres_text
from domain.record import Bound, TherapyKind

WORD_KEYS: Final = (
    "plots.nothing_yet",
    "plots.axis.sums",
    "plots.axis.markers",
    *(f"plots.level.{kind.value}" for kind in LevelKind),
    *(f"plots.procedure.{kind.value}" for kind in ProcedureKind),
    *(f"plots.procedure_short.{kind.value}" for kind in ProcedureKind),
    *(f"plots.legend.{name}" for name in ("words", "at_least", "none", "censored", "reported", "undrawn")),
)
"""Every wording key that a painter of the course needs."""
OTHER_WORD_KEYS: Final = (
    "plots.no_lesions",
    "plots.axis.lesions",
    "plots.axis.swimmer",
    "plots.therapy.undated",
    *(f"plots.milestone.{name}" for name in ("diagnosed", "last_contact", "died")),
    *(f"plots.lane.{name}" for name in ("course", "response", "tace", "haic")),
    *(
        f"plots.lesion.{state}"
        for state in ("no_enhancement", "too_small", "not_evaluable", "unknown", "absent", "later")
    ),
    *(f"value.TherapyKind.{kind.value}" for kind in TherapyKind),
)
"""What the charts of lesions and of the whole course need besides."""


@dataclass(frozen=True, slots=True)
class LevelLabel:
    """The label of a reference line at its end; lines of one height share it."""

    kinds: tuple[LevelKind, ...]
    millimetres: float
    text: str


@dataclass(frozen=True, slots=True)
class PointLabel:
    """The response word of a point; ``at`` is its place on the time axis."""

    at: float
    text: str
    below: bool
    point: SumPoint


def level_labels(plot: CoursePlot) -> tuple[LevelLabel, ...]:
    """The labels of all reference lines, from the lowest upwards."""
    ordered = sorted(plot.levels, key=lambda level: (level.last_mm, level.kind.value))
    groups = groupby(ordered, key=lambda level: level.last_mm)
    return tuple(LevelLabel(tuple(level.kind for level in same), mm, millimetres_text(mm)) for mm, same in groups)


def placed_labels(plot: CoursePlot, gap: float) -> tuple[PointLabel, ...]:
    """The response words, above or below their points, none closer than ``gap`` to one on its side.

    ``gap`` is a share of the time axis. A word that has room on neither side is left out; the point, and
    the table beside the chart, still have it.
    """
    return tuple(_placed(plot, gap))


def legend(plot: CoursePlot) -> tuple[tuple[str, int], ...]:
    """What this chart shows that is not plain by itself: wording keys, each with its ``number``."""
    marks = {point.mark for point in plot.sums}
    bounded = any(point.bound is not Bound.EXACT for series in plot.markers for point in series.points)
    shown = {
        "words": any(point.word for point in plot.sums),
        "at_least": SumMark.AT_LEAST in marks,
        "none": SumMark.NONE in marks,
        "censored": bounded,
        "reported": any(point.reported for point in plot.sums),
        "undrawn": plot.undrawn_markers > 0,
    }
    return tuple((f"plots.legend.{name}", plot.undrawn_markers) for name, there in shown.items() if there)


def _placed(plot: CoursePlot, gap: float) -> Iterator[PointLabel]:
    if plot.time is None:
        return
    taken = {False: -1.0, True: -1.0}
    for point in plot.sums:
        at = plot.time.at(point.day)
        sides = (False,) if point.mark is SumMark.NONE else (False, True)
        below = next((side for side in sides if at - taken[side] >= gap), None)
        if point.word and below is not None:
            taken[below] = at
            yield PointLabel(at, f"({point.word})" if point.reported else point.word, below, point)


def spread(places: tuple[float, ...], gap: float, low: float = 0.0, high: float = 1.0) -> tuple[float, ...]:
    """Places for labels as near as may be to the given ones, at least ``gap`` apart, in the same order."""
    order = sorted(range(len(places)), key=lambda index: (places[index], index))
    room = [max(low, min(places[index], high)) for index in order]
    for here in range(1, len(room)):
        room[here] = max(room[here], room[here - 1] + gap)
    ceiling = high
    for here in range(len(room) - 1, -1, -1):
        room[here] = min(room[here], ceiling)
        ceiling = room[here] - gap
    placed = dict(zip(order, room, strict=True))
    return tuple(placed[index] for index in range(len(places)))
