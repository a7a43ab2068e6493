"""What the course chart shows, as plain data: the screen and the paper draw the same."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop_app.plots.scales import LengthAxis, LogAxis, TimeAxis
from domain.logic.cell import Cell
from domain.record import Bound, Marker


class SumMark(StrEnum):
    """How a sum is drawn: filled; open with an arrow upwards (a lower bound); at the foot, no sum."""

    KNOWN = "known"
    AT_LEAST = "at_least"
    NONE = "none"


class LevelKind(StrEnum):
    BASELINE = "baseline"
    NADIR = "nadir"
    PD_LIMIT = "pd_limit"
    PR_LIMIT = "pr_limit"
    CCI_LIMIT = "cci_limit"


class ProcedureKind(StrEnum):
    """Counted TACE sessions have a number; HAIC alone and aborted procedures have none."""

    TACE = "tace"
    HAIC = "haic"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True)
class SumPoint:
    """An image: its sum of viable diameters (mm; the known part for a lower bound; None = no sum).

    ``word`` is the overall response, else the target response, else what was reported ("reported" is then
    """

    day: date
    millimetres: float | None
    mark: SumMark
    word: str
    reported: bool
    baseline: bool
    image: int
    cell: Cell
    modality: str = ""
    reader: str = ""
    from_first: str = ""
    from_nadir: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A reference line in steps: (from, to, mm)."""

    kind: LevelKind
    steps: tuple[tuple[date, date, float], ...]

    @property
    def last_mm(self) -> float:
        return self.steps[-1][2]


@dataclass(frozen=True, slots=True)
class ProcedureMark:
    """A procedure; ``first`` and ``last`` differ where it was done in parts. ``number`` counts TACE from 1.

    ``what`` is its type as recorded ("cTACE").
    """

    kind: ProcedureKind
    first: date
    last: date
    number: int | None
    cell: Cell
    what: str = ""


@dataclass(frozen=True, slots=True)
class MarkerPoint:
    """A marker value in the canonical unit; ``entered`` is the value as it was entered, with bound and unit.

    ``where`` names laboratory and assay, as far as they are recorded.
    """

    day: date
    marker: Marker
    value: float
    bound: Bound
    entered: str
    cell: Cell
    where: str = ""


@dataclass(frozen=True, slots=True)
class MarkerSeries:
    marker: Marker
    unit: str
    points: tuple[MarkerPoint, ...]


@dataclass(frozen=True, slots=True)
class CoursePlot:
    """Two panels over one time axis: sums above, markers below; a panel whose axis is None is left out.

    An empty plot has no time axis and says why in ``message`` (a wording key, "" otherwise).
    ``undrawn_markers`` counts the values that cannot be drawn (no value or no unit).
    """

    message: str
    time: TimeAxis | None
    lengths: LengthAxis | None
    values: LogAxis | None
    sums: tuple[SumPoint, ...]
    levels: tuple[Level, ...]
    procedures: tuple[ProcedureMark, ...]
    markers: tuple[MarkerSeries, ...]
    undrawn_markers: int = 0

    @property
    def sums_share(self) -> float:
        """The part of the height that the upper panel takes."""
        if self.lengths is None:
            return 0.0
        return 1.0 if self.values is None else 0.62

    @property
    def runs(self) -> tuple[tuple[SumPoint, ...], ...]:
        """The sums that a line may join: neighbours in time, each with a certain sum."""
        runs: list[list[SumPoint]] = [[]]
        for point in self.sums:
            if point.mark is SumMark.KNOWN:
                runs[-1].append(point)
            elif point.mark is SumMark.AT_LEAST:
                runs.append([])
        return tuple(tuple(run) for run in runs if len(run) > 1)
