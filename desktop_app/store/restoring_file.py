"""Back to a backup: what would be missing is said first, the file that goes is kept, the exchange is one step."""

import os
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from glob import escape
from pathlib import Path

from desktop_app.accounts.contents import Access, Action, DataKey
from desktop_app.accounts.keyring import Keyring, keyring_path
from desktop_app.durable import sync_folder
from desktop_app.errors import LoginNeeded, NotAStore, StoreDamaged
from desktop_app.store import backup as backups
from desktop_app.store.audit_anchor import AnchorUnreadable, anchor_path, read_anchor, write_anchor
from desktop_app.store.audit_contents import Anchor
from desktop_app.store.backup_contents import Backup, RestoreUncertain
from desktop_app.store.cipher_file import connected, journal_of, key_fits
from desktop_app.store.converting import stamp_of
from desktop_app.store.copying import put_in_place, verified_copy
from desktop_app.store.faults import FILE_ERRORS, faults_named, os_fault
from desktop_app.store.file_refusals import has_journal, is_absent
from desktop_app.store.list_store import without_accounts
from desktop_app.store.location import StoreLocation
from desktop_app.store.opening import open_store
from desktop_app.store.rekeying import keep_chain_key
from desktop_app.store.space import require_room
from desktop_app.store.sqlite_file import make_folder
from desktop_app.store.unfinished import being_made, clear_remains, sha256_of


@dataclass(frozen=True, slots=True)
class Missing:
    """What a store holds and a backup does not. ``first`` to ``last``: numbers of the audit trail, 0 = none."""

    patients: tuple[str, ...]
    """Not in the backup at all."""
    changed: tuple[str, ...]
    """In the backup in an earlier version."""
    revisions: int | None
    """None: the store is damaged, and what it holds cannot be listed."""
    first: int
    last: int


def access_to(backup: Backup, access: Access | None) -> Access:
    """To this backup: the given access, where its key made the file, else the backup's own open slot.

    Raises LoginNeeded: log in at ``Keyring.load(backup.path)``, whose accounts are those of that time.
    """
    if access is not None and access.key is not None and key_fits(backup.path, access.key):
        return access
    return Keyring.load(backup.path).open_access(without_accounts().person.user)


def what_would_be_missing(store: Path, access: Access, backup: Backup, backup_access: Access) -> Missing:
    """Both are only read; of a damaged store the anchor tells how far it went.

    Raises NotPermitted, a ``StoreError``.
    """
    access.person.require(Action.RESTORE)
    with faults_named(StoreLocation(path=backup.path)):
        then = _held(backup.path, backup_access.key)
    try:
        with faults_named(StoreLocation(path=store)):
            now = _held(store, access.key)
    except (StoreDamaged, NotAStore):
        return Missing((), (), None, *missing_entries(store, backup))
    gone = tuple(sorted(patient for patient in now.versions if patient not in then.versions))
    changed = tuple(
        sorted(patient for patient, last in now.versions.items() if 0 < then.versions.get(patient, 0) < last)
    )
    revisions = sum(max(last - then.versions.get(patient, 0), 0) for patient, last in now.versions.items())
    more = now.last > then.last
    return Missing(gone, changed, revisions, then.last + 1 if more else 0, now.last if more else 0)


def missing_entries(store: Path, backup: Backup) -> tuple[int, int]:
    """First and last entry of the audit trail that the backup lacks, by the anchor beside the store; 0 = none."""
    try:
        anchor = read_anchor(anchor_path(store))
    except (AnchorUnreadable, OSError):
        anchor = None
    if anchor is None or anchor.sequence <= backup.sequence:
        return 0, 0
    return backup.sequence + 1, anchor.sequence


@dataclass(frozen=True, slots=True)
class _Held:
    versions: dict[str, int]
    last: int


