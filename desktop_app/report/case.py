"""What every part of a report is made from."""

from dataclasses import dataclass
from datetime import date

from desktop_app.report.lineage import Lineage
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.course import Course
from domain.evidence import EvidenceCatalogue
from domain.record import PatientRecord


@dataclass(frozen=True, slots=True)
class Case:
    """One patient's record with its assessment, and the language in which it is told."""

    record: PatientRecord
    assessment: Assessment
    course: Course
    evidence: EvidenceCatalogue
    words: Wording
    lineage: Lineage

    @property
    def today(self) -> date:
        """The day of printing; of an earlier revision, the day on which it was the present one."""
        return (self.lineage.known_at or self.lineage.printed_at).date()
