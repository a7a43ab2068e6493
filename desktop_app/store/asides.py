"""Drafts and settings, within a transaction that the caller holds."""

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from desktop_app.store.contents import Draft
from desktop_app.store.history_tables import DraftRow, SettingRow


def put_draft(connection: Connection, draft: Draft) -> None:
    """Keep this draft, in place of the author's former one of the same key."""
    drop_draft(connection, draft.key, draft.author)
    connection.execute(
        insert(DraftRow.table()).values(
            key=draft.key,
            author=draft.author,
            patient_id=draft.patient_id,
            base_revision=draft.base_revision,
            content=draft.content,
            written_at=draft.written_at,
        )
    )


def drop_draft(connection: Connection, key: str, author: str) -> None:
    connection.execute(delete(DraftRow).where(DraftRow.key == key, DraftRow.author == author))


def drafts(connection: Connection, author: str | None) -> tuple[Draft, ...]:
    """The drafts of one author, or of all; the latest first."""
    query = select(DraftRow.table()).order_by(DraftRow.written_at.desc(), DraftRow.key)
    if author is not None:
        query = query.where(DraftRow.author == author)
    return tuple(Draft(**row._asdict()) for row in connection.execute(query))


def setting(connection: Connection, key: str) -> Any:
    return connection.scalar(select(SettingRow.value).where(SettingRow.key == key))


def put_setting(connection: Connection, key: str, value: Any) -> None:
    connection.execute(delete(SettingRow).where(SettingRow.key == key))
    connection.execute(insert(SettingRow.table()).values(key=key, value=value))
