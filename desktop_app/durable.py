"""What is written stays written: whole under its name, and the name itself on the disk."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

_TRIES: Final = 10


def sync_folder(folder: Path) -> None:
    """A new name is durable only with its folder; Windows cannot sync one and does not need to."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, content: bytes) -> None:
    """The content under this name, with mode 0600; on failure the former file stays as it was. Raises OSError."""
    import tempfile  # A start that writes no file does without it.

    descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        while_scanned(lambda: part.replace(path))
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def while_scanned(step: Callable[[], object]) -> None:
    """A virus scanner holds a new file for a moment, and so on Windows nobody renames it; up to 2 s are waited."""
    for attempt in range(_TRIES):
        try:
            step()
        except PermissionError:
            if attempt == _TRIES - 1:
                raise
            time.sleep(min(0.01 * 2**attempt, 0.4))
        else:
            return
