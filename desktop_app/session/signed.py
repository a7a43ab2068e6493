"""Who signed the open record, and whether it is still what was signed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.errors import KnownError
from desktop_app.form.comparing import Change, changes
from desktop_app.form.record_rows import rows_of
from desktop_app.session.open_record import OpenRecord
from desktop_app.store import Meaning, Role, Signature, Signing
from domain.record import PatientRecord

if TYPE_CHECKING:
    from desktop_app.store import Revision

LOOKED_AFTER_MS: Final = 200
NO_VISITS: Final = ("therapies", "overrides")
"""Their days say since when, not when somebody was seen."""


class Standing(StrEnum):
    """How the record stands to its last signature; ``OTHER_RULES``: same entries, other profile or rules."""

    UNSIGNED = "unsigned"
    SIGNED = "signed"
    ADDED_TO = "added_to"
    CHANGED = "changed"
    OTHER_RULES = "other_rules"


class NotSavedError(KnownError):
    """Only what is saved can be signed."""

    key = "history.not_saved"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, as it is printed; until there are accounts the name is typed."""

    printed_name: str
    role: Role


class SignedRecord(QObject):
    """The signatures of one open record. Costs one look into the store, and nothing more while nobody signed.

    What was signed is read and compared a moment later (``changed``), or when it is asked for.
    """

    changed = Signal()

    def __init__(self, record: OpenRecord, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._record = record
        self._store = record.workplace.store
        self._request: tuple[int, Meaning, Signer, UUID] | None = None
        self._looking = QTimer(self, interval=LOOKED_AFTER_MS, singleShot=True)
        self._looking.timeout.connect(self._look)
        self._signed: PatientRecord | None = None
        self._revision: Revision | None = None
        self._found: Comparison | None = None
        self.signatures: tuple[Signature, ...] = ()
        self._read()
        self._touched()
        self._signals = (record.amended, record.saved, record.assessed)
        for signal in self._signals:
            signal.connect(self._touched)

    @property
    def latest(self) -> Signature | None:
        return self.signatures[-1] if self.signatures else None

    @property
    def standing(self) -> Standing:
        return self._compared().standing

    @property
    def complete(self) -> bool:
        """Whether the last signature covers exactly what is here, under the same rules."""
        return self.standing is Standing.SIGNED

    def sign(self, meaning: Meaning, signer: Signer) -> Signature:
        """Sign the saved record as it is here. A repeated attempt carries the same request id.

        Raises NotSavedError, StaleRecord, a StoreError.
        """
        revision = self._record.revision
        if revision is None or self._record.dirty:
            raise NotSavedError
        wanted = Signing(
            patient_id=self._record.record.patient.id,
            revision=revision,
            meaning=meaning,
            signer=self._record.workplace.author,
            printed_name=signer.printed_name,
            role=signer.role,
            request_id=self._request_id(revision, meaning, signer),
        )
        signature = self._store.sign(wanted)
        self._request = None
        self._read()
        self._found = None
        self.changed.emit()
        return signature

    @property
    def visits(self) -> tuple[tuple[date, Standing], ...]:
        """Every visit (day) of the record, and how it stands to the last signature."""
        return self._compared().visits

    def _request_id(self, revision: int, meaning: Meaning, signer: Signer) -> UUID:
        if self._request is None or self._request[:3] != (revision, meaning, signer):
            self._request = (revision, meaning, signer, uuid4())
        return self._request[3]

    def _read(self) -> None:
        """What the store knows; a patient who was never saved is not asked about."""
        patient = self._record.record.patient.id
        self.signatures = () if self._record.revision is None else self._store.signatures(patient)
        self._signed = self._revision = None

    def _read_signed(self) -> None:
        latest = self.latest
        if latest is not None and self._signed is None:
            self._signed = self._store.record_at(latest.patient_id, latest.revision)
            self._revision = self._store.revisions(latest.patient_id)[latest.revision - 1]

    def look_now(self) -> None:
        """Compares at once what would be compared a moment later."""
        if self._looking.isActive():
            self._looking.stop()
            self._look()

    def leave(self) -> None:
        """Listens to the record no more."""
        self._looking.stop()
        for signal in self._signals:
            signal.disconnect(self._touched)

    def _touched(self, *_: object) -> None:
        if self.signatures:
            self._looking.start()

    def _look(self) -> None:
        former, self._found = self._found, None
        if self._compared() != former:
            self.changed.emit()

    def _compared(self) -> "Comparison":
        if self._found is None:
            self._read_signed()
            self._found = compared(self._signed, self._record.record)
            if self._found.standing is Standing.SIGNED and not self._same_rules():
                self._found = replace(self._found, standing=Standing.OTHER_RULES)
        return self._found

    def _same_rules(self) -> bool:
        assessment, revision = self._record.assessment, self._revision
        if assessment is None or revision is None:
            return True
        issued = (revision.profile_hash, revision.rules_version)
        return issued == (assessment.profile.hash, assessment.rules_version)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The record and each of its visits beside what was signed."""

    standing: Standing
    visits: tuple[tuple[date, Standing], ...]


def compared(signed: PatientRecord | None, present: PatientRecord) -> Comparison:
    """How a record stands to what was signed; None = nothing was."""
    days = sorted({row.day for row in rows_of(present) if row.day is not None and row.section not in NO_VISITS})
    if signed is None:
        return Comparison(Standing.UNSIGNED, tuple((day, Standing.UNSIGNED) for day in days))
    found = changes(signed, present)
    touched = {day for change in found if not is_new(change) for day in _days(change)}
    added = {day for change in found for day in _days(change)}
    before = {row.day for row in rows_of(signed)}
    visits = tuple((day, _of_visit(day, touched, added, before)) for day in days)
    if not found:
        return Comparison(Standing.SIGNED, visits)
    return Comparison(Standing.ADDED_TO if all(map(is_new, found)) else Standing.CHANGED, visits)


def is_new(change: Change) -> bool:
    """A row of its own that was not there; a lesion more in an image changes that image."""
    return (
        change.before is None and change.row.place.inner < 0 and change.section not in ("patient", "constraints")
    )


def _days(change: Change) -> Iterator[date]:
    for row in (change.before, change.after):
        if row is not None and row.day is not None:
            yield row.day


def _of_visit(day: date, touched: set[date], added: set[date], before: set[date | None]) -> Standing:
    if day in touched:
        return Standing.CHANGED
    if day not in before:
        return Standing.UNSIGNED
    return Standing.ADDED_TO if day in added else Standing.SIGNED
