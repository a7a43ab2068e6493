"""Three values and Kleene's tables for them. Not knowing is a value, never "no"."""

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    INDETERMINATE = "indeterminate"

    @property
    def decided(self) -> bool:
        return self is not Verdict.INDETERMINATE


def verdict_of(answer: bool | None) -> Verdict:
    """Yes, no, or not recorded, as a verdict."""
    if answer is None:
        return Verdict.INDETERMINATE
    return Verdict.MET if answer else Verdict.NOT_MET


def kleene_and(verdicts: Iterable[Verdict]) -> Verdict:
    """Not met if any part is not met, else indeterminate if any part is; of nothing: met."""
    found = tuple(verdicts)
    if Verdict.NOT_MET in found:
        return Verdict.NOT_MET
    return Verdict.INDETERMINATE if Verdict.INDETERMINATE in found else Verdict.MET


def kleene_or(verdicts: Iterable[Verdict]) -> Verdict:
    """Met if any part is met, else indeterminate if any part is; of nothing: not met."""
    found = tuple(verdicts)
    if Verdict.MET in found:
        return Verdict.MET
    return Verdict.INDETERMINATE if Verdict.INDETERMINATE in found else Verdict.NOT_MET


def kleene_not(verdict: Verdict) -> Verdict:
    return {Verdict.MET: Verdict.NOT_MET, Verdict.NOT_MET: Verdict.MET}.get(verdict, verdict)
