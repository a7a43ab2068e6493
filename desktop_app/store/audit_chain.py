"""The chain: every entry carries the keyed hash of itself and of the entry before it.

The key is derived from the store's data key. A place without one (a database server, a file in the clear before it
is converted) gets a plain SHA-256 chain: it shows what was changed by accident, not by somebody who hashes again.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from desktop_app.accounts.contents import DataKey

GENESIS: Final = bytes(32)
"""What stands before the first entry."""


def canonical(value: Any) -> str:
    """One way of writing this JSON value. ASCII only, so that half a surrogate pair is kept as well."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain)


def _plain(value: Any) -> Any:
    """What a driver returns beside text and numbers: bytes by their sha256, days and times of a server as text."""
    if isinstance(value, bytes | bytearray | memoryview):
        return {"sha256": hashlib.sha256(value).hexdigest()}
    return str(value)


class Chain:
    """How the entries of one store are hashed."""

    def __init__(self, key: DataKey | None) -> None:
        self._key = key.audit_key if key is not None else None

    def hash(self, values: Sequence[Any], previous: bytes) -> bytes:
        """The hash of an entry: over the JSON array of its values and the former hash, each with its type."""
        message = canonical([*values, previous.hex()]).encode()
        if self._key is None:
            return hashlib.sha256(message).digest()
        return hmac.digest(self._key, message, hashlib.sha256)


def digest_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """The sha256 of rows as the database holds them.

    What is NULL is left out: a column that a later schema adds leaves the digests of older rows true.
    """
    kept = [{name: value for name, value in row.items() if value is not None} for row in rows]
    return hashlib.sha256(canonical(kept).encode()).hexdigest()
