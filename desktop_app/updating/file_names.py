"""Names in a package that every system takes, and that lead nowhere else than into the folder meant for them."""

import posixpath
import unicodedata
from typing import Final

LONGEST_PLACE, LONGEST_NAME = 400, 200
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{name}{number}" for name in ("com", "lpt") for number in "0123456789¹²³"}
)
_FORBIDDEN: Final = frozenset('\\:*?"<>|')


def is_safe(place: str) -> bool:
    """Whether this is a relative place with ``/``, free of ways out, of devices and of characters that mislead."""
    return len(place) <= LONGEST_PLACE and bool(place) and all(map(is_safe_name, place.split("/")))


def is_safe_name(name: str) -> bool:
    """One step of a place: neither empty nor a way up, and the same on Windows as here."""
    if not name or len(name) > LONGEST_NAME or name != unicodedata.normalize("NFC", name):
        return False
    if name.endswith((".", " ")) or name.startswith(" ") or not name.isprintable():
        return False
    return not _FORBIDDEN & set(name) and name.partition(".")[0].rstrip(" ").casefold() not in _RESERVED


def inside(place: str, target: str, top: str) -> bool:
    """Whether a link at ``place`` to this relative target stays below ``top`` (which ends with ``/``)."""
    if not target or target.startswith("/") or "\\" in target or not target.isprintable():
        return False
    found = posixpath.normpath(posixpath.join(posixpath.dirname(place), target))
    steps = [step for step in target.split("/") if step != ".."]
    return found.startswith(top) and found != place and all(map(is_safe_name, steps))
