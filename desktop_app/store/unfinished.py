"""A note beside what is being made: after a kill it tells the next attempt which remains are its own.

It stands there from before the first byte until after the last, and holds the digest of each part before the part
gets its name. What has other bytes by now belongs to somebody, and stays.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from desktop_app.durable import sync_folder
from desktop_app.errors import StoreError
from desktop_app.store.backup_contents import BackupExists
from desktop_app.store.cipher_file import journal_of
from desktop_app.store.instance import lock_taken

_ENDING: Final = ".unfinished.tmp"
_HEAD: Final = b'{"format": "tacewatch-unfinished-1"}\n'
_MOST_BYTES: Final = 65536


def note_path(target: Path) -> Path:
    return target.with_name(target.name + _ENDING)


def targets_noted(folder: Path) -> list[Path]:
    """What was being made in this folder, or still is."""
    return [note.with_name(note.name.removesuffix(_ENDING)) for note in folder.glob(f"*{_ENDING}")]


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Note:
    """The note of one making, held open and locked by the process that makes."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor
        self.digests: dict[str, str] = {}

    def add(self, part: Path, digest: str) -> None:
        """Durable before the part gets its name."""
        self.digests[part.name] = digest
        _append(self._descriptor, json.dumps({"part": part.name, "sha256": digest}).encode() + b"\n")

    def close(self) -> None:
        os.close(self._descriptor)

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)
        sync_folder(self._path.parent)


@contextmanager
def being_made(target: Path, parts: Sequence[Path]) -> Iterator[Note]:
    """Within, the parts get their names. What fails is taken back; what is killed is left to ``clear_remains``.

    Raises BackupExists where one of the names is taken, OSError.
    """
    for name in (*parts, *_halves(target, parts)):
        if os.path.lexists(name):
            raise BackupExists(path=str(name))
    note = _begun(target)
    try:
        yield note
    except BaseException:
        note.close()
        with suppress(OSError, StoreError):
            clear_remains(target, parts)
        raise
    note.close()
    with suppress(OSError):  # What was to be made is there; a note that stays makes nobody believe otherwise.
        note.remove()


def _begun(target: Path) -> Note:
    path = note_path(target)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        raise BackupExists(path=str(path)) from None
    try:
        if not lock_taken(descriptor):
            raise BackupExists(path=str(path))
        _append(descriptor, _HEAD)
        sync_folder(path.parent)
    except BaseException:
        os.close(descriptor)
        raise
    return Note(path, descriptor)


def _append(descriptor: int, line: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_END)
    os.write(descriptor, line)
    os.fsync(descriptor)


def clear_remains(target: Path, parts: Sequence[Path], *, last: Path | None = None) -> tuple[Path, ...]:
    """Remove what an attempt that was cut off left under this name; returns what is gone.

    Where ``last`` stands as it was made, the attempt came to its end and its parts stay. They stay as well where
    one of them has changed since, because then somebody has used it. Raises BackupExists where the note is not
    this program's or another process is at work, OSError.
    """
    path = note_path(target)
    try:
        descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return ()
    try:
        digests = _digests(descriptor) if lock_taken(descriptor) else None
        if digests is None:
            raise BackupExists(path=str(path))
        gone = _remains(target, parts, digests, last)
        for each in gone:
            each.unlink()
        if os.name != "nt":  # While it is locked, so that nobody takes what is made next for remains.
            path.unlink()
    finally:
        os.close(descriptor)
    if os.name == "nt":
        path.unlink()
    sync_folder(path.parent)
    return gone


def _remains(
    target: Path, parts: Sequence[Path], digests: Mapping[str, str], last: Path | None
) -> tuple[Path, ...]:
    there = [part for part in parts if os.path.lexists(part)]
    stay = last in there or not all(_is_noted(part, digests) for part in there)
    halves = [half for half in _halves(target, parts) if os.path.lexists(half)]
    return tuple(halves if stay else [*halves, *there])


def _is_noted(part: Path, digests: Mapping[str, str]) -> bool:
    noted = digests.get(part.name)
    return noted is not None and part.is_file() and not part.is_symlink() and sha256_of(part) == noted


def _digests(descriptor: int) -> dict[str, str] | None:
    """Of the parts that were to get their names; None: this is no note of ours. The last line may be torn."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    content = os.read(descriptor, _MOST_BYTES)
    if not content.startswith(_HEAD):
        return {} if _HEAD.startswith(content) else None
    found: dict[str, str] = {}
    for line in content.splitlines(keepends=True)[1:]:
        with suppress(ValueError, TypeError, KeyError):
            if line.endswith(b"\n"):
                values = json.loads(line)
                found[str(values["part"])] = str(values["sha256"])
    return found


def _halves(target: Path, parts: Sequence[Path]) -> tuple[Path, ...]:
    """What a part is called before it is whole."""
    halves = [part.with_name(f"{part.name}.tmp") for part in parts]
    return (*halves, journal_of(target.with_name(f"{target.name}.tmp")))
