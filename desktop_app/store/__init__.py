"""Records on disk. Importing this is cheap: the database's libraries are loaded when a store is opened."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop_app.store.contents import (
    Draft,
    FollowUpWindow,
    ListQuery,
    Revision,
    RevisionKind,
    Save,
    SortKey,
    StoredRecord,
    Summary,
    SummaryRow,
)
from desktop_app.store.location import StoreLocation, store_location

if TYPE_CHECKING:
    from desktop_app.store.record_store import RecordStore

__all__ = [
    "Draft",
    "FollowUpWindow",
    "ListQuery",
    "RecordStore",
    "Revision",
    "RevisionKind",
    "Save",
    "SortKey",
    "StoreLocation",
    "StoredRecord",
    "Summary",
    "SummaryRow",
    "open_store",
    "store_location",
]


def open_store(location: StoreLocation, *, clock: Callable[[], datetime], create: bool = False) -> "RecordStore":
    """Open the store at this place, migrated to this program's schema; ``create`` makes it where it is absent.

    Raises a ``StoreError`` that says what stands in the way; a file that is refused is not changed.
    """
    from desktop_app.store import opening

    return opening.open_store(location, clock=clock, create=create)


def __getattr__(name: str) -> Any:
    if name != "RecordStore":
        raise AttributeError(name)
    from desktop_app.store.record_store import RecordStore

    return RecordStore
