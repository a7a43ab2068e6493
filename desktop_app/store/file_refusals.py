"""Whose file this is and whether it may be opened. What is refused keeps every byte."""

from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2

from desktop_app.accounts.contents import DataKey
from desktop_app.errors import (
    NotAStore,
    StoreDamaged,
    StoreError,
    StoreIsNewer,
    StoreMissing,
    StoreNotEncrypted,
    WrongKey,
)
from desktop_app.store.cipher_file import PAGE, connected, journal_of, key_fits

APPLICATION_ID: Final = 0x54414345  # "TACE"
_MOUNT_POINT: Final = 0xA0000003
"""What Windows calls a junction."""
_MAGIC: Final = b"SQLite format 3\x00"


class UnfinishedChange(StoreError):  # noqa: N818  (named after what happened)
    """A change was cut off and must be taken back before anything is read, but this place cannot be written."""

    key = "store.unfinished_change"


class StoreBehindLink(StoreError):  # noqa: N818
    """The name is a link: what is opened, locked and backed up would not be what is named."""

    key = "store.behind_link"


@dataclass(frozen=True, slots=True)
class FileHeader:
    """What the first page of a database says of whose it is and of which schema."""

    application_id: int
    schema: int


def take_back_creation(path: Path) -> None:
    """Undo the making of a store that was cut off, so that it can begin anew: its journal says that it was empty.

    SQLite does it, which needs no key for that, and leaves a creation alone that another process is at.
    """
    if has_journal(path) and _empty_before(journal_of(path)):
        with closing(connected(path, None, busy_timeout_ms=0)) as connection, suppress(dbapi2.DatabaseError):
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _empty_before(journal: Path) -> bool:
    """By the header of a journal: bytes 16 to 19 are the number of pages that the file had."""
    with journal.open("rb") as file:
        head = file.read(20)
    return len(head) == 20 and head[16:] == bytes(4)


def is_absent(path: Path) -> bool:
    """Whether there is no store yet; a creation that is under way or was cut off leaves an empty file."""
    return not path.exists() or (path.is_file() and path.stat().st_size == 0)


def is_plain(path: Path) -> bool:
    """Whether this is an SQLite file in the clear."""
    return path.is_file() and _start(path).startswith(_MAGIC)


def refuse_link(path: Path) -> None:
    """Neither the file nor its folder may be a link or a junction. Raises StoreBehindLink."""
    if any(each.is_symlink() or _is_junction(each) for each in (path, path.parent)):
        raise StoreBehindLink(path=str(path))


def _is_junction(path: Path) -> bool:
    try:
        return getattr(path.lstat(), "st_reparse_tag", 0) == _MOUNT_POINT
    except FileNotFoundError:
        return False


def refuse_foreign(path: Path) -> None:
    """Refuse what its bytes alone show to be no encrypted store.

    Raises NotAStore, StoreMissing, StoreNotEncrypted.
    """
    if path.is_dir():
        raise NotAStore(path=str(path))
    if is_absent(path):
        raise StoreMissing(path=str(path))
    if is_plain(path):
        ours = plain_header(path).application_id == APPLICATION_ID
        raise (StoreNotEncrypted if ours else NotAStore)(path=str(path))


def may_be_encrypted(path: Path) -> bool:
    """An encrypted file cannot be told from noise, but it is made of whole pages."""
    return path.stat().st_size % PAGE == 0


def plain_header(path: Path) -> FileHeader:
    """Of a file in the clear, read without opening it; zeros where the file ends too early."""
    head = _start(path)
    return FileHeader(int.from_bytes(head[68:72], "big"), int.from_bytes(head[60:64], "big"))


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(100)


def refuse_unfit(
    path: Path, key: DataKey, *, known_schema: int, writable: bool = True, busy_timeout_ms: int = 5000
) -> None:
    """Refuse a file that this key does not open, a newer store and another program's.

    Raises WrongKey, NotAStore, StoreIsNewer, StoreDamaged, UnfinishedChange.
    """
    try:
        header = _header(path, key, busy_timeout_ms)
    except dbapi2.OperationalError as error:
        if not _says(error, "SQLITE_READONLY"):
            raise
        if not writable:
            raise UnfinishedChange(path=str(path)) from None
        header = _header_rolled_back(path, key, busy_timeout_ms)
    if header.application_id != APPLICATION_ID:
        raise NotAStore(path=str(path))
    if header.schema > known_schema:
        raise StoreIsNewer(path=str(path), found=header.schema, known=known_schema)
    if not may_be_encrypted(path) and not has_journal(path):
        raise StoreDamaged(path=str(path))


def has_journal(path: Path) -> bool:
    """Whether a transaction was cut off after it had begun to change the file.

    At rest the journal is empty. One that was cut off earlier begins with a zero: SQLite takes nothing back from
    it and leaves it as it is, for ever, so it must not stand in the way.
    """
    journal = journal_of(path)
    if not journal.exists():
        return False
    with journal.open("rb") as file:
        return file.read(1) not in (b"", b"\0")


def _says(error: Exception, code: str) -> bool:
    return str(getattr(error, "sqlite_errorname", "")).startswith(code)


def _header(path: Path, key: DataKey, busy_timeout_ms: int, mode: str = "ro") -> FileHeader:
    with closing(connected(path, key, mode=mode, busy_timeout_ms=busy_timeout_ms)) as connection:
        try:
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            (schema,) = connection.execute("PRAGMA user_version").fetchone()
        except dbapi2.DatabaseError as error:
            if _says(error, "SQLITE_NOTADB"):
                raise WrongKey(path=str(path)) from None
            raise
    return FileHeader(application_id, schema)


def _header_rolled_back(path: Path, key: DataKey, busy_timeout_ms: int) -> FileHeader:
    """After a transaction that was cut off; SQLite takes it back, but only in a file that is surely this key's.

    Until then the header may be from the future: of a migration that never came to an end.
    """
    if not key_fits(path, key):
        raise WrongKey(path=str(path))
    return _header(path, key, busy_timeout_ms, mode="rw")
