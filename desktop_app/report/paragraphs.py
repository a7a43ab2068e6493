"""The only place that makes paragraphs: whatever was typed is printed as text, never read as markup."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph
from reportlab.platypus import paragraph as breaking

from desktop_app.report import look
from desktop_app.report.document import Align, Line, Tone
from desktop_app.report.fonts import BOLD, REGULAR

Run = tuple[str, Tone]
_ALIGNMENT: Final = {"left": TA_LEFT, "right": TA_RIGHT, "center": TA_CENTER}
_QUIET: Final = f"#{look.QUIET.hexval()[2:]}"
_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_RAISED: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"
_LEVEL: Final = str.maketrans(_RAISED, "0123456789+-")
_EXPONENT: Final = re.compile(f"[{_RAISED}]*[⁰⁴-⁹⁺⁻][{_RAISED}]*")
# Unassigned and private characters stay: they may be rare characters of a name, and are refused by name.
# reportlab keeps Japanese closing marks from beginning a line; these are the Chinese ones that it lacks.
breaking.ALL_CANNOT_START += "；，：？！＞≥≤％”’"
_INVISIBLE: Final = frozenset({"Cc", "Cf"})


def printable(text: str) -> str:
    """The text without what no paper shows: control and format characters, variation selectors.

    Exponents that the typeface lacks are written out, 10⁹ as 10^9 (raised digits would be copied as 109).
    """
    if text.isprintable() and text.isascii():
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\t", "  ")
    text = _EXPONENT.sub(lambda found: f"^{found[0].translate(_LEVEL)}", text)
    return "".join(character for character in text if character == "\n" or _visible(character))


def _visible(character: str) -> bool:
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return False
    return unicodedata.category(character) not in _INVISIBLE


class _WrappedOnce(Paragraph):  # type: ignore[misc, unused-ignore]
    """Tables ask for the height of each cell several times; the lines of one width do not change."""

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        if getattr(self, "wrapped_to", None) != available_width or not hasattr(self, "blPara"):
            self.wrapped_size: tuple[float, float] = super().wrap(available_width, available_height)
            self.wrapped_to = available_width
            self._let_punctuation_hang()
        return self.wrapped_size

    def _let_punctuation_hang(self) -> None:
        """A comma that may not begin a line hangs in the margin; reportlab would close up the spaces for it."""
        if self.blPara.kind == 1:
            for each in self.blPara.lines:
                each.extraSpace = max(each.extraSpace, 0)
        else:
            self.blPara.lines = [(max(space, 0), words) for space, words in self.blPara.lines]


def paragraph(runs: Iterable[Run], size: float = look.BODY, align: Align = "left") -> Paragraph:
    """A paragraph of runs of one tone each."""
    return _WrappedOnce("".join(_marked_up(text, tone) for text, tone in runs), _style(size, align))


def line(of: Line, size: float = look.BODY) -> Paragraph:
    """A labelled line of a list."""
    label: tuple[Run, ...] = ((f"{of.label}\u00a0 ", "quiet"),) if of.label else ()
    aside: tuple[Run, ...] = ((f" {of.aside}", "quiet"),) if of.aside else ()
    return paragraph((*label, (of.text, of.tone), *aside), size)


def _marked_up(text: str, tone: Tone) -> str:
    safe = escape(printable(text)).replace("\n", "<br/>")
    if tone == "strong":
        return f"<b>{safe}</b>"
    return f'<font color="{_QUIET}">{safe}</font>' if tone == "quiet" else safe


@cache
def _style(size: float, align: Align) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size}{align}",
        fontName=REGULAR,
        boldFontName=BOLD,
        fontSize=size,
        leading=size * look.LEADING,
        textColor=look.INK,
        alignment=_ALIGNMENT[align],
        wordWrap="CJK",
        splitLongWords=1,
    )
