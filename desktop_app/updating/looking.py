"""Where packages are looked for: sticks and shares that are there at this moment. Reading one may take seconds."""

import os
import string
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from desktop_app.updating.package_contents import ENDING

NETWORK: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "davfs", "fuse.sshfs", "fuse.gvfsd-fuse"})
MOUNTED_BELOW: Final = ("/media", "/run/media", "/mnt")
MOST_FOUND: Final = 50
_MOST_LOOKED_AT: Final = 2000
_REMOVABLE, _REMOTE = 2, 4


def places(
    mounts: Iterable[tuple[str, str]], drive_type: Callable[[str], int], system: str = sys.platform
) -> list[Path]:
    """Removable disks and shares. ``mounts``: mount point and file system; ``drive_type`` as GetDriveTypeW."""
    if system == "win32":
        roots = [f"{letter}:\\" for letter in string.ascii_uppercase]
        return [Path(root) for root in roots if drive_type(root) in (_REMOVABLE, _REMOTE)]
    if system == "darwin":
        return _below(Path("/Volumes"))
    found = [point for point, kind in mounts if kind in NETWORK or _is_removable(point)]
    return [Path(point) for point in dict.fromkeys(found)]


def _is_removable(point: str) -> bool:
    return any(point == root or point.startswith(f"{root}/") for root in MOUNTED_BELOW)


def _below(folder: Path) -> list[Path]:
    try:
        return sorted(each for each in folder.iterdir() if each.is_dir())
    except OSError:
        return []


def packages_in(folders: Iterable[Path]) -> list[Path]:
    """Files whose name says that they are packages, in these folders and one step below; links are left out."""
    found: list[Path] = []
    for folder in folders:
        found += _packages(folder)
    return list(dict.fromkeys(found))[:MOST_FOUND]


def _packages(folder: Path) -> Iterator[Path]:
    inner = []
    for entry in _entries(folder):
        if _is_package(entry):
            yield Path(entry.path)
        elif _is_folder(entry):
            inner.append(Path(entry.path))
    for each in inner:
        yield from (Path(entry.path) for entry in _entries(each) if _is_package(entry))


def _entries(folder: Path) -> list["os.DirEntry[str]"]:
    """A stick that is pulled while it is looked at holds nothing."""
    try:
        with os.scandir(folder) as entries:
            return sorted(
                (entry for _, entry in zip(range(_MOST_LOOKED_AT), entries, strict=False)),
                key=lambda each: each.name,
            )
    except OSError:
        return []


def _is_package(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.name.lower().endswith(ENDING) and entry.is_file(follow_symlinks=False)
    except OSError:
        return False


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
