# ruff: noqa: N818  (named after what happened)
"""What can keep a report from being made or written."""

from collections.abc import Mapping

from desktop_app.errors import KnownError


class CharacterNotPrintable(KnownError):
    """Characters that the typeface lacks, by the place where they stand (a heading of the report).

    A name with a hole in it would be worse than no print. Facts: ``characters`` (with code points), ``where``.
    """

    key = "report.character_not_printable"

    def __init__(self, places: Mapping[str, tuple[str, ...]]) -> None:
        self.places = dict(places)
        characters = dict.fromkeys(character for missing in places.values() for character in missing)
        named = ", ".join(f"{character} (U+{ord(character):04X})" for character in characters)
        super().__init__(characters=named, where=", ".join(places))


class ReportNotWritten(KnownError):
    """The file could not be written; what stood there before is untouched. Facts: ``path``, ``reason``."""

    key = "report.not_written"
