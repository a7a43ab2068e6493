"""The paper: text that can be read and searched, same bytes, nothing clipped, nothing hidden in it."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from desktop_app.errors import KnownError
from desktop_app.report import CharacterNotPrintable, Lineage, ReportDocument, check_code, summary_pdf
from desktop_app.report.document import Charts, texts_of
from desktop_app.report.pdf import pdf_of
from desktop_app.wording import LANGUAGES, Wording
from domain.assessment import assess
from domain.record import PatientRecord

Composed = Callable[..., ReportDocument]
NAMES = ("王小明", "㛃", "𠅤", "䶮", "喆", "赟", "𬭎", "㭎", "𫖯")
MARKUP = (
    "<b>不是粗体",
    "<img src='/etc/passwd'/>",
    "<font color=\"[[[getattr(pow,'__globals__')]]]\">x</font>",
    "<a href='javascript:alert(1)'>y</a>",
    "& < > \" ' &amp; ]]>",
    "{page} {0} %s",
    "<para><br/></para>",
)


def extracted(pdf: bytes) -> str:
    """The text as a viewer copies it."""
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def squeezed(text: str) -> str:
    """Without white space: where lines end is the layout's business."""
    return "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_the_document_says_can_be_copied_from_the_paper(composed: Composed, language: str) -> None:
    document = composed(language)
    paper = squeezed(extracted(pdf_of(document)))
    codes = {"plain", "quiet", "strong", "met", "not_met", "indeterminate", "go", "ask", "stop", "left", "right"}
    said = {text for block in document.blocks if not isinstance(block, Charts) for text in texts_of(block)} - codes
    assert len(said) > 80
    assert [text for text in said if squeezed(text) not in paper] == []


def test_the_chart_is_vectors_with_its_words(composed: Composed) -> None:
    pdf = pdf_of(composed())
    paper = extracted(pdf)
    for word in ("TACE 1", "TACE 3", "CCI 线", "PR 线", "42", "2024-03", "存活径总和 mm", "AFP"):
        assert word in paper
    assert b"/Image" not in b"".join(line for line in pdf.split(b"\n") if b"/Subtype" in line)


@pytest.mark.parametrize("name", NAMES)
def test_rare_name_characters_print_and_are_found_again(composed: Composed, rows: Any, name: str) -> None:
    pdf = pdf_of(composed(patient={**rows.full["patient"], "name": f"王{name}"}))
    assert f"王{name}" in extracted(pdf)
    assert f"王{name}" in "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_a_character_that_the_typeface_lacks_is_refused_by_name_and_place(composed: Composed, rows: Any) -> None:
    document = composed(patient={**rows.full["patient"], "name": "王\U0002f00f", "note": "ꙮ"})
    with pytest.raises(CharacterNotPrintable) as refusal:
        pdf_of(document)
    assert isinstance(refusal.value, KnownError)
    assert "\U0002f00f (U+2F00F)" in str(refusal.value.facts["characters"])
    assert "ꙮ (U+A66E)" in str(refusal.value.facts["characters"])
    assert set(refusal.value.places) == {"TACE 随访摘要", "备注"}
    assert "王" not in str(refusal.value)
    for language in LANGUAGES:
        words = Wording(language)
        said = [
            words(f"{refusal.value.key}.{part}", **refusal.value.facts) for part in ("title", "text", "remedy")
        ]
        assert "U+2F00F" in said[1]


def test_a_document_after_a_refused_one_prints(composed: Composed, rows: Any) -> None:
    with pytest.raises(CharacterNotPrintable):
        pdf_of(composed(patient={**rows.full["patient"], "name": "ꙮ"}))
    assert "张三" in extracted(pdf_of(composed()))


@pytest.mark.parametrize("text", MARKUP)
def test_what_was_typed_is_printed_as_text_and_never_read_as_markup(
    composed: Composed, rows: Any, text: str
) -> None:
    pdf = pdf_of(composed(patient={**rows.full["patient"], "name": text, "note": text}))
    assert squeezed(extracted(pdf)).count(squeezed(text)) >= 2
    assert b"/URI" not in pdf
    assert b"/JavaScript" not in pdf


def test_control_and_format_characters_do_not_reach_the_paper(composed: Composed, rows: Any) -> None:
    note = "第一行\r\n第二行\t\x07\x1b[31m\u202e倒写\u200b\ufeff末"
    paper = extracted(pdf_of(composed(patient={**rows.full["patient"], "note": note})))
    assert "第二行" in paper
    assert "倒写末" in squeezed(paper)
    assert not {"\x07", "\x1b", "\u202e", "\u200b"} & set(paper)


