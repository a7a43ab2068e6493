"""One visual language of the paper: sizes, distances, colours with one meaning each."""

from dataclasses import dataclass
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4

PAGE_WIDTH, PAGE_HEIGHT = A4
SIDE: Final = 38.0
TOP: Final = 32.0
FOOT: Final = 58.0
WIDTH: Final = PAGE_WIDTH - 2 * SIDE

BODY: Final = 8.4
LIST: Final = 8.0
CELL: Final = 7.9
SMALL: Final = 7.4
HEADING: Final = 9.8
NAME: Final = 15.0
TITLE: Final = 11.5
FOOTER: Final = 6.8
LEADING: Final = 1.3

SCALES: Final = (1.0, 0.94, 0.88)
"""How a document may be set: smaller only where that keeps it on its pages. Charts keep their size."""

INK: Final = HexColor("#1b2430")
QUIET: Final = HexColor("#5b6675")
RULE: Final = HexColor("#c3cad3")
FAINT: Final = HexColor("#e4e8ed")
SHADE: Final = HexColor("#f1f4f7")
ACCENT: Final = HexColor("#1f4e79")
ALERT: Final = HexColor("#a3241c")
CALM: Final = HexColor("#2b6a4d")
OPEN: Final = HexColor("#8a5a00")
WATERMARK: Final = Color(0.45, 0.1, 0.1, alpha=0.1)

MARK_COLOURS: Final = {
    "met": ALERT,
    "not_met": CALM,
    "indeterminate": OPEN,
    "go": ACCENT,
    "ask": OPEN,
    "stop": ALERT,
}


@dataclass(frozen=True, slots=True)
class Paper:
    """What a document is set on: distances grow as the type is set smaller, so that the page is filled."""

    scale: float = 1.0

    @property
    def width(self) -> float:
        return float(WIDTH / self.scale)

    @property
    def height(self) -> float:
        return float((PAGE_HEIGHT - FOOT - TOP) / self.scale)
