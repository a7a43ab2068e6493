"""All three charts of the screen stand in the summary, and it stays at two pages."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from io import BytesIO
from itertools import product
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from desktop_app.exchange.demo import WRITTEN_FOR, demo_records
from desktop_app.plots import band_height, swimmer_plot
from desktop_app.report import Lineage, ReportDocument, check_code, compose, look, shipped_evidence
from desktop_app.report.chart import paper_sheet
from desktop_app.report.pdf import pdf_of
from desktop_app.wording import LANGUAGES, Language, Wording
from domain.assessment import assess
from domain.record import PatientRecord
from tests.desktop_app.report.conftest import PRINTED_AT

Composed = Callable[..., ReportDocument]
FULLEST = ("DEMO-14", "DEMO-15", "DEMO-18", "DEMO-25", "DEMO-65")
SMALLEST_TEXT = 6.5


@cache
def demo() -> dict[str, PatientRecord]:
    return {record.patient.id: record for record in demo_records(WRITTEN_FOR)}


def summary_of(record: PatientRecord, language: Language) -> bytes:
    """As a ward prints it before anybody has signed: with the lines that say so."""
    assessment = assess(record)
    profile = assessment.profile
    lineage = Lineage(
        "0.1.0",
        profile.name,
        profile.hash,
        7,
        check_code(record),
        "王医师",
        PRINTED_AT,
        draft=False,
        ward="肝癌介入病区",
        confirmations=(),
    )
    words = Wording(language)
    return pdf_of(compose(record, assessment, evidence=shipped_evidence(), words=words, lineage=lineage))


def pages_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def sizes(pdf: bytes) -> Iterator[float]:
    """The size on paper of every text, whatever scale it is set at."""
    found: list[float] = []

    def visit(text: str, matrix: Any, text_matrix: Any, _: Any, size: float) -> None:
        if text.strip():
            found.append(size * abs(text_matrix[3] or text_matrix[1]) * abs(matrix[3] or matrix[1]))

    for page in PdfReader(BytesIO(pdf)).pages:
        page.extract_text(visitor_text=visit)
    yield from found


def cases() -> Iterator[tuple[str, Language]]:
    """Everybody in one language or the other, and those with most to tell in both."""
    for number, key in enumerate(demo()):
        yield from product((key,), LANGUAGES if key in FULLEST else (LANGUAGES[number % 2],))


@pytest.mark.parametrize(("patient", "language"), list(cases()))
def test_no_summary_of_an_invented_patient_is_longer_than_two_pages(patient: str, language: Language) -> None:
    assert len(pages_of(summary_of(demo()[patient], language))) <= 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("patient", ["DEMO-01", "DEMO-14"])
def test_no_text_is_set_below_six_and_a_half_points(patient: str, language: Language) -> None:
    found = list(sizes(summary_of(demo()[patient], language)))
    assert len(found) > 100
    assert min(found) >= SMALLEST_TEXT


@pytest.mark.parametrize("language", LANGUAGES)
def test_lesions_and_therapies_are_drawn_in_the_summary(language: Language) -> None:
    words = Wording(language)
    first = pages_of(summary_of(demo()["DEMO-14"], language))[0]
    for word in ("T1 72.2", "T2 34.3", words("plots.axis.lesions"), words("plots.lane.response")):
        assert word in first
    for therapy in ("lenvatinib", "camrelizumab", "FOLFOX"):
        assert therapy in first


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lesion_chart_that_has_nothing_to_show_is_left_out_with_a_sentence(
    composed: Composed, rows: Any, language: Language
) -> None:
    words = Wording(language)
    left_out = words("report.no_lesion_chart")
    one = pages_of(pdf_of(composed(language, images=[rows.image("2024-01-03", "60.0")])))[0]
    assert "".join(left_out.split()) in "".join(one.split())
    assert words("plots.axis.lesions") not in one
    both = pages_of(pdf_of(composed(language)))[0]
    assert left_out not in both
    assert words("plots.axis.lesions") in both


def test_an_empty_record_says_so_once(composed: Composed) -> None:
    paper = "".join(pages_of(pdf_of(composed("en", sessions=[], images=[], markers=[], status=[]))))
    assert paper.count(Wording("en")("plots.nothing_yet")) == 1
    assert Wording("en")("report.no_lesion_chart") not in paper


def test_a_control_character_in_a_name_of_a_lesion_or_a_therapy_does_not_reach_the_chart(
    composed: Composed, rows: Any
) -> None:
    targets = [{"lesion": "T\u202e1", "viable_mm": "60"}]
    images = [rows.image(day, "60", targets=targets) for day in ("2024-01-03", "2024-02-20")]
    therapies = [{"kind": "other", "name": "甲\n乙\x07", "from": "2024-02-01"}]
    paper = "".join(pages_of(pdf_of(composed(images=images, therapies=therapies))))
    assert "T1 100.0" in paper
    assert "甲 乙" in paper
    assert not {"\u202e", "\x07"} & set(paper)


def test_every_lane_has_the_height_of_its_name(rows: Any) -> None:
    days = [date(2024, 1, number + 1).isoformat() for number in range(12)]
    overlapping = [{"kind": "targeted", "name": f"drug {day}", "from": day} for day in days]
    record = PatientRecord.model_validate({**rows.full, "therapies": overlapping})
    plot, words = swimmer_plot(assess(record)), Wording("en")
    few = swimmer_plot(assess(PatientRecord.model_validate(rows.full)))
    sheet = paper_sheet(look.WIDTH, 0, titled=False)
    grown = band_height(plot, sheet, words) - band_height(few, sheet, words)
    assert grown >= len(overlapping) * sheet.em


def test_sixty_therapies_at_once_still_fit_on_a_page(composed: Composed) -> None:
    overlapping = [{"kind": "targeted", "name": f"drug {number}", "from": "2024-01-01"} for number in range(60)]
    assert "drug 59" in "".join(pages_of(pdf_of(composed(therapies=overlapping))))


def test_what_takes_many_pages_is_not_set_smaller(composed: Composed, rows: Any) -> None:
    """Small type is for saving the last page of three, not for a remark of five thousand characters."""
    long = pdf_of(composed(patient={**rows.full["patient"], "note": "备注" * 4000}))
    assert len(pages_of(long)) > 3

    assert look.BODY in {round(size, 2) for size in sizes(long)}
