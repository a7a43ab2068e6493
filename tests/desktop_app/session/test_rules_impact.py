"""H11: whose verdicts as issued differ from those of the present rules, on a real store."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from desktop_app.exchange.assessment_json import assessment_json
from desktop_app.exchange.demo import demo_records
from desktop_app.session import rules_impact
from desktop_app.session.profile_impact import NOT_COMPUTED, RECOMMENDATION, Change, line_of
from desktop_app.session.rules_impact import impact_of_rules, rules_to_be_shown, rules_were_shown
from desktop_app.store import RecordStore, RevisionKind, Save, open_store, store_location
from domain.assessment import assess
from domain.profile import DEFAULT_PROFILE, Profile
from domain.record import PatientRecord
from domain.resistance.registry import RULES_VERSION
from tests.desktop_app.session.workplaces import clock

FORMER = "2025.9"
EARLY = Profile.model_validate({"response_window_days": [28, 35]})


@pytest.fixture(scope="module")
def records() -> list[PatientRecord]:
    return demo_records(date(2026, 11, 23))[:8]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RecordStore]:
    with open_store(store_location(str(tmp_path / "store.db")), clock=clock, create=True) as opened:
        yield opened


def issued(record: PatientRecord, rules: str = FORMER, profile: Profile = DEFAULT_PROFILE, **other: str) -> Save:
    """As another version of the program kept it; ``other``: definition (with _ for -) → another verdict."""
    found = assess(record, profile)
    verdicts = assessment_json(found)
    for name, verdict in other.items():
        verdicts["verdicts"][name.replace("_", "-")]["verdict"] = verdict
    hashed, line = profile.hash, line_of(found)
    save = Save(record, line, verdicts, profile.settings(), hashed, rules, "nurse", None, uuid4())
    return replace(save, kind=RevisionKind.IMPORTED)


def quiet(_done: int, _total: int) -> None:
    """Nobody listens."""


def other_than(record: PatientRecord, definition: str) -> tuple[str, str]:
    now = assess(record).verdicts[definition].verdict.value
    return ("not_met" if now == "met" else "met"), now


def test_H11_exactly_the_patients_are_listed_whose_verdict_was_another(
    store: RecordStore, records: list[PatientRecord]
) -> None:
    then, now = other_than(records[2], "CCI-2022")
    store.save_many([issued(each, **({"CCI_2022": then} if each is records[2] else {})) for each in records])
    told: list[tuple[int, int]] = []
    impact = impact_of_rules(store, lambda done, total: told.append((done, total)))
    assert (impact.former, impact.present, impact.judged) == ((FORMER,), RULES_VERSION, len(records))
    (changed,) = impact.changed
    assert (changed.patient_id, changed.name) == (records[2].patient.id, records[2].patient.name)
    assert changed.changes == (Change("CCI-2022", then, now),)
    assert told[-1] == (len(records), len(records))


def test_a_recommendation_that_changes_is_listed(store: RecordStore, records: list[PatientRecord]) -> None:
    save = issued(records[0])
    now = save.verdicts["recommendation"]["status"]
    save.verdicts["recommendation"]["status"] = "something else"
    store.save_many([save])
    (changed,) = impact_of_rules(store, quiet).changed
    assert changed.changes == (Change(RECOMMENDATION, "something else", now),)


def test_who_was_judged_by_the_present_rules_is_not_looked_at(
    store: RecordStore, records: list[PatientRecord]
) -> None:
    store.save_many([issued(records[0], RULES_VERSION, CCI_2022=other_than(records[0], "CCI-2022")[0])])
    impact = impact_of_rules(store, quiet)
    assert (impact.judged, impact.former, impact.changed) == (0, (), ())


def test_each_is_judged_under_the_profile_of_that_time(store: RecordStore, records: list[PatientRecord]) -> None:
    """What another profile changes is no matter of the rules."""
    store.save_many([issued(each, profile=EARLY) for each in records])
    differ = [each for each in records if line_of(assess(each)) != line_of(assess(each, EARLY))]
    assert differ, "the control: under the default profile some would be another"
    assert impact_of_rules(store, quiet).changed == ()


def test_a_record_that_the_new_rules_cannot_compute_is_listed(
    store: RecordStore, records: list[PatientRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save_many([issued(records[0])])

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(rules_impact, "known_version", fail)
    (changed,) = impact_of_rules(store, quiet).changed
    assert {change.new for change in changed.changes} == {NOT_COMPUTED}


def test_voided_patients_are_left_out(store: RecordStore, records: list[PatientRecord]) -> None:
    store.save_many([issued(records[0], CCI_2022=other_than(records[0], "CCI-2022")[0])])
    store.void(
        records[0].patient.id, reason="twice", author=store.person.user, expected_revision=1, request_id=uuid4()
    )
    assert impact_of_rules(store, quiet).changed == ()


def test_looking_changes_nothing_and_is_remembered_only_when_told(
    store: RecordStore, records: list[PatientRecord]
) -> None:
    store.save_many([issued(records[0])])
    before = store.revisions(records[0].patient.id)
    assert rules_to_be_shown(store)
    impact_of_rules(store, quiet)
    assert rules_to_be_shown(store)
    rules_were_shown(store)
    assert not rules_to_be_shown(store)
    assert rules_to_be_shown(store, "2027.1")
    assert store.revisions(records[0].patient.id) == before
