"""The program is closed: the copy of the day is there, and what stands in its way keeps nobody."""

from pathlib import Path

import pytest

from desktop_app.main import Desk
from desktop_app.store.backup import backup_folder, backups, read_backup
from desktop_app.store.backup_contents import BackupReason
from tests.desktop_app.ui.access.conftest import log_in


@pytest.fixture
def working(desk: Desk) -> Desk:
    log_in(desk, "liwei")
    assert desk.ward is not None
    return desk


def test_whoever_closes_the_program_leaves_a_copy_of_what_was_saved(working: Desk, guarded: Path) -> None:
    assert list(backups(backup_folder(guarded))) == []
    working.close()
    (made,) = backups(backup_folder(guarded))
    assert made.why is BackupReason.AUTOMATIC
    assert read_backup(made.path).path == made.path
    assert working.ward is None


def test_a_copy_that_cannot_be_made_keeps_nobody_from_closing(working: Desk, guarded: Path) -> None:
    backup_folder(guarded).write_text("a file where the folder should be")
    working.close()
    assert working.ward is None
    assert not list(guarded.parent.glob("*.tmp*"))
