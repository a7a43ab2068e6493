"""Whether the files of a frozen program are those that were built: from its own list, made by the build.

It finds damage, careless changes and files that were slipped in; whoever can write the program's folder can write
the list as well, which is why a ward's copy belongs into a folder that only an administrator can write.
"""

import hashlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop_app.updating.release import INNER

LIST: Final = "resources/files.sha256"
"""Below the inner folder. Lines of ``sha256sum``."""
MISSING, CHANGED, ADDED = "missing", "changed", "added"


@dataclass(frozen=True, slots=True)
class FileFault:
    """``kind``: missing, changed, or added (a file that the program could load and that was not built)."""

    place: str
    kind: str


def frozen_program() -> Path | None:
    """The folder of the program that runs; None from a checkout or as an installed package."""
    return Path(sys.executable).resolve().parent if getattr(sys, "_MEIPASS", None) is not None else None


def listed_files(program: Path) -> dict[str, str]:
    """Place → SHA-256; empty where there is no list."""
    try:
        lines = (program / INNER / LIST).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {place: digest for digest, _, place in (line.partition("  ") for line in lines) if place}


def faults_of(program: Path, tell: Callable[[int, int], None] | None = None) -> Iterator[FileFault]:
    """Every file that is not as it was built; ``tell`` hears how many of how many are looked at."""
    listed = listed_files(program)
    if not listed:
        yield FileFault(f"{INNER}/{LIST}", MISSING)
    for done, (place, digest) in enumerate(listed.items(), start=1):
        kind = _kind(program / place, digest)
        if kind is not None:
            yield FileFault(place, kind)
        if tell is not None:
            tell(done, len(listed))
    known = {*listed, f"{INNER}/{LIST}"}
    for place in _loadable(program):
        if place not in known:
            yield FileFault(place, ADDED)


def _kind(file: Path, digest: str) -> str | None:
    try:
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return MISSING
    return None if found == digest else CHANGED


def _loadable(program: Path) -> Iterator[str]:
    for file in sorted((program / INNER).rglob("*")):
        if file.is_file():
            yield file.relative_to(program).as_posix()
