"""Marks that every chart of a course has: grid, dates, procedures as vertical lines, names at the right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from desktop_app.plots.course_plot import ProcedureKind, ProcedureMark
from desktop_app.plots.labels import spread
from desktop_app.plots.picture import Anchor, Area, Caption, Dash, Frame, Mark, Sheet, Spot, Stroke
from desktop_app.plots.scales import Tick, TimeAxis
from desktop_app.wording import Wording

PROCEDURE_INKS: Final = {
    ProcedureKind.TACE: "blue",
    ProcedureKind.HAIC: "violet",
    ProcedureKind.ABORTED: "grey",
}
_NAMES_FROM, _NAMES_UP_TO = -0.05, 1.07
"""How far names may stand beyond the foot and the top of their frame."""
_PROCEDURE_DASHES: Final = {
    ProcedureKind.TACE: Dash.SOLID,
    ProcedureKind.HAIC: Dash.DASH_DOT,
    ProcedureKind.ABORTED: Dash.DASHED,
}


def grid(frame: Frame, ticks: Sequence[Tick], sheet: Sheet) -> Iterator[Mark]:
    """Lines across and their labels; where there is no room for all, minor ones give way first."""
    legible = _legible(ticks, sheet.line * 0.82 / max(frame.height, 1.0))
    for tick in ticks:
        if not tick.minor or tick in legible:
            y = frame.y(tick.at)
            yield Stroke(((frame.left, y), (frame.right, y)), "border", 0.055 * sheet.em)
    for tick in legible:
        yield Caption((frame.left - 0.45 * sheet.em, frame.y(tick.at)), tick.label, "muted", Anchor.END)


def _legible(ticks: Sequence[Tick], gap: float) -> list[Tick]:
    shown: list[Tick] = []
    for tick in sorted((tick for tick in ticks if tick.label), key=lambda tick: tick.minor):
        if all(abs(tick.at - other.at) >= gap for other in shown):
            shown.append(tick)
    return shown


def dates(time: TimeAxis, frame: Frame, sheet: Sheet) -> Iterator[Mark]:
    """The days at the foot; a label that would run into its neighbour is left out."""
    foot, free = frame.bottom, float("-inf")
    for tick in time.ticks:
        x = frame.x(tick.at)
        yield Stroke(((x, foot), (x, foot + 0.35 * sheet.em)), "muted", 0.09 * sheet.em)
        half = sheet.measured(tick.label, False) / 2
        if x - half >= free and x + half <= sheet.width:
            free = x + half + 0.5 * sheet.em
            yield Caption((x, foot + 0.3 * sheet.em + sheet.line / 2), tick.label, "muted", Anchor.MIDDLE)


def procedure_lines(
    marks: Sequence[ProcedureMark], time: TimeAxis, frames: Sequence[Frame], sheet: Sheet
) -> Iterator[Mark]:
    """A line through each panel; a procedure in parts is a band between its first and its last day."""
    for mark in marks:
        ink = PROCEDURE_INKS[mark.kind]
        for frame in frames:
            first, last = frame.x(time.at(mark.first)), frame.x(time.at(mark.last))
            if last > first:
                yield Area(first, frame.top, last - first, frame.height, ink, 0.18)
            for x in dict.fromkeys((first, last)):
                yield Stroke(
                    ((x, frame.top), (x, frame.bottom)), ink, 0.11 * sheet.em, _PROCEDURE_DASHES[mark.kind]
                )


def procedure_names(
    marks: Sequence[ProcedureMark], time: TimeAxis, frame: Frame, sheet: Sheet, words: Wording
) -> Iterator[Caption]:
    """Names above their lines: long ones where they all fit, else the bare numbers, else those that fit."""
    shown = [(x, mark) for mark in marks if frame.holds(x := frame.x(_middle(mark, time)))]
    shown.sort(key=lambda each: each[0])
    names = [procedure_name(mark, words) for _, mark in shown]
    nearest = min((after[0] - before[0] for before, after in pairwise(shown)), default=frame.width)
    if sheet.widest(names) + 0.5 * sheet.em > nearest:
        names = [words(f"plots.procedure_short.{mark.kind.value}", number=mark.number) for _, mark in shown]
    free = float("-inf")
    for (x, mark), name in zip(shown, names, strict=True):
        half = sheet.measured(name, False) / 2
        if x - half >= free:
            free = x + half + 0.2 * sheet.em
            at = (x, frame.top - 0.51 * sheet.line)
            yield Caption(at, name, PROCEDURE_INKS[mark.kind], Anchor.MIDDLE)


def procedure_name(mark: ProcedureMark, words: Wording) -> str:
    return words(f"plots.procedure.{mark.kind.value}", number=mark.number)


def procedure_spots(marks: Sequence[ProcedureMark], time: TimeAxis, frame: Frame, sheet: Sheet) -> Iterator[Spot]:
    for mark in marks:
        at = (frame.x(_middle(mark, time)), frame.top - 0.51 * sheet.line)
        yield Spot(at, mark.first, mark, mark.cell)


@dataclass(frozen=True, slots=True)
class End:
    """The end of a line that has a name: its x, its height between 0 and 1; the lowest ``rank`` counts most."""

    x: float
    share: float
    name: str
    ink: str
    rank: int


def names_at_the_right(ends: Sequence[End], frame: Frame, sheet: Sheet) -> Iterator[Mark]:
    """Names of lines beside their ends, spread where they would touch; where there are too many, the first ranks.

    A thin stroke leads from each end that is in sight to its name.
    """
    gap = sheet.line * 0.92 / max(frame.height, 1.0)
    most = int((_NAMES_UP_TO - _NAMES_FROM) / gap) + 1
    shown = sorted(sorted(ends, key=lambda end: end.rank)[:most], key=lambda end: end.share)
    places = spread(tuple(end.share for end in shown), gap, _NAMES_FROM, _NAMES_UP_TO)
    for end, place in zip(shown, places, strict=True):
        y, true_y = frame.y(place), frame.y(end.share)
        if frame.holds(end.x):
            lead = ((end.x, true_y), (frame.right + 0.15 * sheet.em, true_y), (frame.right + 0.6 * sheet.em, y))
            yield Stroke(lead, end.ink, 0.045 * sheet.em)
        yield Caption((frame.right + 0.75 * sheet.em, y), end.name, end.ink)


def _middle(mark: ProcedureMark, time: TimeAxis) -> float:
    return (time.at(mark.first) + time.at(mark.last)) / 2
