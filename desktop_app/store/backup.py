"""Backups: the encrypted file with its keyring and its anchor, proved to open before it counts as one.

Beside ``X.db`` of a backup stand ``X.keyring.json``, ``X.anchor.json`` and, written last, ``X.manifest.json``:
without a manifest there is no backup, only the remains of one.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from desktop_app.accounts.contents import Access, Action, DataKey
from desktop_app.accounts.keyring import Keyring, keyring_path
from desktop_app.durable import sync_folder
from desktop_app.errors import StoreError
from desktop_app.store.audit_anchor import anchor_path, written_anchor
from desktop_app.store.audit_contents import Anchor, AuditAction
from desktop_app.store.backup_contents import (
    Backup,
    BackupDamaged,
    BackupExists,
    BackupReason,
    NotAFile,
    superfluous,
)
from desktop_app.store.cipher_file import connected
from desktop_app.store.converting import stamp_of
from desktop_app.store.copying import Progress, counts, prove_sound, put_in_place, verified_copy
from desktop_app.store.faults import faults_named, os_fault
from desktop_app.store.location import StoreLocation
from desktop_app.store.opening import opened_to_read
from desktop_app.store.places import kind_of_place
from desktop_app.store.record_store import RecordStore
from desktop_app.store.space import require_room
from desktop_app.store.sqlite_file import make_folder
from desktop_app.store.unfinished import Note, being_made, clear_remains, note_path, sha256_of, targets_noted

FORMAT: Final = "tacewatch-backup-1"
OFF_DISK_SETTING: Final = "backup.last_off_disk"
_MOST_BYTES: Final = 65536
_QUICKLY: Final = 20_000
"""Entries that are verified in a second or two; beyond, an automatic backup looks at the end of the chain only."""


def backup_folder(store: Path) -> Path:
    """Where backups go that nobody chose a place for."""
    return store.with_name(f"{store.stem}-backups")


def back_up(
    store: RecordStore,
    to: Path | None = None,
    *,
    clock: Callable[[], datetime],
    why: BackupReason = BackupReason.ASKED,
    progress: Progress | None = None,
    cleared: Callable[[tuple[Path, ...]], None] = lambda _: None,
) -> Backup:
    """A backup into a folder, where it gets a name, or into a file of the given name.

    What an earlier attempt there left that was cut off is removed first, and told to ``cleared``. May run in a
    thread of its own: between two pieces of the file others save. Raises a ``StoreError``, and NotPermitted where
    somebody without the right asks for it; what the program does by itself needs no right.
    """
    if why is BackupReason.ASKED:
        store.person.require(Action.BACK_UP)
    source = _file_of(store)
    place = StoreLocation(path=to or backup_folder(source))
    try:
        with faults_named(place):
            cleared(_clear(to or backup_folder(source)))
            target = _target(source, to or backup_folder(source), clock)
            made = _made(source, target, store.access, clock, why, progress)
    except OSError as error:
        raise os_fault(error, place) from None
    _tell(store, made)
    return made


def _file_of(store: RecordStore) -> Path:
    if store.location.path is None or store.access.key is None:
        raise NotAFile(path=store.location.shown)
    return store.location.path


def _clear(to: Path) -> tuple[Path, ...]:
    """What is left of attempts that were cut off: of this file, or of any in this folder."""
    if not to.is_dir():
        return clear_remains(to, parts_of(to), last=manifest_path(to))
    gone: list[Path] = []
    for target in targets_noted(to):
        with suppress(BackupExists):  # Another process is at work there.
            gone += clear_remains(target, parts_of(target), last=manifest_path(target))
    return tuple(gone)


def parts_of(backup: Path) -> tuple[Path, ...]:
    """In the order in which they get their names."""
    return backup, keyring_path(backup), anchor_path(backup), manifest_path(backup)


def _target(source: Path, to: Path, clock: Callable[[], datetime]) -> Path:
    to = to.absolute()
    if to.suffix == ".db" and not to.is_dir():
        return to
    stem = f"{source.stem}.{stamp_of(clock)}"
    names = (to / f"{stem}{tail}.db" for tail in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(name for name in names if not any(part.exists() for part in (*parts_of(name), note_path(name))))


def _made(
    source: Path,
    target: Path,
    access: Access,
    clock: Callable[[], datetime],
    why: BackupReason,
    progress: Progress | None,
) -> Backup:
    key = access.key
    assert key is not None  # noqa: S101
    make_folder(target.parent)
    require_room(target.parent, source)
    with being_made(target, parts_of(target)) as note:
        verified_copy(
            source, target, key=key, progress=progress, before_named=lambda copy: note.add(target, sha256_of(copy))
        )
        write_part(note, keyring_path(target), keyring_path(source).read_bytes())
        with closing(connected(target, key, mode="ro")) as copy:
            sequence, head = copy.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
            (schema,) = copy.execute("PRAGMA user_version").fetchone()
            rows = counts(copy)
        write_part(note, anchor_path(target), written_anchor(Anchor(sequence, head.hex())))
        with opened_to_read(target, access, clock) as made:
            whole = why is BackupReason.ASKED or sequence <= _QUICKLY
            faults = len(made.verify().faults if whole else made.verify_start())
        size, digest = target.stat().st_size, note.digests[target.name]
        backup = Backup(
            target, clock(), why, source.name, schema, rows, sequence, head.hex(), size, digest, faults
        )
        prove_keys(backup, key)
        write_part(note, manifest_path(target), _manifest(backup))
    return backup


def prove_keys(backup: Backup, key: DataKey) -> None:
    """The keyring beside the backup is readable, and not of another store. Raises a ``StoreError``."""
    keyring = Keyring.load(backup.path)
    if keyring.open and keyring.open_access("backup").key != key:
        raise BackupDamaged(path=str(backup.path))


def manifest_path(backup: Path) -> Path:
    return backup.with_name(f"{backup.stem}.manifest.json")


def _manifest(backup: Backup) -> bytes:
    content: dict[str, Any] = {
        "format": FORMAT,
        "made_at": backup.made_at.isoformat(),
        "why": backup.why.value,
        "store": backup.store,
        "schema": backup.schema,
        "rows": backup.rows,
        "sequence": backup.sequence,
        "head": backup.head,
        "size": backup.size,
        "sha256": backup.sha256,
        "faults": backup.faults,
    }
    return json.dumps(content, indent=2, sort_keys=True).encode()


def write_part(note: Note, path: Path, content: bytes) -> None:
    note.add(path, sha256(content).hexdigest())
    write_durably(path, content)


def write_durably(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f"{path.name}.tmp")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    put_in_place(unfinished, path)


def _tell(store: RecordStore, backup: Backup) -> None:
    """Into the audit trail, and when a copy has left this disk; neither can undo a backup that is there."""
    with suppress(StoreError):
        store.note(AuditAction.BACKUP, file=backup.path.name, sequence=backup.sequence, why=backup.why.value)
        if store.location.path is not None and leaves_the_disk(store.location.path, backup.path):
            store.put_setting(OFF_DISK_SETTING, backup.made_at.isoformat())


def leaves_the_disk(store: Path, backup: Path) -> bool:
    """Another disk, a removable one or a share: what is still there when this disk is not."""
    return store.stat().st_dev != backup.stat().st_dev or kind_of_place(backup).kind != "local"


def read_backup(path: Path) -> Backup:
    """The backup in this file, by its manifest. Raises BackupDamaged."""
    try:
        with manifest_path(path).open("rb") as file:
            return _read(path, json.loads(file.read(_MOST_BYTES)))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        raise BackupDamaged(path=str(path)) from None


def _read(path: Path, given: dict[str, Any]) -> Backup:
    made_at = datetime.fromisoformat(given["made_at"])
    if given["format"] != FORMAT or made_at.tzinfo is None or not path.is_file():
        raise ValueError
    return Backup(
        path=path,
        made_at=made_at,
        why=BackupReason(given["why"]),
        store=str(given["store"]),
        schema=int(given["schema"]),
        rows={str(table): int(number) for table, number in dict(given["rows"]).items()},
        sequence=int(given["sequence"]),
        head=str(given["head"]),
        size=int(given["size"]),
        sha256=str(given["sha256"]),
        faults=int(given["faults"]),
    )


def backups(folder: Path) -> list[Backup]:
    """All of this folder, the newest first; what is no backup is left out."""
    found = list(_found(folder)) if folder.is_dir() else []
    return sorted(found, key=lambda each: each.made_at, reverse=True)


def _found(folder: Path) -> Iterator[Backup]:
    for path in folder.glob("*.db"):
        with suppress(BackupDamaged):
            yield read_backup(path)


def prove(backup: Backup, key: DataKey) -> None:
    """Every byte as it was made, and opened with its own key. Raises BackupDamaged, a ``StoreError``."""
    path, place = backup.path, StoreLocation(path=backup.path)
    try:
        with faults_named(place):
            if path.stat().st_size != backup.size or sha256_of(path) != backup.sha256:
                raise BackupDamaged(path=str(path))
            prove_keys(backup, key)
            with closing(connected(path, key, mode="ro")) as connection:
                prove_sound(connection, path, encrypted=True)
                if counts(connection) != backup.rows:
                    raise BackupDamaged(path=str(path))
    except OSError as error:
        raise os_fault(error, place) from None


def thin(folder: Path, now: datetime) -> list[Backup]:
    """Remove what is no longer needed; the manifest goes first, so that no half of a backup counts as one."""
    gone = superfluous(backups(folder), now)
    for backup in gone:
        path = backup.path
        for part in (manifest_path(path), path, keyring_path(path), anchor_path(path)):
            part.unlink(missing_ok=True)
    if gone:
        sync_folder(folder)
    return gone
