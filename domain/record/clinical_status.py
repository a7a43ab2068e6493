"""Liver function, laboratory values and performance status of one day."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.record.values import CalendarDate, DecimalNumber, Row, Text


class BilirubinUnit(StrEnum):
    UMOL_PER_L = "umol/L"
    MG_PER_DL = "mg/dL"


class AlbuminUnit(StrEnum):
    G_PER_L = "g/L"
    G_PER_DL = "g/dL"


class Ascites(StrEnum):
    NONE = "none"
    MILD = "mild"
    MODERATE_SEVERE = "moderate_severe"


class Encephalopathy(StrEnum):
    NONE = "none"
    GRADE_1_2 = "grade_1_2"
    GRADE_3_4 = "grade_3_4"


class Bilirubin(Row):
    value: DecimalNumber | None = None
    unit: Annotated[BilirubinUnit, Field(strict=False)] | None = None


class Albumin(Row):
    value: DecimalNumber | None = None
    unit: Annotated[AlbuminUnit, Field(strict=False)] | None = None


class ClinicalStatus(Row):
    """What was known of the patient on one day.

    ALT, AST in U/L; platelets, neutrophils in 10⁹/L; creatinine clearance in mL/min; PT prolongation in s.
    ``child_pugh_score`` may be entered where its parts are unknown.
    """

    date: CalendarDate
    child_pugh_score: Annotated[int, Field(ge=5, le=15)] | None = None
    ecog: Annotated[int, Field(ge=0, le=4)] | None = None
    bilirubin: Bilirubin | None = None
    albumin: Albumin | None = None
    inr: DecimalNumber | None = None
    pt_prolongation_s: DecimalNumber | None = None
    ascites: Annotated[Ascites, Field(strict=False)] | None = None
    encephalopathy: Annotated[Encephalopathy, Field(strict=False)] | None = None
    alt: DecimalNumber | None = None
    ast: DecimalNumber | None = None
    platelets: DecimalNumber | None = None
    neutrophils: DecimalNumber | None = None
    creatinine_clearance: DecimalNumber | None = None
    note: Text | None = None
