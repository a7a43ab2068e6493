"""Body surface, published regimens, and doses from a protocol that the site approved."""

from domain.regimen.bsa import Measurement, MeasurementError, body_surface
from domain.regimen.doses import STALE_AFTER_DAYS, Dose, DosePlan, dose_plan
from domain.regimen.protocols import LIBRARY, ApprovedProtocol, Protocol, SurfaceDose, WeightDose, protocol

__all__ = [
    "LIBRARY",
    "STALE_AFTER_DAYS",
    "ApprovedProtocol",
    "Dose",
    "DosePlan",
    "Measurement",
    "MeasurementError",
    "Protocol",
    "SurfaceDose",
    "WeightDose",
    "body_surface",
    "dose_plan",
    "protocol",
]
