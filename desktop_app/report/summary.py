"""The summary of a patient as a PDF, in one call."""

from functools import cache

from desktop_app.report.compose import compose
from desktop_app.report.lineage import Lineage
from desktop_app.resources import resource_path
from desktop_app.wording import Language, Wording
from domain.assessment import Assessment
from domain.evidence import EvidenceCatalogue, catalogue_of
from domain.record import PatientRecord


def summary_pdf(record: PatientRecord, assessment: Assessment, *, language: Language, lineage: Lineage) -> bytes:
    """The bytes of the summary; the same input gives the same bytes. May run off the main thread.

    Raises CharacterNotPrintable where the typeface lacks a character of the record.
    """
    # reportlab takes a quarter of a second to import: not before the first report is asked for.
    from desktop_app.report.pdf import pdf_of

    words = Wording(language)
    return pdf_of(compose(record, assessment, evidence=shipped_evidence(), words=words, lineage=lineage))


@cache
def shipped_evidence() -> EvidenceCatalogue:
    """The evidence catalogue that comes with the program."""
    return catalogue_of(resource_path("evidence", "evidence.json").read_text(encoding="utf-8"))
