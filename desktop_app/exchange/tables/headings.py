"""What a heading means: the name of the record format, the program's own words, or what wards write."""

import re
from functools import cache
from typing import Final

from desktop_app.exchange.tables.contents import Table
from desktop_app.exchange.tables.flattening import unguarded
from desktop_app.exchange.tables.layout import DATE, IMAGE, PATIENT, Section, sections
from desktop_app.wording import LANGUAGES, Wording

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SPACES: Final = re.compile(r"[\s:*]+")
OF_A_PATIENT: Final = (
    "patient",
    "patient.id",
    "id",
    "hospital_number",
    "hospitalnumber",
    "patientid",
    "mrn",
    "住院号",
    "病案号",
    "病历号",
    "病人号",
    "患者编号",
    "患者号",
    "患者id",
    "登记号",
    "id号",
)
OF_AN_IMAGE: Final = ("image", "影像序号", "影像编号")
OF_ITS_DATE: Final = ("date", "影像日期", "日期")


def plain(heading: str) -> str:
    """A heading without blanks and case, full-width forms as their ASCII twins."""
    return _SPACES.sub("", unguarded(heading).translate(_FULL_WIDTH)).casefold()


@cache
def names_in(section: str) -> dict[str, str]:
    """Heading → column of this table: names of the format first, then the words of both languages."""
    found: Section = sections()[section]
    names = {plain(path): path for path in found.headers}
    keys = {PATIENT: OF_A_PATIENT, IMAGE: OF_AN_IMAGE, DATE: OF_ITS_DATE}
    for key in found.keys:
        names |= {plain(name): key for name in keys[key] if plain(name) not in names}
    for words in map(Wording, LANGUAGES):
        for column in found.columns:
            if words.has(column.label):
                names.setdefault(plain(words(column.label)), column.path)
    return names


def section_of(table: Table, file_name: str = "") -> str | None:
    """The section whose table this is: by its name or that of its file, else by its headings where these fit one
    section only. A second reading is one only by name: its lesions look like any."""
    if not table.rows:
        return table.name if table.name in sections() else None
    headings = [plain(cell.text) for cell in table.rows[0] if cell is not None]
    named = [name for name in sections() if plain(table.name or file_name) in _titles(name)]
    others = [name for name in sections() if name != "second_targets"]
    fitting = [name for name in named or others if _fits(name, headings, named=bool(named))]
    return fitting[0] if len(fitting) == 1 else None


@cache
def _titles(section: str) -> frozenset[str]:
    return frozenset({section, *(plain(Wording(language)(f"tables.section.{section}")) for language in LANGUAGES)})


def _fits(section: str, headings: list[str], *, named: bool) -> bool:
    """A table named like a section is one as soon as it has a patient; faults are then those of its columns."""
    names = names_in(section)
    columns = {names.get(heading) for heading in headings}
    if named:
        return PATIENT in columns
    found = sections()[section]
    required = {PATIENT, *(column.path for column in found.columns if column.required)}
    return None not in columns and required <= columns and len(columns) > len(required)
