"""One visual language of the paper: sizes, distances, colours with one meaning each."""

from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4

PAGE_WIDTH, PAGE_HEIGHT = A4
SIDE: Final = 42.0
TOP: Final = 38.0
FOOT: Final = 62.0
WIDTH: Final = PAGE_WIDTH - 2 * SIDE

BODY: Final = 8.6
LIST: Final = 8.2
CELL: Final = 7.9
SMALL: Final = 7.4
HEADING: Final = 9.8
NAME: Final = 15.0
TITLE: Final = 11.5
FOOTER: Final = 6.8
LEADING: Final = 1.38

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
