"""Entries as they are read, and what a verification found; imported by the first look into the trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop_app.accounts.contents import Role
from desktop_app.store.audit_contents import Anchor, AuditAction, AuditFault


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry as kept. ``changes``: path → (old, new); ``digest``: table → sha256 of the rows written."""

    sequence: int
    at: datetime
    utc_offset_minutes: int
    user: str
    role: Role | None
    session: str
    host: str
    action: AuditAction
    entity: str
    entity_id: str | None
    revision: int | None
    changes: Mapping[str, tuple[Any, Any]]
    reason_code: str | None
    reason_text: str | None
    request_id: str | None
    app_version: str
    schema_version: int
    digest: Mapping[str, str]
    hash: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked through and what was found. ``cut``: there are more faults than are listed."""

    entries: int
    patients: int
    head: Anchor | None
    faults: tuple[AuditFault, ...]
    cut: bool = False

    @property
    def sound(self) -> bool:
        return not self.faults
