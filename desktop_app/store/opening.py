"""From a place to an open store: refuse what is not ours, make or migrate the tables, prove that writing works."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from desktop_app.accounts.contents import Access, DataKey
from desktop_app.accounts.kept_keyring import KeptKeyring
from desktop_app.accounts.refusals import KeyringExists
from desktop_app.errors import (
    KeyringMissing,
    LoginNeeded,
    NotAStore,
    StoreError,
    StoreReadOnly,
    StoreUnreachable,
    WrongKey,
)
from desktop_app.store import asides, file_refusals, sqlite_file
from desktop_app.store.engine import engine_for, reading
from desktop_app.store.faults import faults_named, os_fault
from desktop_app.store.list_store import without_accounts
from desktop_app.store.location import StoreLocation
from desktop_app.store.places import refuse_unsafe_place
from desktop_app.store.record_store import RecordStore
from desktop_app.store.rekeying import CHAIN_SETTING, finish_change_of_key, forget_former_key
from desktop_app.store.schema import CURRENT, Schema, bring_up_to_date, schema_of
from desktop_app.store.sqlite_file import reading_engine
from desktop_app.store.standing import Refusal, Standing, standing_of


def open_store(
    location: StoreLocation,
    *,
    clock: Callable[[], datetime],
    create: bool = False,
    access: Access | None = None,
    sole: bool = False,
    schema: Schema = CURRENT,
    busy_timeout_ms: int = sqlite_file.BUSY_TIMEOUT_MS,
) -> RecordStore:
    """Open the store at this place, with its schema brought up to date; ``create`` makes it where it is absent.

    ``access`` comes from a login; without it the keyring's open slot is taken. ``sole`` is for the window, which
    holds a lock while it is open; where another window holds it, the store opens to be read only.
    Raises a ``StoreError`` that says what stands in the way; a file that is refused is not changed.
    """
    try:
        with faults_named(location):
            if location.path is not None:
                opening = Opening(location, location.path, clock, create, schema, busy_timeout_ms)
                return opening.opened(access, sole=sole)
            engine = engine_for(location)
            with _disposed_on_error(engine):
                bring_up_to_date(engine, location, schema, create=create, clock=clock)
            return RecordStore(engine, location, clock, access)
    except OSError as error:
        raise os_fault(error, location) from None


def opened_to_read(path: Path, access: Access, clock: Callable[[], datetime]) -> RecordStore:
    """A file of this schema that nobody is to change, such as a backup. Raises a ``StoreError``."""
    location = StoreLocation(path=path)
    standing = Standing(lambda: StoreReadOnly(path=str(path)))
    opening = Opening(location, path, clock, False, CURRENT, sqlite_file.BUSY_TIMEOUT_MS)
    with faults_named(location):
        engine, standing = opening.engine(access, standing, absent=False)
        with _disposed_on_error(engine):
            return RecordStore(engine, location, clock, chained(access, engine), standing)


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening of a file."""

    location: StoreLocation
    path: Path
    clock: Callable[[], datetime]
    create: bool
    schema: Schema
    busy_timeout_ms: int

    def opened(self, access: Access | None, *, sole: bool) -> RecordStore:
        file_refusals.refuse_link(self.path)
        unsafe = refuse_unsafe_place(self.path)
        file_refusals.take_back_creation(self.path)
        absent = file_refusals.is_absent(self.path)
        if absent and self.create and unsafe:
            raise unsafe()
        if absent and self.create:
            sqlite_file.create_file(self.path)
        else:
            file_refusals.refuse_foreign(self.path)
        access = access or self._access(absent=absent)
        standing = Standing(unsafe) if unsafe else standing_of(self.path, sole=sole)
        try:
            engine, standing = self.engine(access, standing, absent=absent)
            # A connection that failed may hold the file locked for as long as it is open.
            with _disposed_on_error(engine):
                if standing.refusal is None and access.key is not None:
                    with suppress(StoreError):  # Even without a keyring the key of a login opens the file.
                        forget_former_key(self.path, access.key)
                access = chained(access, engine)
        except BaseException:
            standing.give_back()
            raise
        return RecordStore(engine, self.location, self.clock, access, standing)

    def _access(self, *, absent: bool) -> Access:
        if absent:
            # Two processes may make one store: the keyring of the first is the keyring of both.
            with suppress(KeyringExists):
                KeptKeyring.create(self.path)
        try:
            return KeptKeyring.load(self.path).open_access(without_accounts().person.user)
        except KeyringMissing:
            if not file_refusals.may_be_encrypted(self.path):
                raise NotAStore(path=str(self.path)) from None
            raise

    def engine(self, access: Access, standing: Standing, *, absent: bool) -> tuple[Engine, Standing]:
        key = _key_of(access, self.path)
        if absent:
            try:
                return self._writing_engine(access), standing
            except StoreError:
                # Another process made the file meanwhile, with a salt that this one's connection does not know.
                if file_refusals.is_absent(self.path):
                    raise
        self._refuse_unfit(key, standing)
        if standing.refusal is None:
            engine = self._writing_engine(access)
            refusal = _writing_refused(engine, self.location)
            if refusal is None:
                return engine, standing
            engine.dispose()
            standing = standing.read_only(refusal)
        return self._reading_engine(key, standing), standing

    def _refuse_unfit(self, key: DataKey, standing: Standing) -> None:
        writable, known, wait = standing.refusal is None, self.schema.number, self.busy_timeout_ms
        try:
            file_refusals.refuse_unfit(self.path, key, known_schema=known, writable=writable, busy_timeout_ms=wait)
        except WrongKey:
            if not (writable and finish_change_of_key(self.path, key)):
                raise

    def _writing_engine(self, access: Access) -> Engine:
        engine = engine_for(self.location, access.key, busy_timeout_ms=self.busy_timeout_ms)
        with faults_named(self.location), _disposed_on_error(engine):
            bring_up_to_date(
                engine, self.location, self.schema, create=self.create, clock=self.clock, access=access
            )
        return engine

    def _reading_engine(self, key: DataKey, standing: Standing) -> Engine:
        refusal = standing.refusal
        assert refusal is not None  # noqa: S101
        engine = reading_engine(self.path, refusal, key=key, busy_timeout_ms=self.busy_timeout_ms)
        with _disposed_on_error(engine), reading(engine) as connection:
            if schema_of(connection) != self.schema.number:
                # It would have to be migrated, and this window may not.
                raise refusal()
        return engine


def _writing_refused(engine: Engine, location: StoreLocation) -> Refusal | None:
    """Why writing does not work; it shows only when it is tried."""
    try:
        with faults_named(location):
            sqlite_file.prove_writable(engine)
    except (StoreReadOnly, StoreUnreachable):
        return lambda: StoreReadOnly(path=location.shown)
    except BaseException:
        engine.dispose()
        raise
    return None


def chained(access: Access, engine: Engine) -> Access:
    """With the key of the audit chain, where that is no longer the data key's own."""
    with reading(engine) as connection:
        kept = asides.setting(connection, CHAIN_SETTING)
    if access.key is None or not isinstance(kept, str):
        return access
    return replace(access, key=replace(access.key, chained_with=bytes.fromhex(kept)))


def _key_of(access: Access, path: Path) -> DataKey:
    if access.key is None:
        raise LoginNeeded(path=str(path))
    return access.key


@contextmanager
def _disposed_on_error(engine: Engine) -> Iterator[None]:
    try:
        yield
    except BaseException:
        engine.dispose()
        raise
