"""Body surface area, with the unit of every measurement said."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from domain.evidence.publication import Certainty, Source
from domain.profile import BsaFormula

SOURCES: Final = {
    BsaFormula.MOSTELLER: Source(
        "Mosteller RD. N Engl J Med 1987;317:1098", Certainty.STANDARD, "10.1056/NEJM198710223171717"
    ),
    BsaFormula.DUBOIS: Source(
        "Du Bois D, Du Bois EF. Arch Intern Med 1916;17:863-871",
        Certainty.STANDARD,
        "10.1001/archinte.1916.00080130010002",
    ),
    BsaFormula.STEVENSON: Source("Stevenson PH. Chin J Physiol 1937;12:327-330", Certainty.STANDARD),
}


class MeasurementError(ValueError):
    """A height or weight that no body surface can be computed from."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A height or weight as measured, with its unit and day. ``on`` None = the day is not recorded."""

    value: Decimal
    unit: str
    on: date | None = None

    def within(self, unit: str) -> Decimal:
        """The value in ``unit``; MeasurementError for another unit or a value that is not above 0."""
        if self.unit != unit:
            raise MeasurementError(f"a measurement in {unit} is needed, not in {self.unit}")
        if self.value <= 0:
            raise MeasurementError("a measurement must be above 0")
        return self.value


def body_surface(height: Measurement, weight: Measurement, formula: BsaFormula) -> Decimal:
    """Body surface area in m², unrounded, from height in cm and weight in kg.

    Mosteller √(cm·kg/3600); DuBois 0.007184·cm^0.725·kg^0.425; Stevenson 0.0061·cm + 0.0128·kg − 0.1529.
    Raises MeasurementError for other units, for values that are not above 0, and where Stevenson's line
    gives no positive area.
    """
    area = _FORMULAS[formula](height.within("cm"), weight.within("kg"))
    if area <= 0:
        raise MeasurementError("the formula gives no positive area for this height and weight")
    return area


def _mosteller(cm: Decimal, kg: Decimal) -> Decimal:
    return (cm * kg / 3600).sqrt()


def _dubois(cm: Decimal, kg: Decimal) -> Decimal:
    return Decimal("0.007184") * cm ** Decimal("0.725") * kg ** Decimal("0.425")


def _stevenson(cm: Decimal, kg: Decimal) -> Decimal:
    return Decimal("0.0061") * cm + Decimal("0.0128") * kg - Decimal("0.1529")


_FORMULAS: Final[dict[BsaFormula, Callable[[Decimal, Decimal], Decimal]]] = {
    BsaFormula.MOSTELLER: _mosteller,
    BsaFormula.DUBOIS: _dubois,
    BsaFormula.STEVENSON: _stevenson,
}
