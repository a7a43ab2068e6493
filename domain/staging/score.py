"""The form in which every score and stage is handed on: result, inputs, dates, formula, source."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from domain.evidence.publication import Source
from domain.logic.cell import Cell
from domain.staging.reading import Input

Bounds = tuple[Decimal, Decimal]
"""The least and the greatest value that is still possible, both inclusive."""


@dataclass(frozen=True, slots=True)
class Score:
    """A score or stage as computed from one record.

    ``value`` is unrounded and None while it is open, ``bounds`` what it may still be. ``category`` is the
    grade, stage or risk group; it may be certain while ``value`` is not. ``missing`` are the cells that keep
    the result open, ``questionable`` those whose value is out of range and is to be asked again.
    ``open_inputs`` names the inputs that a stage waits for. ``because`` says why the score does not apply at
    all ("" where it does).
    """

    id: str
    source: Source
    inputs: tuple[Input, ...]
    value: Decimal | None = None
    bounds: Bounds | None = None
    category: str | None = None
    missing: tuple[Cell, ...] = ()
    questionable: tuple[Cell, ...] = ()
    because: str = ""
    open_inputs: tuple[str, ...] = ()

    @property
    def formula(self) -> str:
        """The key of the words that state the formula."""
        return f"staging.formula.{self.id}"

    def input(self, name: str) -> Input:
        """The input of this name; KeyError where the score has none."""
        return {each.name: each for each in self.inputs}[name]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a point score: what it may add, and the cells that keep it open."""

    bounds: Bounds
    missing: tuple[Cell, ...] = ()


def item(answer: bool | None, points: Decimal, missing: tuple[Cell, ...] = ()) -> Item:
    """An item worth ``points`` if the answer is yes and nothing if it is no."""
    if answer is None:
        return Item((min(points, ZERO), max(points, ZERO)), missing)
    worth = points if answer else ZERO
    return Item((worth, worth))


ZERO = Decimal(0)
ONE = Decimal(1)


def point_score(
    score_id: str,
    source: Source,
    inputs: tuple[Input, ...],
    items: tuple[Item, ...],
    group: Callable[[Decimal], str],
) -> Score:
    """The sum of the items; the group is certain where the least and the greatest sum share it."""
    low = sum((each.bounds[0] for each in items), ZERO)
    high = sum((each.bounds[1] for each in items), ZERO)
    return Score(
        score_id,
        source,
        inputs,
        value=low if low == high else None,
        bounds=(low, high),
        category=group(low) if group(low) == group(high) else None,
        missing=tuple(dict.fromkeys(cell for each in items for cell in each.missing)),
    )
