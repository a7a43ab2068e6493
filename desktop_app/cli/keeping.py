"""``backup`` and ``restore``: a proved copy of the store with its keys, and a new store made of one."""

import argparse
from pathlib import Path

from desktop_app.accounts.contents import Access, Action
from desktop_app.cli.console import Console
from desktop_app.cli.login import access_for
from desktop_app.cli.stored import note, opened
from desktop_app.errors import LoginNeeded, StoreError
from desktop_app.exchange import Fault, FileRefused
from desktop_app.store import AuditAction, StoreLocation, store_location
from desktop_app.store.backup import back_up, backup_folder, read_backup
from desktop_app.store.backup_contents import Backup
from desktop_app.store.restoring_file import Missing, access_to, restore_to, what_would_be_missing
from desktop_app.store.unfinished import note_path

_FILE = ".db"


def run(options: argparse.Namespace, console: Console) -> int:
    return _backup(options, console) if options.command == "backup" else _restore(options, console)


def _backup(options: argparse.Namespace, console: Console) -> int:
    """A copy of the open store, checked page by page and row by row before it counts as one."""
    to: Path | None = options.to
    if to is not None and to.suffix not in ("", _FILE) and not to.is_dir():
        console.note(console.words("cli.backup.ending", file=str(to)))
        return 2
    with opened(options.store, console) as store:
        source = store.location.path
        made = back_up(
            store,
            to or (source and backup_folder(source)),
            clock=console.clock,
            progress=lambda left, total: console.progress(total)(total - left),
            cleared=lambda gone: _say_cleared(gone, console),
        )
    console.say(console.words("cli.backup.done", file=str(made.path)))
    if made.faults:
        console.note(console.words("cli.backup.faults", faults=made.faults))
    return 0


def _restore(options: argparse.Namespace, console: Console) -> int:
    """Into a new file; what stands at ``--store`` is only compared with."""
    if options.to.exists() and not note_path(options.to).exists():
        raise FileRefused(Fault(str(options.to), "exists_already"))
    backup = read_backup(options.backup.absolute())
    access = _compared(options.store, backup, console)
    access.person.require(Action.RESTORE)
    if options.dry_run:
        console.say(console.words("cli.restore.nothing_written"))
        return 0
    made = restore_to(backup, options.to.absolute(), access, cleared=lambda gone: _say_cleared(gone, console))
    with opened(str(made), console) as store:
        note(store, AuditAction.RESTORE, backup=backup.path.name, sequence=backup.sequence)
    moment = backup.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
    console.say(console.words("cli.restore.done", file=str(made), moment=moment))
    return 0


def _say_cleared(gone: tuple[Path, ...], console: Console) -> None:
    if gone:
        names = console.words("report.list_separator").join(path.name for path in gone)
        console.note(console.words("cli.remains_cleared", count=len(gone), files=names))


def _compared(given: str | None, backup: Backup, console: Console) -> Access:
    """Who opens the backup, after saying what it lacks; a store that does not open can hardly be compared with."""
    path = store_location(given).path
    try:
        with opened(given, console) as store:
            access = _access(backup, store.access, console)
            if path is not None:
                _say_missing(what_would_be_missing(path, store.access, backup, access), console)
            return access
    except LoginNeeded:
        raise
    except StoreError:
        console.note(console.words("cli.restore.not_compared", file=store_location(given).shown))
    return _access(backup, None, console)


def _access(backup: Backup, present: Access | None, console: Console) -> Access:
    """Today's key where it still opens the backup, else a login with the accounts of that time."""
    try:
        return access_to(backup, present)
    except LoginNeeded:
        access = access_for(StoreLocation(path=backup.path), console)
        if access is None:
            raise
        return access


def _say_missing(missing: Missing, console: Console) -> None:
    words = console.words
    for state, patients in (("missing", missing.patients), ("earlier", missing.changed)):
        for patient in patients:
            console.say(f"{patient}\t{words(f'cli.restore.{state}')}")
    entries = words("cli.restore.entries", first=missing.first, last=missing.last) if missing.first else ""
    if missing.revisions is None:
        console.say(words("cli.restore.unreadable", entries=entries))
    else:
        console.say(words("cli.restore.would_lack", revisions=missing.revisions, entries=entries))
