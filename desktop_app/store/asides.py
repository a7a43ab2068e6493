"""Drafts, settings and the profiles that were used, within a transaction that the caller holds."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from desktop_app.store.contents import Draft
from desktop_app.store.list_tables import DRAFT, PROFILE, SETTING


def put_draft(connection: Connection, draft: Draft) -> bool:
    """Keep this draft, in place of the author's former one of the same key; whether there was none."""
    begun = not drop_draft(connection, draft.key, draft.author)
    connection.execute(
        insert(DRAFT).values(
            key=draft.key,
            author=draft.author,
            patient_id=draft.patient_id,
            base_revision=draft.base_revision,
            content=draft.content,
            written_at=draft.written_at,
        )
    )
    return begun


def drop_draft(connection: Connection, key: str, author: str) -> bool:
    """Whether there was one."""
    return bool(connection.execute(delete(DRAFT).where(DRAFT.c.key == key, DRAFT.c.author == author)).rowcount)


def patient_of_draft(connection: Connection, key: str, author: str) -> str | None:
    return connection.scalar(select(DRAFT.c.patient_id).where(DRAFT.c.key == key, DRAFT.c.author == author))


def drafts(connection: Connection, author: str | None) -> tuple[Draft, ...]:
    """The drafts of one author, or of all; the latest first."""
    query = select(DRAFT).order_by(DRAFT.c.written_at.desc(), DRAFT.c.key)
    if author is not None:
        query = query.where(DRAFT.c.author == author)
    return tuple(Draft(**row._asdict()) for row in connection.execute(query))


def setting(connection: Connection, key: str) -> Any:
    return connection.scalar(select(SETTING.c.value).where(SETTING.c.key == key))


def put_setting(connection: Connection, key: str, value: Any) -> None:
    """``None`` takes the setting away: it reads as one that was never put."""
    connection.execute(delete(SETTING).where(SETTING.c.key == key))
    if value is not None:
        connection.execute(insert(SETTING).values(key=key, value=value))


def keep_profiles(connection: Connection, profiles: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Keep each profile (hash → settings) once, however often it is used; returns the new ones."""
    kept = set(connection.scalars(select(PROFILE.c.hash).where(PROFILE.c.hash.in_(profiles))))
    new = [name for name in profiles if name not in kept]
    if new:
        connection.execute(insert(PROFILE), [{"hash": name, "settings": dict(profiles[name])} for name in new])
    return new
