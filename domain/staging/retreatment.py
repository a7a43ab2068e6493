"""ART and ABCR: scores for repeating TACE, from values before the first and before the second session."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from domain.evidence.publication import Certainty, Source
from domain.logic.cell import Cell
from domain.record import ClinicalStatus, PatientRecord
from domain.staging.afp import latest_afp
from domain.staging.bclc import bclc
from domain.staging.child_pugh import ChildPughReading, latest_child_pugh
from domain.staging.inputs import staging_inputs
from domain.staging.reading import Days, Input, cell_to_fill, rows_of_latest_day
from domain.staging.score import ONE, ZERO, Item, Score, item, point_score

ART_SOURCE: Final = Source(
    "Sieghart W et al. Hepatology 2013;57:2261-2273", Certainty.STANDARD, "10.1002/hep.26256"
)
ABCR_SOURCE: Final = Source(
    "Adhoute X et al. J Hepatol 2015;62:855-862", Certainty.STANDARD, "10.1016/j.jhep.2014.11.014"
)
NO_SESSION: Final = "no_session"
STAGE_NOT_COVERED: Final = "stage_not_covered"
ART_CUTOFF: Final = Decimal("2.5")
ChildPughTwice = tuple[ChildPughReading, ChildPughReading]
_BCLC_POINTS: Final = {"A": ZERO, "B": Decimal(2), "C": Decimal(3)}


@dataclass(frozen=True, slots=True)
class Sessions:
    """The first days of the counted TACE sessions, in order, and whether the first one was responded to.

    ``responded`` None = not known; ``response_cells`` are the cells that would decide it.
    """

    days: tuple[date, ...] = ()
    responded: bool | None = None
    response_cells: tuple[Cell, ...] = ()

    @property
    def before_first(self) -> Days:
        """Up to and including the day of the first session; any day where there is none."""
        return Days(until=self.days[0] if self.days else None)

    @property
    def before_second(self) -> Days:
        """After the first session, up to and including the day of the second, or open if there is none yet."""
        return Days(after=self.days[0], until=self.days[1] if len(self.days) > 1 else None)

    @property
    def response(self) -> Input:
        return Input("response", self.responded, cells=self.response_cells)


def art(record: PatientRecord, sessions: Sessions, child_pugh: ChildPughTwice | None = None) -> Score:
    """ART: Child-Pugh +1 1.5, ≥+2 3; AST risen by more than 25 % 4; no response 1. Cut-off ≥2.5.

    ``category`` is "low" (below the cut-off) or "high". Not applicable before the first session.
    """
    if not sessions.days:
        return Score("art", ART_SOURCE, (), because=NO_SESSION)
    first, second = child_pugh or child_pugh_twice(record, sessions)
    ast_before, ast_after = _ast(record, sessions.before_first), _ast(record, sessions.before_second)
    items = (
        _increase_item(first, second),
        item(_risen(ast_before.value, ast_after.value), Decimal(4), _empty(ast_before, ast_after)),
        item(None if sessions.responded is None else not sessions.responded, ONE, sessions.response_cells),
    )
    inputs = (*_child_pugh_inputs(first, second), ast_before, ast_after, sessions.response)
    return point_score("art", ART_SOURCE, inputs, items, lambda sum_: "high" if sum_ >= ART_CUTOFF else "low")


def abcr(record: PatientRecord, sessions: Sessions, child_pugh: ChildPughTwice | None = None) -> Score:
    """ABCR: AFP ≥200 ng/mL 1; BCLC A 0, B 2, C 3; Child-Pugh +2 or more 2; response −3.

    AFP and BCLC before the first session. ``category``: ≤0 "low", 1–3 "intermediate", ≥4 "high". Stages 0 and D
    are not covered by the score, so an open stage leaves the group open.
    """
    if not sessions.days:
        return Score("abcr", ABCR_SOURCE, (), because=NO_SESSION)
    first, second = child_pugh or child_pugh_twice(record, sessions)
    afp = latest_afp(record, sessions.before_first)
    stage = bclc(staging_inputs(record, sessions.before_first, first))
    if stage.because or (stage.category and stage.category not in _BCLC_POINTS):
        return Score("abcr", ABCR_SOURCE, stage.inputs, because=stage.because or STAGE_NOT_COVERED)
    points = ZERO if stage.category is None else _BCLC_POINTS[stage.category]
    items = (
        item(afp.reaches(Decimal(200)), ONE, afp.missing),
        Item((points, points)) if stage.category else Item((ZERO, Decimal(3)), stage.missing),
        item(_increased_by_two(first, second), Decimal(2), _unknown(first, second)),
        item(sessions.responded, Decimal(-3), sessions.response_cells),
    )
    bclc_input = Input("bclc", stage.category, cells=stage.missing)
    inputs = (afp.input, bclc_input, *_child_pugh_inputs(first, second), sessions.response)
    score = point_score("abcr", ABCR_SOURCE, inputs, items, _abcr_group)
    return score if stage.category else replace(score, category=None)


def _abcr_group(points: Decimal) -> str:
    if points <= 0:
        return "low"
    return "intermediate" if points <= 3 else "high"


def child_pugh_twice(record: PatientRecord, sessions: Sessions) -> ChildPughTwice:
    """Child-Pugh before the first and before the second session; both scores read it."""
    return (
        latest_child_pugh(record, sessions.before_first),
        latest_child_pugh(record, sessions.before_second),
    )


def _child_pugh_inputs(*readings: ChildPughReading) -> tuple[Input, ...]:
    names = ("child_pugh_before", "child_pugh_after")
    return tuple(
        Input(name, reading.score, "", reading.on, reading.missing if reading.score is None else reading.cells)
        for name, reading in zip(names, readings, strict=True)
    )


def _increase(first: ChildPughReading, second: ChildPughReading) -> tuple[int, int]:
    """The least and the greatest possible increase of the score."""
    return (second.possible[0] - first.possible[1], second.possible[1] - first.possible[0])


def _increase_item(first: ChildPughReading, second: ChildPughReading) -> Item:
    low, high = (_increase_points(change) for change in _increase(first, second))
    return Item((low, high), () if low == high else _unknown(first, second))


def _increase_points(change: int) -> Decimal:
    if change <= 0:
        return ZERO
    return Decimal("1.5") if change == 1 else Decimal(3)


def _increased_by_two(first: ChildPughReading, second: ChildPughReading) -> bool | None:
    low, high = _increase(first, second)
    if low >= 2:
        return True
    return False if high < 2 else None


def _unknown(*readings: ChildPughReading) -> tuple[Cell, ...]:
    return tuple(cell for reading in readings if reading.score is None for cell in reading.missing)


def _has_ast(status: ClinicalStatus) -> bool:
    return status.ast is not None


def _ast(record: PatientRecord, days: Days) -> Input:
    """AST in U/L of the latest day with one; of several of that day the highest."""
    name = "ast_before" if days.after is None else "ast_after"
    rows = rows_of_latest_day(record.status, _has_ast, days)
    if not rows:
        return Input(name, None, "U/L", cells=(cell_to_fill(record.status, "status", "ast", days),))
    index, status = max(rows, key=lambda found: found[1].ast or ZERO)
    return Input(name, status.ast, "U/L", status.date, (Cell("status", index, "ast"),))


def _risen(before: object, after: object) -> bool | None:
    """Whether AST rose by more than 25 %, exactly."""
    if not isinstance(before, Decimal) or not isinstance(after, Decimal):
        return None
    return 100 * after > 125 * before


def _empty(*inputs: Input) -> tuple[Cell, ...]:
    return tuple(cell for each in inputs if each.value is None for cell in each.cells)
