"""Another data key for a file: it is copied under that key, proved, and put in place; old or new, never between.

The keyring goes first and keeps the former key wrapped until the file has followed, so that a process killed in
between leaves a store that the next opening finishes.
"""

import json
from contextlib import closing
from pathlib import Path
from typing import Final

from desktop_app.accounts.contents import DataKey
from desktop_app.accounts.kept_keyring import KeptKeyring
from desktop_app.errors import StoreError
from desktop_app.store.cipher_file import connected, key_fits
from desktop_app.store.copying import replace_whole, verified_copy
from desktop_app.store.space import require_room

CHAIN_SETTING: Final = "audit.chain_key"
"""Where a store keeps the key of its audit chain after a change of the data key; the file itself is encrypted."""


def change_key(path: Path, old: DataKey, new: DataKey) -> None:
    """Nobody else may have the store open. Raises a ``StoreError``; the file then reads under the old key."""
    require_room(path.parent, path)
    renewed = path.with_name(f"{path.name}.rekeying.tmp")

    def renew() -> Path:
        verified_copy(path, renewed, key=old, copy_key=new)
        keep_chain_key(renewed, old, new)
        return renewed

    replace_whole(path, old, renew)


def keep_chain_key(path: Path, old: DataKey, new: DataKey) -> None:
    """The first key of the chain stays its key, however often the data key changes."""
    with closing(connected(path, new)) as connection:
        connection.execute("PRAGMA journal_mode=MEMORY")
        connection.execute(
            "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
            (CHAIN_SETTING, json.dumps(old.audit_key.hex())),
        )


def finish_change_of_key(path: Path, key: DataKey) -> bool:
    """Whether the file was still under the key before an unfinished change, and is under this one now."""
    from desktop_app.accounts.keyring import Keyring

    try:
        keyring = Keyring.load(path)
        former = keyring.former_key(key)
    except StoreError:
        return False
    if former is None or not key_fits(path, former):
        return False
    change_key(path, former, key)
    keyring.rekey_finished(key)
    return True


def forget_former_key(path: Path, key: DataKey) -> None:
    """The file is under this key: a former one that a killed process left in the keyring goes.

    Raises a ``StoreError``.
    """
    if KeptKeyring.load(path).former_key(key) is not None:
        from desktop_app.accounts.keyring import Keyring  # A start that has nothing to finish does without it.

        Keyring.load(path).rekey_finished(key)
