"""A stage from incomplete inputs: certain where every completion of the unknown ones gives the same."""

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Final, NamedTuple

from domain.evidence.publication import Source
from domain.staging.child_pugh import ChildClass
from domain.staging.inputs import StagingInputs
from domain.staging.score import Score


class Patient(NamedTuple):
    """A fully known patient, each value a representative of its class under every stage's thresholds.

    ``lesion_count`` 0, 1, 2 (two or three) or 4 (four and more); ``largest_mm`` 20, 30, 50 (up to and
    including) or 51; ``ecog`` 0, 1 (one or two) or 3 (three or four).
    """

    lesion_count: int
    largest_mm: int
    vascular_invasion: bool
    extrahepatic_spread: bool
    ecog: int
    child_class: ChildClass


class Outcome(NamedTuple):
    """The stage if certain, "" if no stage applies, None if open; ``open_inputs`` are those that matter."""

    stage: str | None
    open_inputs: tuple[str, ...]


Rule = Callable[[Patient], str]
"""The stage of a fully known patient, "" where none applies."""
NO_LESION: Final = "no_lesion"
_Known = tuple[int | None, int | None, bool | None, bool | None, int | None, ChildClass | None]
_CHOICES: Final[tuple[tuple[int | bool | ChildClass, ...], ...]] = (
    (1, 2, 4),
    (20, 30, 50, 51),
    (False, True),
    (False, True),
    (0, 1, 3),
    ("A", "B", "C"),
)
"""What an unknown input can be; a patient under treatment has a lesion until an image says none."""


def staged(stage_id: str, source: Source, rule: Rule, inputs: StagingInputs) -> Score:
    """The stage of these inputs; where it is open, ``missing`` names the inputs that could change it."""
    outcome = outcome_of(rule, _representative(inputs))
    missing = tuple(dict.fromkeys(cell for name in outcome.open_inputs for cell in inputs.cells(name)))
    return Score(
        stage_id,
        source,
        inputs.provenance,
        category=outcome.stage or None,
        missing=missing,
        because=NO_LESION if outcome.stage == "" else "",
        open_inputs=outcome.open_inputs,
    )


@cache
def outcome_of(rule: Rule, known: _Known) -> Outcome:
    """Every completion tried (at most 432); the few thousand possible questions are remembered."""
    choices = [_CHOICES[place] if value is None else (value,) for place, value in enumerate(known)]
    stages = {values: rule(Patient(*values)) for values in product(*choices)}  # type: ignore[arg-type]
    if len(set(stages.values())) == 1:
        return Outcome(next(iter(stages.values())), ())
    return Outcome(None, tuple(name for place, name in enumerate(Patient._fields) if _matters(place, stages)))


def _matters(place: int, stages: dict[tuple[int | bool | ChildClass, ...], str]) -> bool:
    """Whether two completions that differ only in this input have different stages."""
    seen: dict[tuple[int | bool | ChildClass, ...], str] = {}
    for values, stage in stages.items():
        others = (*values[:place], *values[place + 1 :])
        if seen.setdefault(others, stage) != stage:
            return True
    return False


def _representative(inputs: StagingInputs) -> _Known:
    return (
        _upto(inputs.lesion_count, ((0, 0), (1, 1), (3, 2)), 4),
        _upto(inputs.largest_mm, ((20, 20), (30, 30), (50, 50)), 51),
        inputs.vascular_invasion,
        inputs.extrahepatic_spread,
        _upto(inputs.ecog, ((0, 0), (2, 1)), 3),
        inputs.child_class,
    )


def _upto(value: Decimal | int | None, classes: tuple[tuple[int, int], ...], beyond: int) -> int | None:
    if value is None:
        return None
    return next((representative for limit, representative in classes if value <= limit), beyond)
