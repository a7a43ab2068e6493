"""Under which licences the parts of the program stand, and their texts.

The frozen program carries them in ``resources/licences``, collected when it is built; elsewhere they are read from
the installed packages.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from desktop_app.resources import resource_path

INDEX: Final = "index.json"
_TEXT: Final = re.compile(r"(licen[cs]e|copying|notice|ofl|bitstream-vera-licen[cs]e)[^/]*", re.IGNORECASE)
_ENDINGS: Final = ("", ".txt", ".md", ".rst", ".external", ".apache", ".bsd")
_LOCKED: Final = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
_LICENCE_WORDS: Final = "License :: OSI Approved :: "


@dataclass(frozen=True, slots=True)
class Component:
    """A part that somebody else wrote; ``licence`` as its makers name it, ``texts`` the files that say it all."""

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]


def components() -> tuple[Component, ...]:
    """All parts by name. Empty only where neither the collection nor the lock file is there."""
    folder = resource_path("licences")
    if (folder / INDEX).is_file():
        kept = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        return tuple(
            Component(
                each["name"], each["version"], each["licence"], tuple(folder / name for name in each["texts"])
            )
            for each in kept
        )
    return tuple(installed(resource_path().parent / "packaging" / "requirements.lock"))


def installed(lock: Path) -> Iterator[Component]:
    """What this lock file names and this machine has."""
    names = _LOCKED.findall(lock.read_text(encoding="utf-8")) if lock.is_file() else []
    for name in sorted({each.lower() for each in names}):
        try:
            yield component_of(distribution(name))
        except PackageNotFoundError:
            continue  # locked for another platform


def component_of(package: Distribution) -> Component:
    """An installed package; without texts where it brings none."""
    files = [Path(str(package.locate_file(file))) for file in package.files or ()]
    texts = sorted(file for file in files if _is_text(file) and file.is_file())
    return Component(package.name, package.version, _licence_of(package), tuple(texts))


def _is_text(file: Path) -> bool:
    return _TEXT.fullmatch(file.name) is not None and file.suffix.lower() in _ENDINGS


def _licence_of(package: Distribution) -> str:
    """The short name: the expression, else the field (which may be a whole text), else the classifier."""
    fields = package.metadata.json
    stated = str(fields.get("license_expression") or fields.get("license") or "")
    named = [str(each) for each in fields.get("classifier", ()) if str(each).startswith(_LICENCE_WORDS)]
    return stated.strip().partition("\n")[0] or ", ".join(each.removeprefix(_LICENCE_WORDS) for each in named)
