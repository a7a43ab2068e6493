"""Who writes into the audit trail of one open store, and how its entries are appended."""

import platform
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from sqlalchemy import Connection, insert, select, text

from desktop_app.accounts.contents import Access, Person
from desktop_app.store.audit_chain import GENESIS, Chain, canonical
from desktop_app.store.audit_contents import Anchor, AuditAction
from desktop_app.store.audit_table import AUDIT, HASHED
from desktop_app.store.packing import Packed, pack_text

CLOCK_MAY_GO_BACK: Final = timedelta(minutes=2)
SCHEMA_VERSION: Final = 5
"""The schema whose rows the digests are made of."""

_SESSION_BYTES: Final = 9
"""Of chance in the name of a session: as text it stands in every entry."""
_APPEND: Final = insert(AUDIT)
_LAST: Final = select(AUDIT.c.seq, AUDIT.c.ts_utc, AUDIT.c.hash).order_by(AUDIT.c.seq.desc()).limit(1)


class UnauditedChange(Exception):  # noqa: N818
    """A bug: rows were changed past the audit trail; the transaction is taken back."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What an entry tells beside who, when and where. ``author``: who did it, where the person has no account."""

    action: AuditAction
    entity: str
    entity_id: str | None = None
    revision: int | None = None
    changes: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    digest: Mapping[str, str] = field(default_factory=dict)
    reason_code: str | None = None
    reason_text: str | None = None
    request_id: str | None = None
    author: str | None = None


class Trail:
    """The person, the place and the key of one open store."""

    def __init__(self, access: Access) -> None:
        self.person: Person = access.person
        self.chain = Chain(access.key)
        self.session = secrets.token_urlsafe(_SESSION_BYTES)

    @cached_property
    def host(self) -> str:
        return platform.node()

    @cached_property
    def app_version(self) -> str:
        try:
            return version("tacewatch")
        except PackageNotFoundError:
            return "unknown"

    def user(self, author: str | None) -> str:
        """An account answers for what it does; without accounts the name that came with the change does."""
        return self.person.user if self.person.role is not None else author or self.person.user


@dataclass(frozen=True, slots=True)
class _Head:
    sequence: int
    at: datetime | None
    hash: bytes


class Entries:
    """The entries of one writing transaction. The last hash is read under the lock that this transaction holds."""

    def __init__(self, connection: Connection, trail: Trail) -> None:
        self.connection = connection
        self.person = trail.person
        self.touched: set[str] = set()
        self._trail = trail
        self._head: _Head | None = None
        self.written = 0
        connection.execution_options(audited=self)

    @property
    def head(self) -> Anchor | None:
        """The head of the chain after what was written here; None while nothing was."""
        return Anchor(self._head.sequence, self._head.hash.hex()) if self._head and self.written else None

    def append(self, happenings: Sequence[Happening], now: datetime) -> None:
        """Entries for these, in their order; they answer for all rows that were changed until now."""
        head = self._head or _head(self.connection)
        if head.at is not None and now < head.at - CLOCK_MAY_GO_BACK:
            happenings = [_clock_went_back(head.at, now), *happenings]
        rows = []
        for happening in happenings:
            row = self._row(happening, head.sequence + 1, now)
            hashed = self._trail.chain.hash([row[name] for name in HASHED], head.hash)
            rows.append({**row, "prev": head.hash, "hash": hashed})
            head = _Head(head.sequence + 1, now, hashed)
        if rows:
            self.connection.execute(_APPEND, rows)
        self._head = head
        self.written += len(rows)
        self.touched.clear()

    def finish(self) -> None:
        """Raises UnauditedChange where rows were changed that no entry tells of."""
        if self.touched:
            raise UnauditedChange(", ".join(sorted(self.touched)))

    def _row(self, happening: Happening, sequence: int, now: datetime) -> dict[str, Any]:
        offset, role = now.utcoffset() or timedelta(), self._trail.person.role
        return {
            "seq": sequence,
            "ts_utc": now.astimezone(UTC).isoformat(timespec="microseconds"),
            "tz_offset": int(offset.total_seconds() // 60),
            "user_id": self._trail.user(happening.author),
            "role": None if role is None else role.value,
            "session_id": self._trail.session,
            "host_id": self._trail.host,
            "action": happening.action.value,
            "entity": happening.entity,
            "entity_id": happening.entity_id,
            "entity_rev": happening.revision,
            "changes": pack_text(Packed.ENTRY, canonical(happening.changes)),
            "reason_code": happening.reason_code,
            "reason_text": happening.reason_text,
            "request_id": happening.request_id,
            "app_version": self._trail.app_version,
            "schema_version": SCHEMA_VERSION,
            "digest": canonical(happening.digest),
        }


def _clock_went_back(before: datetime, now: datetime) -> Happening:
    change = {"clock": (before.isoformat(), now.astimezone(UTC).isoformat())}
    return Happening(AuditAction.CLOCK_ANOMALY, "clock", changes=change)


def _head(connection: Connection) -> _Head:
    if connection.dialect.name == "postgresql":
        # A file is locked as a whole by BEGIN IMMEDIATE; a server lets two transactions read the same head.
        connection.execute(text("LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE"))
    row = connection.execute(_LAST).first()
    return _Head(0, None, GENESIS) if row is None else _Head(row.seq, _moment(row.ts_utc), bytes(row.hash))


def _moment(written: str) -> datetime | None:
    """None where the last entry's time was damaged: verification says so, saving goes on."""
    try:
        moment = datetime.fromisoformat(written)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo is not None else None
