"""Whose verdicts another profile would change, on a real store with the invented patients."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from desktop_app.exchange.demo import demo_records
from desktop_app.session import profile_impact
from desktop_app.session.background import CancelledError
from desktop_app.session.profile_impact import RECOMMENDATION, Impact, impact_of, line_of, take_effect
from desktop_app.session.ward_profile import ProfileUnreadable, profile_in_effect
from desktop_app.store import ListQuery, ProfileChoice, RecordStore, Save, Summary, open_store, store_location
from desktop_app.store.choosing import PatientsMoved, ProfileTakenElsewhere
from domain.assessment import assess
from domain.profile import DEFAULT_PROFILE, Profile
from domain.record import PatientRecord
from tests.desktop_app.session.workplaces import clock

TODAY = date(2026, 11, 23)
EARLY = Profile.model_validate({"response_window_days": [28, 35], "primary_definition": "EPOIHCC-2013"})
FORMULA_ONLY = Profile.model_validate({"bsa_formula": "DuBois"})


@pytest.fixture(scope="module")
def records() -> list[PatientRecord]:
    return demo_records(TODAY)[:25]


def quiet(_done: int, _total: int) -> None:
    """Nobody listens."""


def save_of(record: PatientRecord, expected: int | None = None) -> Save:
    return Save(record, line_of(assess(record)), {}, {}, "hash", "1", "nurse", expected, uuid4())


@pytest.fixture
def store(tmp_path: Path, records: list[PatientRecord]) -> Iterator[RecordStore]:
    with open_store(store_location(str(tmp_path / "store.db")), clock=clock, create=True) as opened:
        opened.save_many(map(save_of, records))
        yield opened


def lines(store: RecordStore) -> dict[str, object]:
    return {row.patient_id: row for row in store.page(ListQuery(TODAY), offset=0, limit=1000)}


def states(record: PatientRecord, profile: Profile) -> dict[str, str]:
    found = assess(record, profile)
    verdicts = {name: each.verdict.value for name, each in found.verdicts.items()}
    return {**verdicts, RECOMMENDATION: found.recommendation.status.value}


def test_exactly_the_patients_are_listed_whose_verdict_or_recommendation_changes(
    store: RecordStore, records: list[PatientRecord]
) -> None:
    impact = impact_of(store, EARLY, quiet)
    expected = {}
    for record in records:
        old, new = states(record, DEFAULT_PROFILE), states(record, EARLY)
        if old != new:
            expected[record.patient.id] = {(what, old[what], new[what]) for what in old if old[what] != new[what]}
    found = {
        each.patient_id: {(change.what, change.old, change.new) for change in each.changes}
        for each in impact.changed
    }
    assert found == expected
    assert 0 < len(found) < len(records)
    assert {change.what for each in impact.changed for change in each.changes} > {RECOMMENDATION}
    assert (impact.patients, impact.former, impact.present) == (len(records), None, DEFAULT_PROFILE)


def test_looking_changes_nothing(store: RecordStore) -> None:
    before = lines(store)
    impact_of(store, EARLY, quiet)
    assert lines(store) == before
    assert store.ward_profiles.all() == ()
    assert profile_in_effect(store) == DEFAULT_PROFILE


def test_a_setting_that_decides_nothing_changes_nobody(store: RecordStore) -> None:
    impact = impact_of(store, FORMULA_ONLY, quiet)
    assert (impact.changed, impact.lines) == ((), {})


def test_a_profile_that_takes_effect_is_everybodys_and_the_lists_follow(
    store: RecordStore, records: list[PatientRecord]
) -> None:
    take_effect(store, impact_of(store, EARLY, quiet), "本科室 2026", "张主任", quiet)
    with open_store(store.location, clock=clock) as elsewhere:
        profile = profile_in_effect(elsewhere)
        assert (profile.name, profile.hash) == ("本科室 2026", EARLY.hash)
        shown = lines(elsewhere)
    for record in records:
        line, row = line_of(assess(record, EARLY)), shown[record.patient.id]
        assert {name: getattr(row, name) for name in ("verdicts", "follow_up_from", "follow_up_fixed")} == {
            "verdicts": line.verdicts,
            "follow_up_from": line.follow_up_from,
            "follow_up_fixed": line.follow_up_fixed,
        }
    assert all(len(store.revisions(record.patient.id)) == 1 for record in records)


def test_voided_patients_are_not_listed_but_come_back_under_the_new_profile(store: RecordStore) -> None:
    patient = impact_of(store, EARLY, quiet).changed[0].patient_id
    store.void(patient, reason="x", author="nurse", expected_revision=1, request_id=uuid4())
    impact = impact_of(store, EARLY, quiet)
    assert patient not in {each.patient_id for each in impact.changed}
    assert impact.seen[patient] == 2


def test_who_was_saved_between_preview_and_effect_is_looked_at_again(
    store: RecordStore, records: list[PatientRecord]
) -> None:
    impact = impact_of(store, EARLY, quiet)
    moved = impact.changed[0].patient_id
    emptied = next(each for each in records if each.patient.id == moved).amended(
        sessions=(), images=(), markers=()
    )
    store.save(save_of(emptied, 1))
    added = records[0].amended(patient=records[0].patient.model_copy(update={"id": "NEW"}))
    store.save(save_of(added))
    final = take_effect(store, impact, "new", "x", quiet)
    assert moved not in {each.patient_id for each in final.changed}
    assert final.seen == {**impact.seen, moved: 2, "NEW": 1}
    assert profile_in_effect(store).hash == EARLY.hash


def test_a_ward_that_never_stands_still_keeps_its_profile(
    store: RecordStore, records: list[PatientRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    impact = impact_of(store, EARLY, quiet)
    revision = 1

    def saving(*arguments: object) -> Impact:
        nonlocal revision
        again = looked_at(*arguments)  # type: ignore[arg-type]
        store.save(save_of(records[0], revision))
        revision += 1
        return again

    looked_at = profile_impact._with
    store.save(save_of(records[0], revision))
    revision += 1
    monkeypatch.setattr(profile_impact, "_with", saving)
    with pytest.raises(PatientsMoved):
        take_effect(store, impact, "new", "x", quiet)
    assert store.ward_profiles.in_effect() is None


def test_a_choice_made_elsewhere_meanwhile_stops_this_one(store: RecordStore) -> None:
    impact = impact_of(store, EARLY, quiet)
    take_effect(store, impact_of(store, FORMULA_ONLY, quiet), "elsewhere", "x", quiet)
    with pytest.raises(ProfileTakenElsewhere):
        take_effect(store, impact, "mine", "y", quiet)
    assert profile_in_effect(store).name == "elsewhere"


def test_the_way_back_to_the_default_is_a_choice_like_any_other(store: RecordStore) -> None:
    before = lines(store)
    take_effect(store, impact_of(store, EARLY, quiet), "ours", "x", quiet)
    take_effect(store, impact_of(store, DEFAULT_PROFILE, quiet), DEFAULT_PROFILE.name, "x", quiet)
    assert profile_in_effect(store).name == "default"
    assert lines(store) == before
    assert [each.name for each in store.ward_profiles.all()] == ["default", "ours"]


def test_it_tells_how_far_it_is_and_can_be_stopped(store: RecordStore) -> None:
    told: list[tuple[int, int]] = []
    impact_of(store, EARLY, lambda done, total: told.append((done, total)))
    assert told[0] == (0, 25)
    assert told[-1] == (25, 25)

    def stop(done: int, _total: int) -> None:
        if done:
            raise CancelledError

    with pytest.raises(CancelledError):
        impact_of(store, EARLY, stop)


def test_a_record_that_no_rule_can_compute_hides_nobody_else(
    store: RecordStore, records: list[PatientRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {each.patient_id for each in impact_of(store, EARLY, quiet).changed}
    broken = min(whole)

    def failing(record: PatientRecord, profile: Profile) -> object:
        if record.patient.id == broken and profile is EARLY:
            raise ZeroDivisionError
        return assess(record, profile)

    monkeypatch.setattr(profile_impact, "assess", failing)
    impact = impact_of(store, EARLY, quiet)
    assert {each.patient_id for each in impact.changed} == whole
    assert {change.new for change in impact.changed[0].changes} == {"not_computed"}
    assert impact.lines[broken] == Summary()


def test_settings_of_a_later_program_are_refused_and_not_guessed(store: RecordStore) -> None:
    later = ProfileChoice("later", "h", {"setting_of_later": 1}, "x", None)
    store.ward_profiles.take(later, lines={}, seen=store.ward_profiles.revisions())
    with pytest.raises(ProfileUnreadable):
        profile_in_effect(store)
