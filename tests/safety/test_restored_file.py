"""H19: an older file put in the place of the present one is told, and what a backup lacks is told before."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop_app.accounts.keyring import Keyring
from desktop_app.session.open_record import open_patient
from desktop_app.store import StoreLocation, open_store
from desktop_app.store.backup import back_up
from desktop_app.store.backup_contents import BackupReason
from desktop_app.store.restoring_file import access_to, what_would_be_missing
from desktop_app.ui.ward import Ward
from domain.assessment import assess
from domain.record import PatientRecord
from tests.domain.builders import record


class Clock:
    now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def ward_at(place: Path) -> Ward:
    clock = Clock()
    return Ward(open_store(StoreLocation(path=place), clock=clock, create=True), clock, "nurse")


def with_sessions(days: list[int]) -> PatientRecord:
    return record(days, ["50", "50", "50", "60"][: len(days) + 1], patient={"id": "0001", "name": "王伟"})


def add_the_third_session(ward: Ward) -> None:
    """As a person does at the window: the record is opened, a session with its image added, and saved."""
    opened = open_patient(ward.workplace, "0001")
    session, image = with_sessions([0, 60, 120]).sessions[-1], with_sessions([0, 60, 120]).images[-1]
    opened.add_row("sessions", None, {"date": session.date.isoformat(), "type": "cTACE", "adequate": "yes"})
    row = opened.add_row("images", None, {"date": image.date.isoformat(), "arterial_phase": "yes"})
    opened.add_row("images.targets", row, {"lesion": "T1", "viable_mm": "60"})
    assert opened.save()


def test_H19_an_older_file_in_place_of_the_present_one_is_told_when_it_is_opened(
    qapp: object, tmp_path: Path
) -> None:
    place, older = tmp_path / "ward.db", tmp_path / "older.db"
    ward = ward_at(place)
    ward.store.save(ward.imported(with_sessions([0, 60])))
    ward.close()
    shutil.copyfile(place, older)
    ward = ward_at(place)
    add_the_third_session(ward)
    assert ward.store.verify_start() == ()
    present = assess(ward.store.load("0001").record).verdicts["EPOIHCC-2013"].verdict
    ward.close()
    shutil.copyfile(older, place)
    ward = ward_at(place)
    assert assess(ward.store.load("0001").record).verdicts["EPOIHCC-2013"].verdict is not present
    assert ward.store.verify_start() != ()
    assert not ward.store.verify().sound
    ward.close()


def test_H19_what_a_backup_lacks_is_told_before_it_is_restored(qapp: object, tmp_path: Path) -> None:
    place = tmp_path / "ward.db"
    ward = ward_at(place)
    ward.store.save(ward.imported(with_sessions([0, 60])))
    backup = back_up(ward.store, tmp_path / "medium", clock=Clock(), why=BackupReason.ASKED)
    add_the_third_session(ward)
    ward.close()
    access = Keyring.load(place).open_access("nurse")
    missing = what_would_be_missing(place, access, backup, access_to(backup, access))
    assert (missing.patients, missing.changed, missing.revisions) == ((), ("0001",), 1)
