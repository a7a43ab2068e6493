"""ALBI score and grade, mALBI grade."""

from decimal import Decimal
from typing import Final

from domain.evidence.publication import Certainty, Source
from domain.logic.cell import Cell
from domain.record import ClinicalStatus, PatientRecord
from domain.staging.chemistry import albumin_g_per_l, bilirubin_umol_per_l, chemistry, lacking, questionable
from domain.staging.reading import ALWAYS, Days, Input, rows_of_latest_day
from domain.staging.score import Score

SOURCE: Final = Source(
    "Johnson PJ et al. J Clin Oncol 2015;33:550-558 (ALBI); Hiraoka A et al. Liver Cancer 2019;8:121-129 (mALBI)",
    Certainty.STANDARD,
    "10.1200/JCO.2014.57.9151",
)
GRADE_1_UP_TO: Final = Decimal("-2.60")
GRADE_2A_UP_TO: Final = Decimal("-2.27")
GRADE_2_UP_TO: Final = Decimal("-1.39")


def albi(bilirubin_umol: Decimal, albumin_g: Decimal) -> Decimal:
    """ALBI = 0.66·log10(bilirubin µmol/L) − 0.085·albumin g/L, unrounded (28 digits).

    Raises ValueError where bilirubin is not above 0.
    """
    if bilirubin_umol <= 0:
        raise ValueError("bilirubin must be above 0 µmol/L")
    return Decimal("0.66") * bilirubin_umol.log10() - Decimal("0.085") * albumin_g


def albi_grade(score: Decimal) -> str:
    """1 ≤ −2.60 < 2 ≤ −1.39 < 3."""
    if score <= GRADE_1_UP_TO:
        return "1"
    return "2" if score <= GRADE_2_UP_TO else "3"


def malbi_grade(score: Decimal) -> str:
    """mALBI: grade 2 divided at −2.27 (2a up to and including it)."""
    grade = albi_grade(score)
    if grade != "2":
        return grade
    return "2a" if score <= GRADE_2A_UP_TO else "2b"


def latest_albi(record: PatientRecord, days: Days = ALWAYS) -> Score:
    """ALBI of the latest row with bilirubin or albumin; rows are not merged, the worst of one day stands.

    ``category`` is the mALBI grade (1, 2a, 2b, 3); its first character is the ALBI grade.
    """
    rows = rows_of_latest_day(record.status, _has_either, days)
    if not rows:
        to_add = (days.row_to_add("status", "albi"),)
        inputs = tuple(Input(name, None, cells=to_add) for name in ("bilirubin", "albumin"))
        return Score("albi", SOURCE, inputs, missing=to_add)
    return max((_score_of(index, status) for index, status in rows), key=_worse)


def _worse(score: Score) -> tuple[bool, Decimal]:
    return (score.value is not None, score.value if score.value is not None else Decimal(0))


def _has_either(status: ClinicalStatus) -> bool:
    return any(each is not None and each.value is not None for each in (status.bilirubin, status.albumin))


def _score_of(row: int, status: ClinicalStatus) -> Score:
    bilirubin, albumin = bilirubin_umol_per_l(status.bilirubin), albumin_g_per_l(status.albumin)
    missing = (*lacking("bilirubin", status.bilirubin), *lacking("albumin", status.albumin))
    value = albi(bilirubin, albumin) if bilirubin and albumin is not None else None
    return Score(
        "albi",
        SOURCE,
        chemistry(row, status),
        value,
        category=None if value is None else malbi_grade(value),
        missing=tuple(Cell("status", row, field) for field in missing),
        questionable=questionable(row, status),
    )
