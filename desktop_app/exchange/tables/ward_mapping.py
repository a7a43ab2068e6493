"""What the columns of a ward's own spreadsheet seem to mean: guessed from headings, never from values."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from desktop_app.exchange.tables.contents import Cells, Table
from desktop_app.exchange.tables.headings import OF_A_PATIENT, plain
from desktop_app.exchange.tables.layout import sections
from desktop_app.exchange.tables.ward_words import (
    LESIONS,
    NOT_READ,
    STATE_OF_LESION,
    TOTAL_OF_LESION,
    UNITS,
    VIABLE_OF_LESION,
    WARD_WORDS,
)
from desktop_app.wording import LANGUAGES, Wording

VISIT: Final = "visit"
LENGTHS: Final = ("mm", "cm")
_LOOKED_AT: Final = 10
_BRACKETS: Final = re.compile(r"[(\[{【（]([^)\]}】）]*)[)\]}】）]")
_TOKENS: Final = re.compile(r"[,，;；、\s]+")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A field of the record: ``item`` names the lesion or the marker, ``unit`` what stands in the heading.

    The section ``visit`` is the row itself: its date is that of everything in it that has no date of its own.
    """

    section: str
    path: str
    item: str = ""
    unit: str = ""

    @property
    def length(self) -> bool:
        """Whether it is a lesion's diameter, which means nothing without its unit."""
        return self.section == "targets" and self.path != "state"


IGNORED: Final = Meaning("", "")
PATIENT_ID: Final = Meaning("patients", "id")


@dataclass(frozen=True, slots=True)
class Mapping:
    """``header`` is the position of the row of headings; None is a column whose meaning nobody knows yet."""

    header: int
    headings: tuple[str, ...]
    meanings: tuple[Meaning | None, ...]

    @property
    def fits(self) -> bool:
        return PATIENT_ID in self.meanings and len(self.unknown) < len(self.meanings) - 1

    @property
    def unknown(self) -> tuple[str, ...]:
        """The headings without a meaning."""
        pairs = zip(self.headings, self.meanings, strict=True)
        return tuple(heading for heading, meaning in pairs if heading and meaning is None)


def guessed_mapping(table: Table) -> Mapping:
    """The row in which most headings are known, and what they mean."""
    candidates = [_mapping(at, cells) for at, cells in enumerate(table.rows[:_LOOKED_AT])]
    if not candidates:
        return Mapping(0, (), ())
    return max(candidates, key=lambda each: (PATIENT_ID in each.meanings, _known(each), -each.header))


def _known(mapping: Mapping) -> int:
    return sum(meaning is not None for meaning in mapping.meanings)


def _mapping(at: int, cells: Cells) -> Mapping:
    headings = tuple("" if cell is None else cell.text.strip() for cell in cells)
    return Mapping(at, headings, tuple(_once([meaning_of(heading) for heading in headings])))


def _once(meanings: Sequence[Meaning | None]) -> Iterator[Meaning | None]:
    """Two columns of one meaning: which is right is for a person to say, so neither is guessed."""
    places = [meaning and (meaning.section, meaning.path, meaning.item) for meaning in meanings]
    for meaning, place in zip(meanings, places, strict=True):
        yield meaning if meaning == IGNORED or places.count(place) == 1 else None


def meaning_of(heading: str) -> Meaning | None:
    """What this heading means; None where nobody can be sure."""
    name, unit = _parted(heading)
    if not name:
        return None
    found = known_names().get(name) or _lesion(name)
    if found is None:
        return None
    return Meaning(found.section, found.path, found.item, unit)


def _parted(heading: str) -> tuple[str, str]:
    """The name and the unit behind it; a bracket that holds no unit belongs to the name."""
    unit = ""
    rest: list[str] = []
    for content in _BRACKETS.findall(heading):
        for token in filter(None, _TOKENS.split(content)):
            known = _unit(token)
            unit, rest = (known, rest) if known else (unit, [*rest, token])
    name = plain(_BRACKETS.sub("", heading)) + "".join(map(plain, rest))
    if name in known_names():
        return name, unit
    for written in sorted(UNITS, key=len, reverse=True):
        if name.endswith(written) and len(written) > 1 and not unit:
            return name[: -len(written)].rstrip("/_-"), UNITS[written]
    return name, unit


def _unit(token: str) -> str:
    return UNITS.get(plain(token).removeprefix("单位").removeprefix("unit"), "")


def _lesion(name: str) -> Meaning | None:
    found = LESIONS.fullmatch(name)
    if found is None:
        return None
    behind = found["behind"].strip("_-")
    known = {"viable_mm": VIABLE_OF_LESION, "total_mm": TOTAL_OF_LESION, "state": STATE_OF_LESION}
    for path, words in known.items():
        if behind in words:
            return Meaning("targets", path, f"T{int(found['number'])}")
    return None


@cache
def known_names() -> dict[str, Meaning]:
    """Heading → meaning: the program's own labels in both languages, then what wards write."""
    names: dict[str, Meaning] = {plain(name): PATIENT_ID for name in OF_A_PATIENT}
    names |= {plain(name): IGNORED for name in NOT_READ}
    for (section, path, item), words in WARD_WORDS.items():
        names |= {plain(word): Meaning(section, path, item) for word in words}
    for meaning in offered():
        for language in LANGUAGES:
            label = label_key(meaning)
            if not meaning.item and meaning.section != VISIT and Wording(language).has(label):
                names.setdefault(plain(Wording(language)(label)), meaning)
    return names


@cache
def offered() -> tuple[Meaning, ...]:
    """Every meaning that a column of a ward's spreadsheet can have, lesions aside."""
    return tuple(dict.fromkeys(Meaning(*place) for place in WARD_WORDS))


def label_key(meaning: Meaning) -> str:
    """The key of the field's label in the words."""
    if meaning.section == VISIT:
        return f"tables.visit.{meaning.path}"
    section = sections()[meaning.section].form if meaning.section in sections() else meaning.section
    return f"form.field.{section}.{meaning.path}"
