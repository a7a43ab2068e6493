"""Records on disk. Importing this is cheap: the database's libraries are loaded when a store is opened."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop_app.accounts.contents import Role
from desktop_app.store.choosing import PatientsMoved, ProfileTakenElsewhere
from desktop_app.store.contents import (
    Draft,
    FollowUpWindow,
    ListQuery,
    ProfileChoice,
    Revision,
    RevisionKind,
    Save,
    SortKey,
    StoredRecord,
    Summary,
    SummaryRow,
    WardProfile,
)
from desktop_app.store.location import StoreLocation, store_location
from desktop_app.store.signature_contents import (
    MEANINGS,
    ChangeReason,
    Meaning,
    ReasonCode,
    Signature,
    Signing,
    snapshot_of,
)

if TYPE_CHECKING:
    from desktop_app.store.record_store import RecordStore

__all__ = [
    "MEANINGS",
    "ChangeReason",
    "Draft",
    "FollowUpWindow",
    "ListQuery",
    "Meaning",
    "PatientsMoved",
    "ProfileChoice",
    "ProfileTakenElsewhere",
    "ReasonCode",
    "RecordStore",
    "Revision",
    "RevisionKind",
    "Role",
    "Save",
    "Signature",
    "Signing",
    "SortKey",
    "StoreLocation",
    "StoredRecord",
    "Summary",
    "SummaryRow",
    "WardProfile",
    "open_store",
    "snapshot_of",
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
