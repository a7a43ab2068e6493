"""What a report says, as plain data; how it looks is decided in the layout."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, Literal

from desktop_app.plots import CoursePlot, LesionPlot, SwimmerPlot
from desktop_app.wording import Language

Align = Literal["left", "right", "center"]
Tone = Literal["plain", "quiet", "strong"]
Mark = Literal["met", "not_met", "indeterminate", "go", "ask", "stop"]


@dataclass(frozen=True, slots=True)
class Banner:
    """Who it is about: the name large, then labelled facts."""

    name: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """``share`` of the width; shares of a table add up to 1."""

    title: str
    share: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class TableRow:
    """``emphasis`` rows (treatments) are shaded so that the eye finds them.

    ``merged``: the first and last column of the cells that the text of the first of them spreads over.
    """

    cells: tuple[str, ...]
    emphasis: bool = False
    merged: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Charts:
    """The course, its single lesions beside it, and everything that was given as a band below."""

    course: CoursePlot
    lesions: LesionPlot
    whole: SwimmerPlot


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text under a verdict or in a list; ``aside`` says where it comes from."""

    text: str
    tone: Tone = "plain"
    label: str = ""
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A verdict or a recommendation: a shape and a word, what it is about, and why."""

    mark: Mark
    word: str
    name: str
    aside: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Statements:
    items: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labelled values with where they come from: (label, value, aside)."""

    items: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A framed list that must not be overlooked."""

    title: str
    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Empty lines to be written on, by their labels; a choice lists what can be ticked."""

    choices: tuple[tuple[str, tuple[str, ...]], ...]
    labels: tuple[str, ...]


Block = Banner | Heading | Table | Charts | Statements | Facts | Lines | Box | Signatures


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A report, complete. ``footer`` stands on every page, ``page`` is its page number with {page} of {pages}."""

    language: Language
    title: str
    ward: str
    creator: str
    printed_at: datetime
    blocks: tuple[Block, ...]
    footer: tuple[str, ...]
    page: str
    watermark: str


def texts_of(part: Any) -> Iterator[str]:
    """Every text within a part of a document."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from texts_of(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from texts_of(getattr(part, field.name))
