"""What a discrepancy is: a named sentence, how severe it is, and the cells it is about."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

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

    @property
    def question(self) -> str:
        """What is asked, in no language and the same as long as the values are; "" where nothing is.

        Somebody who has looked at the report again answers it with "it is so".
        """
        asked = _ASKED.get(self.code, "")
        written = {name: f"{fact:f}" if isinstance(fact, Decimal) else str(fact) for name, fact in self.facts}
        return asked.format_map(written)

    @property
    def day(self) -> Fact:
        """The day of the row that it is about; None where it is about none."""
        return dict(self.facts).get("day")


_ASKED: Final = {
    "tenfold_jump": "{marker} {before} → {value}",
    "diameter_tenfold": "{lesion} {before} → {value} mm",
    "liver_value_unlikely": "{value} {unit}",
}


def found(code: str, severity: Severity, *cells: Cell, **facts: Fact) -> Discrepancy:
    return Discrepancy(code, severity, cells, tuple(facts.items()))


def of_patient(field: str) -> Cell:
    return Cell("patient", NO_ROW, field)


def of_constraints(field: str) -> Cell:
    return Cell("constraints", NO_ROW, field)


def whole_years(since: date, until: date) -> int:
    """Completed years between two days, an age."""
    return until.year - since.year - ((until.month, until.day) < (since.month, since.day))
