"""The profile: every setting, its name, its hash."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from domain.profile import DEFAULT_PROFILE, Profile
from domain.record import Marker

CHANGES: list[dict[str, Any]] = [
    {"response_window_days": [28, 91]},
    {"response_window_days": "calendar_months"},
    {"change_of_technique": "require"},
    {"change_of_technique": "ignore"},
    {"european_minimum_sessions": 3},
    {"mrecist_five_mm": True},
    {"cci_new_lesions_count": True},
    {"primary_definition": "JSH-LCSGJ-2014"},
    {"upper_limits": {"AFP": "7"}},
    {"bsa_formula": "DuBois"},
    {"old_inputs": "withhold"},
    {"old_inputs_days": 30},
    {"old_inputs": "withhold", "old_inputs_days": 30},
]


def test_the_default_profile_is_the_settings_table() -> None:
    assert Profile().settings() == {
        "response_window_days": [28, 92],
        "change_of_technique": "advise",
        "european_minimum_sessions": 2,
        "mrecist_five_mm": False,
        "cci_new_lesions_count": False,
        "primary_definition": "CCI-2022",
        "upper_limits": {"AFP": "20", "PIVKA-II": "40", "AFP-L3": "10"},
        "bsa_formula": "Mosteller",
        "old_inputs": "note",
        "old_inputs_days": 14,
    }
    assert Profile().name == "default"


@pytest.mark.parametrize("change", CHANGES)
def test_any_other_setting_changes_hash_and_name(change: dict[str, Any]) -> None:
    profile = Profile.model_validate(change)
    assert profile.name == "custom"
    assert profile.hash != DEFAULT_PROFILE.hash
    assert len(profile.hash) == 12


def test_different_settings_have_different_hashes() -> None:
    assert len({Profile.model_validate(change).hash for change in CHANGES}) == len(CHANGES)


def test_a_setting_that_came_later_changes_no_hash_of_before() -> None:
    """What was issued and signed before it came is still under the same profile: as printed then."""
    assert DEFAULT_PROFILE.hash == "b6e3c1dd4203"
    assert Profile.model_validate({"mrecist_five_mm": True}).hash == "c011d7c2ffef"


def test_the_default_written_out_is_the_default() -> None:
    written = Profile.model_validate(DEFAULT_PROFILE.settings())
    assert (written.name, written.hash) == ("default", DEFAULT_PROFILE.hash)


def test_a_profile_comes_back_from_its_settings() -> None:
    for change in CHANGES:
        profile = Profile.model_validate(change)
        assert Profile.model_validate(profile.settings()).hash == profile.hash


def test_a_laboratory_may_set_some_limits_and_the_others_keep_their_default() -> None:
    profile = Profile.model_validate({"upper_limits": {"AFP": "7"}})
    limits = [profile.upper_limit(marker) for marker in Marker]
    assert limits == [Decimal(7), Decimal(40), Decimal(10)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"unknown_setting": True},
        {"mrecist_five_mm": 1},
        {"mrecist_five_mm": "true"},
        {"cci_new_lesions_count": None},
        {"european_minimum_sessions": 0},
        {"european_minimum_sessions": 100},
        {"european_minimum_sessions": "2"},
        {"primary_definition": "Ikeda-2013"},
        {"change_of_technique": "maybe"},
        {"response_window_days": [93, 92]},
        {"response_window_days": [0, 92]},
        {"response_window_days": [28, 367]},
        {"response_window_days": [28]},
        {"response_window_days": "months"},
        {"upper_limits": {"CEA": "5"}},
        {"upper_limits": {"AFP": 20}},
        {"bsa_formula": "Haycock"},
        {"old_inputs": "ask"},
        {"old_inputs_days": 0},
        {"old_inputs_days": 367},
    ],
)
def test_what_is_no_setting_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Profile.model_validate(wrong)


@pytest.mark.parametrize("edge", [{"response_window_days": [1, 366]}, {"response_window_days": [28, 28]}])
def test_the_edges_of_a_setting_are_taken(edge: dict[str, Any]) -> None:
    assert Profile.model_validate(edge)


def test_a_ward_may_name_its_profile_and_the_hash_does_not_know_it() -> None:
    named = DEFAULT_PROFILE.named("Ward 7")
    assert (named.name, named.hash, named.settings()) == (
        "Ward 7",
        DEFAULT_PROFILE.hash,
        DEFAULT_PROFILE.settings(),
    )
    assert DEFAULT_PROFILE.name == "default"
    assert named != DEFAULT_PROFILE
    assert Profile.model_validate(named.settings()).name == "default"


def test_a_profile_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        DEFAULT_PROFILE.mrecist_five_mm = True
