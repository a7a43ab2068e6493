"""Every change of every version, with who, when and why."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from pytestqt.qtbot import QtBot

from desktop_app.form.cells import Address
from desktop_app.form.form_row import RowId
from desktop_app.session.history import history_of, place_of
from desktop_app.session.open_record import OpenRecord, open_patient
from desktop_app.session.signed import SignedRecord, Signer
from desktop_app.session.workplace import Workplace
from desktop_app.store import ChangeReason, Meaning, ReasonCode, Role
from tests.desktop_app.form.form_samples import only

PATIENT = RowId("patient")


def lesion_of(record: OpenRecord) -> RowId:
    return record.form.inside(only(record.form, "images").id, "images.targets")[0].id


def corrected(record: OpenRecord, row: RowId, path: str, text: str, code: ReasonCode) -> None:
    """A change of something signed, explained."""
    record.edit(row, path, text)
    with_reason: list[object] = []
    record.reasons_wanted.connect(with_reason.extend)
    if not record.save():
        for each in with_reason:
            record.reasons.give(each, code)  # type: ignore[arg-type]
        assert record.save()
    record.reasons_wanted.disconnect(with_reason.extend)


def test_a_field_is_followed_through_all_versions(qtbot: QtBot, workplace: Workplace) -> None:
    record = open_patient(workplace, "0017")
    record.edit(lesion_of(record), "viable_mm", "36")
    assert record.save()
    SignedRecord(record).sign(Meaning.REVIEWED, Signer("李医师", Role.PHYSICIAN))
    record.edit(only(record.form, "images").id, "date", "2024-02-21")
    corrected(record, lesion_of(record), "viable_mm", "35.5", ReasonCode.UNIT)
    history = history_of(workplace.store, "0017")
    events = history.of_field(record.form, Address(lesion_of(record), "viable_mm"))
    told = [(event.revision.number, event.revision.author, event.change and event.change.new) for event in events]
    assert told == [(1, "elsewhere", Decimal("66.0")), (2, "nurse", Decimal(36)), (3, "nurse", Decimal("35.5"))]
    assert [event.reasons for event in events] == [(), (), (ChangeReason(date(2024, 2, 20), ReasonCode.UNIT),)]
    assert [event.signature is not None for event in history.events if event.revision.number == 2] == [False, True]


def test_what_was_never_saved_has_no_history(qtbot: QtBot, workplace: Workplace) -> None:
    record = open_patient(workplace, "0017")
    row = record.add_row("markers", entries={"date": "2025-04-01", "marker": "AFP", "value": "5"})
    history = history_of(workplace.store, "0017")
    assert history.of_field(record.form, Address(row, "value")) == []
    assert history.of_field(record.form, Address(RowId("gone"), "value")) == []
    assert [
        event.change and event.change.new for event in history.of_field(record.form, Address(PATIENT, "name"))
    ] == ["王小明"]


def test_every_row_of_the_form_has_its_place(qtbot: QtBot, workplace: Workplace) -> None:
    record = open_patient(workplace, "0017")
    places = [place_of(record.form, Address(row.id, "")) for row in record.form.rows.values()]
    assert None not in places
    assert len(set(places)) == len(places)


def test_voiding_is_told_too(qtbot: QtBot, workplace: Workplace) -> None:
    request = open_patient(workplace, "0017")
    workplace.store.void("0017", reason="重复", author="nurse", expected_revision=1, request_id=UUID(int=5))
    assert request.revision == 1
    last = history_of(workplace.store, "0017").events[-1]
    assert (last.revision.number, last.revision.reason, last.change) == (2, "重复", None)
