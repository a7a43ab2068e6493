"""Marker values as they are shown: as entered, and in the one unit of the axis."""

from decimal import Decimal
from typing import Final

from desktop_app.wording import written
from domain.record import Bound, Marker, TumourMarker
from domain.resistance.marker_values import canonical

CANONICAL_UNITS: Final = {Marker.AFP: "ng/mL", Marker.PIVKA_II: "mAU/mL", Marker.AFP_L3: "%"}
_SIGN: Final = {Bound.LT: "<", Bound.GT: ">", Bound.EXACT: "", None: ""}


def canonical_value(row: TumourMarker) -> Decimal | None:
    """AFP in ng/mL (1 IU = 1.21 ng), PIVKA-II in mAU/mL, AFP-L3 in %; None without a value or a unit."""
    if row.value is None or row.unit is None:
        return None
    return canonical(row.value, row.unit)


def entered_value(row: TumourMarker) -> str:
    """The value with bound and unit exactly as entered, such as ``<0.605 ng/mL``; "" without a value."""
    if row.value is None:
        return ""
    unit = "" if row.unit is None else f" {written(row.unit.value)}"
    return f"{_SIGN[row.bound]}{row.value:f}{unit}"