def _held(path: Path, key: DataKey | None) -> _Held:
    with closing(connected(path, key, mode="ro")) as connection:
        versions = connection.execute(
            "SELECT patient_id, max(number) FROM revision GROUP BY patient_id"
        ).fetchall()
        (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM audit").fetchone()
    return _Held(dict(versions), last)


def restore_to(
    backup: Backup,
    to: Path,
    backup_access: Access,
    *,
    cleared: Callable[[tuple[Path, ...]], None] = lambda _: None,
) -> Path:
    """A new store made of a backup, with its own keyring and anchor; nothing is written over.

    What an earlier attempt left there that was cut off, and that nobody has used since, is removed first and told
    to ``cleared``. Raises BackupDamaged, BackupExists, a ``StoreError``.
    """
    key = _key(backup.path, backup_access)
    backups.prove(backup, key)
    # The file last: killed before, there is no store of that name.
    parts = keyring_path(to), anchor_path(to), to
    try:
        cleared(clear_remains(to, parts))
        require_room(to.parent, backup.path)
        make_folder(to.parent)
        with being_made(to, parts) as note:
            for part in (keyring_path, anchor_path):
                backups.write_part(note, part(to), part(backup.path).read_bytes())
            return verified_copy(backup.path, to, key=key, before_named=lambda copy: note.add(to, sha256_of(copy)))
    except OSError as error:
        raise os_fault(error, StoreLocation(path=to)) from None


def restore(
    store: Path,
    backup: Backup,
    *,
    access: Access,
    backup_access: Access,
    reason: str,
    clock: Callable[[], datetime],
) -> Path:
    """Put a backup in the place of a store that nobody has open; returns the file that was there, which is kept.

    The keyring of today stays, and the file takes its key: passwords changed since are not undone. The audit trail
    gets an entry with both heads and the reason, before the exchange, so that nobody finds one without the other.
    Killed anywhere, the store is the old one or the restored one; after an error that is looked up.
    Raises NotPermitted, BackupDamaged, a ``StoreError``: the store is then as before; RestoreUncertain: it is one
    of both, and the disk does not tell which.
    """
    access.person.require(Action.RESTORE)
    key, then_key = _key(store, access), _key(backup.path, backup_access)
    backups.prove(backup, then_key)
    ready = store.with_name(f"{store.name}.restoring.tmp")
    try:
        with faults_named(StoreLocation(path=store)):
            require_room(store.parent, backup.path)
            _remove_remains(store, ready)
            verified_copy(backup.path, ready, key=then_key, copy_key=key)
            if then_key != key:
                keep_chain_key(ready, then_key, key)
            head = _tell(ready, store, access, reason, clock)
            kept = _keep(store, key, clock)
            _exchange(ready, store)
    except OSError as error:
        raise os_fault(error, StoreLocation(path=store)) from None
    if head is not None:
        with suppress(OSError):  # Until the next entry the restored file answers for the former one as well.
            write_anchor(anchor_path(store), head)
    return kept


def _remove_remains(store: Path, ready: Path) -> None:
    """Of a restoration in this place that was cut off. The names are this program's own."""
    parts = (ready, anchor_path(ready), ready.with_name(f"{ready.name}.tmp"))
    kept = store.parent.glob(f"{escape(store.stem)}.before-restore.*.tmp")
    older = store.parent.glob(f"{escape(ready.stem)}.schema-*.db")
    for part in (*parts, *map(journal_of, parts), *kept, *older):
        part.unlink(missing_ok=True)


def _tell(ready: Path, store: Path, access: Access, reason: str, clock: Callable[[], datetime]) -> Anchor | None:
    """In the file that is to be exchanged, brought up to this schema: why, and which anchor it does not fulfil."""
    try:
        former = read_anchor(anchor_path(store))
    except AnchorUnreadable:
        former = None
    with open_store(StoreLocation(path=ready), clock=clock, access=access) as restored:
        head = restored.answer_for(former, reason)
    journal_of(ready).unlink(missing_ok=True)
    return head


def _exchange(ready: Path, store: Path) -> None:
    """What is raised after the file has its name is no refusal: whose name it is now is looked up.

    Raises OSError: nothing was exchanged; RestoreUncertain.
    """
    made = ready.stat()
    try:
        put_in_place(ready, store)
    except OSError:
        try:
            taken = os.path.samestat(made, store.stat())
        except FileNotFoundError:
            taken = False
        except OSError:
            raise RestoreUncertain(path=str(store)) from None
        if not taken:
            raise


def _key(path: Path, access: Access) -> DataKey:
    if access.key is None:
        raise LoginNeeded(path=str(path))
    return access.key


def _keep(store: Path, key: DataKey, clock: Callable[[], datetime]) -> Path:
    """The file that goes, under a name of its own, with what opens it. It may be damaged: it is evidence."""
    kept = store.with_name(f"{store.stem}.before-restore.{stamp_of(clock)}.db")
    if is_absent(store):
        return kept
    if has_journal(store):
        with suppress(*FILE_ERRORS), closing(connected(store, key)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    for part in (keyring_path, anchor_path):
        if part(store).exists():
            backups.write_durably(part(kept), part(store).read_bytes())
    _copy_bytes(store, kept)
    if has_journal(store):
        # It could not be taken back; played into the restored file it would ruin that one.
        _copy_bytes(journal_of(store), journal_of(kept))
        journal_of(store).unlink()
    sync_folder(store.parent)
    return kept


def _copy_bytes(source: Path, target: Path) -> None:
    unfinished = target.with_name(f"{target.name}.tmp")
    shutil.copyfile(source, unfinished)
    unfinished.chmod(0o600)
    put_in_place(unfinished, target)
