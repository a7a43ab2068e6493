"""An answered question stays answered: through save and reopen, as long as the values are the same."""

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.form.cells import Address
from desktop_app.form.checks import answered, confirmed, remark
from desktop_app.form.field_spec import TARGETS
from desktop_app.form.form_row import RowId
from desktop_app.session.answers import is_answered
from desktop_app.session.open_record import OpenRecord, open_patient, resume
from desktop_app.session.workplace import Workplace
from desktop_app.store import ChangeReason, ReasonCode
from domain.discrepancy import Discrepancy, discrepancies

JUMP = date(2024, 2, 20)


def small(record: OpenRecord) -> RowId:
    """T1 of the follow-up, 6 mm after 60: ten times less."""
    image = record.form.listed("images")[1]
    row = next(row for row in record.form.inside(image.id, TARGETS) if row.value("lesion") == "T1")
    return row.id


def jump(record: OpenRecord) -> Discrepancy:
    (found,) = (each for each in discrepancies(record.form.course) if each.code == "diameter_tenfold")
    return found


def answer(record: OpenRecord) -> None:
    row = small(record)
    assert record.replace("edit", Address(row, "viable_mm"), confirmed(record.form, row, "viable_mm"))


@pytest.fixture
def record(workplace: Workplace, qtbot: QtBot) -> OpenRecord:
    opened = open_patient(workplace, "0017")
    opened.edit(small(opened), "viable_mm", "6")
    return opened


def test_an_answer_is_kept_with_the_save(record: OpenRecord, workplace: Workplace) -> None:
    assert not is_answered(record.form, jump(record))
    answer(record)
    assert is_answered(record.form, jump(record))
    assert record.save()
    given = ChangeReason(JUMP, ReasonCode.CONFIRMED, "T1 60.0 → 6 mm")
    assert given in workplace.store.reasons("0017")[2]
    again = open_patient(workplace, "0017")
    assert is_answered(again.form, jump(again))
    assert not again.dirty
    row = again.form.rows[small(again)]
    found = remark(again.form, row, "viable_mm")
    assert found is not None
    assert found.key == "form.note.tenfold"


def test_an_answer_alone_is_something_to_save(record: OpenRecord, workplace: Workplace, qtbot: QtBot) -> None:
    assert record.save()
    again = open_patient(workplace, "0017")
    assert not is_answered(again.form, jump(again))
    answer(again)
    assert again.dirty
    qtbot.waitUntil(lambda: len(workplace.store.drafts()) == 1)
    resumed = resume(workplace, workplace.store.drafts()[0])
    assert is_answered(resumed.form, jump(resumed))
    assert resumed.dirty
    assert resumed.save()
    assert not resumed.dirty
    last = open_patient(workplace, "0017")
    assert is_answered(last.form, jump(last))
    assert last.record == again.record


def test_an_answer_is_kept_once(record: OpenRecord, workplace: Workplace) -> None:
    answer(record)
    assert record.save()
    record.edit(RowId("patient"), "note", "x")
    assert record.save()
    kept = [each for reasons in workplace.store.reasons("0017").values() for each in reasons]
    assert [each.code for each in kept].count(ReasonCode.CONFIRMED) == 1


def test_another_value_is_asked_about_anew(record: OpenRecord, workplace: Workplace) -> None:
    answer(record)
    assert record.save()
    again = open_patient(workplace, "0017")
    again.edit(small(again), "viable_mm", "5")
    assert not answered(again.form, Address(small(again), "viable_mm"))
    assert again.save()
    last = open_patient(workplace, "0017")
    assert not is_answered(last.form, jump(last))
