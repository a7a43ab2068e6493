"""A tumour marker value, as the laboratory reported it."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from domain.record.values import CalendarDate, DecimalNumber, Row, Text


class Marker(StrEnum):
    AFP = "AFP"
    PIVKA_II = "PIVKA-II"
    AFP_L3 = "AFP-L3"


class Bound(StrEnum):
    """``LT``/``GT``: the laboratory reported ``<value`` or ``>value``."""

    EXACT = "exact"
    LT = "lt"
    GT = "gt"


class MarkerUnit(StrEnum):
    NG_PER_ML = "ng/mL"
    UG_PER_L = "ug/L"
    IU_PER_ML = "IU/mL"
    KIU_PER_L = "kIU/L"
    MAU_PER_ML = "mAU/mL"
    AU_PER_L = "AU/L"
    PERCENT = "%"


UNITS: dict[Marker, tuple[MarkerUnit, ...]] = {
    Marker.AFP: (MarkerUnit.NG_PER_ML, MarkerUnit.UG_PER_L, MarkerUnit.IU_PER_ML, MarkerUnit.KIU_PER_L),
    Marker.PIVKA_II: (MarkerUnit.MAU_PER_ML, MarkerUnit.AU_PER_L),
    Marker.AFP_L3: (MarkerUnit.PERCENT,),
}


class TumourMarker(Row):
    """Raw value, bound and unit stay as entered; conversions are made elsewhere. Missing bound = exact."""

    date: CalendarDate
    marker: Annotated[Marker, Field(strict=False)]
    value: DecimalNumber | None = None
    bound: Annotated[Bound, Field(strict=False)] | None = None
    unit: Annotated[MarkerUnit, Field(strict=False)] | None = None
    assay: Text | None = None
    laboratory: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _unit_of_this_marker(self) -> Self:
        if self.unit is not None and self.unit not in UNITS[self.marker]:
            raise PydanticCustomError(
                "unit_of_marker",
                "{unit} is not a unit of {marker}; use one of: {units}",
                {"unit": self.unit.value, "marker": self.marker.value, "units": ", ".join(UNITS[self.marker])},
            )
        return self
