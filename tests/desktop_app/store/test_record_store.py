"""Saving, history, void, drafts and settings, each on a real file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest

from desktop_app.errors import RecordIsVoid, StaleRecord, UnknownPatient, UnknownRevision
from desktop_app.store import ListQuery, RecordStore, RevisionKind, StoreLocation, open_store
from tests.desktop_app.store.store_samples import NOON, TODAY, noon, record, save_of


def test_a_stale_record_is_refused_and_shows_what_is_stored(store: RecordStore) -> None:
    store.save(save_of(record(note="first")))
    store.save(save_of(record(note="from elsewhere"), 1))
    with pytest.raises(StaleRecord) as refused:
        store.save(save_of(record(note="mine"), 1))
    assert refused.value.stored == record(note="from elsewhere")
    assert refused.value.revision == 2
    assert store.load("0001").record.patient.note == "from elsewhere"
    assert len(store.revisions("0001")) == 2


def test_a_number_that_exists_is_not_taken_twice(store: RecordStore) -> None:
    store.save(save_of(record()))
    with pytest.raises(StaleRecord):
        store.save(save_of(record(note="another patient of that number")))
    assert store.load("0001").record == record()


def test_a_patient_that_is_not_there_is_said_to_be_unknown(store: RecordStore) -> None:
    with pytest.raises(UnknownPatient):
        store.load("0001")
    with pytest.raises(UnknownPatient):
        store.save(save_of(record(), 1))


def test_an_error_says_nothing_about_the_patient(store: RecordStore) -> None:
    store.save(save_of(record("7654321")))
    with pytest.raises(StaleRecord) as refused:
        store.save(save_of(record("7654321")))
    assert "7654321" not in str(refused.value) + repr(refused.value)
    assert refused.value.facts["patient"] == "7654321"


def test_the_same_request_is_one_revision(store: RecordStore) -> None:
    save = save_of(record())
    first = store.save(save)
    assert store.save(save) == first
    assert store.save(replace(save, record=record(note="retry"))) == first
    assert store.revisions("0001") == (first,)


def test_every_version_stays_as_it_was_issued(store: RecordStore) -> None:
    store.save(save_of(record(note="a")))
    later = replace(save_of(record(note="b"), 1), verdicts={"JSH-2021": {"verdict": "not_met"}}, rules_version="2")
    revision = store.save(later)
    assert (revision.number, revision.rules_version, revision.author) == (2, "2", "user-1")
    assert store.record_at("0001", 1).patient.note == "a"
    assert store.verdicts_at("0001", 1) == {"JSH-2021": {"verdict": "met", "missing": []}}
    assert store.verdicts_at("0001", 2) == {"JSH-2021": {"verdict": "not_met"}}
    assert store.profile("a1b2") == {"follow_up_weeks": 4}
    assert store.revisions("0001")[1] == revision
    with pytest.raises(UnknownRevision):
        store.record_at("0001", 3)


def test_times_keep_their_zone(location: StoreLocation) -> None:
    in_shanghai = datetime(2025, 3, 1, 20, 0, tzinfo=timezone(timedelta(hours=8)))
    with open_store(location, clock=lambda: in_shanghai, create=True) as store:
        store.save(save_of(record()))
        saved_at = store.load("0001").saved_at
    assert saved_at == NOON
    assert saved_at.tzinfo is UTC


def test_a_voided_record_is_hidden_and_kept(store: RecordStore) -> None:
    store.save(save_of(record()))
    request = uuid4()
    void = {"reason": "重复建档", "author": "user-2", "expected_revision": 1, "request_id": request}
    revision = store.void("0001", **void)
    assert store.void("0001", **void) == revision
    assert (revision.kind, revision.reason, revision.number) == (RevisionKind.VOIDED, "重复建档", 2)
    assert store.load("0001").void
    assert store.load("0001").record == record()
    assert store.patient_ids() == []
    assert store.count(ListQuery(today=TODAY)) == 0
    assert store.count(ListQuery(today=TODAY, void=True)) == 1
    assert store.verdicts_at("0001", 2) is None


def test_a_voided_record_is_restored_before_it_is_changed(store: RecordStore) -> None:
    store.save(save_of(record()))
    store.void("0001", reason="", author="user-2", expected_revision=1, request_id=uuid4())
    with pytest.raises(RecordIsVoid):
        store.save(save_of(record(note="b"), 2))
    with pytest.raises(StaleRecord):
        store.void("0001", reason="again", author="user-2", expected_revision=2, request_id=uuid4())
    store.restore_voided("0001", reason="误操作", author="user-2", expected_revision=2, request_id=uuid4())
    store.save(save_of(record(note="b"), 3))
    assert [revision.kind for revision in store.revisions("0001")] == ["saved", "voided", "restored", "saved"]
    assert store.patient_ids() == ["0001"]
    assert store.count(ListQuery(today=TODAY)) == 1


def test_an_import_is_whole_or_not_at_all(store: RecordStore) -> None:
    store.save(save_of(record("0500")))
    heard: list[int] = []
    saves = [save_of(record(f"{number:04}"), kind=RevisionKind.IMPORTED) for number in range(1000)]
    with pytest.raises(StaleRecord):
        store.save_many(saves, heard.append)
    assert heard == [200, 400]
    assert store.patient_ids() == ["0500"]


def test_an_import_takes_new_and_changed_patients_and_repeats(store: RecordStore) -> None:
    store.save(save_of(record("b")))
    again = save_of(record("c"))
    saves = [
        save_of(record("a")),
        save_of(record("b", note="2"), 1),
        again,
        save_of(record("c", note="2"), 1),
        again,
    ]
    written = store.save_many(iter(saves))
    assert [(revision.patient_id, revision.number) for revision in written] == [
        ("a", 1),
        ("b", 2),
        ("c", 1),
        ("c", 2),
        ("c", 1),
    ]
    assert store.load("c").record.patient.note == "2"
    assert store.save_many(iter(saves)) == written


def test_a_stopped_import_leaves_nothing(store: RecordStore) -> None:
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.save_many([save_of(record())], stop)
    assert store.patient_ids() == []


def test_many_records_are_read_in_handfuls(store: RecordStore) -> None:
    numbers = [f"{number:04}" for number in range(450)]
    store.save_many(save_of(record(number)) for number in numbers)
    stored = list(store.records([*numbers, "absent"]))
    assert [one.record for one in stored] == [record(number) for number in numbers]


def test_a_draft_belongs_to_its_author_and_goes_with_the_save(store: RecordStore) -> None:
    content = {"patient": {"id": "0001", "height_cm": "17"}, "typed": "半个字\ud83d"}
    mine = store.put_draft("0001", "user-1", content, patient_id="0001", base_revision=3)
    theirs = store.put_draft("0001", "user-2", {})
    assert store.drafts("user-1") == (mine,)
    assert sorted(draft.author for draft in store.drafts()) == ["user-1", "user-2"]
    store.save(save_of(record(), draft_key="0001"))
    assert store.drafts() == (theirs,)


def test_a_later_draft_replaces_the_former(store: RecordStore) -> None:
    store.put_draft("new-1", "user-1", {"a": 1})
    latest = store.put_draft("new-1", "user-1", {"a": 2})
    assert store.drafts("user-1") == (latest,)
    store.drop_draft("new-1", "user-1")
    assert store.drafts() == ()


def test_a_refused_save_leaves_the_draft(store: RecordStore) -> None:
    store.save(save_of(record()))
    draft = store.put_draft("0001", "user-1", {"a": 1})
    with pytest.raises(StaleRecord):
        store.save(save_of(record(), draft_key="0001"))
    assert store.drafts() == (draft,)


def test_settings_are_kept_in_the_file(location: StoreLocation) -> None:
    with open_store(location, clock=noon, create=True) as store:
        assert store.setting("ward.name") is None
        store.put_setting("ward.name", "介入科")
        store.put_setting("ward.name", "介入血管科")
        store.put_setting("profile", {"weeks": [4, 6], "name": None})
    with open_store(location, clock=noon) as store:
        assert store.setting("ward.name") == "介入血管科"
        assert store.setting("profile") == {"weeks": [4, 6], "name": None}
        store.put_setting("ward.name", None)
        store.put_setting("backup_folder", None)
        assert store.setting("ward.name") is None
        assert store.setting("backup_folder") is None
