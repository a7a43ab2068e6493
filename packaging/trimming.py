"""Takes out of the frozen program what nothing in it needs: unasked-for libraries, symbols for debuggers.

Run by the build, with the Python of the build's own environment: `trimming.py FOLDER`, the folder of the frozen
program.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from recipe import INNER

# Where only libraries lie that others ask for by name.
LIBRARY_FOLDERS = ("", "PySide6", "PySide6/Qt/lib", "shiboken6", "numpy.libs", "pillow.libs")
# Moved by the tool that made these wheels; strip would damage them.
NOT_STRIPPED = ("PySide6", "shiboken6", "numpy.libs", "pillow.libs")
BINARIES = ("*.so*", "*.dll", "*.pyd")
Needs = Callable[[Path], Iterable[str]]


def trimmed(folder: Path) -> None:
    """Takes out libraries until every one that is left is asked for, then what only a debugger reads."""
    inner = folder / INNER
    for file in unreached(inner):
        file.unlink()
    for file in list(binaries(inner)) if sys.platform != "win32" else ():
        if file.relative_to(inner).parts[0] not in NOT_STRIPPED and shutil.which("strip"):
            subprocess.run(["strip", "--strip-unneeded", str(file)], check=True)


def unreached(inner: Path, needs: Needs | None = None) -> list[Path]:
    """The libraries that no module, plugin or reached library asks for."""
    asked = needs or needed_by
    shelves = {inner / name for name in LIBRARY_FOLDERS}
    found = [file for pattern in BINARIES for file in sorted(inner.rglob(pattern)) if file.is_file()]
    libraries: dict[str, list[Path]] = {}
    for file in found:
        if file.parent in shelves and is_library(file.name):
            libraries.setdefault(file.name.lower(), []).append(file)
    shelved = {file for files in libraries.values() for file in files}
    waiting = [file for file in found if file not in shelved]
    reached: set[str] = set()
    while waiting:
        for name in map(str.lower, asked(waiting.pop())):
            if name in libraries and name not in reached:
                reached.add(name)
                waiting.extend(libraries[name][:1])
    return sorted(file for name, files in libraries.items() if name not in reached for file in files)


def is_library(name: str) -> bool:
    """Beside the libraries lie modules that belong to no package, such as _cffi_backend, and Python itself."""
    if name.lower().endswith(".dll"):
        return not name.lower().startswith("python3")
    return name.startswith("lib") and not name.startswith("libpython")


def binaries(inner: Path) -> Iterator[Path]:
    """Every library and module, each once and not its links."""
    return (file for file in inner.rglob("*.so*") if file.is_file() and not file.is_symlink())


def needed_by(file: Path) -> list[str]:
    """The libraries that this one asks for by name."""
    if sys.platform == "win32":
        return needed_on_windows(file)
    done = subprocess.run(["objdump", "-p", str(file)], capture_output=True, text=True, check=True)
    return re.findall(r"^\s+NEEDED\s+(\S+)$", done.stdout, flags=re.MULTILINE)


def needed_on_windows(file: Path) -> list[str]:
    import pefile

    with pefile.PE(str(file), fast_load=True) as binary:
        tables = ("DIRECTORY_ENTRY_IMPORT", "DIRECTORY_ENTRY_DELAY_IMPORT")
        wanted = [pefile.DIRECTORY_ENTRY[f"IMAGE_{name}"] for name in tables]
        binary.parse_data_directories(directories=wanted)
        return [entry.dll.decode("ascii") for name in tables for entry in getattr(binary, name, [])]


def sizes(folder: Path) -> dict[str, int]:
    """Bytes per part of the frozen program, largest first; a part is a folder or, among Qt's libraries, a file."""
    inner = folder / INNER
    counted: dict[str, int] = {}
    for file in (each for each in folder.rglob("*") if each.is_file() and not each.is_symlink()):
        place = file.relative_to(inner if file.is_relative_to(inner) else folder)
        part = "/".join(place.parts[: 4 if place.parts[:2] == ("PySide6", "Qt") else 2])
        counted[part] = counted.get(part, 0) + file.stat().st_size
    return dict(sorted(counted.items(), key=lambda item: -item[1]))


if __name__ == "__main__":
    trimmed(Path(sys.argv[1]))
