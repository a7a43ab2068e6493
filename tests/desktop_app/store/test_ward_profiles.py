"""Which profile a ward works with, since when and by whose decision."""

from collections.abc import Mapping
from contextlib import closing
from datetime import date

import pytest

from desktop_app.store import (
    ListQuery,
    ProfileChoice,
    RecordStore,
    StoreLocation,
    Summary,
    SummaryRow,
    open_store,
)
from desktop_app.store.choosing import PatientsMoved, ProfileTakenElsewhere
from tests.desktop_app.store.store_samples import NOON, TODAY, noon, record, save_of
from tests.raw_store import IntegrityError, raw

CHANGED = Summary(
    tace_count=7,
    last_session_on=date(2025, 1, 10),
    latest_response="PD",
    verdicts={"JSH-2021": "not_met"},
    follow_up_fixed="done",
)


def choice(
    name: str = "本科室", former: int | None = None, settings: Mapping[str, object] | None = None
) -> ProfileChoice:
    return ProfileChoice(name, f"hash of {name}", settings or {"mrecist_five_mm": True}, "张主任", former)


def line(store: RecordStore, patient: str) -> SummaryRow:
    (found,) = store.page(ListQuery(TODAY, search=patient), offset=0, limit=2)
    return found


def test_a_ward_that_never_chose_has_no_profile_of_its_own(store: RecordStore) -> None:
    assert store.ward_profiles.in_effect() is None
    assert store.ward_profiles.all() == ()


def test_the_profile_chosen_last_is_in_effect_wherever_the_store_is_opened(
    store: RecordStore, location: StoreLocation
) -> None:
    store.ward_profiles.take(choice("first"), lines={}, seen={})
    store.ward_profiles.take(choice("second", former=1, settings={"a": 2}), lines={}, seen={})
    with open_store(location, clock=noon) as elsewhere:
        found = elsewhere.ward_profiles.in_effect()
        assert found is not None
        assert (found.name, found.settings, found.author, found.taken_at) == ("second", {"a": 2}, "张主任", NOON)
        assert [each.name for each in elsewhere.ward_profiles.all()] == ["second", "first"]
        assert elsewhere.profile("hash of first") == {"mrecist_five_mm": True}


def test_settings_that_were_issued_before_are_kept_once(store: RecordStore) -> None:
    store.save(save_of(record()))
    issued = ProfileChoice("as issued", "a1b2", {"follow_up_weeks": 4}, "x", None)
    store.ward_profiles.take(issued, lines={}, seen=store.ward_profiles.revisions())
    found = store.ward_profiles.in_effect()
    assert found is not None
    assert found.settings == {"follow_up_weeks": 4}


def test_the_lines_that_change_are_rewritten_with_the_choice_and_no_others(store: RecordStore) -> None:
    store.save_many([save_of(record("0001")), save_of(record("0002"))])
    before = line(store, "0002")
    seen = store.ward_profiles.revisions()
    assert seen == {"0001": 1, "0002": 1}
    store.ward_profiles.take(choice(), lines={"0001": CHANGED}, seen=seen)
    after = line(store, "0001")
    assert (after.tace_count, after.latest_response, after.verdicts) == (7, "PD", {"JSH-2021": "not_met"})
    assert (after.follow_up_from, after.follow_up_fixed, after.revision) == (None, "done", 1)
    assert line(store, "0002") == before
    assert len(store.revisions("0001")) == 1


def test_a_patient_saved_meanwhile_stops_the_choice_and_nothing_is_written(store: RecordStore) -> None:
    store.save_many([save_of(record("0001")), save_of(record("0002"))])
    seen = store.ward_profiles.revisions()
    store.save(save_of(record("0002", note="meanwhile"), 1))
    store.save(save_of(record("0003")))
    with pytest.raises(PatientsMoved) as moved:
        store.ward_profiles.take(choice(), lines={"0001": CHANGED}, seen=seen)
    assert moved.value.patients == {"0002", "0003"}
    assert store.ward_profiles.in_effect() is None
    assert line(store, "0001").tace_count == 1


def test_a_choice_made_elsewhere_meanwhile_is_not_overridden_unseen(store: RecordStore) -> None:
    store.ward_profiles.take(choice("elsewhere"), lines={}, seen={})
    with pytest.raises(ProfileTakenElsewhere):
        store.ward_profiles.take(choice("mine"), lines={}, seen={})
    found = store.ward_profiles.in_effect()
    assert found is not None
    assert found.name == "elsewhere"


@pytest.mark.parametrize("statement", ["UPDATE ward_profile SET author = 'x'", "DELETE FROM ward_profile"])
def test_choices_are_append_only(store: RecordStore, location: StoreLocation, statement: str) -> None:
    store.ward_profiles.take(choice(), lines={}, seen={})
    with (
        closing(raw(location.path)) as connection,
        pytest.raises(IntegrityError, match="refuses"),
    ):
        connection.execute(statement)
