"""Bilirubin and albumin: one unit for formulas, what is missing, and when a value is asked again."""

from decimal import Decimal
from typing import Final

from domain.logic.cell import Cell
from domain.record import Albumin, AlbuminUnit, Bilirubin, BilirubinUnit, ClinicalStatus
from domain.staging.reading import Input

UMOL_PER_MG_DL: Final = Decimal("17.1")
"""Bilirubin: 1 mg/dL = 17.1 µmol/L."""
GRAMS_PER_DECILITRE: Final = Decimal(10)
"""1 g/dL = 10 g/L."""
PLAUSIBLE_ALBUMIN: Final = (Decimal(10), Decimal(60))
"""g/L, inclusive."""
PLAUSIBLE_BILIRUBIN: Final = (Decimal(1), Decimal(700))
"""µmol/L, inclusive."""


def bilirubin_umol_per_l(bilirubin: Bilirubin | None) -> Decimal | None:
    """Bilirubin in µmol/L, None without a value or a unit."""
    if bilirubin is None or bilirubin.value is None or bilirubin.unit is None:
        return None
    return bilirubin.value * (UMOL_PER_MG_DL if bilirubin.unit is BilirubinUnit.MG_PER_DL else 1)


def albumin_g_per_l(albumin: Albumin | None) -> Decimal | None:
    """Albumin in g/L, None without a value or a unit."""
    if albumin is None or albumin.value is None or albumin.unit is None:
        return None
    return albumin.value * (GRAMS_PER_DECILITRE if albumin.unit is AlbuminUnit.G_PER_DL else 1)


def chemistry(row: int, status: ClinicalStatus) -> tuple[Input, Input]:
    """Bilirubin and albumin of a status row, as entered."""
    return (_input("bilirubin", row, status, status.bilirubin), _input("albumin", row, status, status.albumin))


def _input(name: str, row: int, status: ClinicalStatus, quantity: Bilirubin | Albumin | None) -> Input:
    value, unit = (None, None) if quantity is None else (quantity.value, quantity.unit)
    return Input(name, value, unit or "", status.date, (Cell("status", row, f"{name}.value"),))


def lacking(name: str, quantity: Bilirubin | Albumin | None) -> tuple[str, ...]:
    """The empty fields of a quantity, such as ("bilirubin.value", "bilirubin.unit")."""
    value, unit = (None, None) if quantity is None else (quantity.value, quantity.unit)
    return tuple(f"{name}.{key}" for key, entry in (("value", value), ("unit", unit)) if entry is None)


def questionable(row: int, status: ClinicalStatus) -> tuple[Cell, ...]:
    """The cells outside 1–700 µmol/L (bilirubin) or 10–60 g/L (albumin): to be asked again."""
    ranges = (
        ("bilirubin", bilirubin_umol_per_l(status.bilirubin), PLAUSIBLE_BILIRUBIN),
        ("albumin", albumin_g_per_l(status.albumin), PLAUSIBLE_ALBUMIN),
    )
    return tuple(
        Cell("status", row, f"{name}.value")
        for name, value, (least, most) in ranges
        if value is not None and not least <= value <= most
    )
