"""The part of the store that a start needs: lists, drafts, settings, the ward's profiles."""

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine

from desktop_app.store import asides, listing
from desktop_app.store.contents import Draft, ListQuery, SummaryRow
from desktop_app.store.location import StoreLocation
from desktop_app.store.transactions import Transactions
from desktop_app.store.ward_profiles import WardProfiles


class ListStore:
    """What is read without the object mapper and without any record."""

    def __init__(self, engine: Engine, location: StoreLocation, clock: Callable[[], datetime]) -> None:
        self.location = location
        self._engine = engine
        self._clock = clock
        self._transactions = Transactions(engine, location)
        self._reading = self._transactions.reading
        self._writing = self._transactions.writing
        self.ward_profiles = WardProfiles(self._transactions, clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._engine.dispose()

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
