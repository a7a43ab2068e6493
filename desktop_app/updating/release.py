"""What a build of the program is: its version, for which computers, which rules and which schema it brings."""

import json
import platform
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

INNER: Final = "_internal"
BUILD_FILE: Final = "build.json"
"""Among the resources of a frozen program; the build writes it."""
_VERSION: Final = re.compile(r"(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){1,3}")
_WORD: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,40}")
_MOST_BYTES: Final = 65536


@dataclass(frozen=True, slots=True)
class Release:
    """Raises ValueError where a part is not of the form it must have: versions name folders."""

    version: str
    platform: str
    rules_version: str
    schema: int

    def __post_init__(self) -> None:
        named = _VERSION.fullmatch(self.version) and _WORD.fullmatch(self.platform)
        if not named or not _WORD.fullmatch(self.rules_version) or isinstance(self.schema, bool):
            raise ValueError("no release")
        if not isinstance(self.schema, int) or not 0 < self.schema < 10_000:
            raise ValueError("no schema")

    @property
    def number(self) -> tuple[int, ...]:
        """By which versions are ordered; 1.2 and 1.2.0 are one version."""
        parts = [int(part) for part in self.version.split(".")]
        while parts[-1:] == [0]:
            parts.pop()
        return tuple(parts)

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def release_from(given: Any) -> Release:
    """From JSON values. Raises ValueError, TypeError or KeyError."""
    return Release(
        version=str(given["version"]),
        platform=str(given["platform"]),
        rules_version=str(given["rules_version"]),
        schema=given["schema"],
    )


def release_of(program: Path) -> Release | None:
    """Of the frozen program in this folder; None where there is no whole one."""
    return read_release(program / INNER / "resources" / BUILD_FILE)


def read_release(file: Path) -> Release | None:
    try:
        with file.open("rb") as stream:
            return release_from(json.loads(stream.read(_MOST_BYTES)))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def platform_name() -> str:
    """This kind of computer as packages name it: ``linux-x86_64``, ``windows-x86_64``."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}-{'x86_64' if machine == 'amd64' else machine}"
