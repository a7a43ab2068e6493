"""A profile from a file: the settings table as a JSON object."""

from pathlib import Path

from desktop_app.exchange import bounded_file, strict_json
from desktop_app.exchange.fault import Fault, FileRefused
from desktop_app.exchange.path import path_text
from desktop_app.exchange.record_file import validated
from domain.profile import Profile


def read_profile(path: Path) -> Profile:
    """The profile; settings that the file leaves out keep their default.

    Raises:
        FileRefused: with every fault of the file.
    """
    try:
        value = strict_json.parsed(bounded_file.whole(path))
    except strict_json.NotJson as error:
        raise FileRefused(Fault(str(path), error.code, facts=error.facts)) from None
    profile, faults = validated(Profile, value)
    faults = [*strict_json.flaws(value), *faults]
    if faults:
        raise FileRefused(*(Fault(str(path), code, path=path_text(at), facts=facts) for code, at, facts in faults))
    assert isinstance(profile, Profile)  # noqa: S101
    return profile
