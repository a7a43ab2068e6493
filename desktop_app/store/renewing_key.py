"""A new data key for a store that nobody has open, as an administrator wants it on a suspicion."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from desktop_app.accounts.contents import Access
from desktop_app.accounts.keyring import Keyring, Rekeyed
from desktop_app.errors import StoreError
from desktop_app.store.audit_contents import AuditAction
from desktop_app.store.backup import back_up
from desktop_app.store.backup_contents import BackupReason
from desktop_app.store.copying import Progress
from desktop_app.store.location import StoreLocation
from desktop_app.store.opening import open_store


def renew_key(
    path: Path,
    access: Access,
    password: str,
    *,
    clock: Callable[[], datetime],
    folder: Path | None = None,
    progress: Progress | None = None,
) -> Rekeyed:
    """A backup under the old key, then the keyring and the file under a new one; told in the audit trail.

    ``password`` is the administrator's own; ``folder`` is where the backup goes. What is returned is shown once
    and kept nowhere, so nothing is raised from then on: where the file could not follow, the next opening brings
    it under the new key. Raises what ``Keyring.rekey`` raises and a ``StoreError``; killed anywhere, the next
    login opens the store.
    """
    place = StoreLocation(path=path)
    with open_store(place, clock=clock, access=access) as store:
        back_up(store, folder, clock=clock, why=BackupReason.BEFORE_REKEY, progress=progress)
    renewed = Keyring.load(path).rekey(access, password, now=clock())
    # The opening finds the file under the former key and brings it under the new one.
    with suppress(StoreError), open_store(place, clock=clock, access=renewed.access) as store:
        store.note(AuditAction.REKEY, accounts=len(renewed.one_time_passwords))
    return renewed
