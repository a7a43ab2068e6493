"""From a record and its assessment to what the report says: data, without any look."""

from collections.abc import Iterable, Iterator

from desktop_app.plots import course_plot, lesion_plot, swimmer_plot
from desktop_app.report.blanks import unknown_items
from desktop_app.report.case import Case
from desktop_app.report.confirmations import confirmations, earlier_version
from desktop_app.report.course_table import course_table
from desktop_app.report.document import Block, Charts, Heading, Line, Lines, ReportDocument, Signatures
from desktop_app.report.identity import banner, footer
from desktop_app.report.lineage import Lineage
from desktop_app.report.liver import liver_and_stage
from desktop_app.report.readings import second_readings
from desktop_app.report.recommendation import evidence, recommendation
from desktop_app.report.remarks import differing_settings, discrepancies, notes, other_treatments
from desktop_app.report.verdicts import disagreement, verdicts
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.evidence import EvidenceCatalogue
from domain.record import PatientRecord


def compose(
    record: PatientRecord,
    assessment: Assessment,
    *,
    evidence: EvidenceCatalogue,
    words: Wording,
    lineage: Lineage,
) -> ReportDocument:
    """The summary of one patient in the language of ``words``."""
    case = Case(record, assessment, assessment.course, evidence, words, lineage)
    return ReportDocument(
        language=words.language,
        title=words("report.title"),
        ward=lineage.ward,
        creator=f"TACEWatch {lineage.program_version}",
        printed_at=lineage.printed_at,
        blocks=tuple(_blocks(case)),
        footer=footer(case),
        page=words("report.page.draft" if lineage.watermarked else "report.page"),
        watermark=words("report.draft") if lineage.watermarked else "",
    )


def _blocks(case: Case) -> Iterator[Block]:
    words = case.words
    yield banner(case)
    yield from _listed(earlier_version(case))
    yield Heading(words("report.course"), words("report.course.aside"))
    yield course_table(case)
    yield _charts(case)
    yield Heading(words("report.verdicts"), words("report.verdicts.aside"))
    yield verdicts(case)
    yield from _listed(disagreement(case))
    yield from _listed(differing_settings(case), words("report.settings"))
    yield Heading(words("report.liver"))
    yield liver_and_stage(case)
    if case.lineage.recommends:
        yield Heading(words("report.recommendation"), words("report.recommendation.aside"))
        yield recommendation(case)
        yield from _listed(evidence(case), words("report.evidence"))
    yield from _listed(discrepancies(case), words("report.discrepancies"))
    yield from _listed(second_readings(case), words("history.agreement.title"))
    yield from _listed(other_treatments(case), words("report.therapies"))
    yield from _listed(notes(case), words("report.notes"))
    yield unknown_items(case)
    yield from _listed(confirmations(case))
    yield _signatures(case)


def _charts(case: Case) -> Charts:
    assessment = case.assessment
    return Charts(course_plot(case.record, assessment), lesion_plot(assessment), swimmer_plot(assessment))


def _listed(lines: Iterable[Line], heading: str = "") -> Iterator[Block]:
    """A list under its heading, or nothing where there is nothing to list."""
    items = tuple(lines)
    if items and heading:
        yield Heading(heading)
    if items:
        yield Lines(items)


def _signatures(case: Case) -> Signatures:
    words = case.words
    verdict = tuple(words(f"value.Verdict.{value}") for value in ("met", "not_met", "indeterminate"))
    plan = tuple(words(f"report.plan.{value}") for value in ("accepted", "other", "later"))
    return Signatures(
        ((words("report.sign.verdict"), verdict), (words("report.sign.plan"), plan)),
        tuple(words(f"report.sign.{label}") for label in ("reason", "physician", "date")),
    )
