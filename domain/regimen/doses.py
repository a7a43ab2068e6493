"""Doses, only ever from a protocol that the site has approved."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from domain.evidence.publication import Source
from domain.profile import BsaFormula
from domain.regimen.bsa import SOURCES, Measurement, MeasurementError, body_surface
from domain.regimen.protocols import ApprovedProtocol, SurfaceDose, WeightDose

STALE_AFTER_DAYS: Final = 14
"""An older weight is asked again before a dose is printed."""
_ONE_MG: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Dose:
    """One drug of a plan. ``mg`` is unrounded, ``mg_rounded`` to 1 mg, halves up.

    ``mg_per_m2`` None = by weight, a day. ``hours`` () = bolus or oral.
    """

    drug: str
    mg_per_m2: Decimal | None
    mg: Decimal
    mg_rounded: Decimal
    hours: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DosePlan:
    """The doses with everything that they rest on. ``surface_m2`` is unrounded."""

    approved: ApprovedProtocol
    height: Measurement
    weight: Measurement
    formula: BsaFormula
    formula_source: Source
    surface_m2: Decimal
    doses: tuple[Dose, ...]
    asks_again: tuple[str, ...]
    """"height" or "weight" without a day, a weight older than 14 days, one dated after the plan."""


def dose_plan(
    approved: ApprovedProtocol | None,
    height: Measurement | None,
    weight: Measurement | None,
    formula: BsaFormula,
    on: date,
) -> DosePlan | None:
    """The doses on day ``on``, or None without an approved protocol or without height and weight.

    Raises MeasurementError for measurements in other units than cm and kg or not above 0, ValueError for an
    approval dated after ``on``.
    """
    if approved is None or height is None or weight is None:
        return None
    if approved.approved_on > on:
        raise ValueError("the protocol was approved after the day of the plan")
    surface = body_surface(height, weight, formula)
    doses = tuple(_dose(each, surface, weight) for each in approved.protocol.doses)
    asks = (*_asks("height", height, on, stale_after=None), *_asks("weight", weight, on, STALE_AFTER_DAYS))
    return DosePlan(approved, height, weight, formula, SOURCES[formula], surface, doses, asks)


def _dose(part: SurfaceDose | WeightDose, surface: Decimal, weight: Measurement) -> Dose:
    if isinstance(part, WeightDose):
        mg = part.mg(weight.within("kg"))
        return Dose(part.drug, None, mg, rounded(mg), ())
    mg = part.mg_per_m2 * surface
    return Dose(part.drug, part.mg_per_m2, mg, rounded(mg), part.hours)


def rounded(mg: Decimal) -> Decimal:
    """To 1 mg, halves up."""
    return mg.quantize(_ONE_MG, ROUND_HALF_UP)


def _asks(name: str, measured: Measurement, on: date, stale_after: int | None) -> tuple[str, ...]:
    if measured.on is None or measured.on > on:
        return (name,)
    stale = stale_after is not None and (on - measured.on).days > stale_after
    return (name,) if stale else ()


__all__ = ["STALE_AFTER_DAYS", "Dose", "DosePlan", "MeasurementError", "dose_plan", "rounded"]
