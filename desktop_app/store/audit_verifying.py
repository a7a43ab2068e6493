"""Verification: the chain entry by entry, the anchor beside it, the replay of every row; in bounded memory.

Each part is read in transactions of its own, so that a long verification keeps nobody from saving.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, RowMapping, select

from desktop_app.errors import StoreDamaged
from desktop_app.store.audit_anchor import ChainLook, fault_of
from desktop_app.store.audit_chain import GENESIS, Chain
from desktop_app.store.audit_contents import Anchor, AuditFault, FaultKind
from desktop_app.store.audit_findings import Findings
from desktop_app.store.audit_replay import patients_of, replay_patients, replay_profiles
from desktop_app.store.audit_results import Verification
from desktop_app.store.audit_rows import bare
from desktop_app.store.audit_table import AUDIT, HASHED
from desktop_app.store.packing_table import replay_packing

Read = Callable[[], AbstractContextManager[Connection]]
"""Opens a reading transaction."""
Progress = Callable[[int, int], None]
"""Hears how much is done, of how much."""

_BATCH: Final = 2000
_HANDFUL: Final = 200
_AUDIT: Final = bare(AUDIT)


def verify(read: Read, look: ChainLook, chain: Chain, anchor: Path | None, tell: Progress | None) -> Verification:
    """Everything. ``anchor``: the file that holds it, None where the place has none."""
    found = Findings()
    # The anchor first: what is saved while the chain is walked makes it older, never wrong.
    fault = fault_of(anchor, look) if anchor is not None else None
    if fault is not None:
        found.take(fault)
    with read() as connection:
        patients = patients_of(connection, found)
    entries = look.last()
    walk = Walk(chain, found)
    walk.all(read, lambda done: _tell(tell, done, entries + len(patients)))
    with read() as connection:
        replay_profiles(connection, found)
        replay_packing(connection, found)
    for start in range(0, len(patients), _HANDFUL):
        _replay(read, patients[start : start + _HANDFUL], found)
        _tell(tell, entries + min(start + _HANDFUL, len(patients)), entries + len(patients))
    return Verification(walk.count, len(patients), walk.head, tuple(found.faults), found.cut)


def verify_patient(read: Read, patient: str) -> tuple[AuditFault, ...]:
    """The replay of one patient; a patient nobody knows has no faults."""
    found = Findings()
    _replay(read, [patient], found)
    return tuple(found.faults)


def verify_since(read: Read, chain: Chain, anchor: Anchor) -> tuple[AuditFault, ...]:
    """The chain after this anchor only: what a start can afford."""
    found = Findings()
    walk = Walk(chain, found)
    walk.last, walk.previous = anchor.sequence, bytes.fromhex(anchor.hash)
    walk.all(read, None)
    return tuple(found.faults)


def _tell(tell: Progress | None, done: int, of: int) -> None:
    if tell is not None:
        tell(done, of)


def _replay(read: Read, patients: Sequence[str], found: Findings) -> None:
    try:
        with read() as connection:
            replay_patients(connection, patients, found)
    except StoreDamaged:
        if len(patients) == 1:
            found.add(FaultKind.UNREADABLE, patient=patients[0])
            return
        for patient in patients:
            _replay(read, [patient], found)


class Walk:
    """Along the chain, from its beginning or from where ``last`` and ``previous`` are put."""

    def __init__(self, chain: Chain, found: Findings) -> None:
        self._chain = chain
        self._found = found
        self.last = 0
        self.previous: bytes | None = GENESIS
        self.count = 0

    @property
    def head(self) -> Anchor | None:
        return Anchor(self.last, self.previous.hex()) if self.count and self.previous else None

    def all(self, read: Read, tell: Callable[[int], None] | None) -> None:
        begun, after = self.last, self.last or None
        while True:
            try:
                with read() as connection:
                    batch = _batch(connection, after)
            except StoreDamaged:
                self._found.add(FaultKind.CHAIN_UNREADABLE)
                return
            if not batch:
                break
            for row in batch:
                self._step(row)
            after = batch[-1]["seq"]
            if tell is not None:
                tell(self.count)
        if not self.count and not begun:
            self._found.add(FaultKind.CHAIN_EMPTY)

    def _step(self, row: RowMapping) -> None:
        self.count += 1
        sequence, before, own = row["seq"], row["prev"], row["hash"]
        if sequence <= self.last:
            self._found.add(FaultKind.ENTRY_CHANGED, sequence=sequence)
            return
        if sequence != self.last + 1:
            self._found.add(FaultKind.ENTRY_MISSING, first=self.last + 1, last=sequence - 1)
        elif before != self.previous:
            self._found.add(FaultKind.LINK_BROKEN, sequence=sequence)
        linked = isinstance(before, bytes) and isinstance(own, bytes)
        if not linked or self._chain.hash([row[name] for name in HASHED], before) != own:
            self._found.add(FaultKind.ENTRY_CHANGED, sequence=sequence)
        self.last, self.previous = sequence, own if linked else None


def _batch(connection: Connection, after: int | None) -> Sequence[RowMapping]:
    query = select(*_AUDIT.columns).order_by(_AUDIT.c.seq).limit(_BATCH)
    wanted = query if after is None else query.where(_AUDIT.c.seq > after)
    return connection.execute(wanted).mappings().all()
