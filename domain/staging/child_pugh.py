"""Child-Pugh score and class, from its parts or as entered, and which row of the record stands."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal

from domain.evidence.publication import Certainty, Source
from domain.logic.cell import Cell
from domain.record import Ascites, BilirubinUnit, ClinicalStatus, Encephalopathy, PatientRecord
from domain.staging.chemistry import albumin_g_per_l, chemistry, lacking, questionable
from domain.staging.reading import ALWAYS, Days, Input, rows_of_latest_day

ChildClass = Literal["A", "B", "C"]
SOURCE: Final = Source("Pugh RNH et al. Br J Surg 1973;60:646-649", Certainty.STANDARD, "10.1002/bjs.1800600817")
LEAST: Final = 5
GREATEST: Final = 15
_ASCITES_POINTS = {Ascites.NONE: 1, Ascites.MILD: 2, Ascites.MODERATE_SEVERE: 3}
_ENCEPHALOPATHY_POINTS = {
    Encephalopathy.NONE: 1,
    Encephalopathy.GRADE_1_2: 2,
    Encephalopathy.GRADE_3_4: 3,
}
_BILIRUBIN_LIMITS = {
    BilirubinUnit.UMOL_PER_L: (Decimal(34), Decimal(51)),
    BilirubinUnit.MG_PER_DL: (Decimal(2), Decimal(3)),
}


@dataclass(frozen=True, slots=True)
class ChildPugh:
    """The points of one row. ``low``..``high`` is what the score can be; ``missing`` are fields of the row."""

    points: tuple[tuple[str, int | None], ...]
    missing: tuple[str, ...]

    @property
    def low(self) -> int:
        return sum(points or 1 for _, points in self.points)

    @property
    def high(self) -> int:
        return sum(points or 3 for _, points in self.points)

    @property
    def score(self) -> int | None:
        return self.low if self.low == self.high else None

    @property
    def child_class(self) -> ChildClass | None:
        """The class where every possible score has the same one."""
        return class_of(self.low) if class_of(self.low) == class_of(self.high) else None


def class_of(score: int) -> ChildClass:
    """A 5–6, B 7–9, C 10–15."""
    if score <= 6:
        return "A"
    return "B" if score <= 9 else "C"


def child_pugh(status: ClinicalStatus) -> ChildPugh:
    """Child-Pugh from the parts of one row; of a row without parts it is 5–15.

    Bilirubin <34 / 34–51 / >51 µmol/L or <2 / 2–3 / >3 mg/dL in the unit it was entered in; albumin
    >35 / 28–35 / <28 g/L; INR <1.7 / 1.7–2.3 / >2.3 or PT prolongation <4 / 4–6 / >6 s, the worse if both;
    ascites none / mild / moderate–severe; encephalopathy none / I–II / III–IV: 1 / 2 / 3 points each.
    """
    parts = tuple((name, points(status)) for name, points, _ in _PARTS)
    missing = (fields(status) for (_, found), (_, _, fields) in zip(parts, _PARTS, strict=True) if found is None)
    return ChildPugh(parts, tuple(field for fields in missing for field in fields))


def _rising(value: Decimal, limits: tuple[Decimal, Decimal]) -> int:
    """1 below the first limit, 2 up to and including the second, else 3."""
    if value < limits[0]:
        return 1
    return 2 if value <= limits[1] else 3


def _bilirubin_points(status: ClinicalStatus) -> int | None:
    bilirubin = status.bilirubin
    if bilirubin is None or bilirubin.value is None or bilirubin.unit is None:
        return None
    return _rising(bilirubin.value, _BILIRUBIN_LIMITS[bilirubin.unit])


def _albumin_points(status: ClinicalStatus) -> int | None:
    grams = albumin_g_per_l(status.albumin)
    if grams is None:
        return None
    if grams > 35:
        return 1
    return 2 if grams >= 28 else 3


def _coagulation_points(status: ClinicalStatus) -> int | None:
    points = []
    if status.inr is not None:
        points.append(_rising(status.inr, (Decimal("1.7"), Decimal("2.3"))))
    if status.pt_prolongation_s is not None:
        points.append(_rising(status.pt_prolongation_s, (Decimal(4), Decimal(6))))
    return max(points, default=None)


def _ascites_points(status: ClinicalStatus) -> int | None:
    return None if status.ascites is None else _ASCITES_POINTS[status.ascites]


def _encephalopathy_points(status: ClinicalStatus) -> int | None:
    return None if status.encephalopathy is None else _ENCEPHALOPATHY_POINTS[status.encephalopathy]


_PARTS: Final[
    tuple[tuple[str, Callable[[ClinicalStatus], int | None], Callable[[ClinicalStatus], tuple[str, ...]]], ...]
] = (
    ("bilirubin", _bilirubin_points, lambda status: lacking("bilirubin", status.bilirubin)),
    ("albumin", _albumin_points, lambda status: lacking("albumin", status.albumin)),
    ("coagulation", _coagulation_points, lambda _: ("inr",)),
    ("ascites", _ascites_points, lambda _: ("ascites",)),
    ("encephalopathy", _encephalopathy_points, lambda _: ("encephalopathy",)),
)


class Basis(StrEnum):
    """What a reading rests on."""

    PARTS = "parts"
    """All parts are known."""
    CERTAIN_C = "certain_c"
    """Parts are missing, but what is known is class C already."""
    ENTERED = "entered"
    """The score as entered, its parts being incomplete."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ChildPughReading:
    """The Child-Pugh score that stands, by clinical-rules section 9.

    ``row`` None = no status row has any of it. ``low``..``high`` is what the parts alone allow.
    ``entered`` is the score as typed by the ward. ``missing`` are the parts to enter; ``instead`` the one
    cell (the score itself) that would do as well.
    """

    basis: Basis
    row: int | None
    on: date | None
    score: int | None
    child_class: ChildClass | None
    parts: ChildPugh | None
    entered: int | None
    inputs: tuple[Input, ...]
    missing: tuple[Cell, ...]
    instead: Cell | None = None
    questionable: tuple[Cell, ...] = ()
    source: Source = SOURCE

    @property
    def low(self) -> int:
        return LEAST if self.parts is None else self.parts.low

    @property
    def high(self) -> int:
        return GREATEST if self.parts is None else self.parts.high

    @property
    def possible(self) -> tuple[int, int]:
        """The least and the greatest score: the score twice where it is known."""
        return (self.low, self.high) if self.score is None else (self.score, self.score)

    @property
    def differs(self) -> bool:
        """Whether the entered score is not one that the known parts allow."""
        return self.entered is not None and not self.low <= self.entered <= self.high

    @property
    def staging_class(self) -> ChildClass | None:
        """The class for staging: also where an open score (7–9) can only be of one class."""
        return self.child_class or (self.parts.child_class if self.parts else None)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells that were read."""
        return tuple(cell for each in self.inputs if each.value is not None for cell in each.cells)


def latest_child_pugh(record: PatientRecord, days: Days = ALWAYS) -> ChildPughReading:
    """The Child-Pugh score of the latest day with any part of it (the score as entered is a part).

    Rows are not merged. Complete parts win, else class C where the known parts already make it certain,
    else the entered score, else unknown. Of several rows of that day a computed one wins over an entered
    one and the worst of a kind stands, whatever the order of entry; where another row of the day proves more
    points than that, the score is unknown.
    """
    rows = rows_of_latest_day(record.status, _has_any_part, days)
    if not rows:
        to_add = (days.row_to_add("status", "child_pugh"),)
        return ChildPughReading(Basis.UNKNOWN, None, None, None, None, None, None, (), to_add)
    return _of_one_day([_reading_of(index, status) for index, status in rows])


def _has_any_part(status: ClinicalStatus) -> bool:
    quantities = (status.bilirubin, status.albumin)
    single = (
        status.child_pugh_score,
        status.inr,
        status.pt_prolongation_s,
        status.ascites,
        status.encephalopathy,
    )
    return any(entry is not None for entry in single) or any(
        quantity is not None and quantity.value is not None for quantity in quantities
    )


def _reading_of(row: int, status: ClinicalStatus) -> ChildPughReading:
    parts = child_pugh(status)
    basis, score, child_class = _standing(parts, status.child_pugh_score)
    instead = Cell("status", row, "child_pugh_score") if basis is Basis.UNKNOWN else None
    return ChildPughReading(
        basis,
        row,
        status.date,
        score,
        child_class,
        parts,
        status.child_pugh_score,
        _inputs(row, status),
        tuple(Cell("status", row, field) for field in parts.missing),
        instead,
        questionable(row, status),
    )


def _standing(parts: ChildPugh, entered: int | None) -> tuple[Basis, int | None, ChildClass | None]:
    if parts.score is not None:
        return Basis.PARTS, parts.score, class_of(parts.score)
    if parts.child_class == "C":
        return Basis.CERTAIN_C, None, "C"
    if entered is not None:
        return Basis.ENTERED, entered, class_of(entered)
    return Basis.UNKNOWN, None, None


def _inputs(row: int, status: ClinicalStatus) -> tuple[Input, ...]:
    def cell(field: str) -> tuple[Cell, ...]:
        return (Cell("status", row, field),)

    return (
        *chemistry(row, status),
        Input("inr", status.inr, "", status.date, cell("inr")),
        Input("pt_prolongation", status.pt_prolongation_s, "s", status.date, cell("pt_prolongation_s")),
        Input("ascites", status.ascites, "", status.date, cell("ascites")),
        Input("encephalopathy", status.encephalopathy, "", status.date, cell("encephalopathy")),
        Input("child_pugh_score", status.child_pugh_score, "", status.date, cell("child_pugh_score")),
    )


def _of_one_day(readings: list[ChildPughReading]) -> ChildPughReading:
    if len(readings) == 1:
        return readings[0]
    chosen = max(readings, key=_precedence)
    most = max(readings, key=lambda reading: reading.low)
    if chosen.score is not None and most.low > chosen.score:
        chosen = replace(most, basis=Basis.UNKNOWN, score=None, child_class=None)
    entered = max((each.entered for each in readings if each.entered is not None), default=None)
    return replace(chosen, entered=entered)


def _precedence(reading: ChildPughReading) -> tuple[bool, bool, int]:
    computed = reading.basis in (Basis.PARTS, Basis.CERTAIN_C)
    return (computed, reading.basis is Basis.ENTERED, reading.possible[0])
