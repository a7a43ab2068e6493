"""The end of the open state: accounts are made, and the key that lay open is of no use any more."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_app.accounts.contents import Access, DataKey, Role
from desktop_app.accounts.keyring import Keyring
from desktop_app.accounts.keyring_contents import NewAccount
from desktop_app.errors import LoginNeeded
from desktop_app.store.audit_contents import AuditAction
from desktop_app.ui.access.backup_places import FIRST_USED

if TYPE_CHECKING:
    from desktop_app.ui.ward import Ward


def accounts_made(
    ward: "Ward", accounts: Sequence[NewAccount], clock: Callable[[], datetime]
) -> tuple[str, Access]:
    """Closes the open slot and the store; the recovery code, and the access of the first physician.

    Raises what ``Keyring.set_up`` raises; then the store is open as before.
    """
    store = ward.store
    path, key = store.location.path, store.access.key
    if path is None or key is None:
        raise LoginNeeded(path=store.location.shown)
    from desktop_app.store.rekeying import finish_change_of_key

    store.put_setting(FIRST_USED, clock().isoformat())
    keyring, new_key = Keyring.load(path), DataKey(secrets.token_bytes(32))
    code = keyring.set_up(key, accounts, now=clock(), new_key=new_key, names=_names(ward))
    ward.note(AuditAction.SET_UP, accounts=len(accounts))
    ward.close()
    # What the disk remembers of the key that lay open is of no use then; killed here, the next start does it.
    finish_change_of_key(path, new_key)
    physician = next(each for each in accounts if each.role is Role.PHYSICIAN)
    return code, keyring.login(physician.user, physician.password, now=clock())


def _names(ward: "Ward") -> tuple[str, ...]:
    """What no password of this ward may rest on."""
    name = ward.store.setting("ward_name")
    return (name,) if isinstance(name, str) else ()
