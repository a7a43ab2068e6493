"""The store as the program sees it: records in, records out, nothing of tables."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from desktop_app.errors import StoreDamaged, StoreError, UnknownOutcome, UnknownPatient
from desktop_app.store import asides, engine, listing, reading, saving
from desktop_app.store.columns import Unreadable
from desktop_app.store.contents import Draft, ListQuery, Revision, Save, StoredRecord, SummaryRow
from desktop_app.store.faults import faults_named, known_fault
from desktop_app.store.location import StoreLocation
from desktop_app.store.saving import VoidChange
from domain.record import PatientRecord


class RecordStore:
    """Records with their history, drafts and settings. Opened by ``open_store``; usable from several threads."""

    def __init__(self, engine: Engine, location: StoreLocation, clock: Callable[[], datetime]) -> None:
        self.location = location
        self._engine = engine
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._engine.dispose()

    # Records

    def save(self, save: Save) -> Revision:
        """Keep this version. The same request saved twice is one revision.

        Raises StaleRecord, RecordIsVoid, UnknownPatient, a StoreError (nothing was saved) or UnknownOutcome.
        """
        return self._settled(lambda at: saving.write(at, [save], self._clock()), [save.request_id])[0]

    def save_many(self, saves: Iterable[Save], progress: Callable[[int], None] | None = None) -> list[Revision]:
        """Keep all of these or none, in one transaction; ``progress`` hears how many are done."""
        requests: list[UUID] = []

        def work(connection: Connection) -> list[Revision]:
            written: list[Revision] = []
            for chunk in saving.chunks(saves):
                written += saving.write(connection, chunk, self._clock())
                if progress is not None:
                    progress(len(written))
            requests.extend(revision.request_id for revision in written)
            return written

        return self._settled(work, requests)

    def void(
        self, patient_id: str, *, reason: str, author: str, expected_revision: int, request_id: UUID
    ) -> Revision:
        """Hide this patient from the lists; rows and history stay."""
        change = VoidChange(patient_id, True, reason, author, expected_revision, request_id)
        return self._settled(lambda at: [saving.change_void(at, change, self._clock())], [request_id])[0]

    def restore_voided(
        self, patient_id: str, *, reason: str, author: str, expected_revision: int, request_id: UUID
    ) -> Revision:
        """Bring a voided patient back."""
        change = VoidChange(patient_id, False, reason, author, expected_revision, request_id)
        return self._settled(lambda at: [saving.change_void(at, change, self._clock())], [request_id])[0]

    def load(self, patient_id: str) -> StoredRecord:
        """The record as it is now, voided or not. Raises UnknownPatient."""
        with self._reading() as connection:
            stored = reading.load_one(connection, patient_id)
        if stored is None:
            raise UnknownPatient(patient=patient_id)
        return stored

    def patient_ids(self, *, with_void: bool = False) -> list[str]:
        with self._reading() as connection:
            return reading.patient_ids(connection, with_void=with_void)

    def records(self, patient_ids: Iterable[str]) -> Iterator[StoredRecord]:
        """Many records, read in handfuls; a number that is not in the store is left out."""
        wanted = list(patient_ids)
        for start in range(0, len(wanted), saving.CHUNK):
            with self._reading() as connection:
                handful = list(reading.load_many(connection, wanted[start : start + saving.CHUNK]))
            yield from handful

    # History

    def revisions(self, patient_id: str) -> tuple[Revision, ...]:
        with self._reading() as connection:
            return reading.revisions(connection, patient_id)

    def record_at(self, patient_id: str, revision: int) -> PatientRecord:
        with self._reading() as connection:
            return reading.record_at(connection, patient_id, revision)

    def verdicts_at(self, patient_id: str, revision: int) -> dict[str, Any] | None:
        """The verdicts as issued with this revision; None where it issued none (voided, restored)."""
        with self._reading() as connection:
            return reading.verdicts_at(connection, patient_id, revision)

    def profile(self, profile_hash: str) -> dict[str, Any] | None:
        """The profile under which a revision's verdicts were issued."""
        with self._reading() as connection:
            return reading.profile(connection, profile_hash)

    # Lists

    def count(self, query: ListQuery) -> int:
        with self._reading() as connection:
            return listing.count(connection, query)

    def page(self, query: ListQuery, *, offset: int, limit: int) -> list[SummaryRow]:
        with self._reading() as connection:
            return listing.page(connection, query, offset=offset, limit=limit)

    # Drafts and settings

    def put_draft(
        self,
        key: str,
        author: str,
        content: Any,
        *,
        patient_id: str | None = None,
        base_revision: int | None = None,
    ) -> Draft:
        """Keep unsaved work (JSON values) until it is saved or dropped; an author's key names one draft."""
        draft = Draft(key, author, content, patient_id, base_revision, self._clock())
        with self._writing() as connection:
            asides.put_draft(connection, draft)
        return draft

    def drafts(self, author: str | None = None) -> tuple[Draft, ...]:
        """This author's drafts, or everybody's; the latest first."""
        with self._reading() as connection:
            return asides.drafts(connection, author)

    def drop_draft(self, key: str, author: str) -> None:
        with self._writing() as connection:
            asides.drop_draft(connection, key, author)

    def setting(self, key: str) -> Any:
        """A JSON value, or None where it was never put."""
        with self._reading() as connection:
            return asides.setting(connection, key)

    def put_setting(self, key: str, value: Any) -> None:
        with self._writing() as connection:
            asides.put_setting(connection, key, value)

    # Transactions

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with faults_named(self.location), engine.reading(self._engine) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with faults_named(self.location), engine.writing(self._engine) as connection:
            yield connection

    def _settled(self, work: Callable[[Connection], list[Revision]], requests: list[UUID]) -> list[Revision]:
        """Do the work in one transaction; after an error, look the requests up before anything is said."""
        committing = False
        try:
            with engine.writing(self._engine) as connection:
                written = work(connection)
                committing = True
        except DBAPIError as error:
            found = self._looked_up(requests, committing=committing)
            if found is None:
                raise (known_fault(error, self.location) or error) from None
            return found
        except Unreadable:
            raise StoreDamaged(path=self.location.shown) from None
        return written

    def _looked_up(self, requests: list[UUID], *, committing: bool) -> list[Revision] | None:
        """What these requests became, over a new connection; None = nothing was written."""
        self._engine.dispose()
        try:
            with engine.reading(self._engine) as connection:
                found = reading.revisions_of_requests(connection, requests)
        except (DBAPIError, StoreError):
            if not committing:
                return None
            raise UnknownOutcome(path=self.location.shown) from None
        return [found[request] for request in requests] if requests and found.keys() >= set(requests) else None
