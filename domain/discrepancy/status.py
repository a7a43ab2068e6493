"""Liver function, laboratory and performance status: against each other and against what can be."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from domain.course import Course
from domain.discrepancy.found import NOTE, WARNING, Discrepancy, found
from domain.logic.cell import Cell
from domain.record.clinical_status import ClinicalStatus, Encephalopathy
from domain.staging.chemistry import (
    PLAUSIBLE_ALBUMIN,
    PLAUSIBLE_BILIRUBIN,
    albumin_g_per_l,
    bilirubin_umol_per_l,
)
from domain.staging.child_pugh import child_pugh

PLAUSIBLE = (
    ("inr", Decimal("0.5"), Decimal(12)),
    ("pt_prolongation_s", Decimal(0), Decimal(120)),
    ("alt", Decimal(1), Decimal(10_000)),
    ("ast", Decimal(1), Decimal(10_000)),
    ("platelets", Decimal(1), Decimal(1500)),
    ("neutrophils", Decimal("0.01"), Decimal(100)),
    ("creatinine_clearance", Decimal(1), Decimal(250)),
)
"""Beyond these a unit or a decimal point is wrong: platelets of 150000 per µL are 150 ×10⁹/L."""
JUDGED = ("child_pugh_score", "ecog", "ascites", "encephalopathy")
_WELL = (0, 1)


def status(course: Course) -> Iterator[Discrepancy]:
    rows = course.record.status
    for index, row in enumerate(rows):
        yield from _child_pugh(index, row)
        yield from _chemistry(index, row)
        yield from _laboratory(index, row)
        if row.encephalopathy is Encephalopathy.GRADE_3_4 and row.ecog in _WELL:
            cells = (Cell("status", index, "ecog"), Cell("status", index, "encephalopathy"))
            yield found("ecog_against_encephalopathy", WARNING, *cells, day=row.date, ecog=row.ecog)
    for index, (before, row) in enumerate(pairwise(rows)):
        if before.date == row.date:
            yield from _same_day(index, before, row)


def _child_pugh(index: int, row: ClinicalStatus) -> Iterator[Discrepancy]:
    """The score as typed against what its parts allow; the parts stand."""
    entered = row.child_pugh_score
    if entered is None:
        return
    computed = child_pugh(row)
    if not computed.low <= entered <= computed.high:
        cell = Cell("status", index, "child_pugh_score")
        allowed = str(computed.low) if computed.score is not None else f"{computed.low}–{computed.high}"
        yield found("child_pugh_differs", WARNING, cell, day=row.date, entered=entered, computed=allowed)


def _chemistry(index: int, row: ClinicalStatus) -> Iterator[Discrepancy]:
    """Bilirubin outside 1–700 µmol/L, albumin outside 10–60 g/L: asked again (clinical-rules, section 7)."""
    for name, value, (least, most), unit in (
        ("bilirubin", bilirubin_umol_per_l(row.bilirubin), PLAUSIBLE_BILIRUBIN, "µmol/L"),
        ("albumin", albumin_g_per_l(row.albumin), PLAUSIBLE_ALBUMIN, "g/L"),
    ):
        if value is not None and not least <= value <= most:
            cells = (Cell("status", index, f"{name}.value"), Cell("status", index, f"{name}.unit"))
            yield found(
                "liver_value_unlikely",
                WARNING,
                *cells,
                day=row.date,
                value=value,
                lowest=least,
                highest=most,
                unit=unit,
            )


def _laboratory(index: int, row: ClinicalStatus) -> Iterator[Discrepancy]:
    for field, least, most in PLAUSIBLE:
        value = getattr(row, field)
        if value is not None and not least <= value <= most:
            cell = Cell("status", index, field)
            day = row.date
            yield found("laboratory_implausible", WARNING, cell, day=day, value=value, lowest=least, highest=most)


def _same_day(index: int, before: ClinicalStatus, row: ClinicalStatus) -> Iterator[Discrepancy]:
    """Two rows of one day that judge the patient differently: the worse one stands, or nobody knows which."""
    for field in JUDGED:
        values = (getattr(before, field), getattr(row, field))
        if None not in values and values[0] != values[1]:
            cells = (Cell("status", index, field), Cell("status", index + 1, field))
            yield found("status_differs_same_day", NOTE, *cells, day=row.date)
