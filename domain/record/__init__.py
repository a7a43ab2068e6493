"""What was entered, exactly as it was entered; no rule lives here."""

from domain.record.clinical_status import (
    Albumin,
    AlbuminUnit,
    Ascites,
    Bilirubin,
    BilirubinUnit,
    ClinicalStatus,
    Encephalopathy,
)
from domain.record.imaging import (
    ComparedWith,
    EnhancementPattern,
    ImagingStudy,
    LesionSite,
    Modality,
    NewLesion,
    NonTarget,
    ReportedResponse,
    ResponseCategory,
    SecondReading,
    TargetLesion,
    TargetState,
)
from domain.record.patient import Patient, Sex
from domain.record.patient_record import FORMAT, PatientRecord
from domain.record.tace_session import Intent, SessionType, TaceSession
from domain.record.treatment import (
    Constraints,
    ExtrahepaticExtent,
    Override,
    OverrideReason,
    Therapy,
    TherapyKind,
)
from domain.record.tumour_marker import UNITS, Bound, Marker, MarkerUnit, TumourMarker
from domain.record.values import Row

__all__ = [
    "FORMAT",
    "UNITS",
    "Albumin",
    "AlbuminUnit",
    "Ascites",
    "Bilirubin",
    "BilirubinUnit",
    "Bound",
    "ClinicalStatus",
    "ComparedWith",
    "Constraints",
    "Encephalopathy",
    "EnhancementPattern",
    "ExtrahepaticExtent",
    "ImagingStudy",
    "Intent",
    "LesionSite",
    "Marker",
    "MarkerUnit",
    "Modality",
    "NewLesion",
    "NonTarget",
    "Override",
    "OverrideReason",
    "Patient",
    "PatientRecord",
    "ReportedResponse",
    "ResponseCategory",
    "Row",
    "SecondReading",
    "SessionType",
    "Sex",
    "TaceSession",
    "TargetLesion",
    "TargetState",
    "Therapy",
    "TherapyKind",
    "TumourMarker",
]
