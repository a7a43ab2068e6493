"""Where copies go, and what is to be said about that."""

from datetime import datetime
from pathlib import Path
from typing import Final

from desktop_app.store.backup import OFF_DISK_SETTING, backup_folder
from desktop_app.store.backup_contents import reminder
from desktop_app.ui.access.door import file_of
from desktop_app.ui.ward import Ward
from desktop_app.wording import Wording

BACKUP_FOLDER: Final = "backup_folder"
FIRST_USED: Final = "first_used"
"""When the accounts were made: from then on somebody is there to think of copies."""


def folder_of(ward: Ward) -> Path:
    """The folder that was chosen, else the one beside the store."""
    chosen = ward.store.setting(BACKUP_FOLDER)
    return (
        Path(chosen) if isinstance(chosen, str) and chosen else backup_folder(file_of(ward.store.location.shown))
    )


def judged(folder: Path, store: Path, words: Wording) -> str:
    """What is to be said about a folder; "" where nothing is."""
    if not folder.is_absolute():
        return words("access.backup.not_absolute")
    if not folder.is_dir():
        return words("access.backup.absent")
    try:
        beside = next(each for each in (store, *store.parents) if each.exists())
        same = folder.stat().st_dev == beside.stat().st_dev
    except OSError:
        return words("access.backup.unreadable")
    return words("access.backup.same_disk") if same else ""


def old_copies(ward: Ward, words: Wording) -> tuple[str, str]:
    """The reminder that copies have not left this disk for long, and its severity; both "" where none is due."""
    last, first = (_moment(ward.store.setting(key)) for key in (OFF_DISK_SETTING, FIRST_USED))
    found = reminder(last, first, ward.clock())
    if found.level == "none":
        return "", ""
    text = words("access.notice.copy_none" if found.never else "access.notice.copy_old", days=found.days)
    return text, "error" if found.level == "red" else "warning"


def _moment(kept: object) -> datetime | None:
    try:
        return datetime.fromisoformat(kept) if isinstance(kept, str) else None
    except ValueError:
        return None
