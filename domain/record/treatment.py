"""What limits treatment, what else was given, and where a clinician disagreed."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from domain.record.values import CalendarDate, Name, Row, Text


class ExtrahepaticExtent(StrEnum):
    NONE = "none"
    OLIGOMETASTATIC = "oligometastatic"
    EXTENSIVE = "extensive"


class Constraints(Row):
    """The answers that gate the recommendation: yes, no, or not recorded."""

    immunotherapy_contraindicated: bool | None = None
    targeted_contraindicated: bool | None = None
    combination_tolerated: bool | None = None
    haic_feasible: bool | None = None
    oxaliplatin_contraindicated: bool | None = None
    fluorouracil_contraindicated: bool | None = None
    prior_systemic_oxaliplatin: bool | None = None
    extrahepatic_extent: Annotated[ExtrahepaticExtent, Field(strict=False)] | None = None


class TherapyKind(StrEnum):
    HAIC = "haic"
    TARGETED = "targeted"
    IMMUNOTHERAPY = "immunotherapy"
    ABLATION = "ablation"
    RESECTION = "resection"
    RADIOTHERAPY = "radiotherapy"
    TRANSPLANT = "transplant"
    OTHER = "other"


class Therapy(Row):
    """Another treatment, shown on the course; it changes no verdict. Keys in a file: ``from``, ``to``."""

    kind: Annotated[TherapyKind, Field(strict=False)]
    name: Text | None = None
    started_on: CalendarDate | None = Field(default=None, alias="from")
    ended_on: CalendarDate | None = Field(default=None, alias="to")


class OverrideReason(StrEnum):
    IMAGE_QUALITY = "image_quality"
    LIPIODOL = "lipiodol"
    PSEUDOPROGRESSION = "pseudoprogression"
    MDT_DECISION = "mdt_decision"
    OTHER = "other"


class Override(Row):
    """A clinician's own verdict, kept beside the computed one, which it never replaces."""

    definition: Name
    verdict: Literal["met", "not_met", "indeterminate"]
    reason: Annotated[OverrideReason, Field(strict=False)]
    text: Text | None = None
    by: Text | None = None
    on: CalendarDate | None = None

    @model_validator(mode="after")
    def _other_is_explained(self) -> Self:
        if self.reason is OverrideReason.OTHER and not (self.text or "").strip():
            raise PydanticCustomError("override_text", 'the reason "other" needs a text')
        return self
