"""The store as the program sees it: records in, records out, nothing of tables.

How records are read and written is imported by the first method that does: it takes the object mapper and the
models of the record, and the worklist is shown without them.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from desktop_app.accounts.contents import Action
from desktop_app.errors import UnknownPatient
from desktop_app.store.audit import AuditedStore
from desktop_app.store.audit_trail import Entries
from desktop_app.store.contents import Revision, Save, StoredRecord
from desktop_app.store.permitting import require_any, require_oneself
from desktop_app.store.signature_contents import ChangeReason, Meaning, Signature, Signing

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.store.merging_contents import Absorbed, Merge
    from domain.record import PatientRecord


class RecordStore(AuditedStore):
    """Records with their history and signatures. Opened by ``open_store``; usable from several threads."""

    # Records

    def save(self, save: Save) -> Revision:
        """Keep this version. The same request saved twice is one revision.

        Raises StaleRecord, RecordIsVoid, UnknownPatient, a StoreError (nothing was saved) or UnknownOutcome.
        """
        from desktop_app.store import saving

        self.person.require(Action.ENTER)
        return self._kept(lambda at: saving.write(at, [save], self._clock()), [save.request_id])[0]

    def save_many(self, saves: Iterable[Save], progress: Callable[[int], None] | None = None) -> list[Revision]:
        """Keep all of these or none, in one transaction; ``progress`` hears how many are done."""
        from desktop_app.store import saving

        self.person.require(Action.IMPORT)
        requests: list[UUID] = []

        def work(entries: Entries) -> list[Revision]:
            written = saving.write_all(entries, saves, self._clock, progress)
            requests.extend(revision.request_id for revision in written)
            return written

        return self._kept(work, requests)

    def void(
        self, patient_id: str, *, reason: str, author: str, expected_revision: int, request_id: UUID
    ) -> Revision:
        """Hide this patient from the lists; rows and history stay."""
        from desktop_app.store import saving

        change = saving.VoidChange(patient_id, True, reason, author, expected_revision, request_id)
        return self._kept(lambda at: [saving.change_void(at, change, self._clock())], [request_id])[0]

    def restore_voided(
        self, patient_id: str, *, reason: str, author: str, expected_revision: int, request_id: UUID
    ) -> Revision:
        """Bring a voided patient back."""
        from desktop_app.store import saving

        change = saving.VoidChange(patient_id, False, reason, author, expected_revision, request_id)
        return self._kept(lambda at: [saving.change_void(at, change, self._clock())], [request_id])[0]

    def merge(self, wanted: "Merge") -> list[Revision]:
        """Two records of one person into one: the kept one's new revision, and that of the voided one.

        Raises StaleRecord, RecordIsVoid, UnknownPatient, a StoreError (nothing was merged) or UnknownOutcome.
        """
        from desktop_app.store import merging

        return self._joined(merging.merge, wanted)

    def unmerge(self, wanted: "Merge") -> list[Revision]:
        """Both as they were before. Raises NotMerged, ChangedSinceMerge, and what ``merge`` does."""
        from desktop_app.store import merging

        return self._joined(merging.unmerge, wanted)

    def absorbed_by(self, patient_id: str) -> "tuple[Absorbed, ...]":
        """Who was merged into this patient, the last one first."""
        from desktop_app.store import merging

        self.person.require(Action.VIEW)
        with self._reading() as connection:
            return tuple(merging.absorbed_by(connection, patient_id))

    def load(self, patient_id: str) -> StoredRecord:
        """The record as it is now, voided or not. Raises UnknownPatient, StoreDamaged."""
        from desktop_app.store import reading

        self.person.require(Action.VIEW)
        with self._reading() as connection:
            stored = reading.load_one(connection, patient_id)
            if stored is None:
                raise UnknownPatient(patient=patient_id)
            reading.refuse_unlike_history(connection, stored)
        return stored

    def patient_ids(self, *, with_void: bool = False) -> list[str]:
        from desktop_app.store import reading

        require_any(self.person, Action.VIEW, Action.CHANGE_PROFILE)
        with self._reading() as connection:
            return reading.patient_ids(connection, with_void=with_void)

    def records(self, patient_ids: Iterable[str]) -> Iterator[StoredRecord]:
        """Many records, read in handfuls; a number that is not in the store is left out.

        Whoever changes the ward's profile needs them too: every list line is computed again under it.
        """
        from desktop_app.store import reading, saving

        require_any(self.person, Action.VIEW, Action.CHANGE_PROFILE)
        wanted = list(patient_ids)
        for start in range(0, len(wanted), saving.CHUNK):
            with self._reading() as connection:
                handful = list(reading.load_many(connection, wanted[start : start + saving.CHUNK]))
            yield from handful

    # History

    def revisions(self, patient_id: str) -> tuple[Revision, ...]:
        from desktop_app.store import reading

        self.person.require(Action.VIEW)
        with self._reading() as connection:
            return reading.revisions(connection, patient_id)

    def record_at(self, patient_id: str, revision: int) -> "PatientRecord":
        from desktop_app.store import reading

        self.person.require(Action.VIEW)
        with self._reading() as connection:
            return reading.record_at(connection, patient_id, revision)

    def verdicts_at(self, patient_id: str, revision: int) -> dict[str, Any] | None:
        """The verdicts as issued with this revision; None where it issued none (voided, restored)."""
        from desktop_app.store import reading

        self.person.require(Action.VIEW)
        with self._reading() as connection:
            return reading.verdicts_at(connection, patient_id, revision)

    def profile(self, profile_hash: str) -> dict[str, Any] | None:
        """The profile under which a revision's verdicts were issued."""
        from desktop_app.store import reading

        self.person.require(Action.VIEW)
        with self._reading() as connection:
            return reading.profile(connection, profile_hash)

    # Signatures

    def sign(self, wanted: Signing) -> Signature:
        """Put a signature under the present revision. The same request signed twice is one signature.

        Raises StaleRecord, RecordIsVoid, UnknownPatient, a StoreError (nothing was signed) or UnknownOutcome.
        """
        from desktop_app.store import signing

        needed = Action.CONFIRM_ENTRY if wanted.meaning is Meaning.ENTERED else Action.SIGN
        self.person.require(needed)
        require_oneself(self.person, wanted.signer, needed, wanted.role)
        settled = self._transactions.settled
        requests = [wanted.request_id]
        return settled(
            lambda at: [signing.sign(at, wanted, self._clock())], requests, signing.signatures_of_requests
        )[0]

    def signatures(self, patient_id: str) -> tuple[Signature, ...]:
        """All signatures under this patient's revisions, the oldest first."""
        from desktop_app.store import signing

        self.person.require(Action.VIEW)
        with self._reading() as connection:
            return signing.signatures(connection, patient_id)

    def holds(self, signature: Signature) -> bool:
        """Whether the signed revision is still what was signed."""
        from desktop_app.store import signing

        self.person.require(Action.VIEW)
        with self._reading() as connection:
            return signing.snapshot_at(connection, signature.patient_id, signature.revision) == signature.snapshot

    def reasons(self, patient_id: str) -> dict[int, tuple[ChangeReason, ...]]:
        """Revision number → why it corrected what stood there, where a reason was asked for."""
        from desktop_app.store import signing

        self.person.require(Action.VIEW)
        with self._reading() as connection:
            return signing.reasons(connection, patient_id)

    def _joined(
        self, work: "Callable[[Entries, Merge, datetime], list[Revision]]", wanted: "Merge"
    ) -> list[Revision]:
        from desktop_app.store.merging import void_request

        for needed in (Action.ENTER, Action.VOID):
            self.person.require(needed)
        require_oneself(self.person, wanted.save.author, Action.VOID)
        requests = [wanted.save.request_id, void_request(wanted.save.request_id)]
        return self._kept(lambda at: work(at, wanted, self._clock()), requests)

    def _kept(self, work: Callable[[Entries], list[Revision]], requests: list[UUID]) -> list[Revision]:
        from desktop_app.store import reading

        return self._transactions.settled(work, requests, reading.revisions_of_requests)
