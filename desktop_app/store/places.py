"""What kind of place a path is in: on a network or in a synchronised folder a database is damaged one day."""

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any, Final

from desktop_app.errors import StoreError, StoreOnNetwork

READING_ALLOWED: Final = "TACEWATCH_NETWORK_READ_ONLY"
"""An environment variable: "1" opens such a store to be read, never to be written."""
SYNCHRONISED: Final = (
    "OneDrive",
    "WPS云盘",
    "WPSDrive",
    "WPS Cloud Files",
    "百度同步盘",
    "百度网盘同步空间",
    "BaiduSyncdisk",
    "坚果云",
    "Nutstore",
    "我的坚果云",
    "Dropbox",
    "Google Drive",
    "iCloudDrive",
    "腾讯微云",
)
_NETWORK: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "9p", "ceph", "davfs"})
_REMOVABLE_ROOTS: Final = ("/media", "/run/media")
_DRIVE_REMOVABLE, _DRIVE_REMOTE = 2, 4


@dataclass(frozen=True, slots=True)
class Place:
    """``kind``: local, network, synchronised or removable; ``name`` says which (a file system, a service)."""

    kind: str
    name: str = ""

    @property
    def safe(self) -> bool:
        return self.kind in ("local", "removable")


def refuse_unsafe_place(path: Path) -> Callable[[], StoreError] | None:
    """None where a store may be; why it is opened to be read only, where the setting allows that.

    Raises StoreOnNetwork.
    """
    place = kind_of_place(path)
    if place.safe:
        return None
    facts = {"path": str(path), "kind": place.name}
    if os.environ.get(READING_ALLOWED) == "1":
        return lambda: StoreOnNetwork(**facts)
    raise StoreOnNetwork(**facts)


def kind_of_place(path: Path) -> Place:
    """Of a path that need not exist yet; links on the way are followed."""
    there = path.parent.resolve() / path.name
    if sys.platform == "win32":
        return windows_place(PureWindowsPath(there), drive_type)
    return posix_place(there, mounts())


def posix_place(path: PurePath, mounted: Iterable[tuple[str, str]]) -> Place:
    """``mounted``: mount point and file system, the later one above the earlier."""
    synchronised = _synchronised(path)
    if synchronised:
        return Place("synchronised", synchronised)
    system = _system_of(path, mounted)
    if system in _NETWORK or system.startswith("fuse."):
        return Place("network", system)
    if any(path.is_relative_to(root) for root in _REMOVABLE_ROOTS):
        return Place("removable", system)
    return Place("local", system)


def _system_of(path: PurePath, mounted: Iterable[tuple[str, str]]) -> str:
    """The file system of the innermost mount point; of two on one point the later hides the earlier."""
    depth, system = -1, ""
    for point, name in mounted:
        parts = len(PurePath(point).parts)
        if path.is_relative_to(point) and parts >= depth:
            depth, system = parts, name
    return system


def mounts(table: Path = Path("/proc/self/mounts")) -> list[tuple[str, str]]:
    """Mount point and file system of each mount; empty where the system does not say."""
    try:
        lines = os.fsdecode(table.read_bytes()).splitlines()
    except OSError:
        return []
    fields = [line.split(" ") for line in lines]
    return [(_unescaped(field[1]), field[2]) for field in fields if len(field) > 2]


def _unescaped(text: str) -> str:
    """The kernel writes blanks in octal; all other bytes are as they are."""
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, character)
    return text


def windows_place(path: PureWindowsPath, type_of: Callable[[str], int]) -> Place:
    """``type_of`` gives the type of a drive such as ``C:\\\\`` as GetDriveTypeW does."""
    synchronised = _synchronised(path)
    if synchronised:
        return Place("synchronised", synchronised)
    drive = path.drive
    if drive.startswith("\\\\") and not drive.startswith(("\\\\?\\", "\\\\.\\")):
        return Place("network", drive)
    if drive.upper().startswith("\\\\?\\UNC\\"):
        return Place("network", drive)
    letter = drive.removeprefix("\\\\?\\")
    kind = type_of(f"{letter}\\")
    if kind == _DRIVE_REMOTE:
        return Place("network", letter)
    return Place("removable" if kind == _DRIVE_REMOVABLE else "local", letter)


def drive_type(root: str) -> int:
    """GetDriveTypeW; 0 = unknown."""
    import ctypes

    libraries: Any = getattr(ctypes, "windll", None)
    return int(libraries.kernel32.GetDriveTypeW(root)) if libraries else 0


def _synchronised(path: PurePath) -> str:
    """The service in one of whose folders this is, from the folder's name: "OneDrive - 某某医院", "WPS云盘"."""
    for part in path.parts[:-1]:
        for name in SYNCHRONISED:
            folded = part.casefold()
            if folded == name.casefold() or folded.startswith((f"{name} ".casefold(), f"{name}-".casefold())):
                return name
    return ""
