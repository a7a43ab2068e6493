"""The profile that a store's ward works with."""

from typing import TYPE_CHECKING

from pydantic import ValidationError

from desktop_app.errors import KnownError
from domain.profile import DEFAULT_PROFILE, Profile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from desktop_app.store import RecordStore


class ProfileUnreadable(KnownError):  # noqa: N818
    """The store holds a profile with settings that this program does not know: a newer one made it."""

    key = "settings.unreadable"


def profile_in_effect(store: "RecordStore") -> Profile:
    """The ward's profile, or the default one while it has chosen none. Raises ProfileUnreadable."""
    chosen = store.ward_profiles.in_effect()
    return DEFAULT_PROFILE if chosen is None else profile_of(chosen.settings, chosen.name)


def profile_of(settings: "Mapping[str, Any]", name: str) -> Profile:
    """Stored settings under their name; "default" and "custom" are names that follow from the settings."""
    try:
        profile = Profile.model_validate(dict(settings))
    except ValidationError:
        raise ProfileUnreadable from None
    return profile if name == profile.name else profile.named(name)
