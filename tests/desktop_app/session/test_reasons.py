"""A reason is asked for corrections of what was signed or stood for a day, and for nothing else."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.form.draft import restored_of_draft
from desktop_app.form.form_row import RowId
from desktop_app.session.corrections import Correction
from desktop_app.session.open_record import OpenRecord, open_patient, resume
from desktop_app.session.workplace import Workplace
from desktop_app.store import ChangeReason, Meaning, ReasonCode, Role, Signing, open_store, store_location
from domain.assessment import assess
from tests.desktop_app.form.form_samples import course, only
from tests.desktop_app.session.workplaces import NOW, issued, keep

PATIENT, FOLLOW_UP = RowId("patient"), date(2024, 2, 20)


class WardClock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def ward_clock() -> WardClock:
    return WardClock()


@pytest.fixture
def place(tmp_path: Path, ward_clock: WardClock) -> Iterator[Workplace]:
    """A store with patient 0017, saved just now."""
    store = open_store(store_location(str(tmp_path / "store.db")), clock=ward_clock, create=True)
    workplace = Workplace(store, "nurse", assess, issued, ward_clock)
    keep(workplace, course())
    yield workplace
    store.close()


def sign(place: Workplace, revision: int = 1) -> None:
    place.store.sign(Signing("0017", revision, Meaning.REVIEWED, "doctor", "李医师", Role.PHYSICIAN, uuid4()))


def asked(record: OpenRecord) -> tuple[Correction, ...]:
    """What a save asks for; () where it simply saves."""
    heard: list[tuple[Correction, ...]] = []
    record.reasons_wanted.connect(heard.append)
    saved = record.save()
    record.reasons_wanted.disconnect(heard.append)
    assert saved is not bool(heard)
    return heard[0] if heard else ()


def diameter(record: OpenRecord, image: int = -1) -> RowId:
    return record.form.inside(only(record.form, "images", image).id, "images.targets")[0].id


def test_what_was_entered_today_is_corrected_without_a_word(
    qtbot: QtBot, place: Workplace, ward_clock: WardClock
) -> None:
    record = open_patient(place, "0017")
    ward_clock.pass_by(hours=23, minutes=59)
    record.edit(diameter(record), "viable_mm", "36")
    assert asked(record) == ()
    assert place.store.reasons("0017") == {}


def test_what_stood_for_a_day_is_corrected_with_a_reason(
    qtbot: QtBot, place: Workplace, ward_clock: WardClock
) -> None:
    record = open_patient(place, "0017")
    ward_clock.pass_by(hours=24)
    record.edit(diameter(record), "viable_mm", "36")
    (correction,) = asked(record)
    assert (correction.day, correction.signed) == (FOLLOW_UP, False)
    assert len(place.store.revisions("0017")) == 1
    assert record.dirty
    record.reasons.give(correction, ReasonCode.REPORT)
    assert record.save()
    assert place.store.reasons("0017") == {2: (ChangeReason(FOLLOW_UP, ReasonCode.REPORT),)}
    assert not record.dirty


def test_an_old_blank_may_be_filled_without_a_word(qtbot: QtBot, place: Workplace, ward_clock: WardClock) -> None:
    record = open_patient(place, "0017")
    ward_clock.pass_by(days=40)
    record.edit(only(record.form, "images").id, "extrahepatic_spread", "no")
    record.add_row("markers", entries={"date": "2025-04-15", "marker": "AFP", "value": "90", "unit": "ng/mL"})
    assert asked(record) == ()


def test_a_change_of_a_signed_visit_is_asked_about_at_once_even_where_it_fills_a_blank(
    qtbot: QtBot, place: Workplace
) -> None:
    sign(place)
    record = open_patient(place, "0017")
    record.edit(only(record.form, "images").id, "extrahepatic_spread", "no")
    (correction,) = asked(record)
    assert (correction.day, correction.signed) == (FOLLOW_UP, True)
    assert [change.path for change in correction.changes] == ["extrahepatic_spread"]


def test_a_lesion_more_in_a_signed_image_is_asked_about(qtbot: QtBot, place: Workplace) -> None:
    sign(place)
    record = open_patient(place, "0017")
    record.add_row("images.targets", only(record.form, "images").id, {"lesion": "T2", "viable_mm": "20"})
    (correction,) = asked(record)
    assert (correction.day, correction.signed) == (FOLLOW_UP, True)


def test_a_new_visit_after_a_signature_is_no_correction(qtbot: QtBot, place: Workplace) -> None:
    sign(place)
    record = open_patient(place, "0017")
    record.add_row("images", entries={"date": "2025-04-10", "modality": "MRI"})
    record.add_row("sessions", entries={"date": "2025-04-14", "type": "cTACE"})
    assert asked(record) == ()


def test_how_things_are_now_is_no_correction(qtbot: QtBot, place: Workplace, ward_clock: WardClock) -> None:
    record = open_patient(place, "0017")
    record.edit(PATIENT, "followed_until", "2025-04-01")
    record.edit(PATIENT, "weight_kg", "60")
    record.edit(RowId("constraints"), "haic_feasible", "yes")
    assert record.save()
    sign(place, 2)
    ward_clock.pass_by(days=30)
    record.edit(PATIENT, "followed_until", "2025-05-01")
    record.edit(PATIENT, "weight_kg", "58")
    record.edit(RowId("constraints"), "haic_feasible", "no")
    assert asked(record) == ()


def test_a_birth_date_of_long_ago_is_asked_about_without_a_visit(
    qtbot: QtBot, place: Workplace, ward_clock: WardClock
) -> None:
    record = open_patient(place, "0017")
    ward_clock.pass_by(days=2)
    record.edit(PATIENT, "birth_date", "1962-04-02")
    (correction,) = asked(record)
    assert correction.day is None


def test_a_removed_visit_is_asked_about(qtbot: QtBot, place: Workplace, ward_clock: WardClock) -> None:
    record = open_patient(place, "0017")
    ward_clock.pass_by(days=2)
    record.remove_row(only(record.form, "images").id)
    (correction,) = asked(record)
    assert correction.day == FOLLOW_UP


def test_each_corrected_visit_is_asked_about(qtbot: QtBot, place: Workplace, ward_clock: WardClock) -> None:
    record = open_patient(place, "0017")
    ward_clock.pass_by(days=2)
    record.edit(diameter(record, 0), "viable_mm", "61")
    record.edit(diameter(record, 1), "viable_mm", "62")
    wanted = asked(record)
    assert [each.day for each in wanted] == [date(2024, 1, 3), FOLLOW_UP]
    record.reasons.give(wanted[0], ReasonCode.UNIT)
    (left,) = asked(record)
    assert left.day == FOLLOW_UP
    record.reasons.give(left, ReasonCode.OTHER, "外院片")
    assert record.save()
    assert [each.code for each in place.store.reasons("0017")[2]] == [ReasonCode.UNIT, ReasonCode.OTHER]


def test_a_reason_covers_only_the_changes_it_was_given_for(
    qtbot: QtBot, place: Workplace, ward_clock: WardClock
) -> None:
    record = open_patient(place, "0017")
    ward_clock.pass_by(days=2)
    record.edit(diameter(record), "viable_mm", "36")
    (first,) = asked(record)
    record.reasons.give(first, ReasonCode.ENTRY_ERROR)
    record.edit(diameter(record), "viable_mm", "37")
    (second,) = asked(record)
    assert second != first


def test_a_change_that_was_taken_back_needs_no_reason(
    qtbot: QtBot, place: Workplace, ward_clock: WardClock
) -> None:
    record = open_patient(place, "0017")
    ward_clock.pass_by(days=2)
    record.edit(diameter(record), "viable_mm", "36")
    assert asked(record)
    record.undo()
    assert asked(record) == ()


def test_a_restored_value_says_itself_why(qtbot: QtBot, place: Workplace, ward_clock: WardClock) -> None:
    record = open_patient(place, "0017")
    old = record.form.rows[diameter(record)].value("viable_mm")
    record.edit(diameter(record), "viable_mm", "36")
    assert record.save()
    ward_clock.pass_by(days=2)
    record.edit(diameter(record), "viable_mm", str(old))
    record.reasons.restore("images.targets", "viable_mm", old)
    assert record.save()
    assert place.store.reasons("0017") == {3: (ChangeReason(FOLLOW_UP, ReasonCode.RESTORED),)}


def test_a_draft_keeps_what_was_restored(qtbot: QtBot, place: Workplace, ward_clock: WardClock) -> None:
    record = open_patient(place, "0017")
    old = record.form.rows[diameter(record)].value("viable_mm")
    record.edit(diameter(record), "viable_mm", "36")
    assert record.save()
    ward_clock.pass_by(days=2)
    record.edit(diameter(record), "viable_mm", str(old))
    record.reasons.restore("images.targets", "viable_mm", old)
    qtbot.waitUntil(lambda: len(place.store.drafts()) == 1)
    again = resume(place, place.store.drafts()[0])
    assert again.save()
    assert place.store.reasons("0017") == {3: (ChangeReason(FOLLOW_UP, ReasonCode.RESTORED),)}


def test_a_draft_keeps_a_restored_row(qtbot: QtBot, place: Workplace) -> None:
    record = open_patient(place, "0017")
    session = record.record.sessions[0]
    record.edit(PATIENT, "note", "x")
    record.reasons.restore("sessions", "", session)
    qtbot.waitUntil(lambda: len(place.store.drafts()) == 1)
    again = resume(place, place.store.drafts()[0])
    assert again.reasons.restored == record.reasons.restored != set()
    again.reasons.restore("sessions", "", session)
    assert len(again.reasons.restored) == 1


def test_a_draft_of_an_older_version_has_nothing_restored(qtbot: QtBot, place: Workplace) -> None:
    assert restored_of_draft({"format": "tacewatch.draft/1"}) == frozenset()
    assert restored_of_draft({"restored": [["a"], "b", ["images", "", "{}"]]}) == {("images", "", "{}")}


def test_after_a_conflict_the_corrections_are_those_of_the_version_that_is_replaced(
    qtbot: QtBot, place: Workplace, ward_clock: WardClock
) -> None:
    record = open_patient(place, "0017")
    elsewhere = open_patient(place, "0017")
    elsewhere.edit(PATIENT, "birth_date", "1960-01-01")
    assert elsewhere.save()
    ward_clock.pass_by(days=2)
    record.edit(PATIENT, "note", "here")
    with qtbot.waitSignal(record.stale) as conflict:
        assert not record.save()
    record.rebase(conflict.args[0])
    (correction,) = asked(record)
    assert [change.path for change in correction.changes] == ["birth_date"]
