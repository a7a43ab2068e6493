"""Up-to-seven and six-and-twelve: the largest whole diameter in cm plus the number of lesions."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from domain.evidence.publication import Certainty, Source
from domain.logic.cell import Cell
from domain.staging.completions import NO_LESION
from domain.staging.inputs import StagingInputs
from domain.staging.score import ONE, Score

UP_TO_SEVEN_SOURCE: Final = Source(
    "Mazzaferro V et al. Lancet Oncol 2009;10:35-43", Certainty.STANDARD, "10.1016/S1470-2045(08)70284-5"
)
SIX_AND_TWELVE_SOURCE: Final = Source(
    "Wang Q et al. J Hepatol 2019;70:893-903", Certainty.STANDARD, "10.1016/j.jhep.2019.01.013"
)
VASCULAR_INVASION: Final = "vascular_invasion"
_SMALLEST_CM: Final = Decimal("0.0000001")
"""Less than any diameter that can be entered: an unknown diameter adds more than nothing."""


def up_to_seven(inputs: StagingInputs) -> Score:
    """cm + count ≤ 7 is "within", else "beyond". Not applicable with vascular invasion or without a lesion."""
    return _burden_score(
        "up_to_seven", UP_TO_SEVEN_SOURCE, inputs, lambda total: "within" if total <= 7 else "beyond", free=True
    )


def six_and_twelve(inputs: StagingInputs) -> Score:
    """cm + count ≤6 "low", >6–12 "intermediate", >12 "high". Derived in patients without invasion or spread."""
    return _burden_score("six_and_twelve", SIX_AND_TWELVE_SOURCE, inputs, _six_and_twelve_group, free=False)


def _six_and_twelve_group(total: Decimal) -> str:
    if total <= 6:
        return "low"
    return "intermediate" if total <= 12 else "high"


def _burden_score(
    score_id: str, source: Source, inputs: StagingInputs, group: Callable[[Decimal], str], free: bool
) -> Score:
    """``free``: the score is defined only without vascular invasion."""
    names = ("lesion_count", "largest_mm", *((VASCULAR_INVASION,) if free else ()))
    because = _not_applicable(inputs, free)
    if because:
        return Score(score_id, source, inputs.read(*names), because=because)
    total = None
    if inputs.lesion_count is not None and inputs.largest_mm is not None:
        total = inputs.largest_mm / 10 + inputs.lesion_count
    least = _least(inputs)
    greatest = group(Decimal(10**6))
    category = group(total) if total is not None else (greatest if group(least) == greatest else None)
    if free and inputs.vascular_invasion is None:
        category = None
    open_inputs = tuple(name for name in names if getattr(inputs, name) is None) if category is None else ()
    return Score(
        score_id,
        source,
        inputs.read(*names),
        total,
        category=category,
        missing=_cells(inputs, open_inputs),
        open_inputs=open_inputs,
    )


def _not_applicable(inputs: StagingInputs, free: bool) -> str:
    if free and inputs.vascular_invasion:
        return VASCULAR_INVASION
    return NO_LESION if inputs.lesion_count == 0 else ""


def _least(inputs: StagingInputs) -> Decimal:
    """What cm + count is at least: one lesion, and a diameter above nothing."""
    count = ONE if inputs.lesion_count is None else Decimal(inputs.lesion_count)
    return count + (_SMALLEST_CM if inputs.largest_mm is None else inputs.largest_mm / 10)


def _cells(inputs: StagingInputs, names: tuple[str, ...]) -> tuple[Cell, ...]:
    return tuple(cell for name in names for cell in inputs.cells(name))
