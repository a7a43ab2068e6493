"""A follow-up image as read: target lesions, non-target disease, new lesions, vessels, spread."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from domain.record.values import CalendarDate, DecimalNumber, Listed, Name, Row, Rows, Text


class Modality(StrEnum):
    CT = "CT"
    MRI = "MRI"


class LesionSite(StrEnum):
    LIVER = "liver"
    OTHER = "other"


class TargetState(StrEnum):
    MEASURED = "measured"
    NO_ENHANCEMENT = "no_enhancement"
    TOO_SMALL = "too_small"
    NOT_EVALUABLE = "not_evaluable"


class NonTarget(StrEnum):
    """Non-target disease. ``NONE`` = there is none; NE = looked for, not evaluable."""

    NONE = "none"
    CR = "CR"
    IR_SD = "IR-SD"
    PD = "PD"
    NE = "NE"


class ResponseCategory(StrEnum):
    CR = "CR"
    PR = "PR"
    SD = "SD"
    PD = "PD"
    NE = "NE"


class ComparedWith(StrEnum):
    BASELINE = "baseline"
    NADIR = "nadir"
    PREVIOUS = "previous"


class EnhancementPattern(StrEnum):
    TYPICAL = "typical"
    ATYPICAL = "atypical"


class TargetLesion(Row):
    """One target on one image; diameters in mm. A missing ``state`` means measured."""

    lesion: Name
    site: Annotated[LesionSite, Field(strict=False)] | None = None
    state: Annotated[TargetState, Field(strict=False)] | None = None
    viable_mm: DecimalNumber | None = None
    total_mm: DecimalNumber | None = None


class NewLesion(Row):
    """A lesion that the baseline did not show; sizes in mm, ``growth_mm`` since it was first seen."""

    size_mm: DecimalNumber | None = None
    pattern: Annotated[EnhancementPattern, Field(strict=False)] | None = None
    growth_mm: DecimalNumber | None = None
    site: Annotated[LesionSite, Field(strict=False)] | None = None

    @model_validator(mode="after")
    def _grown_within_its_size(self) -> Self:
        if self.size_mm is not None and self.growth_mm is not None and self.growth_mm > self.size_mm:
            raise PydanticCustomError("growth_beyond_size", "growth_mm is larger than size_mm")
        return self


class ReportedResponse(Row):
    """The target response as the radiologist stated it."""

    category: Annotated[ResponseCategory, Field(strict=False)] | None = None
    compared_with: Annotated[ComparedWith, Field(strict=False)] | None = None
    reader: Text | None = None


def _each_lesion_once(targets: tuple[TargetLesion, ...]) -> tuple[TargetLesion, ...]:
    names = [target.lesion for target in targets]
    if len(set(names)) != len(names):
        raise PydanticCustomError("lesion_twice", "a lesion stands twice in one image")
    return targets


Targets = Annotated[Rows[TargetLesion], AfterValidator(_each_lesion_once)]


class SecondReading(Row):
    """A second reader's targets and category: compared and shown, never part of a verdict."""

    reader: Text | None = None
    targets: Targets = ()
    reported: ReportedResponse | None = None


PortalVein = Literal["Vp0", "Vp1", "Vp2", "Vp3", "Vp4"]
HepaticVein = Literal["Vv0", "Vv1", "Vv2", "Vv3"]


class ImagingStudy(Row):
    """One study of one day. ``new_lesions`` None = not assessed, () = assessed, none.

    ``lesion_count`` and ``largest_mm`` describe all liver lesions by whole diameter, for staging only.
    """

    date: CalendarDate
    modality: Annotated[Modality, Field(strict=False)] | None = None
    arterial_phase: bool | None = None
    targets: Targets = ()
    lesion_count: Annotated[int, Field(ge=0, le=999)] | None = None
    largest_mm: DecimalNumber | None = None
    viable_percent: DecimalNumber | None = None
    non_target: Annotated[NonTarget, Field(strict=False)] | None = None
    new_lesions: Listed[NewLesion] | None = None
    vascular_invasion: bool | None = None
    portal_vein: PortalVein | None = None
    hepatic_vein: HepaticVein | None = None
    extrahepatic_spread: bool | None = None
    spread_sites: Listed[Name] | None = None
    reader: Text | None = None
    reported: ReportedResponse | None = None
    second_reading: SecondReading | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _no_contradiction(self) -> Self:
        if self.vascular_invasion is False and self.vessel_ticked:
            raise PydanticCustomError(
                "vessel_contradiction", "vascular_invasion is false although an invaded vessel is recorded"
            )
        if self.extrahepatic_spread is False and self.spread_sites:
            raise PydanticCustomError(
                "spread_contradiction", "extrahepatic_spread is false although a spread site is recorded"
            )
        return self

    @property
    def vessel_ticked(self) -> bool:
        """Whether an invaded portal or hepatic vein is recorded (Vp1–4, Vv1–3)."""
        return self.portal_vein not in (None, "Vp0") or self.hepatic_vein not in (None, "Vv0")

    @property
    def shows_vascular_invasion(self) -> bool | None:
        """The answer on vessels: as ticked, else present where an invaded vessel is recorded."""
        return True if self.vessel_ticked else self.vascular_invasion

    @property
    def shows_extrahepatic_spread(self) -> bool | None:
        """The answer on spread: as ticked, else present where a site is recorded."""
        return True if self.spread_sites else self.extrahepatic_spread
