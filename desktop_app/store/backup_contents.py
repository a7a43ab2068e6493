"""What a backup is, when one is due and which are kept; free of any database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from desktop_app.errors import StoreError, UnknownOutcome

AFTER_CHANGE: Final = timedelta(minutes=30)
KEEP_ALL: Final = timedelta(hours=24)
KEEP_DAYS, KEEP_WEEKS, KEEP_MONTHS = 14, 8, 12
AMBER_DAYS, RED_DAYS = 7, 14


class BackupReason(StrEnum):
    """Why a backup was made. What somebody asked for is never thinned."""

    ASKED = "asked"
    AUTOMATIC = "automatic"
    BEFORE_IMPORT = "before_import"
    BEFORE_MIGRATION = "before_migration"
    BEFORE_RESTORE = "before_restore"
    BEFORE_REKEY = "before_rekey"


class BackupDamaged(StoreError):  # noqa: N818  (named after what happened)
    """A backup whose parts do not belong together, or that does not open."""

    key = "store.backup_damaged"


class NotAFile(StoreError):  # noqa: N818
    """A database server has backups and keys of its own."""

    key = "store.not_a_file"


class BackupExists(StoreError):  # noqa: N818
    """Nothing is written over a file that is there."""

    key = "store.backup_exists"


class RestoreUncertain(UnknownOutcome):
    """Whether the backup has taken the store's place could not be found out; the file that was there is kept."""

    key = "store.restore_uncertain"


@dataclass(frozen=True, slots=True)
class Backup:
    """A proved copy of a store, as its manifest describes it. ``sequence`` and ``head``: of its audit chain."""

    path: Path
    made_at: datetime
    why: BackupReason
    store: str
    schema: int
    rows: dict[str, int]
    sequence: int
    head: str
    size: int
    sha256: str
    faults: int = 0
    """What the verification of its audit trail found; a faithful copy of a tampered store has some."""


def is_due(newest: Backup | None, changed_at: datetime | None, now: datetime, *, closing: bool = False) -> bool:
    """Whether what has been saved calls for a backup: half an hour after the last one, or the work ends.

    ``changed_at``: the last save, None where nothing was saved yet. A clock that went back delays nothing.
    """
    if changed_at is None:
        return False
    if newest is None:
        return True
    if changed_at <= newest.made_at and now >= newest.made_at:
        return False
    return closing or not timedelta() <= now - newest.made_at < AFTER_CHANGE


def superfluous(backups: Iterable[Backup], now: datetime) -> list[Backup]:
    """Those that may go: kept are all of 24 hours, the last of each of 14 days, 8 weeks and 12 months, the newest.

    Days, weeks and months are those of ``now``'s time zone, and those in which there is a backup.
    """
    ordered = sorted(backups, key=lambda each: each.made_at, reverse=True)
    kept = {each.path for each in ordered[:1]}
    kept |= {each.path for each in ordered if each.why is BackupReason.ASKED or now - each.made_at <= KEEP_ALL}
    local = [(each, each.made_at.astimezone(now.tzinfo)) for each in ordered]
    for periods, wanted in (
        ([(each, at.date()) for each, at in local], KEEP_DAYS),
        ([(each, at.isocalendar()[:2]) for each, at in local], KEEP_WEEKS),
        ([(each, (at.year, at.month)) for each, at in local], KEEP_MONTHS),
    ):
        last_of: dict[object, Path] = {}
        for each, period in periods:
            last_of.setdefault(period, each.path)
        kept |= set(list(last_of.values())[:wanted])
    return [each for each in ordered if each.path not in kept]


@dataclass(frozen=True, slots=True)
class Reminder:
    """How long no copy has left this disk. ``level``: none, amber, red. ``days`` None: nothing to copy yet."""

    days: int | None
    level: str
    never: bool


def reminder(last_off_disk: datetime | None, first_saved_at: datetime | None, now: datetime) -> Reminder:
    """Counted from the last copy off the disk; where there never was one, from the first save."""
    since = last_off_disk or first_saved_at
    if since is None:
        return Reminder(None, "none", never=True)
    days = max((now.astimezone(UTC) - since.astimezone(UTC)).days, 0)
    level = "red" if days >= RED_DAYS else "amber" if days >= AMBER_DAYS else "none"
    return Reminder(days, level, never=last_off_disk is None)
