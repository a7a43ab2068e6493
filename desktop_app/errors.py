"""What the surroundings refuse: a full disk, a locked or newer file, a record changed elsewhere.

Each error carries a wording key and facts, never a sentence; the screen and the command line say it in the
user's language from ``<key>.title``, ``<key>.text`` and ``<key>.remedy``. ``str()`` holds no patient data, so an
error may go to a log as it is.
"""

# ruff: noqa: N818  (named after what happened)

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.record import PatientRecord

Fact = str | int | None


class KnownError(Exception):
    """Something that is not a bug and that the user can mend.

    ``key`` names the words; ``facts`` fill their placeholders. Facts may name a patient: for the screen only.
    """

    key = "errors.known"

    def __init__(self, **facts: Fact) -> None:
        super().__init__(self.key)
        self.facts = facts

    def __str__(self) -> str:
        return self.key


class StoreError(KnownError):
    """The store as a whole cannot be used, or refused to write; ``facts["path"]`` says which one."""

    key = "errors.store"


class StoreMissing(StoreError):
    key = "errors.store_missing"


class NotAStore(StoreError):
    """The file belongs to another program; it was not touched."""

    key = "errors.not_a_store"


class StoreIsNewer(StoreError):
    """A later version of the program wrote the file; it was not touched. Facts: ``found``, ``known`` (schema)."""

    key = "errors.store_is_newer"


class StoreLocked(StoreError):
    key = "errors.store_locked"


class StoreReadOnly(StoreError):
    key = "errors.store_read_only"


class StoreUnreachable(StoreError):
    """The file or server cannot be opened: rights, a missing folder, no connection."""

    key = "errors.store_unreachable"


class StoreDamaged(StoreError):
    key = "errors.store_damaged"


class DiskFull(StoreError):
    key = "errors.disk_full"


class DiskFailed(StoreError):
    """Reading or writing failed for another reason than a full disk. Facts: ``reason`` (the driver's code)."""

    key = "errors.disk_failed"


class PragmaRefused(StoreError):
    """A safety setting of the database did not take. Facts: ``pragma``, ``wanted``, ``found``."""

    key = "errors.pragma_refused"


class MigrationFailed(StoreError):
    """The file stays at its old schema. Facts: ``copy`` (the verified copy made before)."""

    key = "errors.migration_failed"


class DriverMissing(StoreError):
    """The database of this address needs a driver that is not installed. Facts: ``driver``."""

    key = "errors.driver_missing"


class UnknownOutcome(StoreError):
    """Whether the last save reached the disk could not be found out; nothing may be said about it."""

    key = "errors.unknown_outcome"


class StoreNotEncrypted(StoreError):
    """The file holds patients in the clear; it is opened only after it was converted. It was not touched."""

    key = "errors.store_not_encrypted"


class StoreOnNetwork(StoreError):
    """The file is in a network or synchronised folder. Facts: ``kind``."""

    key = "errors.store_on_network"


class StoreOpenElsewhere(StoreError):
    """Another window has this store open. Facts: ``host``, ``pid``."""

    key = "errors.store_open_elsewhere"


class WrongKey(StoreError):
    """The key does not open the file: it belongs to another one, or the file is damaged. It was not touched."""

    key = "errors.wrong_key"


class KeyringMissing(StoreError):
    """The file with the keys is not beside the store."""

    key = "errors.keyring_missing"


class KeyringDamaged(StoreError):
    """Neither generation of the file with the keys can be read."""

    key = "errors.keyring_damaged"


class LoginNeeded(StoreError):
    """The store has accounts and nobody has logged in."""

    key = "errors.login_needed"


class WrongPassword(KnownError):
    """Facts: ``user``, ``wait_seconds`` (0 = try again at once)."""

    key = "errors.wrong_password"


class AccountLocked(KnownError):
    """Too many failures. Facts: ``user``, ``wait_seconds``."""

    key = "errors.account_locked"


class NotPermitted(KnownError):
    """This role may not do this. Facts: ``action``, ``role``."""

    key = "errors.not_permitted"


class UnknownPatient(KnownError):
    key = "errors.unknown_patient"


class UnknownRevision(KnownError):
    key = "errors.unknown_revision"


class RecordIsVoid(KnownError):
    """A voided record is restored before it is changed."""

    key = "errors.record_is_void"


class StaleRecord(KnownError):
    """The record changed elsewhere meanwhile; ``stored`` at ``revision`` is what the store holds now."""

    key = "errors.stale_record"

    def __init__(self, stored: "PatientRecord", revision: int, *, void: bool) -> None:
        super().__init__(patient=stored.patient.id, revision=revision)
        self.stored = stored
        self.revision = revision
        self.void = void
