"""A chart as marks on a sheet: laid out once, painted on the screen, on paper and into an image file alike.

Places are (x, y) from the upper left corner, in the unit of the sheet (pixels or points); sizes of marks
follow its typeface, so that a chart keeps its proportions at every zoom. Inks are names ("text", "muted",
"border", "surface" or a hue such as "red") that each painter knows in its own colours.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from desktop_app.plots.scales import TimeAxis
from domain.logic.cell import Cell

Place = tuple[float, float]
MOST_LETTERS: Final = 200
"""A text longer than this is never written out: nobody reads it in a chart, and measuring it takes time."""
DOT: Final = 0.34
"""The radius of a point, in em."""


class Dash(StrEnum):
    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"
    DASH_DOT = "dash_dot"


DASHES: Final[dict[Dash, tuple[float, ...]]] = {
    Dash.SOLID: (),
    Dash.DASHED: (4, 2),
    Dash.DOTTED: (1, 2),
    Dash.DASH_DOT: (5, 2, 1, 2),
}
"""Lengths of dash and gap in widths of the line."""


class Anchor(StrEnum):
    START = "start"
    MIDDLE = "middle"
    END = "end"


class Shape(StrEnum):
    DISC = "disc"
    SQUARE = "square"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"
    CROSS = "cross"


CORNERS: Final[dict[Shape, tuple[Place, ...]]] = {
    Shape.SQUARE: ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
    Shape.TRIANGLE: ((0, -1.1), (1.05, 0.8), (-1.05, 0.8)),
    Shape.DIAMOND: ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
}
"""The outlines of shapes for a radius of 1; a disc has none, a cross is two strokes."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through these places."""

    places: tuple[Place, ...]
    ink: str
    width: float
    dash: Dash = Dash.SOLID


@dataclass(frozen=True, slots=True)
class Area:
    """A filled rectangle; ``opacity`` 0 to 1."""

    left: float
    top: float
    width: float
    height: float
    ink: str
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Symbols:
    """Equal points: filled for a value, open for a bound; ``arrow`` 1 points upwards, -1 downwards."""

    shape: Shape
    places: tuple[Place, ...]
    radius: float
    ink: str
    filled: bool = True
    arrow: int = 0


@dataclass(frozen=True, slots=True)
class Caption:
    """A text whose middle line is at y; ``backed`` = on a ground of its own, so that no line runs through it."""

    at: Place
    text: str
    ink: str
    anchor: Anchor = Anchor.START
    bold: bool = False
    backed: bool = False


Mark = Stroke | Area | Symbols | Caption


@dataclass(frozen=True, slots=True)
class Layer:
    """Marks that change together; ``clipped`` = nothing of them shows left or right of the frame."""

    marks: tuple[Mark, ...]
    clipped: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the sheet that the time axis spans."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def x(self, share: float) -> float:
        return self.left + share * self.width

    def y(self, share: float) -> float:
        """From 0 at the foot to 1 at the top."""
        return self.bottom - share * self.height

    def across(self, time: TimeAxis) -> Callable[[date], float]:
        """Where a day stands; worked out once for the hundreds of points of a chart."""
        first = time.first.toordinal()
        left, scale = self.left, self.width / max(1, time.last.toordinal() - first)
        return lambda day: left + (day.toordinal() - first) * scale

    def holds(self, x: float) -> bool:
        return self.left - 0.5 <= x <= self.right + 0.5


@dataclass(frozen=True, slots=True)
class Spot:
    """Something to point at: where it is (a bar reaches to ``until``), what it shows, where it leads."""

    at: Place
    day: date
    shows: Any
    cell: Cell
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A laid-out chart. ``spots`` are all its points in order of time, those beyond the frame included."""

    width: float
    height: float
    layers: tuple[Layer, ...]
    frame: Frame
    time: TimeAxis
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a chart is laid out on: its size, and how large a text is on it.

    ``titled`` = the sheet itself says what it shows; a panel that says so above it does without.
    """

    width: float
    height: float
    em: float
    line: float
    measured: Callable[[str, bool], float]
    titled: bool = True

    @property
    def head(self) -> float:
        """The height that the title takes."""
        return self.line * 1.05 if self.titled else 0.0

    def title(self, left: float, text: str) -> tuple[Caption, ...]:
        return (Caption((left, self.line * 0.55), text, "muted"),) if self.titled else ()

    @property
    def dot(self) -> float:
        return DOT * self.em

    def cut(self, text: str, room: float) -> str:
        """The text, or its beginning with "…" where there is no room for all."""
        if len(text) < MOST_LETTERS and self.measured(text, False) <= room:
            return text
        cut = text[:MOST_LETTERS]
        while cut and self.measured(f"{cut}…", False) > room:
            cut = cut[:-1]
        return f"{cut}…" if cut else ""

    def widest(self, texts: Iterable[str], *, bold: bool = False) -> float:
        return max((self.measured(text, bold) for text in texts), default=0.0)


def arrow_of(at: Place, radius: float, arrow: int) -> tuple[tuple[Place, ...], ...]:
    """The strokes of the arrow at a point that stands for a bound: its shaft, and its tip."""
    x, y = at
    tip = y - arrow * radius * 3.4
    wing = tip + arrow * radius * 1.0
    return (
        ((x, y - arrow * radius), (x, tip)),
        ((x - radius * 0.8, wing), (x, tip), (x + radius * 0.8, wing)),
    )
