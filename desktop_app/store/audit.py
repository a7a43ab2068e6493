"""The audit trail as the program sees it: read, verified, exported, and held against what is kept outside."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.accounts.contents import Action
from desktop_app.errors import StoreError
from desktop_app.store.audit_contents import ANSWERED, Anchor, AuditAction, AuditFault
from desktop_app.store.audit_trail import Happening
from desktop_app.store.faults import os_fault
from desktop_app.store.list_store import ListStore
from desktop_app.store.location import StoreLocation
from desktop_app.store.permitting import require_any

if TYPE_CHECKING:
    from desktop_app.store.audit_results import AuditEntry, Verification


class AuditedStore(ListStore):
    """A store whose every change is told in an audit trail. Verification writes nothing."""

    def audit_entries(
        self,
        patient: str | None = None,
        user: str | None = None,
        since: datetime | None = None,
        *,
        actions: frozenset[AuditAction] = frozenset(),
        limit: int = 200,
        offset: int = 0,
    ) -> "list[AuditEntry]":
        """The entries of a patient, of a user, of all, the latest first. Raises NotPermitted, StoreDamaged."""
        from desktop_app.store import audit_reading

        require_any(self.person, Action.READ_AUDIT, *([] if patient is None else [Action.VIEW]))
        with self._reading() as at:
            return audit_reading.page(
                at, patient=patient, user=user, since=since, actions=actions, limit=limit, offset=offset
            )

    def audit_head(self) -> Anchor | None:
        """The last entry: what a report prints and a backup keeps."""
        from desktop_app.store import audit_reading

        with self._reading() as connection:
            return audit_reading.head(connection)

    def verify(self, progress: Callable[[int, int], None] | None = None) -> "Verification":
        """Chain, anchor and replay of every row; ``progress`` hears how much is done, of how much."""
        from desktop_app.store import audit_verifying

        self.person.require(Action.VERIFY)
        transactions = self._transactions
        anchor = transactions.anchors.path if transactions.anchors is not None else None
        return audit_verifying.verify(self._reading, transactions, transactions.trail.chain, anchor, progress)

    def verify_patient(self, patient_id: str) -> tuple[AuditFault, ...]:
        """The replay of one patient, quick enough for every opening."""
        from desktop_app.store import audit_verifying

        require_any(self.person, Action.VIEW, Action.VERIFY)
        return audit_verifying.verify_patient(self._reading, patient_id)

    def verify_start(self) -> tuple[AuditFault, ...]:
        """What a start can afford: the anchor, and the chain after it."""
        from desktop_app.store import audit_anchor, audit_verifying

        transactions = self._transactions
        if transactions.anchors is None:
            return ()
        path = transactions.anchors.path
        fault = audit_anchor.fault_of(path, transactions)
        if fault is not None:
            return (fault,)
        anchor = audit_anchor.read_anchor(path)
        if anchor is None:
            return ()
        anchor = transactions.in_place_of(anchor) or anchor
        return audit_verifying.verify_since(self._reading, transactions.trail.chain, anchor)

    def holds_anchor(self, anchor: Anchor) -> AuditFault | None:
        """What an anchor from elsewhere (a backup, a print) says against this store; None = it is fulfilled."""
        from desktop_app.store.audit_anchor import fault_beside

        self.person.require(Action.VERIFY)
        return fault_beside(anchor, self._transactions)

    def accept_anchor(self, reason: str) -> None:
        """Accept that the store is not the one the anchor was written for, as after a restored backup.

        The entry holds both heads and the reason; the anchor then follows this store. Raises NotPermitted.
        """
        from desktop_app.store.audit_anchor import AnchorUnreadable, read_anchor

        self.person.require(Action.RESTORE)
        anchors, former = self._transactions.anchors, None
        if anchors is None:
            return
        try:
            former = read_anchor(anchors.path)
        except AnchorUnreadable:
            pass
        except OSError as error:
            raise os_fault(error, self.location) from None
        head = self.answer_for(former, reason)
        if head is not None:
            self._replace_anchor(anchors.replace, head)

    def answer_for(self, anchor: Anchor | None, reason: str) -> Anchor | None:
        """The entry that accepts this store although the anchor is another one's; its head. Raises NotPermitted.

        An anchor beside the store that is the one of such an entry stands in its way no more.
        """
        self.person.require(Action.RESTORE)
        before = self.audit_head()
        told = Happening(
            AuditAction.RESTORE,
            "store",
            changes={ANSWERED: (_shown(anchor), _shown(before))},
            reason_text=reason,
        )
        with self._transactions.audited() as entries:
            entries.append([told], self._clock())
            return entries.head

    def _replace_anchor(self, replace: Callable[[Anchor], None], head: Anchor) -> None:
        try:
            replace(head)
        except OSError as error:
            raise os_fault(error, self.location) from None

    def export_audit(self, zip_path: Path) -> Mapping[str, Any]:
        """The whole trail as one ZIP that checks itself without a key; returns its manifest.

        Raises NotPermitted, a StoreError: then there is no file of that name, or the former one.
        """
        from desktop_app.store import audit_export

        self.person.require(Action.READ_AUDIT)
        self.note(AuditAction.EXPORT, audit=zip_path.name)
        head = self.audit_head()
        if head is None:
            raise StoreError(path=self.location.shown)
        trail = self._transactions.trail
        try:
            return audit_export.export(
                self._reading,
                zip_path,
                head=head,
                exporter=trail.user(None),
                now=self._clock(),
                app_version=trail.app_version,
            )
        except OSError as error:
            raise os_fault(error, StoreLocation(path=zip_path)) from None


def _shown(anchor: Anchor | None) -> dict[str, Any] | None:
    return None if anchor is None else {"sequence": anchor.sequence, "hash": anchor.hash}
