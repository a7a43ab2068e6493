"""H08, H11: after an update no line of the worklist shows a verdict of other rules as one of today's."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.exchange.assessment_json import assessment_json
from desktop_app.exchange.demo import demo_records
from desktop_app.session import rejudging as module
from desktop_app.session.profile_impact import impact_of, line_of, take_effect
from desktop_app.session.rejudging import Judged, Rejudging, present_rules
from desktop_app.store import (
    AuditAction,
    JudgedBy,
    ListQuery,
    RecordStore,
    RevisionKind,
    Save,
    SummaryRow,
    open_store,
    store_location,
)
from domain.assessment import Assessment, assess
from domain.profile import DEFAULT_PROFILE, Profile
from domain.record import PatientRecord
from domain.rules import DEFAULT_PROFILE_HASH, RULES_VERSION
from tests.desktop_app.session.workplaces import clock
from tests.desktop_app.ui.store_copies import copy_store

FORMER = "2025.9"
EARLY = Profile.model_validate({"response_window_days": [28, 35]})
PRESENT = JudgedBy(RULES_VERSION, DEFAULT_PROFILE_HASH)
ALL = ListQuery(date(2026, 11, 23), void=None)
OTHER = {"met": "not_met", "not_met": "indeterminate", "indeterminate": "met"}
CHANGED = "CCI-2022"


@pytest.fixture(scope="module")
def records() -> list[PatientRecord]:
    return demo_records(date(2026, 11, 23))[:20]


def saved(record: PatientRecord, rules: str, profile: Profile = DEFAULT_PROFILE) -> Save:
    """As a program with these rules kept it: other rules have found another verdict by one definition."""
    found = assess(record, profile)
    line = line_of(found)
    if rules != RULES_VERSION:
        line = replace(line, verdicts={**line.verdicts, CHANGED: OTHER[line.verdicts[CHANGED]]})
    kept = assessment_json(found)
    save = Save(record, line, kept, profile.settings(), profile.hash, rules, "nurse", None, uuid4())
    return replace(save, kind=RevisionKind.IMPORTED)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, records: list[PatientRecord]) -> Path:
    """A store that a program with former rules has written."""
    path = tmp_path_factory.mktemp("former") / "store.db"
    with open_store(store_location(str(path)), clock=clock, create=True) as store:
        store.save_many(saved(record, FORMER) for record in records)
    return path


@pytest.fixture
def place(tmp_path: Path, written: Path) -> Path:
    """A copy of it."""
    copy_store(written, tmp_path / "store.db")
    return tmp_path / "store.db"


@pytest.fixture
def store(place: Path) -> Iterator[RecordStore]:
    with open_store(store_location(str(place)), clock=clock) as opened:
        yield opened


def rejudging_of(store: RecordStore, profile: Profile | None = None) -> Rejudging:
    return Rejudging(store, lambda: present_rules(profile))


def lines(store: RecordStore) -> list[SummaryRow]:
    return store.page(ALL, offset=0, limit=100)


def done(rejudging: Rejudging, qtbot: QtBot) -> None:
    with qtbot.waitSignal(rejudging.ended, timeout=20_000):
        rejudging.begin(assess, DEFAULT_PROFILE)


def is_of_today(line: SummaryRow, records: list[PatientRecord]) -> bool:
    record = next(each for each in records if each.patient.id == line.patient_id)
    return dict(line.verdicts) == {name: found.verdict.value for name, found in assess(record).verdicts.items()}


def test_the_default_profiles_hash_is_the_one_that_lists_ask_for() -> None:
    """Another default changes verdicts: raise RULES_VERSION with it."""
    assert DEFAULT_PROFILE.hash == DEFAULT_PROFILE_HASH
    assert present_rules(None) == present_rules(DEFAULT_PROFILE) == PRESENT


def test_no_line_of_other_rules_is_shown_as_judged(store: RecordStore) -> None:
    rejudging = rejudging_of(store)
    assert rejudging.needed
    assert {line.judged for line in rejudging.shown(lines(store))} == {False}


def test_lines_of_the_present_rules_are_shown_as_they_are(tmp_path: Path, records: list[PatientRecord]) -> None:
    with open_store(store_location(str(tmp_path / "new.db")), clock=clock, create=True) as store:
        store.save_many(saved(record, RULES_VERSION) for record in records)
        rejudging = rejudging_of(store)
        assert store.judged.by() == PRESENT
        assert not rejudging.needed
        assert rejudging.shown(lines(store)) == lines(store)


def test_all_lines_are_judged_anew_and_kept(
    place: Path, store: RecordStore, records: list[PatientRecord], qtbot: QtBot
) -> None:
    assert not any(is_of_today(line, records) for line in lines(store))
    rejudging = rejudging_of(store)
    done(rejudging, qtbot)
    assert not rejudging.needed
    assert all(is_of_today(line, records) for line in lines(store))
    assert {line.judged for line in rejudging.shown(lines(store))} == {True}
    store.close()
    with open_store(store_location(str(place)), clock=clock) as again:
        assert not rejudging_of(again).needed
        assert again.judged.by() == PRESENT


def test_every_changed_line_is_told_in_a_trail_that_verifies(store: RecordStore, qtbot: QtBot) -> None:
    done(rejudging_of(store), qtbot)
    told = store.audit_entries(limit=1000, offset=0)
    assert [entry.action for entry in told].count(AuditAction.REJUDGE) == len(lines(store))
    assert store.verify().faults == ()


def test_a_line_that_comes_out_the_same_is_not_written(
    tmp_path: Path, records: list[PatientRecord], qtbot: QtBot
) -> None:
    with open_store(store_location(str(tmp_path / "same.db")), clock=clock, create=True) as store:
        store.save_many(replace(saved(record, RULES_VERSION), rules_version=FORMER) for record in records)
        rejudging = rejudging_of(store)
        assert rejudging.needed
        done(rejudging, qtbot)
        assert store.judged.by() == PRESENT
        told = store.audit_entries(limit=1000, offset=0)
        assert AuditAction.REJUDGE not in [entry.action for entry in told]


def test_what_is_on_the_screen_is_judged_first(store: RecordStore, qtbot: QtBot) -> None:
    rejudging = rejudging_of(store)
    last = lines(store)[-5:]
    rejudging.shown(last)
    heard: list[Judged] = []
    rejudging.advanced.connect(heard.append)
    done(rejudging, qtbot)
    assert set(heard[0].lines) == {line.patient_id for line in last}
    assert [judged.left for judged in heard] == sorted((judged.left for judged in heard), reverse=True)
    assert heard[-1].left == 0


def test_each_handful_is_shown_as_soon_as_it_is_judged(
    store: RecordStore, records: list[PatientRecord], qtbot: QtBot
) -> None:
    rejudging = rejudging_of(store)
    before = lines(store)
    seen: list[int] = []

    def look(_: Judged) -> None:
        known = [line for line in rejudging.shown(before) if line.judged]
        assert all(is_of_today(line, records) for line in known)
        seen.append(len(known))

    rejudging.advanced.connect(look)
    done(rejudging, qtbot)
    assert seen == sorted(seen)
    assert seen[-1] == len(before)


def test_the_next_start_goes_on_where_this_one_was_stopped(
    place: Path, records: list[PatientRecord], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT_EVERY", 1)
    judged: list[str] = []

    def some(record: PatientRecord, profile: Profile) -> Assessment:
        judged.append(record.patient.id)
        return assess(record, profile)

    with open_store(store_location(str(place)), clock=clock) as store:
        first = rejudging_of(store)
        first.advanced.connect(lambda judged: first.stop() if judged.left < len(records) else None)
        with qtbot.waitSignal(first.advanced, timeout=20_000):
            first.begin(some, DEFAULT_PROFILE)
        first.stop()
        reached = store.judged.until(PRESENT)
        assert reached
        assert store.judged.by() != PRESENT
    before = set(judged)
    judged.clear()
    with open_store(store_location(str(place)), clock=clock) as again:
        second = rejudging_of(again)
        assert second.needed
        with qtbot.waitSignal(second.ended, timeout=20_000):
            second.begin(some, DEFAULT_PROFILE)
        assert all(patient > reached for patient in judged)
        assert before | set(judged) == {record.patient.id for record in records}
        assert all(is_of_today(line, records) for line in lines(again))
        assert again.verify().faults == ()


def test_a_window_that_can_only_read_judges_for_itself_alone(
    place: Path, records: list[PatientRecord], qtbot: QtBot
) -> None:
    content = place.read_bytes()
    with (
        open_store(store_location(str(place)), clock=clock, sole=True),
        open_store(store_location(str(place)), clock=clock, sole=True) as reading,
    ):
        assert reading.read_only
        rejudging = rejudging_of(reading)
        done(rejudging, qtbot)
        shown = rejudging.shown(lines(reading))
        assert all(line.judged and is_of_today(line, records) for line in shown)
        assert rejudging.needed
        assert rejudging.left == 0
        assert not any(is_of_today(line, records) for line in lines(reading))
    assert place.read_bytes() == content


def test_a_patient_who_is_saved_meanwhile_is_shown_as_that_save_judged(
    store: RecordStore, records: list[PatientRecord]
) -> None:
    rejudging = rejudging_of(store)
    save = replace(saved(records[0], RULES_VERSION), expected_revision=1, kind=RevisionKind.SAVED)
    rejudging.issued(save.record.patient.id, save.summary)
    store.save(save)
    shown = {line.patient_id: line for line in rejudging.shown(lines(store))}
    assert [patient for patient, line in shown.items() if line.judged] == [save.record.patient.id]
    assert is_of_today(shown[save.record.patient.id], records)


def test_a_line_is_not_put_over_a_newer_version(store: RecordStore, records: list[PatientRecord]) -> None:
    patient, line = records[0].patient.id, line_of(assess(records[0]))
    store.judged.reached(PRESENT, "")
    store.save(replace(saved(records[0], FORMER), expected_revision=1, kind=RevisionKind.SAVED))
    before = lines(store)
    store.judged.reached(PRESENT, "")
    assert store.judged.put({patient: line}, {patient: 1}, PRESENT)
    assert lines(store) == before


def test_a_save_under_other_rules_takes_the_mark_away(store: RecordStore, records: list[PatientRecord]) -> None:
    store.judged.reached(PRESENT, "")
    assert store.judged.all_judged(PRESENT)
    assert not rejudging_of(store).needed
    store.save(replace(saved(records[0], RULES_VERSION), expected_revision=1, kind=RevisionKind.SAVED))
    assert not rejudging_of(store).needed
    store.save(replace(saved(records[1], FORMER), expected_revision=1, kind=RevisionKind.SAVED))
    assert rejudging_of(store).needed


def test_lines_saved_by_other_rules_while_judging_leave_the_store_unmarked(
    store: RecordStore, records: list[PatientRecord]
) -> None:
    store.judged.reached(PRESENT, "")
    store.save(replace(saved(records[0], FORMER), expected_revision=1, kind=RevisionKind.SAVED))
    assert not store.judged.all_judged(PRESENT)
    assert rejudging_of(store).needed


def test_another_ward_profile_takes_the_mark_along(store: RecordStore, qtbot: QtBot) -> None:
    done(rejudging_of(store), qtbot)
    take_effect(store, impact_of(store, EARLY, lambda *_: None), "early", "chief", lambda *_: None)
    assert not rejudging_of(store, EARLY).needed
    assert rejudging_of(store).needed


def test_another_ward_profile_ends_what_is_judged_under_the_former_one(
    store: RecordStore, records: list[PatientRecord], qtbot: QtBot
) -> None:
    rejudging = rejudging_of(store)

    def interfering(record: PatientRecord, profile: Profile) -> Assessment:
        if store.ward_profiles.in_effect() is None:
            take_effect(store, impact_of(store, EARLY, lambda *_: None), "early", "chief", lambda *_: None)
        return assess(record, profile)

    with qtbot.waitSignal(rejudging.overtaken, timeout=20_000):
        rejudging.begin(interfering, DEFAULT_PROFILE)
    assert store.judged.by() is None
    assert not any(line.judged for line in rejudging.shown(lines(store)))
    anew = rejudging_of(store, EARLY)
    with qtbot.waitSignal(anew.ended, timeout=20_000):
        anew.begin(assess, EARLY)
    for line in lines(store):
        record = next(each for each in records if each.patient.id == line.patient_id)
        assert line.verdicts == line_of(assess(record, EARLY)).verdicts
    assert store.verify().faults == ()


def test_a_record_that_cannot_be_computed_has_no_verdict_and_stops_nobody_else(
    store: RecordStore, records: list[PatientRecord], qtbot: QtBot
) -> None:
    broken = records[3].patient.id

    def failing(record: PatientRecord, profile: Profile) -> Assessment:
        if record.patient.id == broken:
            raise ZeroDivisionError
        return assess(record, profile)

    rejudging = rejudging_of(store)
    with qtbot.waitSignal(rejudging.ended, timeout=20_000):
        rejudging.begin(failing, DEFAULT_PROFILE)
    for line in lines(store):
        assert dict(line.verdicts) == {} if line.patient_id == broken else is_of_today(line, records)
