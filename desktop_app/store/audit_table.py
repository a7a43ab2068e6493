"""The table of the audit trail. Plain column types: what is hashed is what the database holds."""

from typing import Final

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text

from desktop_app.store.columns import PackedText
from desktop_app.store.list_tables import METADATA

AUDIT: Final = Table(
    "audit",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("ts_utc", Text, nullable=False),
    Column("tz_offset", Integer, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("role", Text),
    Column("session_id", Text, nullable=False),
    Column("host_id", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("entity_id", Text),
    Column("entity_rev", Integer),
    Column("changes", PackedText, nullable=False),
    Column("reason_code", Text),
    Column("reason_text", Text),
    Column("request_id", Text),
    Column("app_version", Text, nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("prev", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("ix_audit_entity_entity_id", "entity", "entity_id"),
)
"""Who did what and when, in one chain; append-only. ``changes`` (packed) and ``digest`` are canonical JSON."""

HASHED: Final = tuple(column.name for column in AUDIT.columns if column.name not in ("prev", "hash"))
"""The columns an entry's hash covers, in this order, followed by ``prev``."""
