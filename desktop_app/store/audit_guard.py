"""Nothing is written past the audit trail: a listener on the open store's engine refuses it."""

import re
from typing import Any, Final

from sqlalchemy import Connection, Engine, event

from desktop_app.store.audit_trail import Entries, UnauditedChange

_UNAUDITED: Final = frozenset({"draft", "setting"})
"""Unsaved work, and what belongs to the program rather than to a patient."""
_CHANGED: Final = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM)\s+"
    r"(?:\w+\.)?[\"`\[]?(\w+)",
    re.IGNORECASE,
)
_CHANGING: Final = ("INSERT", "REPLAC", "UPDATE", "DELETE")


def guard(engine: Engine) -> None:
    """Refuse INSERT, UPDATE and DELETE of audited tables outside the transactions that append entries."""
    event.listen(engine, "before_cursor_execute", _refuse)


def _refuse(
    connection: Connection,
    cursor: Any,  # noqa: ARG001
    statement: str,
    parameters: Any,  # noqa: ARG001
    context: Any,  # noqa: ARG001
    executemany: bool,  # noqa: ARG001
) -> None:
    begins = statement.lstrip()[:6].upper()
    if begins == "SELECT":
        return
    tables = {name.lower() for name in _CHANGED.findall(statement)}
    if not tables and begins in _CHANGING:
        raise UnauditedChange(begins)
    tables -= _UNAUDITED
    if not tables:
        return
    entries = connection.get_execution_options().get("audited")
    if not isinstance(entries, Entries):
        raise UnauditedChange(", ".join(sorted(tables)))
    entries.touched |= tables - {"audit"}
