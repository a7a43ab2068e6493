"""Signatures and reasons in a real file: put once, never changed, and true to what was signed."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from desktop_app.errors import RecordIsVoid, StaleRecord, StoreLocked, UnknownPatient
from desktop_app.store import (
    ChangeReason,
    Meaning,
    ReasonCode,
    RecordStore,
    Role,
    Signing,
    StoreLocation,
    open_store,
    opening,
    snapshot_of,
)
from tests.desktop_app.store.store_samples import NOON, noon, record, save_of
from tests.raw_store import IntegrityError, raw


def signing(revision: int = 1, patient: str = "0001", **fields: Any) -> Signing:
    wanted: dict[str, Any] = {
        "meaning": Meaning.REVIEWED,
        "signer": "user-2",
        "printed_name": "李医师",
        "role": Role.PHYSICIAN,
        "request_id": uuid4(),
        **fields,
    }
    return Signing(patient, revision, **wanted)


def test_a_signature_names_who_what_and_when_and_covers_the_whole_revision(store: RecordStore) -> None:
    save = save_of(record())
    store.save(save)
    signature = store.sign(signing())
    assert store.signatures("0001") == (signature,)
    assert (signature.printed_name, signature.role, signature.signed_at) == ("李医师", Role.PHYSICIAN, NOON)
    assert signature.snapshot == snapshot_of(save.record.exported(), save.verdicts, "a1b2", "1")
    assert store.holds(signature)


@pytest.mark.parametrize("part", ["record", "verdicts", "profile", "rules"])
def test_the_snapshot_changes_with_every_part_that_is_signed(part: str) -> None:
    signed: dict[str, Any] = {"record": {"a": "1.0"}, "verdicts": {"b": 1}, "profile": "c", "rules": "d"}
    before = snapshot_of(*signed.values())
    changed = {**signed, part: {"a": "1.00"} if part == "record" else {"b": 2} if part == "verdicts" else "e"}
    assert snapshot_of(*changed.values()) != before
    assert snapshot_of({"y": 1, "x": 2}, None, None, None) == snapshot_of({"x": 2, "y": 1}, None, None, None)


def test_only_the_present_revision_can_be_signed(store: RecordStore) -> None:
    store.save(save_of(record()))
    store.save(save_of(record(note="later"), 1))
    with pytest.raises(StaleRecord) as stale:
        store.sign(signing(1))
    assert stale.value.revision == 2
    assert store.signatures("0001") == ()
    with pytest.raises(UnknownPatient):
        store.sign(signing(patient="nobody"))


def test_a_voided_record_is_not_signed(store: RecordStore) -> None:
    store.save(save_of(record()))
    store.void("0001", reason="twice", author="user-1", expected_revision=1, request_id=uuid4())
    with pytest.raises(RecordIsVoid):
        store.sign(signing(2))


def test_the_same_request_signed_twice_is_one_signature(store: RecordStore) -> None:
    store.save(save_of(record()))
    wanted = signing()
    first = store.sign(wanted)
    store.save(save_of(record(note="later"), 1))
    assert store.sign(wanted) == first
    assert len(store.signatures("0001")) == 1


def test_several_people_sign_one_after_the_other(store: RecordStore) -> None:
    store.save(save_of(record()))
    store.sign(signing(meaning=Meaning.ENTERED, role=Role.ENTRY, printed_name="王护士"))
    store.sign(signing(meaning=Meaning.APPROVED))
    assert [each.meaning for each in store.signatures("0001")] == [Meaning.ENTERED, Meaning.APPROVED]


@pytest.mark.parametrize("meaning", [Meaning.REVIEWED, Meaning.APPROVED])
def test_who_enters_cannot_review_or_release(meaning: Meaning) -> None:
    with pytest.raises(ValueError, match="role"):
        signing(meaning=meaning, role=Role.ENTRY)


def test_a_signature_needs_a_name() -> None:
    with pytest.raises(ValueError, match="name"):
        signing(printed_name="  ")


def test_other_needs_a_text() -> None:
    with pytest.raises(ValueError, match="text"):
        ChangeReason(None, ReasonCode.OTHER, " ")


def test_reasons_belong_to_their_revision(store: RecordStore) -> None:
    reasons = (
        ChangeReason(date(2025, 2, 20), ReasonCode.UNIT),
        ChangeReason(None, ReasonCode.OTHER, "身份证核对"),
    )
    store.save(save_of(record()))
    store.save(save_of(record(note="a"), 1, reasons=reasons))
    store.save(save_of(record(note="b"), 2))
    assert store.reasons("0001") == {2: reasons}


def test_a_refused_save_keeps_no_reason(store: RecordStore) -> None:
    store.save(save_of(record()))
    with pytest.raises(StaleRecord):
        store.save(save_of(record(note="a"), 5, reasons=(ChangeReason(None, ReasonCode.UNIT),)))
    assert store.reasons("0001") == {}


@pytest.mark.parametrize("table", ["signature", "change_reason"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}"])
def test_nobody_changes_a_signature_or_a_reason(
    store: RecordStore, location: StoreLocation, table: str, change: str
) -> None:
    store.save(save_of(record()))
    store.save(save_of(record(note="a"), 1, reasons=(ChangeReason(None, ReasonCode.UNIT),)))
    store.sign(signing(2))
    column = {"signature": "printed_name", "change_reason": "code"}[table]
    with (
        closing(raw(location.path)) as connection,
        pytest.raises(IntegrityError, match="refuses"),
    ):
        connection.execute(change.format(table, column))


def test_a_revision_that_was_changed_by_other_means_no_longer_holds(
    store: RecordStore, location: StoreLocation
) -> None:
    store.save(save_of(record()))
    store.save(save_of(record(patient="0002", note="another")))
    signature = store.sign(signing())
    with closing(raw(location.path)) as connection:
        connection.execute("DROP TRIGGER revision_refuses_update")
        connection.execute(
            "UPDATE revision SET record = (SELECT record FROM revision WHERE patient_id = '0002') "
            "WHERE patient_id = '0001'"
        )
    assert not store.holds(signature)


def test_a_signature_that_cannot_be_written_is_not_put_and_can_be_tried_again(location: StoreLocation) -> None:
    with opening.open_store(location, clock=noon, create=True, busy_timeout_ms=50) as store:
        store.save(save_of(record()))
        wanted = replace(signing(), request_id=UUID(int=7))
        with closing(raw(location.path)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreLocked):
                store.sign(wanted)
        assert store.signatures("0001") == ()
        assert store.sign(wanted).request_id == wanted.request_id


def test_a_signature_is_there_after_reopening(location: StoreLocation) -> None:
    with open_store(location, clock=noon, create=True) as store:
        store.save(save_of(record()))
        signature = store.sign(signing())
    with open_store(location, clock=noon) as store:
        assert store.signatures("0001") == (signature,)
