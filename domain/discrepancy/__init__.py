"""What does not fit together in a record: listed and printed, never raised."""

from domain.discrepancy.discrepancies import Discrepancy, Severity, discrepancies

__all__ = ["Discrepancy", "Severity", "discrepancies"]
