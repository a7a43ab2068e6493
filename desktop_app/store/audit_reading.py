"""How the entries are read, within a transaction that the caller holds."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Select, select

from desktop_app.accounts.contents import Role
from desktop_app.store.audit_contents import Anchor, AuditAction
from desktop_app.store.audit_results import AuditEntry
from desktop_app.store.audit_table import AUDIT
from desktop_app.store.columns import Unreadable

_BATCH: Final = 1000
Read = Callable[[], AbstractContextManager[Connection]]
"""Opens a reading transaction."""


def page(
    connection: Connection,
    *,
    patient: str | None,
    user: str | None,
    since: datetime | None,
    actions: frozenset[AuditAction],
    offset: int,
    limit: int,
) -> list[AuditEntry]:
    """``limit`` entries from ``offset``, the latest first."""
    query = select(AUDIT).order_by(AUDIT.c.seq.desc()).offset(offset).limit(limit)
    if patient is not None:
        query = query.where(AUDIT.c.entity == "patient", AUDIT.c.entity_id == patient)
    if user is not None:
        query = query.where(AUDIT.c.user_id == user)
    if since is not None:
        query = query.where(AUDIT.c.ts_utc >= since.astimezone(UTC).isoformat(timespec="microseconds"))
    if actions:
        query = query.where(AUDIT.c.action.in_([action.value for action in actions]))
    return [entry_of(row) for row in connection.execute(query)]


def batch_until(connection: Connection, after: int, last: int) -> Sequence[RowMapping]:
    """The next rows after this sequence, at most to ``last``, the oldest first."""
    query: Select[Any] = select(AUDIT).where(AUDIT.c.seq > after, AUDIT.c.seq <= last).order_by(AUDIT.c.seq)
    return connection.execute(query.limit(_BATCH)).mappings().all()


def head(connection: Connection) -> Anchor | None:
    row = connection.execute(select(AUDIT.c.seq, AUDIT.c.hash).order_by(AUDIT.c.seq.desc()).limit(1)).first()
    return Anchor(row.seq, bytes(row.hash).hex()) if row is not None else None


def entry_of(row: Any) -> AuditEntry:
    """Raises Unreadable where the row was not written by the program."""
    try:
        changes = {path: (old, new) for path, (old, new) in json.loads(row.changes).items()}
        return AuditEntry(
            sequence=row.seq,
            at=datetime.fromisoformat(row.ts_utc),
            utc_offset_minutes=row.tz_offset,
            user=row.user_id,
            role=None if row.role is None else Role(row.role),
            session=row.session_id,
            host=row.host_id,
            action=AuditAction(row.action),
            entity=row.entity,
            entity_id=row.entity_id,
            revision=row.entity_rev,
            changes=changes,
            reason_code=row.reason_code,
            reason_text=row.reason_text,
            request_id=row.request_id,
            app_version=row.app_version,
            schema_version=row.schema_version,
            digest=dict(json.loads(row.digest)),
            hash=bytes(row.hash).hex(),
        )
    except (ValueError, TypeError, AttributeError):
        raise Unreadable("AuditEntry") from None


def whole_trail(read: Read, last: int) -> Iterator[RowMapping]:
    """Every row up to this sequence, in transactions of their own; ``read`` opens one."""
    after = 0
    while True:
        with read() as connection:
            found = batch_until(connection, after, last)
        if not found:
            return
        yield from found
        after = found[-1]["seq"]
