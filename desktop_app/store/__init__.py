"""Records on disk. Importing this is cheap: the database's libraries are loaded when a store is opened."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop_app.accounts.contents import Access, Role
from desktop_app.store.audit_contents import Anchor, AuditAction, AuditFault, FaultKind
from desktop_app.store.choosing import PatientsMoved, ProfileTakenElsewhere
from desktop_app.store.contents import (
    Draft,
    FollowUpWindow,
    JudgedBy,
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
    from desktop_app.store.audit_results import AuditEntry, Verification
    from desktop_app.store.record_store import RecordStore

__all__ = [
    "MEANINGS",
    "Anchor",
    "AuditAction",
    "AuditEntry",
    "AuditFault",
    "ChangeReason",
    "Draft",
    "FaultKind",
    "FollowUpWindow",
    "JudgedBy",
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
    "Verification",
    "WardProfile",
    "open_store",
    "snapshot_of",
    "store_location",
]


def open_store(
    location: StoreLocation,
    *,
    clock: Callable[[], datetime],
    create: bool = False,
    access: Access | None = None,
    sole: bool = False,
) -> "RecordStore":
    """Open the store at this place, migrated to this program's schema; ``create`` makes it where it is absent.

    ``access`` comes from a login; without it the keyring's open slot is taken. ``sole`` is for the window, which
    holds a lock while it is open; where another window holds it, the store opens to be read only.
    Raises a ``StoreError`` that says what stands in the way; a file that is refused is not changed.
    """
    from desktop_app.store import opening

    return opening.open_store(location, clock=clock, create=create, access=access, sole=sole)


def __getattr__(name: str) -> Any:
    if name == "RecordStore":
        from desktop_app.store.record_store import RecordStore

        return RecordStore
    if name in ("AuditEntry", "Verification"):
        from desktop_app.store import audit_results

        return getattr(audit_results, name)
    raise AttributeError(name)
