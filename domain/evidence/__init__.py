"""The evidence behind what the program says, with the state of its verification."""

from domain.evidence.catalogue import EvidenceCatalogue, EvidenceError, PrintedGrade, catalogue_of
from domain.evidence.publication import (
    Arm,
    Certainty,
    Comparison,
    EvidenceCard,
    EvidenceSet,
    Extent,
    Figure,
    Population,
    Publication,
    Source,
    Verification,
    Words,
)

__all__ = [
    "Arm",
    "Certainty",
    "Comparison",
    "EvidenceCard",
    "EvidenceCatalogue",
    "EvidenceError",
    "EvidenceSet",
    "Extent",
    "Figure",
    "Population",
    "PrintedGrade",
    "Publication",
    "Source",
    "Verification",
    "Words",
    "catalogue_of",
]
