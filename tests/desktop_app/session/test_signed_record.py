"""What was signed, by whom, and whether the open record is still that."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.errors import StaleRecord
from desktop_app.form.form_row import RowId
from desktop_app.session.open_record import OpenRecord, open_patient
from desktop_app.session.signed import NotSavedError, SignedRecord, Signer, Standing
from desktop_app.session.workplace import Issued, Workplace
from desktop_app.store import Meaning, Role
from domain.assessment import Assessment, assess
from domain.profile import Profile
from domain.record import PatientRecord
from tests.desktop_app.form.form_samples import only
from tests.desktop_app.session.workplaces import issued

PATIENT = RowId("patient")
DOCTOR = Signer("李医师", Role.PHYSICIAN)
FOLLOW_UP = date(2024, 2, 20)


def issued_under_rules(record: PatientRecord, assessment: Assessment | None) -> Issued:
    assert assessment is not None
    found = issued(record, assessment)
    return replace(found, profile_hash=assessment.profile.hash, rules_version=assessment.rules_version)


@pytest.fixture
def record(qtbot: QtBot, workplace: Workplace) -> OpenRecord:
    opened = open_patient(replace(workplace, issue=issued_under_rules), "0017")
    opened.assess_now()
    assert opened.save()
    return opened


@pytest.fixture
def signed(record: OpenRecord) -> SignedRecord:
    found = SignedRecord(record)
    found.sign(Meaning.REVIEWED, DOCTOR)
    return found


def settled(qtbot: QtBot, signed: SignedRecord, standing: Standing) -> None:
    qtbot.waitUntil(lambda: signed.standing is standing, timeout=3000)


def test_nobody_signed_yet(record: OpenRecord) -> None:
    signed = SignedRecord(record)
    assert signed.latest is None
    assert signed.standing is Standing.UNSIGNED
    assert {standing for _, standing in signed.visits} == {Standing.UNSIGNED}


def test_a_signature_carries_the_author_and_the_printed_name(record: OpenRecord, signed: SignedRecord) -> None:
    latest = signed.latest
    assert latest is not None
    assert (latest.signer, latest.printed_name, latest.revision) == ("nurse", "李医师", record.revision)
    assert signed.complete
    assert {standing for _, standing in signed.visits} == {Standing.SIGNED}


def test_only_what_is_saved_is_signed(record: OpenRecord) -> None:
    signed = SignedRecord(record)
    record.edit(PATIENT, "note", "…")
    with pytest.raises(NotSavedError):
        signed.sign(Meaning.ENTERED, DOCTOR)
    assert signed.signatures == ()


def test_a_changed_visit_is_changed_after_its_signature_while_typing(
    qtbot: QtBot, record: OpenRecord, signed: SignedRecord
) -> None:
    lesion = record.form.inside(only(record.form, "images").id, "images.targets")[0].id
    record.edit(lesion, "viable_mm", "36", final=False)
    settled(qtbot, signed, Standing.CHANGED)
    assert dict(signed.visits) == {
        date(2024, 1, 3): Standing.SIGNED,
        date(2024, 1, 5): Standing.SIGNED,
        date(2024, 1, 10): Standing.SIGNED,
        date(2024, 2, 18): Standing.SIGNED,
        FOLLOW_UP: Standing.CHANGED,
        date(2024, 3, 6): Standing.SIGNED,
    }
    record.undo()
    settled(qtbot, signed, Standing.SIGNED)


def test_a_new_visit_leaves_the_signed_ones_signed(qtbot: QtBot, record: OpenRecord, signed: SignedRecord) -> None:
    record.add_row("images", entries={"date": "2025-04-10", "modality": "MRI"})
    settled(qtbot, signed, Standing.ADDED_TO)
    assert dict(signed.visits)[date(2025, 4, 10)] is Standing.UNSIGNED
    assert not signed.complete


def test_a_lesion_more_in_a_signed_image_changes_that_image(
    qtbot: QtBot, record: OpenRecord, signed: SignedRecord
) -> None:
    record.add_row("images.targets", only(record.form, "images").id, {"lesion": "T2", "viable_mm": "20"})
    settled(qtbot, signed, Standing.CHANGED)
    assert dict(signed.visits)[FOLLOW_UP] is Standing.CHANGED


def test_a_removed_visit_is_a_change(qtbot: QtBot, record: OpenRecord, signed: SignedRecord) -> None:
    record.remove_row(only(record.form, "status").id)
    settled(qtbot, signed, Standing.CHANGED)


def test_other_settings_of_the_ward_are_told_apart(record: OpenRecord, signed: SignedRecord) -> None:
    record.assessment = assess(record.record, Profile(mrecist_five_mm=True))
    assert SignedRecord(record).standing is Standing.OTHER_RULES


def test_a_new_signature_covers_what_was_changed(qtbot: QtBot, record: OpenRecord, signed: SignedRecord) -> None:
    record.edit(PATIENT, "note", "复核")
    settled(qtbot, signed, Standing.CHANGED)
    record.reasons.restore("patient", "note", "复核")
    assert record.save()
    signed.sign(Meaning.APPROVED, DOCTOR)
    assert signed.complete
    assert [each.meaning for each in signed.signatures] == [Meaning.REVIEWED, Meaning.APPROVED]


def test_what_was_saved_elsewhere_is_not_signed_unseen(record: OpenRecord, workplace: Workplace) -> None:
    signed = SignedRecord(record)
    elsewhere = open_patient(workplace, "0017")
    elsewhere.edit(PATIENT, "note", "elsewhere")
    assert elsewhere.save()
    with pytest.raises(StaleRecord):
        signed.sign(Meaning.REVIEWED, DOCTOR)


def test_a_repeated_attempt_is_one_signature(record: OpenRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = SignedRecord(record)
    store, requests = record.workplace.store, list[UUID]()
    real = type(store).sign

    def interrupted(self: object, wanted: object) -> object:
        requests.append(wanted.request_id)  # type: ignore[attr-defined]
        found = real(store, wanted)  # type: ignore[arg-type]
        if len(requests) == 1:
            raise NotSavedError  # any error after the signature was put
        return found

    monkeypatch.setattr(type(store), "sign", interrupted)
    with pytest.raises(NotSavedError):
        signed.sign(Meaning.REVIEWED, DOCTOR)
    signed.sign(Meaning.REVIEWED, DOCTOR)
    assert requests[0] == requests[1]
    assert len(store.signatures("0017")) == 1


def test_signatures_are_there_for_the_next_who_opens(record: OpenRecord, signed: SignedRecord) -> None:
    again = open_patient(record.workplace, "0017")
    found = SignedRecord(again)
    assert found.standing is Standing.SIGNED
    assert found.latest is not None
    assert found.latest.signed_at - record.workplace.clock() < timedelta(seconds=1)