def test_exponents_are_written_out_where_the_typeface_has_none(composed: Composed, rows: Any) -> None:
    paper = extracted(pdf_of(composed(patient={**rows.full["patient"], "note": "45×10⁹/L，30 mg/m²"})))
    assert "45×10^9/L" in paper
    assert "mg/m²" in paper


def test_the_metadata_hold_the_title_and_the_program_and_nothing_about_the_patient(composed: Composed) -> None:
    info = PdfReader(BytesIO(pdf_of(composed()))).metadata
    assert info is not None
    assert dict(info) == {
        "/Title": "TACE 随访摘要",
        "/Author": "",
        "/Subject": "",
        "/Keywords": "",
        "/Creator": "TACEWatch 0.1.0",
        "/Producer": "reportlab",
        "/CreationDate": "D:20240630100500",
        "/ModDate": "D:20240630100500",
        "/Trapped": "/False",
    }


def test_the_title_of_an_english_report_is_english(composed: Composed) -> None:
    info = PdfReader(BytesIO(pdf_of(composed("en")))).metadata
    assert info is not None
    assert info.title == "TACE follow-up summary"


def test_every_page_carries_patient_number_of_pages_and_lineage(composed: Composed, rows: Any) -> None:
    pdf = pdf_of(composed(patient={**rows.full["patient"], "note": "备注" * 2500}))
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"第 {number}/{len(pages)} 页" in page
        for part in ("张三", "0020240117", "校验码", "王医师", "不构成医嘱", "2024-06-30 10:05"):
            assert part in page


def test_a_usual_patient_takes_two_pages(composed: Composed) -> None:
    for language in LANGUAGES:
        assert len(PdfReader(BytesIO(pdf_of(composed(language)))).pages) == 2


def test_only_a_draft_has_a_watermark(composed: Composed) -> None:
    draft = PdfReader(BytesIO(pdf_of(composed("en", draft=True))))
    assert all("DRAFT" in page.extract_text() for page in draft.pages)
    assert "DRAFT" not in extracted(pdf_of(composed("en")))


def _long_course(rows: Any) -> dict[str, Any]:
    start = date(2019, 1, 5)
    return {
        "sessions": [
            rows.session((start + timedelta(days=60 * n)).isoformat(), agents=["x" * 300, "表柔比星"])
            for n in range(30)
        ],
        "images": [rows.image((start + timedelta(days=45 * n - 3)).isoformat(), str(40 + n)) for n in range(40)],
        "markers": [
            {
                "date": (start + timedelta(days=9 * n)).isoformat(),
                "marker": "PIVKA-II",
                "value": str(1000 + n),
                "unit": "mAU/mL",
            }
            for n in range(200)
        ],
    }


def test_thirty_sessions_forty_images_and_a_long_remark_are_all_on_the_paper(
    composed: Composed, rows: Any
) -> None:
    remark = "".join(chr(0x4E00 + n) for n in range(5000))
    document = composed(patient={**rows.full["patient"], "note": remark}, **_long_course(rows))
    pdf = pdf_of(document)
    paper = squeezed(extracted(pdf))
    for text in (f"TACE{n}" for n in range(1, 31)):
        assert text in paper
    for n in range(200):
        assert f"{1000 + n}mAU/mL" in paper
    assert paper.count("x" * 60) >= 30
    assert all(character in paper for character in remark)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    with_table = [page for page in pages if "PIVKA-II 1" in page]
    assert len(with_table) > 2
    assert all("较首次前" in page for page in with_table)


