"""Takes out of the frozen program what nothing in it needs: unasked-for libraries, symbols for debuggers."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from recipe import INNER

# Where only libraries lie that others ask for by name.
LIBRARY_FOLDERS = ("", "PySide6/Qt/lib", "numpy.libs", "pillow.libs")
# Moved by the tool that made these wheels; strip would damage them.
NOT_STRIPPED = ("PySide6", "shiboken6", "numpy.libs", "pillow.libs")
Needs = Callable[[Path], Iterable[str]]


def trimmed(folder: Path) -> None:
    """Takes out libraries until every one that is left is asked for, then what only a debugger reads."""
    inner = folder / INNER
    for file in unreached(inner):
        file.unlink()
    for file in list(binaries(inner)):
        if file.relative_to(inner).parts[0] not in NOT_STRIPPED and shutil.which("strip"):
            subprocess.run(["strip", "--strip-unneeded", str(file)], check=True)


def unreached(inner: Path, needs: Needs | None = None) -> list[Path]:
    """The libraries that no module, plugin or reached library asks for."""
    asked = needs or needed_by
    shelves = {inner / name for name in LIBRARY_FOLDERS}
    found = [file for file in sorted(inner.rglob("*.so*")) if file.is_file()]
    libraries: dict[str, list[Path]] = {}
    for file in found:
        # Beside the libraries lie modules that belong to no package, such as _cffi_backend.
        is_library = file.name.startswith("lib") and not file.name.startswith("libpython")
        if file.parent in shelves and is_library:
            libraries.setdefault(file.name, []).append(file)
    shelved = {file for files in libraries.values() for file in files}
    waiting = [file for file in found if file not in shelved]
    reached: set[str] = set()
    while waiting:
        for name in asked(waiting.pop()):
            if name in libraries and name not in reached:
                reached.add(name)
                waiting.extend(libraries[name][:1])
    return sorted(file for name, files in libraries.items() if name not in reached for file in files)


def binaries(inner: Path) -> Iterator[Path]:
    """Every library and module, each once and not its links."""
    return (file for file in inner.rglob("*.so*") if file.is_file() and not file.is_symlink())


def needed_by(file: Path) -> list[str]:
    """The libraries that this one asks for by name."""
    done = subprocess.run(["objdump", "-p", str(file)], capture_output=True, text=True, check=True)
    return re.findall(r"^\s+NEEDED\s+(\S+)$", done.stdout, flags=re.MULTILINE)


def sizes(folder: Path) -> dict[str, int]:
    """Bytes per part of the frozen program, largest first; a part is a folder or, among Qt's libraries, a file."""
    inner = folder / INNER
    counted: dict[str, int] = {}
    for file in (each for each in folder.rglob("*") if each.is_file() and not each.is_symlink()):
        place = file.relative_to(inner if file.is_relative_to(inner) else folder)
        part = "/".join(place.parts[: 4 if place.parts[:2] == ("PySide6", "Qt") else 2])
        counted[part] = counted.get(part, 0) + file.stat().st_size
    return dict(sorted(counted.items(), key=lambda item: -item[1]))
