"""Numbers as a chart writes them."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Final

_TENTH: Final = Decimal("0.1")
_THRESHOLDS_APART: Final = 5


def change(now: Decimal, before: Decimal | None) -> str:
    """The change in per cent; "" over nothing."""
    if not before:
        return ""
    percent = _tenths((now - before) * 100 / before)
    return "0.0 %" if percent == 0 else f"{percent:+f} %".replace("-", "−")


def share_of(now: Decimal, first: Decimal) -> str:
    """A share in per cent ("66.7 %")."""
    return f"{_tenths(now * 100 / first):f} %"


def _tenths(percent: Decimal) -> Decimal:
    """Rounded, but never up to a threshold that was not reached: 19.96 reads 19.9, not 20.0.

    Every threshold of the definitions is a multiple of five per cent.
    """
    rounded = percent.quantize(_TENTH, ROUND_HALF_UP)
    reached = abs(percent) >= abs(rounded) or rounded % _THRESHOLDS_APART != 0
    return rounded if reached else percent.quantize(_TENTH, ROUND_DOWN)


def millimetres_text(millimetres: float) -> str:
    """Two decimals at most: 60.48 must not read 60.5, and 72 needs none."""
    return f"{millimetres:.2f}".rstrip("0").rstrip(".")
