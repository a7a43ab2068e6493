"""What a discrepancy is: a named sentence, how severe it is, and the cells it is about."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.logic.cell import NO_ROW, Cell
from domain.logic.finding import Fact


class Severity(StrEnum):
    """``STOPS``: a verdict cannot be given on it; the others inform."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"
    STOPS = "stops"


NOTE, WARNING, ERROR, STOPS = Severity


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Wording key, severity, the cells concerned, and what fills the sentence."""

    code: str
    severity: Severity
    cells: tuple[Cell, ...]
    facts: tuple[tuple[str, Fact], ...] = ()


def found(code: str, severity: Severity, *cells: Cell, **facts: Fact) -> Discrepancy:
    return Discrepancy(code, severity, cells, tuple(facts.items()))


def of_patient(field: str) -> Cell:
    return Cell("patient", NO_ROW, field)


def of_constraints(field: str) -> Cell:
    return Cell("constraints", NO_ROW, field)


def whole_years(since: date, until: date) -> int:
    """Completed years between two days, an age."""
    return until.year - since.year - ((until.month, until.day) < (since.month, since.day))
