"""The head of the chain as last seen, in a small file beside the store.

A cut tail and an older file put in place both verify by themselves; only something outside the file tells them.
"""

import json
import os
from glob import escape
from pathlib import Path
from threading import Lock, get_ident
from typing import Final, Protocol

from desktop_app.durable import while_scanned
from desktop_app.store.audit_contents import Anchor, AuditFault, FaultKind

_MOST_BYTES: Final = 4096
_LEFT_BEHIND_S: Final = 60


class AnchorUnreadable(ValueError):  # noqa: N818
    """The file is not an anchor: damaged, emptied or written by something else."""


class AnchorStays(Exception):  # noqa: N818
    """The store is not the one that the anchor was written for; the anchor is evidence and stays as it is."""

    def __init__(self, fault: AuditFault) -> None:
        super().__init__(fault.key)
        self.fault = fault


def anchor_path(store: Path) -> Path:
    """Where the anchor of the store in this file is."""
    return store.with_name(store.stem + ".anchor.json")


def read_anchor(path: Path) -> Anchor | None:
    """The anchor in this file, None where there is none. Raises AnchorUnreadable, OSError."""
    try:
        with path.open("rb") as file:
            written = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    try:
        values = json.loads(written)
        anchor = Anchor(values["sequence"], values["hash"])
        sound = set(values) == {"sequence", "hash"} and len(bytes.fromhex(anchor.hash)) == 32
    except (ValueError, TypeError, KeyError, RecursionError):
        raise AnchorUnreadable from None
    if not sound or type(anchor.sequence) is not int or anchor.sequence < 1 or len(written) > _MOST_BYTES:
        raise AnchorUnreadable
    return anchor


def written_anchor(anchor: Anchor) -> bytes:
    return json.dumps({"sequence": anchor.sequence, "hash": anchor.hash}).encode()


def write_anchor(path: Path, anchor: Anchor) -> None:
    """Replace the anchor. Its name is not synced: an older anchor is only a weaker one, but never half of one."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}.tmp")
    content = written_anchor(anchor)
    descriptor = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    # On Windows also another process that reads it just now holds it for a moment.
    while_scanned(lambda: unfinished.replace(path))


class ChainLook(Protocol):
    """What an anchor is held against."""

    def last(self) -> int: ...

    def hash_at(self, sequence: int) -> str | None: ...

    def only_begun(self, last: int) -> bool:
        """Whether all entries up to ``last`` were written by opening the store, before anybody worked in it."""

    def in_place_of(self, anchor: Anchor) -> Anchor | None:
        """The head that was restored in spite of this very anchor, as the chain tells."""


def fault_of(path: Path, chain: ChainLook) -> AuditFault | None:
    """What the anchor in this file says against the chain."""
    try:
        anchor = read_anchor(path)
    except AnchorUnreadable:
        return AuditFault(FaultKind.ANCHOR_UNREADABLE, {"path": str(path)})
    if anchor is not None:
        fault = fault_beside(anchor, chain)
        return None if fault is None or chain.in_place_of(anchor) is not None else fault
    return None if chain.only_begun(chain.last()) else AuditFault(FaultKind.ANCHOR_MISSING, {"path": str(path)})


def fault_beside(anchor: Anchor, chain: ChainLook) -> AuditFault | None:
    """What an anchor, wherever it was kept, says against the chain."""
    last = chain.last()
    if anchor.sequence > last:
        return AuditFault(
            FaultKind.OLDER_THAN_ANCHOR, {"first": last + 1, "last": anchor.sequence, "anchor": anchor.code}
        )
    if chain.hash_at(anchor.sequence) != anchor.hash:
        return AuditFault(FaultKind.OTHER_THAN_ANCHOR, {"sequence": anchor.sequence, "anchor": anchor.code})
    return None


class AnchorKeeper:
    """Moves the anchor of one open store forward, and never over one that the store does not fulfil."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._own: Anchor | None = None
        self._lock = Lock()

    def advance(self, head: Anchor, chain: ChainLook, *, written: int) -> None:
        """To the head after ``written`` new entries. Raises OSError, AnchorStays; the anchor is then as it was."""
        with self._lock:
            if not self._may_move(head, chain, head.sequence - written):
                return
            first, self._own = self._own is None, head
            write_anchor(self.path, head)
            if first:
                _remove_left_behind(self.path)

    def _may_move(self, head: Anchor, chain: ChainLook, before: int) -> bool:
        try:
            found = read_anchor(self.path)
        except AnchorUnreadable:
            raise AnchorStays(AuditFault(FaultKind.ANCHOR_UNREADABLE, {"path": str(self.path)})) from None
        if found is None and self._own is None and not chain.only_begun(before):
            raise AnchorStays(AuditFault(FaultKind.ANCHOR_MISSING, {"path": str(self.path)}))
        if found is None or found == self._own:
            return True
        if found.sequence > head.sequence and chain.hash_at(found.sequence) == found.hash:
            return False  # Another process has saved since, and was faster.
        fault = fault_beside(found, chain)
        if fault is not None and chain.in_place_of(found) is None:
            raise AnchorStays(fault)
        return True

    def replace(self, head: Anchor) -> None:
        """Accept the store as it is: what the former anchor said was looked at and answered for."""
        with self._lock:
            self._own = head
            write_anchor(self.path, head)


def _remove_left_behind(path: Path) -> None:
    """What a process killed between writing and renaming left; a file of this minute may be at work."""
    now = path.stat().st_mtime
    for unfinished in path.parent.glob(f"{escape(path.name)}.*.tmp"):
        if now - unfinished.stat().st_mtime > _LEFT_BEHIND_S:
            unfinished.unlink(missing_ok=True)
