"""How the running program is installed, and which other versions of it are kept.

A folder that can exchange itself looks so; ``current`` is the one thing that an update changes::

    TACEWatch/
        versions/0.1.0/tacewatch, _internal/…
        versions/0.2.0/…
        current -> versions/0.2.0
        tacewatch -> current/tacewatch
"""

import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from desktop_app.updating.own_files import frozen_program
from desktop_app.updating.release import Release, read_release, release_of

VERSIONS, CURRENT = "versions", "current"
RELEASE_FILE: Final = "release.json"
"""Beside a kept installer."""
_OF_THE_SYSTEM: Final = ("/opt", "/usr")


class Kind(StrEnum):
    FOLDER = "folder"
    """Exchanges itself."""
    SYSTEM = "system"
    """Installed by an administrator, who also updates it."""
    OTHER = "other"
    """A checkout, or a copy of the program's folder alone."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Another version: its folder, or the installer of it in ``folder``."""

    release: Release
    folder: Path
    installer: Path | None = None


@dataclass(frozen=True, slots=True)
class Installation:
    """``root`` holds the versions; of a system's installation, the installers that were handed out."""

    kind: Kind
    root: Path
    program: Path | None = None
    """The folder of the version that runs."""

    @property
    def versions(self) -> Path:
        return self.root / VERSIONS

    @property
    def current(self) -> Path:
        return self.root / CURRENT

    def kept(self) -> list[Kept]:
        """All versions but the current one, the newest first; what is not whole enough to name itself is none."""
        found = self._installers() if self.kind is Kind.SYSTEM else self._folders()
        return sorted(found, key=lambda kept: kept.release.number, reverse=True)

    def _folders(self) -> list[Kept]:
        current = self.current.resolve() if self.current.exists() else None
        folders = [each for each in _folders_in(self.versions) if each.resolve() != current]
        named = ((folder, release_of(folder)) for folder in folders)
        return [
            Kept(release, folder)
            for folder, release in named
            if release is not None and release.version == folder.name
        ]

    def _installers(self) -> list[Kept]:
        found = []
        for folder in _folders_in(self.versions):
            release = read_release(folder / RELEASE_FILE)
            files = [file for file in folder.iterdir() if file.is_file() and file.name != RELEASE_FILE]
            if release is not None and len(files) == 1:
                found.append(Kept(release, folder, files[0]))
        return found


def _folders_in(place: Path) -> list[Path]:
    """Without hidden ones, which are those that are being made or taken away, and without links."""
    try:
        return [
            each
            for each in sorted(place.iterdir())
            if not each.name.startswith(".") and each.is_dir() and not each.is_symlink()
        ]
    except OSError:
        return []


def this_installation(handed_out: Path) -> Installation:
    """Of the program that runs; ``handed_out``: where installers go that an administrator is to run."""
    return installation_of(frozen_program(), handed_out)


def installation_of(program: Path | None, handed_out: Path) -> Installation:
    """``program``: the real folder of the executable, None where it is not frozen."""
    if program is None:
        return Installation(Kind.OTHER, handed_out)
    root = program.parent.parent
    if program.parent.name == VERSIONS and (root / CURRENT).is_symlink():
        return Installation(Kind.FOLDER, root, program)
    if sys.platform == "win32" or any(program.is_relative_to(place) for place in _OF_THE_SYSTEM):
        return Installation(Kind.SYSTEM, handed_out, program)
    return Installation(Kind.OTHER, root, program)


def writable(place: Path) -> bool:
    return os.access(place, os.W_OK | os.X_OK)
