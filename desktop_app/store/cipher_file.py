"""One connection to an SQLCipher file, and the proof that a key belongs to it without opening it.

Every file of the program goes through this one driver, with or without a key: a second SQLite in the same process
would drop the first one's locks whenever it closes the file.
"""

import hmac
from contextlib import closing
from hashlib import pbkdf2_hmac
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2

from desktop_app.accounts.contents import DataKey
from desktop_app.errors import PragmaRefused

Driven = Any
"""A connection of the driver, which has no types."""
PAGE: Final = 4096
_SALT, _CODE = 16, 64


def connected(
    path: Path,
    key: DataKey | None,
    *,
    mode: str = "rw",
    busy_timeout_ms: int = 5000,
    check_same_thread: bool = True,
) -> Driven:
    """A connection to this file, which must exist; whether the key fits shows at the first reading.

    ``mode``: rw or ro; a store that has gone away meanwhile is never replaced by an empty one.
    """
    connection = dbapi2.connect(
        f"{path.as_uri()}?mode={mode}",
        uri=True,
        timeout=busy_timeout_ms / 1000,
        isolation_level=None,
        check_same_thread=check_same_thread,
    )
    try:
        if key is not None:
            _unlock(connection, path, key)
    except BaseException:
        connection.close()
        raise
    return connection


def _unlock(connection: Driven, path: Path, key: DataKey) -> None:
    # Otherwise every wrong key writes to stderr.
    connection.execute("PRAGMA cipher_log_level=NONE").close()
    connection.execute(f'PRAGMA key="{key.raw}"').close()
    status = connection.execute("PRAGMA cipher_status").fetchone()
    if status != ("1",):
        # A driver built without encryption ignores the key and would write in the clear.
        raise PragmaRefused(path=str(path), pragma="key", wanted="1", found=str(status))


def engine_versions() -> tuple[str, str]:
    """SQLite and SQLCipher, as they are built into the driver."""
    with closing(dbapi2.connect(":memory:")) as connection:
        row = connection.execute("PRAGMA cipher_version").fetchone()
    return dbapi2.sqlite_version, row[0] if row else ""


def key_fits(path: Path, key: DataKey) -> bool:
    """Whether this key made the file's first page, as the file has it or as its journal kept it.

    SQLCipher 4 closes each page with HMAC-SHA512 over its bytes and number; the key of that comes from the data
    key and the salt in the first 16 bytes. Reading the code by hand leaves a file with an unfinished transaction
    as it is, whereas any opening would take the transaction back.
    """
    with path.open("rb") as file:
        first = file.read(PAGE)
    salt = first[:_SALT]
    code_key = pbkdf2_hmac("sha512", key.secret, bytes(byte ^ 0x3A for byte in salt), 2, 32)
    return _closed_with(first, code_key) or _closed_with(_first_page_in_journal(path, salt), code_key)


def _closed_with(page: bytes, code_key: bytes) -> bool:
    if len(page) < PAGE:
        return False
    code = hmac.digest(code_key, page[_SALT:-_CODE] + (1).to_bytes(4, "little"), "sha512")
    return hmac.compare_digest(code, page[-_CODE:])


def journal_of(path: Path) -> Path:
    return path.with_name(path.name + "-journal")


def _first_page_in_journal(path: Path, salt: bytes) -> bytes:
    """Page 1 as it was before a transaction that was cut off; empty where the journal has none."""
    journal = journal_of(path)
    if not journal.exists() or journal.stat().st_size == 0:
        return b""
    with journal.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as kept:
        found = kept.find((1).to_bytes(4, "big") + salt)
        return b"" if found < 0 else kept[found + 4 : found + 4 + PAGE]
