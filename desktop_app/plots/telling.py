"""What a point of a chart says when it is pointed at, in words: for the eye and for a screen reader alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from desktop_app.plots.course_plot import MarkerPoint, ProcedureKind, ProcedureMark, SumMark, SumPoint
from desktop_app.plots.lesion_plot import LesionPoint, LesionState
from desktop_app.plots.marker_values import CANONICAL_UNITS
from desktop_app.plots.numbers import millimetres_text
from desktop_app.plots.sheet_marks import procedure_name
from desktop_app.plots.swimmer_plot import MilestoneMark, TherapySpan
from desktop_app.wording import Wording
from domain.record import Bound


@dataclass(frozen=True, slots=True)
class Told:
    """A title, and the lines under it."""

    title: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return " · ".join((self.title, *self.lines))


def told(shown: Any, words: Wording) -> Told:
    """What ``Spot.shows`` shows, in words."""
    title, *lines = (part for part in _parts(shown, words) if part)
    return Told(title, tuple(lines))


@singledispatch
def _parts(shown: object, words: Wording) -> Iterator[str]:
    raise TypeError(type(shown), words)


@_parts.register
def _(point: SumPoint, words: Wording) -> Iterator[str]:
    yield _beside(point.day.isoformat(), point.modality)
    yield _sum(point, words)
    yield _beside(
        words("plots.told.from_first", change=point.from_first) if point.from_first else "",
        words("plots.told.from_nadir", change=point.from_nadir) if point.from_nadir else "",
    )
    if point.word:
        yield words("plots.told.reported" if point.reported else "plots.told.response", word=point.word)
    if point.baseline:
        yield words("plots.told.baseline")
    yield _reader(point.reader, words)


def _sum(point: SumPoint, words: Wording) -> str:
    if point.mark is SumMark.NONE or point.millimetres is None:
        return words("plots.told.no_sum")
    key = "plots.told.sum" if point.mark is SumMark.KNOWN else "plots.told.at_least"
    return words(key, millimetres=millimetres_text(point.millimetres))


@_parts.register
def _(point: MarkerPoint, words: Wording) -> Iterator[str]:
    yield f"{point.day.isoformat()} · {point.marker.value}"
    unit = CANONICAL_UNITS[point.marker]
    yield point.entered
    if not point.entered.endswith(unit):
        yield words("plots.told.canonical", value=f"{point.value:g}", unit=unit)
    if point.bound is not Bound.EXACT:
        yield words(f"plots.told.bound_{point.bound.value}")
    yield point.where


@_parts.register
def _(mark: ProcedureMark, words: Wording) -> Iterator[str]:
    yield f"{mark.first.isoformat()} · {procedure_name(mark, words)}"
    yield mark.what if mark.kind is not ProcedureKind.HAIC else ""
    if mark.last > mark.first:
        yield words("plots.told.in_parts", first=mark.first, last=mark.last)


@_parts.register
def _(point: LesionPoint, words: Wording) -> Iterator[str]:
    yield f"{point.day.isoformat()} · {point.lesion}"
    if point.millimetres is not None:
        yield words("plots.told.lesion", millimetres=millimetres_text(point.millimetres))
    if point.share:
        yield words("plots.told.share", share=point.share)
    if point.state is not LesionState.MEASURED:
        yield words(f"plots.lesion.{point.state.value}")
    yield _reader(point.reader, words)


@_parts.register
def _(mark: MilestoneMark, words: Wording) -> Iterator[str]:
    yield f"{mark.day.isoformat()} · {words(f'plots.milestone.{mark.kind.value}')}"
    if not mark.certain:
        yield words("plots.told.latest_entry")


@_parts.register
def _(span: TherapySpan, words: Wording) -> Iterator[str]:
    yield _beside(words.value(span.kind), span.name)
    yield _days(span, words)


def _days(span: TherapySpan, words: Wording) -> str:
    if not span.dated:
        return words("plots.therapy.undated")
    if span.at_once:
        return span.begin.isoformat()
    if span.ended is None:
        return words("plots.told.since", first=span.started)
    if span.started is None:
        return words("plots.told.until", last=span.ended)
    return words("plots.told.from_to", first=span.started, last=span.ended)


def _reader(reader: str, words: Wording) -> str:
    return words("plots.told.reader", reader=reader) if reader else ""


def _beside(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
