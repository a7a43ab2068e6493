"""What a folder holds once it has been opened again: rows of its databases, who its keys let in, other bytes."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from desktop_app.accounts.contents import DataKey
from desktop_app.accounts.keyring import Keyring, keyring_path, older_keyring_path
from desktop_app.errors import KeyringDamaged, KeyringMissing, KnownError
from desktop_app.store import StoreLocation, open_store
from desktop_app.store.cipher_file import connected, key_fits
from desktop_app.store.file_refusals import is_plain, take_back_creation
from tests.desktop_app.store.store_samples import noon

State = dict[str, Any]
KEYS: Final = ".keyring.json"
MANIFEST: Final = ".manifest.json"
_UNFINISHED = re.compile(r"\.(tmp|part)$|\.tmp-journal$|-mj[0-9A-F]+$")
"""Temporary files by this program's endings; SQLite's own journal over two files."""
_BESIDE = ("-journal", "-wal", "-shm", ".lock", ".anchor.json")
"""Neither old nor new by itself: an anchor may be older than its store, but never wrong, which opening shows."""
_BY_CHANCE: Final = {"audit": ("session_id", "host_id", "prev", "hash")}
"""Columns that no two runs fill alike; whether the chain holds, its verification shows."""


class UnsoundError(AssertionError):
    """Something that the program itself finds fault with."""


def state_of(folder: Path) -> State:
    """File below the folder → what it holds. A database without tables counts as absent, like an empty file."""
    held: State = {}
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or _UNFINISHED.search(path.name) or path.name.endswith(_BESIDE):
            continue
        # Either generation of a keyring lets in; which of the two is there is no matter.
        name = str(path.relative_to(folder)).replace(".keyring.old.json", KEYS)
        content = content_of(folder / name)
        if content:
            held[name] = content
    return held


def content_of(path: Path) -> object:
    """Nothing of a backup that was never finished, and of keys whose store was never made."""
    if _is_unfinished_backup(path):
        return None
    if path.suffix == ".db":
        return rows_of(path)
    if path.name.endswith(KEYS):
        store = path.with_name(path.name.removesuffix(KEYS) + ".db")
        return people_of(store) if store.exists() and store.stat().st_size else None
    return "there" if path.name.endswith(MANIFEST) else path.read_bytes()


def _is_unfinished_backup(path: Path) -> bool:
    return path.parent.name == "kept" and not path.with_name(path.name.split(".")[0] + MANIFEST).exists()


def exactly(folder: Path, *, unfinished: bool = True) -> str:
    """Digest of every value of every database and of the other files' bytes: what is equal is judged once.

    Not of a database's bytes: rolled back, a page is encrypted anew. A journal that is left by now is not hot.
    Unfinished files matter to whoever tries again, and to nobody who only opens.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        passed_over = path.name.endswith((".lock", "-journal"))
        passed_over |= not unfinished and bool(_UNFINISHED.search(path.name))
        if path.is_file() and not passed_over:
            held = _every_value(path) if _has_rows(path) else path.read_bytes()
            digest.update(repr((str(path.relative_to(folder)), held)).encode())
    return digest.hexdigest()


def _has_rows(path: Path) -> bool:
    return path.suffix == ".db" and path.stat().st_size > 0 and not _is_unfinished_backup(path)


def _every_value(path: Path) -> object:
    with closing(connected(path, key_for(path))) as connection:
        schema = connection.execute("SELECT * FROM sqlite_master ORDER BY name").fetchall()
        header = [connection.execute(f"PRAGMA {name}").fetchall() for name in ("user_version", "application_id")]
        return schema, header, digests_of(connection, {})


def left_behind(folder: Path) -> list[str]:
    """Unfinished files that nobody will ever finish."""
    return [path.name for path in folder.rglob("*") if _UNFINISHED.search(path.name)]


def people_of(store: Path) -> object:
    """Who gets in; the keys and slots themselves are random."""
    try:
        keyring = Keyring.load(store)
    except KeyringDamaged:
        raise UnsoundError(f"the keys of {store.name} are damaged") from None
    people = [(one.user, one.role.value, one.disabled, one.must_change) for one in keyring.accounts]
    return keyring.open, keyring.demo, people


def key_for(path: Path) -> DataKey | None:
    """Of the keyring beside the file, or near a copy of it; None of a file in the clear."""
    if is_plain(path):
        return None
    for near in (path, *sorted(path.parent.glob("*.db")), *sorted(path.parent.parent.glob("*/*.db"))):
        try:
            key = Keyring.load(near).open_access("test").key
        except (KeyringMissing, KeyringDamaged):
            continue
        if key is not None and key_fits(path, key):
            return key
    raise UnsoundError(f"no key opens {path.name}")


def rows_of(path: Path) -> dict[str, str]:
    """Table → digest of its rows; what was cut off is rolled back first, as any opening does."""
    take_back_creation(path)
    if path.stat().st_size == 0:
        return {}
    with closing(connected(path, key_for(path))) as connection:
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise UnsoundError("integrity_check")
        if connection.execute("PRAGMA foreign_key_check").fetchall():
            raise UnsoundError("foreign_key_check")
        return digests_of(connection, _BY_CHANCE)


def digests_of(connection: Any, left_out: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name: _digest(connection, name, left_out.get(name, ())) for (name,) in names}


def _digest(connection: Any, table: str, left_out: tuple[str, ...]) -> str:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    kept = ", ".join(f'"{name}"' for name in columns if name not in left_out)
    rows = connection.execute(f'SELECT {kept} FROM "{table}"').fetchall()  # noqa: S608
    return hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()


def refuse_unsound(folder: Path) -> None:
    """Every store with its keys opens as the program opens it, and its audit trail verifies."""
    for path in stores_in(folder):
        try:
            with open_store(StoreLocation(path=path), clock=noon) as store:
                found = store.verify()
        except KnownError as error:
            raise UnsoundError(f"{path.name}: {type(error).__name__}") from None
        if not found.sound:
            raise UnsoundError(f"{path.name}: {[fault.kind.value for fault in found.faults]}")


def stores_in(folder: Path) -> Iterator[Path]:
    """Encrypted files with keys of their own; a copy from before a migration would only be migrated as well."""
    for path in sorted(folder.rglob("*.db")):
        if ".schema-" in path.name:
            continue
        keys = keyring_path(path).exists() or older_keyring_path(path).exists()
        if keys and path.stat().st_size and not is_plain(path) and not _is_unfinished_backup(path):
            yield path


def between(old: State, new: State, found: State) -> list[str]:
    """The files that are neither as before nor as after."""
    return [
        name
        for name in old.keys() | new.keys() | found.keys()
        if found.get(name) not in (old.get(name), new.get(name))
    ]
