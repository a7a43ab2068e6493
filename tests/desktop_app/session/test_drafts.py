import gc
import os
import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop_app.errors import DiskFull, KnownError
from desktop_app.form.form_row import RowId
from desktop_app.session.open_record import new_patient, open_patient, resume
from desktop_app.session.workplace import Workplace
from tests.desktop_app.form.form_samples import course, only
from tests.desktop_app.session.workplaces import NOW, keep, workplace_at

PATIENT = RowId("patient")
ROOT = Path(__file__).parents[3]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def test_a_field_that_is_left_is_in_the_draft_at_once(qtbot: QtBot, workplace: Workplace) -> None:
    record = open_patient(workplace, "0017")
    record.edit(PATIENT, "name", "王大明")
    qtbot.waitUntil(lambda: len(workplace.store.drafts()) == 1)
    (draft,) = workplace.store.drafts()
    assert (draft.patient_id, draft.base_revision, draft.author, draft.written_at) == ("0017", 1, "nurse", NOW)
    again = resume(workplace, draft)
    assert again.record.patient.name == "王大明"
    assert again.dirty
    assert again.revision == 1
    assert again.save()
    assert workplace.store.drafts() == ()
    assert workplace.store.load("0017").record.patient.name == "王大明"


def test_typing_alone_does_not_write_until_the_field_is_left(qtbot: QtBot, workplace: Workplace) -> None:
    record = open_patient(workplace, "0017")
    record.edit(PATIENT, "name", "王", final=False)
    qtbot.wait(20)
    assert workplace.store.drafts() == ()
    record.settle()
    qtbot.waitUntil(lambda: len(workplace.store.drafts()) == 1)


def test_closing_a_record_right_after_an_entry_does_not_lose_it(qtbot: QtBot, workplace: Workplace) -> None:
    record = open_patient(workplace, "0017")
    record.edit(PATIENT, "name", "王大明")
    del record
    gc.collect()
    qtbot.waitUntil(lambda: len(workplace.store.drafts()) == 1)
    assert resume(workplace, workplace.store.drafts()[0]).record.patient.name == "王大明"


def test_quitting_right_after_an_entry_does_not_lose_it(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "store.db"
    with workplace_at(path).store:
        pass
    subprocess.run([sys.executable, "-c", QUITTER, str(path)], cwd=ROOT, check=True, env=ENVIRONMENT)
    place = workplace_at(path)
    assert resume(place, place.store.drafts()[0]).record.patient.name == "李四"
    place.store.close()


def test_a_save_takes_the_draft_away(qtbot: QtBot, workplace: Workplace) -> None:
    record = open_patient(workplace, "0017")
    record.edit(PATIENT, "name", "王大明")
    qtbot.waitUntil(lambda: len(workplace.store.drafts()) == 1)
    assert record.save()
    qtbot.wait(20)
    assert workplace.store.drafts() == ()


def test_what_cannot_be_saved_stays_in_the_draft(qtbot: QtBot, workplace: Workplace) -> None:
    record = open_patient(workplace, "0017")
    record.edit(PATIENT, "birth_date", "gestern")
    record.add_row("images", entries={"modality": "CT"})
    assert record.save()
    assert record.dirty
    qtbot.waitUntil(lambda: len(workplace.store.drafts()) == 1)
    (draft,) = workplace.store.drafts()
    assert draft.base_revision == 2
    again = resume(workplace, draft)
    assert again.form.rows[PATIENT].faults["birth_date"].text == "gestern"
    assert [row.value("modality") for row in again.form.incomplete] == ["CT"]


def test_undoing_everything_takes_the_draft_away(qtbot: QtBot, workplace: Workplace) -> None:
    record = open_patient(workplace, "0017")
    record.edit(PATIENT, "name", "王大明")
    qtbot.waitUntil(lambda: len(workplace.store.drafts()) == 1)
    record.undo()
    assert workplace.store.drafts() == ()


def test_a_new_patient_has_a_draft_too(qtbot: QtBot, workplace: Workplace) -> None:
    record = new_patient(workplace)
    record.edit(PATIENT, "name", "李四")
    qtbot.waitUntil(lambda: len(workplace.store.drafts()) == 1)
    (draft,) = workplace.store.drafts()
    assert (draft.patient_id, draft.base_revision) == (None, None)
    again = resume(workplace, draft)
    assert again.record.patient.name == "李四"
    assert again.revision is None
    again.discard()
    assert workplace.store.drafts() == ()


def test_a_draft_on_an_older_revision_meets_the_newer_one_when_saved(qtbot: QtBot, workplace: Workplace) -> None:
    record = open_patient(workplace, "0017")
    record.edit(PATIENT, "name", "王大明")
    qtbot.waitUntil(lambda: len(workplace.store.drafts()) == 1)
    keep(workplace, course().amended(constraints={"haic_feasible": True}), expected=1)
    again = resume(workplace, workplace.store.drafts()[0])
    with qtbot.waitSignal(again.stale):
        assert not again.save()


def test_a_draft_that_cannot_be_written_is_told_and_kept_open(
    qtbot: QtBot, workplace: Workplace, monkeypatch: object
) -> None:
    record = open_patient(workplace, "0017")
    failures: list[KnownError] = []
    record.save_failed.connect(failures.append)
    put = workplace.store.put_draft

    def full(*_: object, **__: object) -> None:
        raise DiskFull(path="x")

    workplace.store.put_draft = full  # type: ignore[method-assign,assignment]
    record.edit(PATIENT, "name", "王大明")
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], DiskFull)
    assert record.record.patient.name == "王大明"
    workplace.store.put_draft = put  # type: ignore[method-assign]
    record.edit(PATIENT, "height_cm", "170")
    qtbot.waitUntil(lambda: len(workplace.store.drafts()) == 1)


QUITTER = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from desktop_app.form.form_row import RowId
from desktop_app.session.open_record import new_patient
from tests.desktop_app.session.workplaces import workplace_at

application = QCoreApplication([])
record = new_patient(workplace_at(Path(sys.argv[1])))

def enter_and_quit():
    record.edit(RowId("patient"), "name", "李四")
    application.quit()

QTimer.singleShot(0, enter_and_quit)
application.exec()
"""
TYPIST = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop_app.session.open_record import open_patient
from tests.desktop_app.form.form_samples import only
from tests.desktop_app.session.workplaces import workplace_at

application = QCoreApplication([])
record = open_patient(workplace_at(Path(sys.argv[1])), "0017")
for number in range(1, 1000):
    row = only(record.form, "markers")
    text = str(number)
    for end in range(1, len(text) + 1):
        record.edit(row.id, "value", text[:end], final=False)
        application.processEvents()
    record.settle()
    application.processEvents()
    print(number, flush=True)
"""


def test_killed_in_the_middle_of_typing_only_the_field_being_typed_is_lost(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "store.db"
    place = workplace_at(path)
    keep(place, course())
    place.store.close()
    for wanted in (7, 23):
        typist = subprocess.Popen(
            [sys.executable, "-c", TYPIST, str(path)], cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
        )
        assert typist.stdout is not None
        left = 0
        while left < wanted:
            left = int(typist.stdout.readline())
        typist.kill()
        left = max([left, *map(int, typist.stdout.read().split())])
        typist.wait()
        place = workplace_at(path)
        (draft,) = place.store.drafts()
        kept = only(resume(place, draft).form, "markers").value("value")
        assert int(kept) in (left, left + 1)
        assert place.store.load("0017").record == course()
        place.store.close()
