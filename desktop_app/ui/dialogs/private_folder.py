"""Where a print job's temporary files go: readable by the owner only, gone with the job, or at the next start."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from platformdirs import user_data_path
from PySide6.QtCore import QLockFile

VARIABLES: Final = ("TMPDIR", "TMP", "TEMP")
"""What Qt, CUPS and Windows ask for the place of temporary files, at the moment they make one."""
_IN_USE: Final = ".lock"


def private_base() -> Path:
    return user_data_path("tacewatch", appauthor=False) / "printing"


@contextmanager
def private_folder(base: Path | None = None) -> Iterator[Path]:
    """Temporary files of this process go into a folder of mode 0700, which is removed at the end."""
    above = base or private_base()
    above.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="job-", dir=above))
    lock = _lock_of(folder)
    lock.tryLock(0)
    former = {name: os.environ.get(name) for name in VARIABLES}
    os.environ.update(dict.fromkeys(VARIABLES, str(folder)))
    try:
        yield folder
    finally:
        for name, value in former.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        lock.unlock()
        shutil.rmtree(folder, ignore_errors=True)


def remove_left_over(base: Path | None = None) -> int:
    """Removes what a job left that was killed; how many folders. One that another window prints from stays."""
    above = base or private_base()
    removed = 0
    for folder in sorted(above.glob("job-*")) if above.is_dir() else ():
        lock = _lock_of(folder)
        if not folder.is_symlink() and folder.is_dir() and lock.tryLock(0):
            lock.unlock()
            shutil.rmtree(folder, ignore_errors=True)
            removed += not folder.exists()
    return removed


def _lock_of(folder: Path) -> QLockFile:
    lock = QLockFile(str(folder / _IN_USE))
    lock.setStaleLockTime(0)
    return lock
