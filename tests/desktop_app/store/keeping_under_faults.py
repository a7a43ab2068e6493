"""Runs under the fault library: a backup into a file, a restoration into a file, a restoration in place."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop_app.accounts.contents import Access
from desktop_app.accounts.keyring import Keyring
from desktop_app.errors import KnownError, UnknownOutcome
from desktop_app.store import StoreLocation, open_store
from desktop_app.store.backup import back_up, read_backup
from desktop_app.store.restoring_file import restore, restore_to
from tests.desktop_app.store.store_samples import noon, record, save_of
from tests.reliability.forked_steps import Job, serve
from tests.reliability.shared_statements import share

Cleared = Callable[[tuple[Path, ...]], None]
REASON: Final = "演练"


def store_in(folder: Path) -> Path:
    return folder / "store.db"


def copy_in(folder: Path) -> Path:
    """The backup that is there before each restoration."""
    return folder / "copies" / "then.db"


def access_in(folder: Path) -> Access:
    return Keyring.load(store_in(folder)).open_access("user-1")


def prepare(folder: Path) -> None:
    """A store, a backup of it, and a patient saved since."""
    with open_store(StoreLocation(path=store_in(folder)), clock=noon, create=True) as store:
        store.save(save_of(record("0001")))
        back_up(store, copy_in(folder), clock=noon)
        store.save(save_of(record("0002")))


def _back_up(folder: Path, cleared: Cleared) -> None:
    with open_store(StoreLocation(path=store_in(folder)), clock=noon) as store:
        back_up(store, folder / "out" / "made.db", clock=noon, cleared=cleared)


def _restore_to(folder: Path, cleared: Cleared) -> None:
    restore_to(read_backup(copy_in(folder)), folder / "out" / "made.db", access_in(folder), cleared=cleared)


def _restore(folder: Path, _: Cleared) -> None:
    access = access_in(folder)
    backup = read_backup(copy_in(folder))
    restore(store_in(folder), backup, access=access, backup_access=access, reason=REASON, clock=noon)


STEPS: Final[dict[str, Callable[[Path, Cleared], None]]] = {
    "back up": _back_up,
    "restore to": _restore_to,
    "restore": _restore,
}


def performed(step: str, folder: Path, cleared: Cleared = lambda _: None) -> str:
    """What the user would be told."""
    try:
        STEPS[step](folder, cleared)
    except UnknownOutcome:
        return "unknown"
    except KnownError:
        return "refused"
    return "done"


def _warm_up() -> None:
    for step in STEPS:
        with tempfile.TemporaryDirectory() as name:
            prepare(Path(name))
            performed(step, Path(name))


if __name__ == "__main__":

    def perform(job: Job) -> str:
        return performed(job["step"], Path(job["folder"]))

    share(setattr)
    serve(perform, _warm_up)
