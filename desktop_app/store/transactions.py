"""Transactions of one store: faults named, and after an error the outcome looked up before anything is said."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from desktop_app.errors import StoreDamaged, StoreError, UnknownOutcome
from desktop_app.store import engine as engines
from desktop_app.store.columns import Unreadable
from desktop_app.store.faults import faults_named, known_fault
from desktop_app.store.location import StoreLocation

Written = TypeVar("Written")
LookUp = Callable[[Connection, Sequence[UUID]], Mapping[UUID, Written]]
"""What these requests became, for those that were written."""


class Transactions:
    """Usable from several threads."""

    def __init__(self, engine: Engine, location: StoreLocation) -> None:
        self._engine = engine
        self._location = location

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with faults_named(self._location), engines.reading(self._engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with faults_named(self._location), engines.writing(self._engine) as connection:
            yield connection

    def settled(
        self, work: Callable[[Connection], list[Written]], requests: list[UUID], look_up: LookUp[Written]
    ) -> list[Written]:
        """Do the work in one transaction; after an error, look the requests up before anything is said."""
        committing = False
        try:
            with engines.writing(self._engine) as connection:
                written = work(connection)
                committing = True
        except DBAPIError as error:
            found = self._looked_up(requests, look_up, committing=committing)
            if found is None:
                raise (known_fault(error, self._location) or error) from None
            return found
        except (Unreadable, UnicodeDecodeError):
            raise StoreDamaged(path=self._location.shown) from None
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
