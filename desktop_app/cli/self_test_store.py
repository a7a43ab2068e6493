"""The steps of the self-test about keeping records: made, encrypted, audited, opened by accounts, migrated."""

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from desktop_app.accounts.contents import DataKey, Role
from desktop_app.accounts.keyring import Keyring, NewAccount
from desktop_app.accounts.slots import FLOOR
from desktop_app.cli.console import Console
from desktop_app.cli.stored import opened, save_of
from desktop_app.errors import LoginNeeded, WrongPassword
from desktop_app.exchange.demo import demo_records
from desktop_app.store import RevisionKind, StoredRecord, open_store, store_location
from domain.profile import DEFAULT_PROFILE
from domain.record import PatientRecord

CANARY: Final = "自检皕槑"
"""A name that is nobody's, looked for in the bytes of the file."""
_ENCODINGS: Final = ("utf-8", "utf-16-le", "gb18030")
_PASSWORD: Final = "Nine 9 invented words"  # noqa: S105  (of a store that lives for a second)


class Failed(Exception):  # noqa: N818  (named after what happened)
    """A step of the self-test came out otherwise than it must."""


def require(condition: bool, what: str) -> None:
    if not condition:
        raise Failed(what)


def within_a_folder(step: Callable[[Path, Console], str]) -> Callable[[Console], str]:
    """The step in a folder of its own, which is gone afterwards."""

    def run(console: Console) -> str:
        with tempfile.TemporaryDirectory() as folder:
            return step(Path(folder), console)

    return run


def a_record(console: Console) -> PatientRecord:
    record = demo_records(console.today)[0]
    return record.amended(patient=record.patient.model_copy(update={"name": CANARY}))


def saved(folder: Path, record: PatientRecord, console: Console) -> StoredRecord:
    """Saved in a new store, which was closed and opened again."""
    file = file_in(folder)
    with opened(str(file), console, create=True) as store:
        store.save(save_of(record, DEFAULT_PROFILE, None, store.person.user, RevisionKind.SAVED))
    with opened(str(file), console) as store:
        return store.load(record.patient.id)


def file_in(folder: Path) -> Path:
    return folder / "self-test.db"


def kept(folder: Path, console: Console) -> str:
    record = a_record(console)
    stored = saved(folder, record, console)
    require(stored.record == record, "the record came back changed")
    return f"{record.patient.id}, revision {stored.revision}"


def encrypted(folder: Path, console: Console) -> str:
    """Another program finds no database, and nobody finds a name in the bytes."""
    saved(folder, a_record(console), console)
    content = file_in(folder).read_bytes()
    require(
        not any(CANARY.encode(name) in content for name in _ENCODINGS), "a name stands in the file in the clear"
    )
    with closing(sqlite3.connect(file_in(folder))) as other:
        try:
            other.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError:
            return f"{len(content)} B"
    raise Failed("another program can read the file")


def audited(folder: Path, console: Console) -> str:
    """The trail of an untouched store is sound, and that of one with a changed row is not."""
    from desktop_app.store.cipher_file import connected

    saved(folder, a_record(console), console)
    file = str(file_in(folder))
    with opened(file, console) as store:
        found, key = store.verify(), store.access.key
    require(found.sound and found.entries > 0, "an untouched store does not verify")
    with closing(connected(file_in(folder), key)) as behind:
        behind.execute("UPDATE patient SET sex = 'female' WHERE sex = 'male'")
    with opened(file, console) as store:
        require(not store.verify().sound, "a changed row was not found")
    return f"{found.entries}, {found.head.code if found.head else '–'}"


def guarded(folder: Path, console: Console) -> str:
    """After set-up nobody gets in without a password, or with a wrong one."""
    file = file_in(folder)
    saved(folder, a_record(console), console)
    keyring = Keyring.load(file)
    people = [NewAccount(role.value, role.value, role, _PASSWORD) for role in (Role.PHYSICIAN, Role.ADMIN)]
    keyring.set_up(_key_of(keyring), people, now=console.clock(), cost=FLOOR)
    location = store_location(str(file))
    for refused, attempt in (
        (LoginNeeded, lambda: open_store(location, clock=console.clock)),
        (WrongPassword, lambda: keyring.login("physician", _PASSWORD[:-1], now=console.clock())),
    ):
        try:
            attempt()
        except refused:
            continue
        raise Failed(f"not refused: {refused.__name__}")
    access = keyring.login("physician", _PASSWORD, now=console.clock())
    with open_store(location, clock=console.clock, access=access) as store:
        return f"{store.person.user}, {len(store.patient_ids())}"


def _key_of(keyring: Keyring) -> DataKey:
    key = keyring.open_access("").key
    if key is None:
        raise Failed("a keyring without a key")
    return key


def migrated(folder: Path, console: Console) -> str:
    """A store of the oldest schema, in the clear, becomes an encrypted one of today's, and takes a record."""
    from desktop_app.store.converting import encrypt_plain_store

    record, file = a_record(console), folder / "oldest.db"
    newest = _make_oldest(file, console)
    encrypt_plain_store(file, clock=console.clock)
    with opened(str(file), console) as store:
        store.save(save_of(record, DEFAULT_PROFILE, None, store.person.user, RevisionKind.SAVED))
        require(store.load(record.patient.id).record == record, "the record came back changed")
        require(store.verify().sound, "the migrated store does not verify")
    require(len(list(folder.glob("oldest.schema-1.*.db"))) == 1, "no copy was kept before the migration")
    return f"1 → {newest}"


def _make_oldest(file: Path, console: Console) -> int:
    """An empty store as the first version made it; the number of today's schema."""
    from desktop_app.store import StoreLocation, sqlite_file
    from desktop_app.store.engine import writing
    from desktop_app.store.schema import CURRENT, Schema, bring_up_to_date

    sqlite_file.create_file(file)
    engine = sqlite_file.sqlite_engine(file, foreign_keys=False, pooled=False)
    oldest = Schema(number=1, scripts=CURRENT.scripts)
    # Not as a file: its history would be guarded, with tables that the first version did not have.
    bring_up_to_date(engine, StoreLocation(url="sqlite://"), oldest, create=True, clock=console.clock)
    with writing(engine) as connection:
        sqlite_file.stamp(connection, oldest.number)
    engine.dispose()
    return CURRENT.number
