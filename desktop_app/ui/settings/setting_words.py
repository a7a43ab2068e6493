"""Settings and their values in words."""

from typing import Any

from desktop_app.wording import Wording
from domain.profile import Profile


def setting_name(words: Wording, name: str) -> str:
    """What a setting is called, on the screen as on paper; as a title it begins with a capital."""
    text = words(f"report.setting.{name}")
    return text[:1].upper() + text[1:] if text[1:2].islower() else text


def setting_value(words: Wording, name: str, value: Any) -> str:
    """A setting's JSON value in words."""
    if isinstance(value, dict):
        return words("report.list_separator").join(f"{marker} {limit}" for marker, limit in value.items())
    if isinstance(value, list):
        return f"{value[0]}–{value[1]} {words('settings.profile.day_unit')}"
    if name == "primary_definition":
        return words(f"ui.column.{value}.long")
    key = f"report.setting_value.{value}"
    return words(key) if words.has(key) else words.value(value)


def profile_name(words: Wording, profile: Profile) -> str:
    """The ward's own name for it, or the word for "default" or "custom"."""
    key = f"report.profile.{profile.name}"
    return words(key) if words.has(key) else profile.name
