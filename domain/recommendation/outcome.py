"""What the recommendation says: its status, its tier, and everything that led to it."""

from dataclasses import dataclass
from enum import StrEnum

from domain.logic.cell import Cell
from domain.logic.finding import Fact, Finding
from domain.recommendation.old_inputs import OldInput


class Status(StrEnum):
    """``DISCUSS``: a candidate that the tumour board must confirm; ``WITHHELD``: inputs are missing."""

    RECOMMENDED = "recommended"
    DISCUSS = "discuss"
    WITHHELD = "withheld"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_TRIGGERED = "not_triggered"


class Tier(StrEnum):
    FIRST_LINE = "first_line"
    SECOND_LINE = "second_line"


REGIMEN = {
    Tier.FIRST_LINE: "FOLFOX-HAIC + targeted + immunotherapy",
    Tier.SECOND_LINE: "FOLFOX-HAIC",
}


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to weigh before acting; ``to_discuss`` ones make a recommendation a candidate to confirm."""

    code: str
    source: str
    to_discuss: bool = False
    facts: tuple[tuple[str, Fact], ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The recommendation of the review's section 4, with its gaps closed (clinical-rules, section 9).

    ``decided_by`` is the trigger, gate or question that settled it; ``missing`` the cells that a withheld
    one waits for. ``old_inputs``: what it rests on, or would rest on, and is old; beside the text, never in it.
    """

    status: Status
    tier: Tier | None
    decided_by: str
    trigger: Finding
    gates: tuple[Finding, ...]
    questions: tuple[Finding, ...]
    missing: tuple[Cell, ...] = ()
    cautions: tuple[Caution, ...] = ()
    old_inputs: tuple[OldInput, ...] = ()

    @property
    def regimen(self) -> str | None:
        return None if self.tier is None else REGIMEN[self.tier]
