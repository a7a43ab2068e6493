"""The two typefaces of a document: cut down to its characters, searchable, refusing what they lack."""

from collections.abc import Iterable, Mapping
from functools import cache
from io import BytesIO
from typing import Any, Final

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

from desktop_app.report.problems import CharacterNotPrintable
from desktop_app.resources import font_files, missing_characters

REGULAR: Final = "TaceWatchText"
BOLD: Final = "TaceWatchTextBold"
_MOST_CODES_IN_A_BLOCK: Final = 100
_ALWAYS: Final = "".join(map(chr, range(32, 127))) + "\u00a0…"


def register_fonts(places: Mapping[str, Iterable[str]]) -> None:
    """Register both weights, holding just the characters of these texts (by the place where they stand).

    Registration is global in reportlab, so a document is made under the lock of ``pdf_of``.
    Raises CharacterNotPrintable, which names every character that the typeface lacks and its place.
    """
    texts = {place: frozenset("".join(lines)) for place, lines in places.items()}
    lacking = {place: missing_characters("".join(sorted(characters))) for place, characters in texts.items()}
    if any(lacking.values()):
        raise CharacterNotPrintable({place: missing for place, missing in lacking.items() if missing})
    wanted = frozenset(_ALWAYS).union(*texts.values())
    files = font_files()
    for name, path in ((REGULAR, files.regular), (BOLD, files.bold)):
        _forget(name)
        pdfmetrics.registerFont(_SearchableFont(name, BytesIO(_cut_down(str(path), wanted))))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def _cut_down(path: str, characters: Iterable[str]) -> bytes:
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, characters))
    return bytes(uharfbuzz.subset(_face(path), wanted).blob.data)


@cache
def _face(path: str) -> Any:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path))


def _forget(name: str) -> None:
    """The font of the last document: reportlab would take its outlines for the new one's."""
    if name in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.getFont(name).unregister()


class _SearchableFont(TTFont):  # type: ignore[misc, unused-ignore]
    """reportlab writes characters beyond U+FFFF so that they print right and copy wrong (𠅤 as ‖)."""

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: N802, ARG002
        """As reportlab's, without its detours: Chinese text is measured character by character."""
        widths, other = self.face.charWidths, self.face.defaultWidth
        return 0.001 * size * float(sum([widths.get(ord(character), other) for character in text]))

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX)).decode("pdfdoc")
            doc.idToObject[f"toUnicodeCMap:{name}"].content = to_unicode(name, subset)


def to_unicode(name: str, subset: list[int]) -> str:
    """The table from codes to text: UTF-16 for every character, at most 100 to a block (PDF 32000, 9.10.3)."""
    pairs = [
        f"<{code:02X}> <{chr(character).encode('utf-16-be').hex().upper()}>"
        for code, character in enumerate(subset)
    ]
    blocks = [
        pairs[start : start + _MOST_CODES_IN_A_BLOCK] for start in range(0, len(pairs), _MOST_CODES_IN_A_BLOCK)
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{len(subset) - 1:02X}>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)
