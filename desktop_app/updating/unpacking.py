"""The files of a package onto the disk: each is durable, and each is hashed while it is written."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from desktop_app.durable import sync_folder
from desktop_app.updating.package import Package, Take, Tell, read_files
from desktop_app.updating.package_contents import PackedFile, PackedLink

_FOLDER, _PROGRAM, _FILE = 0o755, 0o755, 0o644
_FRESH: Final = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def unpack(package: Package, prefix: str, to: Path, tell: Tell) -> None:
    """What lies below ``prefix``, in a new folder. Raises an UpdateRefused, OSError; half of it is there then."""
    to.mkdir(mode=_FOLDER)
    to.chmod(_FOLDER)
    files = package.contents.below(prefix)
    links = [link for link in package.contents.links if link.place.startswith(prefix)]
    places = [file.place for file in files] + [link.place for link in links]
    folders = _folders([place.removeprefix(prefix) for place in places])
    for folder in folders:
        (to / folder).mkdir(mode=_FOLDER)
        (to / folder).chmod(_FOLDER)
    with _Writing(to, prefix) as writing:
        read_files(package, files, writing.begin, tell)
    _link(links, prefix, to)
    for folder in (*reversed(folders), ""):
        sync_folder(to / folder)


def _folders(places: Sequence[str]) -> list[str]:
    """Every folder that is needed, the outer ones first."""
    found = {
        "/".join(parts[:depth])
        for parts in (place.split("/") for place in places)
        for depth in range(1, len(parts))
    }
    return sorted(found)


def _link(links: Sequence[PackedLink], prefix: str, to: Path) -> None:
    """Last of all: nothing is ever written through one."""
    for link in links:
        (to / link.place.removeprefix(prefix)).symlink_to(link.target)


class _Writing:
    """One file after the other, each closed and durable before the next is begun."""

    def __init__(self, to: Path, prefix: str) -> None:
        self._to, self._prefix = to, prefix
        self._file: BinaryIO | None = None

    def __enter__(self) -> "_Writing":
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._end()

    def begin(self, file: PackedFile) -> Take:
        self._end()
        mode = _PROGRAM if file.executable else _FILE
        descriptor = os.open(self._to / file.place.removeprefix(self._prefix), _FRESH, mode)
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, mode)  # Whoever installs may have narrow habits, and others shall run it.
        self._file = os.fdopen(descriptor, "wb")
        return self._file.write

    def _end(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with file:
                file.flush()
                os.fsync(file.fileno())


def write_durably(file: Path, content: bytes, replace: Callable[[Path, Path], object] = os.replace) -> None:
    """Whole under its name, or not at all."""
    unfinished = file.with_name(f".{file.name}.part")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, _FRESH, _FILE)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    replace(unfinished, file)
    sync_folder(file.parent)
