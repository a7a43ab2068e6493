"""Transactions of one store: faults named, entries appended, and after an error the outcome looked up."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from desktop_app.errors import KnownError, StoreDamaged, StoreError, UnknownOutcome
from desktop_app.store import engine as engines
from desktop_app.store.audit_anchor import AnchorKeeper, AnchorStays, anchor_path
from desktop_app.store.audit_contents import ANSWERED, Anchor, AuditAction
from desktop_app.store.audit_guard import guard
from desktop_app.store.audit_table import AUDIT
from desktop_app.store.audit_trail import Entries, Trail
from desktop_app.store.columns import Unreadable
from desktop_app.store.faults import faults_named, known_fault
from desktop_app.store.location import StoreLocation

Written = TypeVar("Written")
LookUp = Callable[[Connection, Sequence[UUID]], Mapping[UUID, Written]]
"""What these requests became, for those that were written."""


class Transactions:
    """Usable from several threads."""

    def __init__(self, engine: Engine, location: StoreLocation, trail: Trail) -> None:
        self._engine = engine
        self._location = location
        self.trail = trail
        self.anchors = AnchorKeeper(anchor_path(location.path)) if location.path is not None else None
        self.on_anchor_failed: Callable[[Exception], None] = lambda _: None
        guard(engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with (
            faults_named(self._location),
            self._afresh_after_a_fault(),
            engines.reading(self._engine) as connection,
        ):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """For what belongs to no patient's record: drafts and the program's own settings."""
        with (
            faults_named(self._location),
            self._afresh_after_a_fault(),
            engines.writing(self._engine) as connection,
        ):
            yield connection

    @contextmanager
    def _afresh_after_a_fault(self) -> Iterator[None]:
        """SQLCipher goes on refusing every page over a connection that once failed to read or write one."""
        try:
            yield
        except DBAPIError:
            self._engine.dispose()
            raise

    @contextmanager
    def audited(self) -> Iterator[Entries]:
        """For what is told in the audit trail and may simply be tried again."""
        with self.writing() as connection:
            entries = Entries(connection, self.trail)
            yield entries
            entries.finish()
        self._move_anchor(entries)

    def settled(
        self, work: Callable[[Entries], list[Written]], requests: list[UUID], look_up: LookUp[Written]
    ) -> list[Written]:
        """Do the work in one transaction; after an error, look the requests up before anything is said."""
        committing = False
        try:
            with engines.writing(self._engine) as connection:
                entries = Entries(connection, self.trail)
                written = work(entries)
                entries.finish()
                committing = True
        except DBAPIError as error:
            found = self._looked_up(requests, look_up, committing=committing)
            if found is None:
                raise (known_fault(error, self._location) or error) from None
            return found
        except (Unreadable, UnicodeDecodeError):
            raise StoreDamaged(path=self._location.shown) from None
        self._move_anchor(entries)
        return written

    def _looked_up(
        self, requests: list[UUID], look_up: LookUp[Written], *, committing: bool
    ) -> list[Written] | None:
        """What these requests became, over a new connection; None = nothing was written."""
        self._engine.dispose()
        try:
            with engines.reading(self._engine) as connection:
                found = look_up(connection, requests)
        except (DBAPIError, StoreError):
            if not committing:
                return None
            raise UnknownOutcome(path=self._location.shown) from None
        return [found[request] for request in requests] if requests and found.keys() >= set(requests) else None

    # The chain as the anchor sees it

    def last(self) -> int:
        with self.reading() as connection:
            return connection.scalar(select(func.max(AUDIT.c.seq))) or 0

    def hash_at(self, sequence: int) -> str | None:
        with self.reading() as connection:
            found = connection.scalar(select(AUDIT.c.hash).where(AUDIT.c.seq == sequence))
        return None if found is None else bytes(found).hex()

    def only_begun(self, last: int) -> bool:
        query = (
            select(AUDIT.c.seq).where(AUDIT.c.seq <= last, AUDIT.c.action != AuditAction.MIGRATE.value).limit(1)
        )
        with self.reading() as connection:
            return connection.scalar(query) is None

    def in_place_of(self, anchor: Anchor) -> Anchor | None:
        query = select(AUDIT.c.changes).where(
            AUDIT.c.action == AuditAction.RESTORE.value, AUDIT.c.entity == "store"
        )
        with self.reading() as connection:
            answers = [_answer(changes) for changes in connection.scalars(query)]
        return next((restored for former, restored in answers if former == anchor), None)

    def _move_anchor(self, entries: Entries) -> None:
        """What was committed stays committed, whatever becomes of the anchor."""
        if self.anchors is None or entries.head is None:
            return
        try:
            self.anchors.advance(entries.head, self, written=entries.written)
        except (OSError, AnchorStays, KnownError, DBAPIError) as error:
            self.on_anchor_failed(error)


def _answer(changes: str) -> tuple[Anchor | None, Anchor | None]:
    """Both anchors of an entry as it is kept; one that was damaged answers for nothing."""
    try:
        former, restored = (Anchor(each["sequence"], each["hash"]) for each in json.loads(changes)[ANSWERED])
    except (ValueError, TypeError, KeyError):
        return None, None
    return former, restored
