"""Words that lead to cells, around the sentences that screen and paper share."""

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_app.plots.explanation import cell_in_words
from desktop_app.wording import Wording
from domain.logic.cell import Cell
from domain.logic.finding import Fact
from domain.recommendation import Recommendation, Status
from domain.record import PatientRecord

MOST_LINKS = 8


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a cell."""

    text: str
    cell: Cell


Said = str | Link


def said(words: Wording, key: str, facts: Iterable[tuple[str, Fact]] = ()) -> str:
    """The sentence under a key, filled with its facts."""
    return words(key, **dict(facts))


def decided_in_words(recommendation: Recommendation, words: Wording) -> str:
    """What settled it; a condition that waits for an entry is not told as if it held."""
    waits = recommendation.status is Status.WITHHELD and not recommendation.decided_by.startswith("trigger")
    return words("decided_by.open" if waits else f"decided_by.{recommendation.decided_by}")


def cell_link(cell: Cell, record: PatientRecord, words: Wording) -> Link:
    return Link(cell_in_words(cell, record, words), cell)


def listed(cells: Iterable[Cell], record: PatientRecord, words: Wording) -> list[Said]:
    """Links with commas between them; many of them are counted, not listed."""
    wanted = list(cells)
    parts: list[Said] = []
    for cell in wanted[:MOST_LINKS]:
        if parts:
            parts.append(words("panel.comma"))
        parts.append(cell_link(cell, record, words))
    if len(wanted) > MOST_LINKS:
        parts.append(words("panel.more_cells", count=len(wanted) - MOST_LINKS))
    return parts
