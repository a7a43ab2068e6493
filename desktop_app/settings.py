"""What one user of one computer chose, kept beside no patient data.

Ward-wide choices (active profile, ward name) belong to the store; here stands only what must be known before a
store is opened: the language and which store was last used.
"""

import json
import locale
import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal, cast

from platformdirs import user_config_path

from desktop_app.resources import resource_path

Language = Literal["zh", "en"]
_LONGEST = 64 * 1024
_NO_LANGUAGE = ("", "C", "POSIX")


@dataclass(frozen=True, slots=True)
class Settings:
    """``language`` None = as the system; ``store`` None = the user's data folder."""

    language: Language | None = None
    store: str | None = None


def settings_file() -> Path:
    return user_config_path("tacewatch", appauthor=False) / "settings.json"


def load_settings(file: Path | None = None) -> Settings:
    """The settings; what is missing, unreadable or unknown keeps its default: a start must never fail on this."""
    try:
        with (file or settings_file()).open("rb") as stream:
            values = json.loads(stream.read(_LONGEST))
    except (OSError, ValueError, RecursionError):
        return Settings()
    if not isinstance(values, dict):
        return Settings()
    language = values.get("language")
    store = values.get("store")
    return Settings(
        language if language in ("zh", "en") else None, store if isinstance(store, str) and store else None
    )


def save_settings(settings: Settings, file: Path | None = None) -> None:
    """Written whole or not at all; keys of later versions that this one does not know are kept.

    Raises:
        OSError: the folder cannot be written.
    """
    target = file or settings_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with temporary.open("w", encoding="utf-8") as stream:
            json.dump({**_unknown(target), **asdict(settings)}, stream, ensure_ascii=False, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _unknown(file: Path) -> dict[str, object]:
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    known = {field.name for field in fields(Settings)}
    return {key: value for key, value in values.items() if key not in known} if isinstance(values, dict) else {}


def program_version() -> str:
    """The version of this program: as installed, else as the checkout's own configuration says."""
    try:
        return version("tacewatch")
    except PackageNotFoundError:
        configuration = resource_path().parent / "pyproject.toml"
        return str(tomllib.loads(configuration.read_text(encoding="utf-8"))["project"]["version"])


def preferred_language(settings: Settings, environment: Mapping[str, str] | None = None) -> Language:
    """The chosen language, else that of the system, else Chinese: most wards that use the program speak it."""
    if settings.language is not None:
        return settings.language
    system = _system_language(os.environ if environment is None else environment)
    return "zh" if system.split(".")[0] in _NO_LANGUAGE or system.lower().startswith(("zh", "chinese")) else "en"


def _system_language(environment: Mapping[str, str]) -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return environment[name]
    if sys.platform in ("win32", "darwin"):
        return cast(str, locale.getlocale()[0] or "")
    return ""
