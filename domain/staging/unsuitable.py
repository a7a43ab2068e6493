"""TACE-unsuitable: a flag of its own, beside the verdicts on resistance and never merged with them."""

from dataclasses import dataclass, replace
from typing import Final

from domain.evidence.publication import Certainty, Source
from domain.logic.deciding import NEVER, NOW, Ways, jointly, way
from domain.logic.finding import Finding, all_of, any_of, decided, undecided
from domain.staging.inputs import StagingInputs
from domain.staging.score import Score
from domain.staging.tumour_burden import up_to_seven

SOURCE: Final = Source("Kudo M et al. Liver Cancer 2021;10:181-223, Table 10", Certainty.READ, "10.1159/000514174")
NOT_ASSESSED: Final = ("unsuitable.unlikely_to_respond",)
"""The record has no field for the morphologies of this condition; a "not met" does not speak about it."""
_2B_OR_WORSE: Final = ("2b", "3")


@dataclass(frozen=True, slots=True)
class Unsuitability:
    """What the assessable conditions give, and which ones no record can answer."""

    finding: Finding
    not_assessed: tuple[str, ...] = NOT_ASSESSED
    source: Source = SOURCE


def unsuitable_for_tace(inputs: StagingInputs, albi: Score) -> Unsuitability:
    """Beyond up-to-seven (failure likely), or so with mALBI 2b or worse (Child-Pugh B after TACE likely).

    JSH 2021 Table 10 names 2b; 3 is read as included. Where up-to-seven does not apply (vascular invasion)
    the flag is indeterminate and says why.
    """
    beyond = _beyond(inputs)
    deteriorating = all_of("unsuitable.deterioration_likely", (beyond, _malbi(albi)))
    return Unsuitability(any_of("unsuitable", (beyond, deteriorating)))


def _beyond(inputs: StagingInputs) -> Finding:
    name = "unsuitable.beyond_up_to_seven"
    burden = up_to_seven(inputs)
    cells = tuple(cell for each in burden.inputs if each.value is not None for cell in each.cells)
    if burden.category is not None:
        return decided(name, burden.category == "beyond", cells, total=burden.value)
    to_met, to_not_met = (NEVER, NEVER) if burden.because else _ways_without_invasion(inputs)
    return undecided(name, to_met, to_not_met, cells, burden.because, total=burden.value)


def _ways_without_invasion(inputs: StagingInputs) -> tuple[Ways, Ways]:
    """One large count or diameter is enough to be beyond; to be within takes all of them."""
    free = up_to_seven(replace(inputs, vascular_invasion=False))
    to_met: Ways = tuple(way("high", cell) for cell in free.missing)
    to_not_met: Ways = (way("low", *free.missing),)
    if free.category is not None:
        to_met, to_not_met = (NOW, NEVER) if free.category == "beyond" else (NEVER, NOW)
    absent = (way("no", *inputs.cells("vascular_invasion")),) if inputs.vascular_invasion is None else NOW
    return jointly(absent, to_met), jointly(absent, to_not_met)


def _malbi(albi: Score) -> Finding:
    name = "unsuitable.malbi_2b"
    cells = tuple(cell for each in albi.inputs if each.value is not None for cell in each.cells)
    if albi.category is not None:
        return decided(name, albi.category in _2B_OR_WORSE, cells, grade=albi.category, value=albi.value)
    to_met, to_not_met = ((way(answer, *albi.missing),) if albi.missing else NEVER for answer in ("high", "low"))
    return undecided(name, to_met, to_not_met, cells, "implausible_value")
