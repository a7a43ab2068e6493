"""The printed summary: what it says (compose), how it looks (pdf_of), how it reaches the disk (write_pdf)."""

from desktop_app.report.compose import compose
from desktop_app.report.document import ReportDocument
from desktop_app.report.lineage import Confirmation, CorrectionNote, Lineage, check_code
from desktop_app.report.problems import CharacterNotPrintable, ReportNotWritten
from desktop_app.report.summary import shipped_evidence, summary_pdf
from desktop_app.report.writing import write_pdf

__all__ = [
    "CharacterNotPrintable",
    "Confirmation",
    "CorrectionNote",
    "Lineage",
    "ReportDocument",
    "ReportNotWritten",
    "check_code",
    "compose",
    "shipped_evidence",
    "summary_pdf",
    "write_pdf",
]