def _with_every_legend(rows: Any) -> dict[str, Any]:
    half = [{"lesion": "T1", "state": "not_evaluable"}, {"lesion": "T2", "viable_mm": "30"}]
    both = [{"lesion": "T1", "viable_mm": "30"}, {"lesion": "T2", "viable_mm": "30"}]
    return {
        "images": [
            rows.image("2024-01-03", "60", targets=both),
            rows.image("2024-02-20", "60", targets=half),
            rows.image("2024-04-20", "60", targets=[], reported={"category": "PD"}),
        ],
        "markers": [*rows.full["markers"], {"date": "2024-03-01", "marker": "AFP-L3"}],
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("course", [_long_course, _with_every_legend])
def test_nothing_is_drawn_outside_the_page(
    composed: Composed, rows: Any, language: str, course: Callable[[Any], dict[str, Any]]
) -> None:
    pdf = pdf_of(composed(language, patient={**rows.full["patient"], "name": "长" * 300}, **course(rows)))
    for page in pypdfium2.PdfDocument(pdf):
        width, height = page.get_size()
        for left, bottom, right, top in (item.get_bounds() for item in page.get_objects(max_depth=1)):
            assert left >= 20
            assert right <= width - 20
            assert bottom >= 15
            assert top <= height - 15


def test_private_and_unassigned_characters_are_refused_and_never_dropped(composed: Composed, rows: Any) -> None:
    for character in ("\ue123", "\U0002ebf0"):
        with pytest.raises(CharacterNotPrintable):
            pdf_of(composed(patient={**rows.full["patient"], "name": f"王{character}"}))


@pytest.mark.parametrize("field", ["patient", "agents", "override"])
def test_texts_longer_than_a_page_are_laid_out(composed: Composed, rows: Any, field: str) -> None:
    long = "很长的文字" * 3900
    override = {"definition": "CCI-2022", "verdict": "met", "reason": "other", "text": long}
    sections = {
        "patient": {"patient": {**rows.full["patient"], "name": long}},
        "agents": {"sessions": [rows.session("2024-01-10", agents=[long])]},
        "override": {"overrides": [override]},
    }[field]
    paper = squeezed(extracted(pdf_of(composed(**sections))))
    assert paper.count("很长的文字") >= 3800


def test_both_weights_are_embedded_and_differ(composed: Composed) -> None:
    names = set()
    for page in PdfReader(BytesIO(pdf_of(composed()))).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            kind = font.get_object()
            if kind["/Subtype"] == "/TrueType":
                assert "/FontFile2" in kind["/FontDescriptor"]
                names.add(str(kind["/BaseFont"]).split("+")[1])
    assert names == {"NotoSansSC-Regular", "NotoSansSC-Bold"}


def _made_elsewhere(seed: str) -> bytes:
    script = (
        "import sys\n"
        "from datetime import datetime\n"
        "from desktop_app.report import Lineage, check_code, summary_pdf\n"
        "from domain.assessment import assess\n"
        "from domain.record import PatientRecord\n"
        "record = PatientRecord.model_validate_json(sys.stdin.read())\n"
        "lineage = Lineage('0.1.0', 'default', 'abc', 1, check_code(record), '王', datetime(2024, 6, 30), False)\n"
        "sys.stdout.buffer.write(summary_pdf(record, assess(record), language='zh', lineage=lineage))\n"
    )
    record = '{"format": "tacewatch.record/1", "patient": {"id": "1", "name": "张𠅤"}}'
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
    root = Path(__file__).parents[3]
    made = subprocess.run(
        [sys.executable, "-c", script], input=record.encode(), capture_output=True, env=environment, cwd=root
    )
    assert made.returncode == 0, made.stderr.decode()
    return made.stdout


def test_the_same_input_gives_the_same_bytes_in_another_process() -> None:
    first, second = _made_elsewhere("1"), _made_elsewhere("2")
    assert first.startswith(b"%PDF")
    assert first == second


def test_the_same_document_gives_the_same_bytes_whatever_was_printed_before(composed: Composed, rows: Any) -> None:
    first = pdf_of(composed())
    pdf_of(composed("en", patient={**rows.full["patient"], "name": "别人"}))
    assert pdf_of(composed()) == first


def test_a_summary_is_made_in_one_call(rows: Any, composed: Composed) -> None:
    record = PatientRecord.model_validate(rows.full)
    assessment = assess(record)
    at = composed().printed_at
    profile = assessment.profile
    lineage = Lineage(
        "0.1.0", profile.name, profile.hash, 7, check_code(record), "王医师", at, draft=False, ward="肝癌介入病区"
    )
    assert summary_pdf(record, assessment, language="zh", lineage=lineage) == pdf_of(composed())


def test_the_check_code_changes_with_any_entry_and_not_with_the_order_of_the_file(rows: Any) -> None:
    record = PatientRecord.model_validate(rows.full)
    turned = PatientRecord.model_validate({**rows.full, "images": rows.full["images"][::-1]})
    other = PatientRecord.model_validate({**rows.full, "images": rows.full["images"][:-1]})
    assert check_code(record) == check_code(turned) != check_code(other)
    assert [len(group) for group in check_code(record).split("-")] == [4, 4, 4]
