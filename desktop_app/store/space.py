"""Whether the disk has room before something large is written: a half-written copy helps nobody."""

import shutil
from pathlib import Path
from typing import Final

from desktop_app.errors import DiskFull

LEAST_FREE: Final = 200 * 1024 * 1024


def require_room(folder: Path, store: Path, *, copies: int = 2) -> None:
    """At least 200 MB and this many times the store. Raises DiskFull (facts: ``free_mb``, ``needed_mb``)."""
    needed = max(LEAST_FREE, copies * store.stat().st_size)
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = free_bytes(there)
    if free < needed:
        raise DiskFull(path=str(folder), free_mb=free // 1024**2, needed_mb=needed // 1024**2)


def free_bytes(folder: Path) -> int:
    """That this user may still write here."""
    return shutil.disk_usage(folder).free
