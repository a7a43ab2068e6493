"""Two records of one person become one, and two again (H02): on a real file, with history and audit trail."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from desktop_app.accounts.contents import Person, Role
from desktop_app.errors import NotPermitted, RecordIsVoid, StaleRecord, UnknownPatient
from desktop_app.form.merging import Side, answered_for_row, merged, questions
from desktop_app.store import ListQuery, RecordStore, RevisionKind, StoreLocation, open_store
from desktop_app.store.merging_contents import ChangedSinceMerge, Merge, NotMerged
from domain.record import PatientRecord
from tests.desktop_app.store.store_samples import TODAY, noon, record, save_of
from tests.record_strategies import patient_records

KEPT, ABSORBED = "0001", "MRN-2"


def of_both(kept: PatientRecord, absorbed: PatientRecord, side: Side = Side.KEPT) -> PatientRecord:
    """Every question answered alike."""
    return merged(kept, absorbed, {each.key: side for each in questions(kept, absorbed)})


def wanted(store: RecordStore, kept: str = KEPT, absorbed: str = ABSORBED) -> Merge:
    mine, theirs = store.load(kept), store.load(absorbed)
    return Merge(save_of(of_both(mine.record, theirs.record), mine.revision), absorbed, theirs.revision)


def apart(store: RecordStore, kept: str = KEPT, absorbed: str = ABSORBED) -> Merge:
    (found,) = (each for each in store.absorbed_by(kept) if each.patient_id == absorbed)
    before = store.record_at(kept, found.merged_as - 1)
    return Merge(save_of(before, store.load(kept).revision), absorbed, found.revision)


def other(**fields: Any) -> PatientRecord:
    return record(ABSORBED, **fields).amended(
        sessions=[{"date": "2025-02-25", "type": "cTACE"}], images=[], markers=[]
    )


@pytest.fixture
def two(store: RecordStore) -> RecordStore:
    store.save(save_of(record()))
    store.save(save_of(other()))
    return store


def found(store: RecordStore, search: str, *, void: bool | None = False) -> list[str]:
    return [row.patient_id for row in store.page(ListQuery(TODAY, search=search, void=void), offset=0, limit=10)]


def test_the_kept_one_holds_both_and_the_other_is_voided_with_a_link(two: RecordStore) -> None:
    made, voided = two.merge(wanted(two))
    kept = two.load(KEPT).record
    assert [row.date.isoformat() for row in kept.sessions] == ["2025-01-10", "2025-02-25"]
    assert (len(kept.images), len(kept.markers)) == (1, 1)
    assert two.load(ABSORBED).void
    assert (voided.kind, voided.reason) == (RevisionKind.VOIDED, f"→ {KEPT}")
    assert (made.number, voided.number) == (2, 2)
    (absorbed,) = two.absorbed_by(KEPT)
    assert (absorbed.patient_id, absorbed.revision, absorbed.merged_as) == (ABSORBED, 2, 2)
    assert two.record_at(KEPT, 1) == record()
    assert two.load(ABSORBED).record == other()


def test_the_old_number_finds_the_kept_one_also_after_a_later_save(two: RecordStore) -> None:
    assert found(two, "mrn-2") == [ABSORBED]
    two.merge(wanted(two))
    assert found(two, "MRN-2") == found(two, "mrn") == [KEPT]
    two.save(save_of(two.load(KEPT).record.amended(markers=[]), 2))
    assert found(two, "MRN-2") == [KEPT]
    (row,) = two.page(ListQuery(TODAY, search="mrn-2"), offset=0, limit=10)
    assert row.formerly == (ABSORBED,)


def test_unmerging_brings_both_back_as_they_were(two: RecordStore) -> None:
    two.merge(wanted(two))
    back, restored = two.unmerge(apart(two))
    assert two.load(KEPT).record == record()
    assert (two.load(ABSORBED).record, two.load(ABSORBED).void) == (other(), False)
    assert (back.number, restored.number, restored.kind) == (3, 3, RevisionKind.RESTORED)
    assert (found(two, "mrn-2"), found(two, KEPT)) == ([ABSORBED], [KEPT])
    assert two.absorbed_by(KEPT) == ()
    two.merge(wanted(two))
    assert found(two, "mrn-2") == [KEPT]


def test_what_was_entered_since_is_not_lost_by_unmerging(two: RecordStore) -> None:
    two.merge(wanted(two))
    ready = apart(two)
    later = two.load(KEPT).record.amended(markers=[])
    two.save(save_of(later, 2))
    with pytest.raises(ChangedSinceMerge) as refused:
        two.unmerge(replace(ready, save=replace(ready.save, expected_revision=3)))
    assert refused.value.facts == {"patient": KEPT, "absorbed": ABSORBED, "revision": 2}
    assert (two.load(KEPT).record, two.load(ABSORBED).void) == (later, True)
    two.save(save_of(two.record_at(KEPT, 2), 3))
    two.unmerge(apart(two))
    assert two.load(KEPT).record == record()


@pytest.mark.parametrize("changed", [KEPT, ABSORBED])
def test_a_record_that_changed_meanwhile_refuses_the_whole_merge(two: RecordStore, changed: str) -> None:
    ready = wanted(two)
    two.save(save_of(two.load(changed).record.amended(markers=[]), 1))
    before = [two.load(patient) for patient in (KEPT, ABSORBED)]
    with pytest.raises(StaleRecord):
        two.merge(ready)
    assert [two.load(patient) for patient in (KEPT, ABSORBED)] == before
    assert [len(two.revisions(patient)) for patient in (KEPT, ABSORBED)].count(2) == 1


def test_a_repeated_request_is_one_merge_and_one_way_back(two: RecordStore) -> None:
    ready = wanted(two)
    assert two.merge(ready) == two.merge(ready)
    back = apart(two)
    assert two.unmerge(back) == two.unmerge(back)
    assert [len(two.revisions(patient)) for patient in (KEPT, ABSORBED)] == [3, 3]


def test_what_cannot_be_merged_is_refused(two: RecordStore) -> None:
    ready = wanted(two)
    with pytest.raises(UnknownPatient):
        two.merge(replace(ready, absorbed_id="nobody"))
    with pytest.raises(ValueError, match="itself"):
        two.merge(replace(ready, absorbed_id=KEPT))
    two.void(KEPT, reason="x", author="user-1", expected_revision=1, request_id=uuid4())
    with pytest.raises((RecordIsVoid, StaleRecord)):
        two.merge(ready)
    assert not two.load(ABSORBED).void


def test_only_what_was_merged_can_be_separated(two: RecordStore) -> None:
    with pytest.raises(NotMerged):
        two.unmerge(Merge(save_of(record(), 1), ABSORBED, 1))
    two.void(ABSORBED, reason="重复", author="user-1", expected_revision=1, request_id=uuid4())
    with pytest.raises(NotMerged):
        two.unmerge(Merge(save_of(record(), 1), ABSORBED, 2))
    assert two.load(ABSORBED).void


def test_a_separated_record_is_the_one_of_before_and_no_other(two: RecordStore) -> None:
    two.merge(wanted(two))
    ready = apart(two)
    with pytest.raises(StaleRecord):
        two.unmerge(replace(ready, save=replace(ready.save, record=record(note="slipped in"))))
    assert two.load(ABSORBED).void


def test_a_merged_record_is_merged_again_and_separated_in_turn(two: RecordStore) -> None:
    two.save(save_of(record("0003").amended(images=[], markers=[])))
    two.merge(wanted(two))
    two.merge(wanted(two, "0003", KEPT))
    assert found(two, "mrn-2") == found(two, KEPT) == ["0003"]
    assert [each.patient_id for each in two.absorbed_by("0003")] == [KEPT]
    with pytest.raises(NotMerged):
        two.unmerge(Merge(save_of(record("0003"), 2), ABSORBED, 2))
    two.unmerge(apart(two, "0003", KEPT))
    assert found(two, "mrn-2") == [KEPT]
    two.unmerge(apart(two))
    assert (two.load(KEPT).record, two.load(ABSORBED).void) == (record(), False)


def test_both_ways_stand_in_the_audit_trail_and_the_store_verifies(two: RecordStore) -> None:
    two.merge(wanted(two))
    two.unmerge(apart(two))
    told = [(each.action.value, each.entity_id, each.reason_text) for each in reversed(two.audit_entries())]
    assert told[-4:] == [
        ("update", KEPT, f"+ {ABSORBED}"),
        ("void", ABSORBED, f"→ {KEPT}"),
        ("update", KEPT, f"- {ABSORBED}"),
        ("unvoid", ABSORBED, f"← {KEPT}"),
    ]
    assert two.verify().faults == ()


@pytest.mark.parametrize(("role", "may"), [(Role.PHYSICIAN, True), (Role.ENTRY, False), (Role.ADMIN, False)])
def test_only_a_physician_merges_and_separates(two: RecordStore, role: Role, *, may: bool) -> None:
    ready = wanted(two)
    two.person = Person("user-1", "某人", role)
    if may:
        two.merge(ready)
        two.unmerge(apart(two))
        return
    with pytest.raises(NotPermitted):
        two.merge(ready)
    with pytest.raises(NotPermitted):
        two.unmerge(ready)


def test_a_physician_merges_under_no_other_name(two: RecordStore) -> None:
    ready = wanted(two)
    two.person = Person("li", "李", Role.PHYSICIAN)
    with pytest.raises(NotPermitted):
        two.merge(ready)


SIDES = st.lists(st.sampled_from(list(Side)), min_size=3, max_size=3)
PATIENTS = st.tuples(patient_records(), patient_records(), SIDES)


@given(drawn=PATIENTS)
@settings(
    max_examples=12,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
def test_H02_merging_and_unmerging_is_the_identity_on_both(
    drawn: tuple[PatientRecord, PatientRecord, list[Side]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept, absorbed = _numbered(drawn[0], KEPT), _numbered(drawn[1], ABSORBED)
    both = _composed(kept, absorbed, drawn[2])
    location = StoreLocation(path=Path(tmp_path_factory.mktemp("merge")) / "store.db")
    with open_store(location, clock=noon, create=True) as store:
        store.save(save_of(kept))
        store.save(save_of(absorbed))
        store.merge(Merge(save_of(both, 1), ABSORBED, 1))
        assert store.load(KEPT).record == both
        store.unmerge(apart(store))
        assert store.load(KEPT).record.exported() == kept.exported()
        assert store.load(ABSORBED).record.exported() == absorbed.exported()
        assert not store.load(ABSORBED).void
        assert store.verify().faults == ()


def _numbered(of: PatientRecord, number: str) -> PatientRecord:
    return of.amended(patient=of.patient.model_copy(update={"id": number}))


def _composed(kept: PatientRecord, absorbed: PatientRecord, sides: list[Side]) -> PatientRecord:
    asked = questions(kept, absorbed)
    answers: Any = {}
    for place, question in enumerate(asked):
        side = sides[place % len(sides)]
        answers = answered_for_row(asked, answers, question, side if side in question.sides else Side.KEPT)
    answers = {each.key: answers.get(each.key, Side.KEPT) for each in asked}
    try:
        return merged(kept, absorbed, answers)
    except ValidationError:
        assume(False)
        raise
