"""Signatures, corrections and second readings on paper; an earlier version says that it is one."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from desktop_app.report import Confirmation, CorrectionNote, Lineage, check_code, compose, shipped_evidence
from desktop_app.report.confirmations import MOST_CORRECTIONS
from desktop_app.report.document import ReportDocument, texts_of
from desktop_app.report.pdf import pdf_of
from desktop_app.wording import LANGUAGES, Language, Wording
from domain.assessment import assess
from domain.record import PatientRecord
from tests.desktop_app.report.conftest import FULL, PRINTED_AT

SIGNED = Confirmation("李建国", "physician", "reviewed", datetime(2024, 6, 29, 9, 30), 3, covers=True)  # noqa: DTZ001
CORRECTED = CorrectionNote(
    date(2024, 6, 15),
    "unit",
    None,
    3,
    "nurse.wang",
    datetime(2024, 6, 28, 8, 0),  # noqa: DTZ001
)


def document(language: Language, record: PatientRecord | None = None, **lineage: Any) -> ReportDocument:
    kept = record or PatientRecord.model_validate(FULL)
    assessment = assess(kept)
    made = Lineage(
        program_version="0.1.0",
        profile_name="default",
        profile_hash=assessment.profile.hash,
        revision=3,
        check_code=check_code(kept),
        printed_by="nurse.wang",
        printed_at=PRINTED_AT,
        draft=False,
    )
    words = Wording(language)
    return compose(kept, assessment, evidence=shipped_evidence(), words=words, lineage=replace(made, **lineage))


def said(found: ReportDocument) -> str:
    return "\n".join(texts_of(found.blocks))


@pytest.mark.parametrize("language", LANGUAGES)
def test_name_role_meaning_and_time_of_a_signature_are_printed(language: Language) -> None:
    words = Wording(language)
    text = said(document(language, confirmations=(SIGNED,), corrections=(CORRECTED,)))
    for part in ("李建国", "2024-06-29 09:30", words("history.role.physician"), words("history.meaning.reviewed")):
        assert part in text
    assert words("history.reason.unit") in text
    assert words("history.report.signed") in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_signature_that_no_longer_covers_the_page_says_so(language: Language) -> None:
    since = Wording(language)("history.report.changed_since", revision=2)
    assert since in said(document(language, confirmations=(replace(SIGNED, revision=2, covers=False),)))
    assert since not in said(document(language, confirmations=(SIGNED,)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_nobody_signed_says_so(language: Language) -> None:
    unsigned = Wording(language)("history.report.unsigned")
    assert unsigned in said(document(language, confirmations=()))
    assert unsigned not in said(document(language))


def test_many_corrections_are_counted() -> None:
    notes = tuple(replace(CORRECTED, revision=number) for number in range(MOST_CORRECTIONS + 2))
    text = said(document("zh", confirmations=(), corrections=notes))
    assert text.count("单位更正") == MOST_CORRECTIONS
    assert Wording("zh")("history.report.more_corrections", count=2) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answered_question_is_a_remark_with_who_answered_it(language: Language) -> None:
    """Not a correction: nothing was changed."""
    at = datetime(2024, 6, 28, 8, 0)  # noqa: DTZ001
    answer = CorrectionNote(date(2024, 6, 12), "confirmed", "AFP 400 → <0.605", 3, "nurse.wang", at)
    confirmed = Wording(language)("report.confirmed", author="nurse.wang", at="2024-06-28 08:00")
    corrected = Wording(language)("history.report.corrected")
    open_question, answered = document(language), document(language, confirmations=(), corrections=(answer,))
    assert confirmed not in said(open_question)
    (line,) = (text for text in texts_of(answered.blocks) if confirmed in text)
    assert "0.605" in line
    assert said(answered).count(corrected) == said(document(language, confirmations=())).count(corrected)
    other = replace(answer, text="AFP 400 → 0.5")
    assert confirmed not in said(document(language, confirmations=(), corrections=(other,)))


def test_an_earlier_version_is_told_and_counts_its_days_until_then() -> None:
    known_at = datetime(2024, 6, 20, 18, 0)  # noqa: DTZ001
    text = said(document("zh", known_at=known_at))
    assert "2024-06-20 18:00" in text
    assert "截至当日 43 天" in text
    assert "打印日距今" not in text


def test_two_readers_of_an_image_are_compared_on_paper() -> None:
    images = [dict(each) for each in FULL["images"]]
    images[-1]["second_reading"] = {"reader": "B", "targets": [{"lesion": "T1", "viable_mm": "70.0"}]}
    record = PatientRecord.model_validate({**FULL, "images": images})
    text = said(document("en", record))
    assert "75.0 / 70.0 mm, -5.0 mm apart" in text
    assert "PD / SD, different" in text
    assert Wording("en")("history.agreement.title") not in said(document("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_answered_for_can_be_read_from_the_pdf(language: Language) -> None:
    pdf = pdf_of(document(language, confirmations=(SIGNED,), corrections=(CORRECTED,)))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert "李建国" in text
    assert "2024-06-29 09:30" in text
    assert len(PdfReader(BytesIO(pdf)).pages) <= 2
    assert pdf == pdf_of(document(language, confirmations=(SIGNED,), corrections=(CORRECTED,)))
