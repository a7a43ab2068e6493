"""The first entries of a chain: which schema was made or reached, a digest of every row that was there before."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, TableClause, select

from desktop_app.accounts.contents import Access
from desktop_app.store.audit_chain import digest_of
from desktop_app.store.audit_contents import AuditAction
from desktop_app.store.audit_trail import Entries, Happening, Trail

_HANDFUL: Final = 200
_SCHEMA_WITH_AUDIT: Final = 4


def begin_or_continue(
    connection: Connection, access: Access, found: int, reached: int, clock: Callable[[], datetime]
) -> None:
    """Tell of a migration from schema ``found`` (0 = a new store), within its transaction.

    Where the chain begins with it, there is one more entry for each patient, profile and choice that was there.
    """
    if reached < _SCHEMA_WITH_AUDIT:
        return
    entries, now = Entries(connection, Trail(_chained(connection, access, found))), clock()
    entries.append([Happening(AuditAction.MIGRATE, "store", changes={"schema": (found or None, reached)})], now)
    if 0 < found < _SCHEMA_WITH_AUDIT:
        for happenings in _what_was_there(connection):
            entries.append(happenings, now)


def _chained(connection: Connection, access: Access, found: int) -> Access:
    """After a change of the data key the chain keeps its first key, which the file itself holds."""
    from desktop_app.store import asides
    from desktop_app.store.rekeying import CHAIN_SETTING

    kept = asides.setting(connection, CHAIN_SETTING) if found else None
    if access.key is None or not isinstance(kept, str):
        return access
    return replace(access, key=replace(access.key, chained_with=bytes.fromhex(kept)))


def _what_was_there(connection: Connection) -> Iterator[list[Happening]]:
    from desktop_app.store import audit_rows as kept
    from desktop_app.store.tables import PatientRow

    yield [*_single(connection, kept.PROFILE_KEPT, "hash"), *_single(connection, kept.CHOICE, "number")]
    query = select(PatientRow.id, PatientRow.revision).order_by(PatientRow.id)
    numbers = {row.id: row.revision for row in connection.execute(query)}
    patients = list(numbers)
    for start in range(0, len(patients), _HANDFUL):
        some = patients[start : start + _HANDFUL]
        digests = kept.history_digests(connection, some)
        yield [_of_patient(patient, numbers[patient], digests[patient]) for patient in some]


def _of_patient(patient: str, number: int, digest: dict[str, str]) -> Happening:
    return Happening(AuditAction.MIGRATE, "patient", patient, number, digest=digest)


def _single(connection: Connection, table: TableClause, key: str) -> Iterator[Happening]:
    from desktop_app.store.audit_rows import rows

    for row in rows(connection, table, order=key):
        named: Any = row[key]
        yield Happening(AuditAction.MIGRATE, table.name, str(named), digest={table.name: digest_of([row])})
