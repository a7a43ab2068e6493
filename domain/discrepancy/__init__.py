"""What does not fit together in a record: listed and printed, never raised."""

from domain.discrepancy.discrepancies import discrepancies
from domain.discrepancy.found import Discrepancy, Severity

__all__ = ["Discrepancy", "Severity", "discrepancies"]
