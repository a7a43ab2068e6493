"""How long the two pages take, beside bare reportlab drawing as many table cells in the same run.

Figures are printed, and the ratio is stored with the benchmark; no time of day fails a build.
"""

import time
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from statistics import median
from typing import Any

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import SimpleDocTemplate, Table

from desktop_app.report import Lineage, check_code, summary_pdf
from desktop_app.report.fonts import REGULAR, register_fonts
from domain.assessment import Assessment, assess
from domain.record import PatientRecord

CELLS = 220
ROUNDS = 7


def usual_patient() -> PatientRecord:
    """Three sessions, four images, four markers: two pages."""
    days = ("2024-01-03", "2024-02-20", "2024-04-20", "2024-06-15")
    answers = {"non_target": "none", "new_lesions": [], "vascular_invasion": False, "extrahepatic_spread": False}
    return PatientRecord.model_validate(
        {
            "format": "tacewatch.record/1",
            "patient": {"id": "20240117", "name": "张三", "sex": "male", "birth_date": "1961-04-02"},
            "sessions": [
                {"date": day, "type": "cTACE", "adequate": True, "intent": "palliative"}
                for day in ("2024-01-10", "2024-03-06", "2024-05-08")
            ],
            "images": [
                {
                    "date": day,
                    "modality": "MRI",
                    "arterial_phase": True,
                    "targets": [{"lesion": "T1", "viable_mm": mm}],
                    **answers,
                }
                for day, mm in zip(days, ("60", "66", "70", "75"), strict=True)
            ],
            "markers": [{"date": day, "marker": "AFP", "value": "400", "unit": "ng/mL"} for day in days],
        }
    )


def lineage_of(record: PatientRecord, assessment: Assessment) -> Lineage:
    profile = assessment.profile
    at = datetime(2024, 6, 30, 10, 5)  # noqa: DTZ001 - local time, as printed
    return Lineage("0.1.0", profile.name, profile.hash, 1, check_code(record), "王", at, draft=False)


def bare_table() -> bytes:
    """As many cells as the summary has texts, in the same typeface, by reportlab alone."""
    register_fonts({"bench": ["总和 75.0 mm 较首次前 +25.0 %"]})
    into = BytesIO()
    rows = [["总和 75.0 mm", "较首次前", "+25.0 %", "PD"] for _ in range(CELLS // 4)]
    table = Table(rows, style=[("FONT", (0, 0), (-1, -1), REGULAR, 8)])
    SimpleDocTemplate(into, invariant=1).build([table])
    assert REGULAR in pdfmetrics.getRegisteredFontNames()
    return into.getvalue()


def warm_milliseconds(work: Callable[[], Any]) -> float:
    work()
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return median(taken)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_two_pages_beside_bare_reportlab(benchmark: Any, language: str) -> None:
    record = usual_patient()
    assessment = assess(record)
    lineage = lineage_of(record, assessment)
    tongue: Any = language

    def summary() -> bytes:
        return summary_pdf(record, assessment, language=tongue, lineage=lineage)

    bare = warm_milliseconds(bare_table)
    ours = warm_milliseconds(summary)
    benchmark.extra_info["bare_reportlab_ms"] = round(bare, 1)
    benchmark.extra_info["ratio"] = round(ours / bare, 2)
    print(
        f"two pages ({language}): {ours:.1f} ms; bare reportlab, {CELLS} cells: {bare:.1f} ms; x{ours / bare:.1f}"
    )
    assert benchmark.pedantic(summary, rounds=3, warmup_rounds=1).startswith(b"%PDF")
