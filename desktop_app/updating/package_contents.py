"""What a package says of itself: its manifest, in the one form in which it is signed."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from desktop_app.updating.file_names import inside, is_safe
from desktop_app.updating.release import Release, release_from
from desktop_app.updating.whats_new import News, news_from

ENDING: Final = ".tacewatch-update"
FORMAT: Final = "tacewatch-update-1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.signature"
PROGRAM, INSTALLERS = "program/", "installers/"
"""Below the one lies the new version's folder, below the other what an administrator installs."""
MOST_FILES: Final = 20_000
MOST_BYTES: Final = 2 << 30
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class UnsafePlaceError(Exception):
    """``args[0]``: a place that leads out of the package, or that one system or another cannot hold."""


@dataclass(frozen=True, slots=True)
class PackedFile:
    """``place`` begins with PROGRAM or INSTALLERS."""

    place: str
    size: int
    sha256: str
    executable: bool = False


@dataclass(frozen=True, slots=True)
class PackedLink:
    """A link of the program's folder; ``target`` is relative to the place where the link stands."""

    place: str
    target: str


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that is signed."""

    release: Release
    files: tuple[PackedFile, ...]
    links: tuple[PackedLink, ...] = ()
    news: tuple[News, ...] = ()

    def below(self, prefix: str) -> tuple[PackedFile, ...]:
        return tuple(file for file in self.files if file.place.startswith(prefix))

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def canonical(contents: Contents) -> bytes:
    """The bytes that are signed: the same contents always give the same ones."""
    plain = {
        "format": FORMAT,
        **contents.release.plain(),
        "files": [[file.place, file.size, file.sha256, file.executable] for file in contents.files],
        "links": [[link.place, link.target] for link in contents.links],
        "news": [each.plain() for each in contents.news],
    }
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def contents_from(manifest: bytes) -> Contents:
    """Read strictly. Raises UnsafePlaceError; ValueError, TypeError or KeyError where it is no manifest."""
    given: dict[str, Any] = json.loads(manifest)
    if given["format"] != FORMAT:
        raise ValueError("no manifest of this kind")
    files = tuple(_file(*each) for each in given["files"])
    links = tuple(PackedLink(str(place), str(target)) for place, target in given["links"])
    contents = Contents(release_from(given), files, links, tuple(news_from(given["news"])))
    if canonical(contents) != manifest:
        raise ValueError("not in the form that is signed")
    _refuse_too_much(contents)
    _refuse_unsafe(contents)
    return contents


def _file(place: str, size: int, sha256: str, executable: bool) -> PackedFile:
    if isinstance(size, bool) or not isinstance(size, int) or size < 0 or not isinstance(executable, bool):
        raise ValueError("no size")
    if _DIGEST.fullmatch(sha256) is None:
        raise ValueError("no digest")
    return PackedFile(str(place), size, sha256, executable)


def _refuse_too_much(contents: Contents) -> None:
    if len(contents.files) + len(contents.links) > MOST_FILES or contents.size > MOST_BYTES:
        raise ValueError("too much")


def _refuse_unsafe(contents: Contents) -> None:
    """Of every place; two that are one on some system; links that lead out or on to other links."""
    places = [file.place for file in contents.files] + [link.place for link in contents.links]
    for place in places:
        if not is_safe(place) or not place.startswith((PROGRAM, INSTALLERS)):
            raise UnsafePlaceError(place)
    folded: dict[str, str] = {}
    for place in places:
        if folded.setdefault(place.casefold(), place) is not place:
            raise UnsafePlaceError(place)
    for place in _below_others(folded):
        raise UnsafePlaceError(place)
    for link in contents.links:
        if not link.place.startswith(PROGRAM) or not inside(link.place, link.target, PROGRAM):
            raise UnsafePlaceError(link.place)


def _below_others(folded: dict[str, str]) -> Iterable[str]:
    """Places that stand below another one, which is no folder: something written through a link, for one."""
    for low, place in folded.items():
        parts = low.split("/")
        if any("/".join(parts[:depth]) in folded for depth in range(1, len(parts))):
            yield place
