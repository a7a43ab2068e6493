"""An XLSX file before anything of it is unpacked: the directory of the archive, and what only the XML says."""

import zipfile
from typing import Final
from xml.parsers import expat

from desktop_app.exchange.tables.contents import GREATEST_RATIO, LARGEST_UNPACKED, MIB, MOST_PARTS, Unreadable

_OLE: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK\x03\x04"
_PACKINGS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_CHUNK: Final = 64 * 1024


def refuse_unfit(content: bytes) -> None:
    """Raises Unreadable where these bytes are no workbook; the first test on which a foreign byte is looked at."""
    if content.startswith(_OLE):
        raise Unreadable("table_old_or_locked")
    if not content.startswith(_ZIP):
        raise Unreadable("table_not_xlsx")


def refuse_bomb(archive: zipfile.ZipFile, size: int) -> None:
    """Raises Unreadable by what the directory declares; ``zipfile`` then never unpacks more than that."""
    parts = archive.infolist()
    names = [part.filename.casefold() for part in parts]
    if len(parts) > MOST_PARTS:
        raise Unreadable("table_too_many_parts", limit=MOST_PARTS)
    if len(set(names)) != len(names) or "[content_types].xml" not in names:
        raise Unreadable("table_not_xlsx")
    if any(part.flag_bits & _ENCRYPTED or part.compress_type not in _PACKINGS for part in parts):
        raise Unreadable("table_old_or_locked")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED:
        raise Unreadable("table_too_large", limit=LARGEST_UNPACKED // MIB)
    if unpacked > GREATEST_RATIO * size:
        raise Unreadable("table_bomb", limit=GREATEST_RATIO)


class SheetNotes:
    """What reading the values alone does not show: merged cells, and formulas whose result nobody has stored."""

    def __init__(self) -> None:
        self.merged: list[str] = []
        self.uncomputed: list[str] = []
        self._cell = self._type = ""
        self._formula = self._valued = self._in_value = False

    def read(self, archive: zipfile.ZipFile, part: str) -> "SheetNotes":
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
        return self

    def _doctype(self, *_: object) -> None:
        raise Unreadable("table_not_xlsx")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._cell, self._type = attributes.get("r", ""), attributes.get("t", "")
            self._formula = self._valued = False
        elif name == "f":
            self._formula = True
        elif name == "v":
            self._in_value = True
        elif name == "mergeCell":
            self.merged.append(attributes.get("ref", ""))

    def _text(self, text: str) -> None:
        self._valued = self._valued or (self._in_value and bool(text))

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "v":
            self._in_value = False
        elif name == "c" and self._formula and not self._valued and self._type != "str":
            self.uncomputed.append(self._cell)
