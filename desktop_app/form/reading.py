"""The one strict parser: typed text to a value, or a Problem; never an exception, never a guess.

Only ASCII and full-width forms are folded, character by character. Unicode's own folding (NFKC) would
read ``10²`` as 102, and Python's ``Decimal`` takes ``1_000``, ``1e3`` and ``NaN``.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from desktop_app.form.problem import Problem, problem
from domain.record.values import LONGEST_TEXT

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_NUMBER = re.compile(r"(?P<bound>[<>])?[ ]*(?P<digits>[0-9]+(?:\.[0-9]+)?)[ ]*(?P<unit>\S.*)?", re.ASCII)
_SEPARATORS = re.compile(r"[,，、;；\n]")
_LENGTHS = {"mm": 1, "毫米": 1, "cm": 10, "厘米": 10}
_COMMAS = ",，、٫٬"
_STOPS = "。｡"
_OTHER_BOUNDS = re.compile(r"[≤≥≦≧《》〈〉≪≫＝]|[<>]=")
_UNSEEN = frozenset({"Cf", "Cc", "Zl", "Zp"})
MOST_DIGITS, MOST_DECIMALS = 9, 6
BOUNDS = {"<": "lt", ">": "gt"}
YES = frozenset({"yes", "y", "true", "1", "是", "有", "能", "+"})
NO = frozenset({"no", "n", "false", "0", "否", "无", "不", "-"})
NONE_OF_THEM = frozenset({"none", "无", "没有", "-"})


@dataclass(frozen=True, slots=True)
class Number:
    """A number as read: ``bound`` is exact, lt or gt; ``unit`` what stood behind it, "" where nothing did."""

    value: Decimal
    bound: str = "exact"
    unit: str = ""


def folded(text: str) -> str:
    """Full-width forms as their ASCII twins, outer blanks off; every other character as it is."""
    return text.translate(_FULL_WIDTH).strip()


def read_number(
    text: str, *, length: bool = False, bounds: bool = False, units: tuple[str, ...] = ()
) -> Number | Problem | None:
    """A plain decimal; ``length`` takes mm and cm, ``bounds`` a leading ``<`` or ``>``, ``units`` these behind.

    Blank is None: a missing value is never 0.
    """
    written = folded(text)
    if not written:
        return None
    found = _NUMBER.fullmatch(written)
    if found is None:
        return _refused(written)
    if found["bound"] and not bounds:
        return problem("no_bound_here", text=written)
    digits, unit = found["digits"], (found["unit"] or "").strip()
    factor = 1
    if unit:
        known = _unit_among(unit, units) or (unit.lower() if length and unit.lower() in _LENGTHS else "")
        if not known:
            wanted = _offered(length, units)
            return _refused(written) if _doubtful(unit) else problem("unknown_unit", unit=unit, units=wanted)
        factor = _LENGTHS.get(known, 1) if length else 1
        unit = "" if length else known
    value = _within_digits(digits, factor)
    return value if isinstance(value, Problem) else Number(value, BOUNDS.get(found["bound"] or "", "exact"), unit)


def read_integer(text: str, lowest: int, highest: int) -> int | Problem | None:
    """A whole number between two limits, both inclusive."""
    written = folded(text)
    if not written:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", written, re.ASCII):
        return problem("not_whole", text=written)
    value = int(written)
    return value if lowest <= value <= highest else problem("out_of_range", lowest=lowest, highest=highest)


def read_yes_no(text: str) -> bool | Problem | None:
    written = folded(text).lower()
    if not written:
        return None
    if written in YES:
        return True
    return False if written in NO else problem("not_yes_no", text=folded(text))


def read_choice(text: str, choices: dict[str, tuple[str, ...]]) -> str | Problem | None:
    """One of these codes, written as the code or as one of its words, in any case."""
    written = folded(text)
    if not written:
        return None
    for code, words in choices.items():
        if written.casefold() in {code.casefold(), *(word.casefold() for word in words)}:
            return code
    return problem("not_a_choice", text=written, choices=" / ".join(choices))


def read_names(text: str) -> tuple[str, ...] | Problem | None:
    """Names set apart by commas or semicolons; "none" is the empty list, blank is not recorded."""
    if not text.strip():
        return None
    if folded(text).lower() in NONE_OF_THEM:
        return ()
    names = tuple(name.strip() for name in _SEPARATORS.split(text) if name.strip())
    if not names:
        return problem("no_name", text=text.strip())
    if any(folded(name).lower() in NONE_OF_THEM for name in names):
        return problem("none_among_names", text=text.strip())
    return problem("text_characters") if _unstorable(text) else names


def read_text(text: str, *, lines: bool = False) -> str | Problem | None:
    """Text that a database and a PDF can hold, outer blanks off unless it has lines; blank is not recorded."""
    if not text.strip():
        return None
    if _unstorable(text):
        return problem("text_characters")
    if len(text) > LONGEST_TEXT:
        return problem("text_length", longest=LONGEST_TEXT)
    return text if lines else text.strip()


def _unstorable(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)


def _unit_among(unit: str, units: tuple[str, ...]) -> str:
    plain = unit.replace("μ", "u").replace("µ", "u").replace("10^9", "10⁹").lower()
    plain = plain.lstrip("×x*").lstrip() if plain.endswith("10⁹/l") else plain
    return next((known for known in units if known.lower() == plain), "")


def _offered(length: bool, units: tuple[str, ...]) -> str:
    return ", ".join(("mm", "cm") if length else units) or "–"


def _doubtful(rest: str) -> bool:
    """Whether what follows the digits belongs to the number rather than being a unit."""
    if rest[0] in ".+-_^eE²³" + _COMMAS + _STOPS or any("0" <= character <= "9" for character in rest):
        return True
    return any(unicodedata.category(character) in _UNSEEN for character in rest)


def _within_digits(digits: str, factor: int) -> Decimal | Problem:
    whole, _, decimals = digits.partition(".")
    if len(whole.lstrip("0")) > MOST_DIGITS or len(whole) > 2 * MOST_DIGITS:
        return problem("too_many_digits", digits=MOST_DIGITS)
    if len(decimals) > MOST_DECIMALS:
        return problem("too_many_decimals", decimals=MOST_DECIMALS)
    value = Decimal(digits) * factor
    if value >= 10**MOST_DIGITS:
        return problem("too_many_digits", digits=MOST_DIGITS)
    return Decimal(f"{value:f}")


def _refused(written: str) -> Problem:
    """The refusal that says what to write instead."""
    if any(unicodedata.category(character) in _UNSEEN for character in written):
        return problem("unseen_character")
    if any(stop in written for stop in _STOPS):
        return problem("full_stop", text=written)
    if _OTHER_BOUNDS.search(written):
        return problem("bound_sign", text=written)
    if any(comma in written for comma in _COMMAS):
        return problem("comma", text=written)
    if re.search(r"[0-9]\s*[eE^²³_]", written):
        return problem("exponent", text=written)
    if re.search(r"^[<>]?\s*[+\-−–]", written):
        return problem("sign", text=written)
    if re.fullmatch(r"[<>]?\s*[0-9]*\.?", written) or re.fullmatch(r"[<>]?\s*\.[0-9]+", written):
        return problem("unfinished_number", text=written)
    return problem("not_a_number", text=written)
