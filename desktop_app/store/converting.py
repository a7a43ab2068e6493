"""From a file in the clear to an encrypted one, only when asked.

A verified copy stays; killed anywhere, the file is the old one or the new one.
"""

from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from glob import escape
from itertools import zip_longest
from pathlib import Path

from desktop_app.accounts.contents import DataKey
from desktop_app.accounts.keyring import Keyring
from desktop_app.accounts.refusals import KeyringExists
from desktop_app.errors import NotAStore, StoreDamaged, StoreError, StoreIsNewer, StoreMissing
from desktop_app.store.cipher_file import Driven, connected
from desktop_app.store.copying import prove_sound, replace_whole, verified_copy
from desktop_app.store.faults import faults_named, os_fault
from desktop_app.store.file_refusals import (
    APPLICATION_ID,
    has_journal,
    is_absent,
    is_plain,
    plain_header,
    refuse_link,
)
from desktop_app.store.list_store import without_accounts
from desktop_app.store.location import StoreLocation
from desktop_app.store.schema import CURRENT
from desktop_app.store.space import require_room
from desktop_app.store.sqlite_file import create_file


class AlreadyEncrypted(StoreError):  # noqa: N818  (named after what happened)
    """There is nothing to convert."""

    key = "store.already_encrypted"


def encrypt_plain_store(path: Path, *, clock: Callable[[], datetime]) -> Path:
    """Encrypt the store of an older version of the program; its schema stays, as opening brings that up to date.

    Returns the verified copy in the clear, which is kept: whoever trusts the new file deletes it by hand.
    Raises a ``StoreError``; the file then reads as before. Nobody may have it open.
    """
    place = StoreLocation(path=path)
    try:
        with faults_named(place):
            _refuse_unfit(path)
            require_room(path.parent, path, copies=2)
            for half in path.parent.glob(f"{escape(path.stem)}.plain.*.tmp"):
                half.unlink()  # In the clear, of a conversion that was cut off.
            copy = path.with_name(f"{path.stem}.plain.{stamp_of(clock)}.db")
            verified_copy(path, copy, key=None)
            _replace_by_encrypted(path, _key(path))
    except OSError as error:
        raise os_fault(error, place) from None
    return copy


def stamp_of(clock: Callable[[], datetime]) -> str:
    """The moment as a part of a file's name."""
    return clock().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _refuse_unfit(path: Path) -> None:
    refuse_link(path)
    if is_absent(path):
        raise StoreMissing(path=str(path))
    if not is_plain(path):
        known = path.is_file() and _has_keyring(path)
        raise (AlreadyEncrypted if known else NotAStore)(path=str(path))
    if has_journal(path):
        _take_back(path)
    header = plain_header(path)
    if header.application_id != APPLICATION_ID:
        raise NotAStore(path=str(path))
    if header.schema > CURRENT.number:
        raise StoreIsNewer(path=str(path), found=header.schema, known=CURRENT.number)


def _has_keyring(path: Path) -> bool:
    try:
        Keyring.load(path)
    except StoreError:
        return False
    return True


def _take_back(path: Path) -> None:
    """What was cut off in a file in the clear: a journal that stayed would be played into the encrypted one."""
    if plain_header(path).application_id == APPLICATION_ID:
        with closing(connected(path, None)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _key(path: Path) -> DataKey:
    """Of a new keyring, or of the one that a conversion left that was cut off."""
    with suppress(KeyringExists):
        return Keyring.create(path)[1]
    key = Keyring.load(path).open_access(without_accounts().person.user).key
    assert key is not None  # noqa: S101 (a keyring without a key does not load)
    return key


def _replace_by_encrypted(path: Path, key: DataKey) -> None:
    unfinished = path.with_name(f"{path.name}.encrypting.tmp")

    def encrypted() -> Path:
        unfinished.unlink(missing_ok=True)
        create_file(unfinished)
        with closing(connected(path, None)) as plain:
            _export(plain, unfinished, key)
            with closing(connected(unfinished, key, mode="ro")) as made:
                prove_sound(made, path, encrypted=True)
                _prove_equal(plain, made, path)
        return unfinished

    replace_whole(path, None, encrypted)


def _export(plain: Driven, target: Path, key: DataKey) -> None:
    plain.execute("ATTACH DATABASE ? AS encrypted KEY ?", (str(target), key.raw))
    plain.execute("SELECT sqlcipher_export('encrypted')").fetchall()
    for pragma in ("application_id", "user_version"):
        (value,) = plain.execute(f"PRAGMA main.{pragma}").fetchone()
        plain.execute(f"PRAGMA encrypted.{pragma}={int(value)}")
    plain.execute("DETACH DATABASE encrypted")


def _prove_equal(plain: Driven, encrypted: Driven, path: Path) -> None:
    """Row by row and index by index, in bounded memory."""
    schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    if plain.execute(schema).fetchall() != encrypted.execute(schema).fetchall():
        raise StoreDamaged(path=str(path))
    tables = plain.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (table,) in tables:
        # The names are the database's own.
        rows = f'SELECT rowid, * FROM "{table}" ORDER BY rowid'  # noqa: S608
        pairs = zip_longest(plain.execute(rows), encrypted.execute(rows))
        if not all(one == other for one, other in pairs):
            raise StoreDamaged(path=str(path))
