"""With what the history of this store is packed: kept in the store itself, for whoever has nothing but the file.

The program packs and unpacks with the files that it brings along; verification holds these rows against them.
"""

from typing import Final

from sqlalchemy import Column, Connection, String, Table, Text, select

from desktop_app.store.audit_contents import FaultKind
from desktop_app.store.audit_findings import Findings
from desktop_app.store.list_tables import METADATA
from desktop_app.store.packing import SHIPPED, numbered

PACKING: Final = Table(
    "packing",
    METADATA,
    Column("number", String, primary_key=True),
    Column("shapes", Text, nullable=False),
    Column("dictionary", Text, nullable=False),
)
"""``number``: the four bytes by which a stream names its dictionary, in hexadecimal. Append-only."""


def replay_packing(connection: Connection, found: Findings) -> None:
    """Hold the rows against the files of this program."""
    expected = {row["number"]: row for name in SHIPPED for row in numbered(name)}
    there = {row["number"]: dict(row) for row in connection.execute(select(PACKING)).mappings()}
    for number in sorted({*expected, *there}, key=repr):
        if there.get(number) == expected.get(number):
            continue
        kind = FaultKind.ROW_CHANGED if number in there else FaultKind.ROW_MISSING
        found.add(kind if number in expected else FaultKind.ROW_UNKNOWN, table=PACKING.name, row=number)
