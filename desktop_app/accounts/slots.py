"""A slot: the data key, wrapped under a password or code. Argon2id (RFC 9106) makes the wrapping key, AES key wrap
(RFC 3394) wraps. That a slot opens is the proof of the password: nothing else about it is kept.

``cryptography`` is imported only where a slot is made or opened, because a start without a login needs neither.
"""

import re
import secrets
import time
import unicodedata
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Self

from desktop_app.accounts.contents import DataKey

_PHC: Final = re.compile(r"\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})", re.ASCII)
_LARGEST_KIB: Final = 256 * 1024
"""A ward's computer with 4 GB has to log in too."""
_MOST: Final = 16
_WRAPPED_BYTES: Final = 40
_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True, order=True)
class Cost:
    """What one guess costs: memory in KiB, passes, lanes."""

    memory_kib: int
    passes: int
    lanes: int

    def __post_init__(self) -> None:
        sound = 8 * self.lanes <= self.memory_kib <= _LARGEST_KIB
        if not (sound and 1 <= self.passes <= _MOST and 1 <= self.lanes <= _MOST):
            raise ValueError("no cost that this program would pay")

    def covers(self, other: "Cost") -> bool:
        """Not cheaper than the other in memory or in passes."""
        return self.memory_kib >= other.memory_kib and self.passes >= other.passes

    def raised_to(self, other: "Cost") -> "Cost":
        """The dearer of both in each respect; the lanes stay, they cost nothing."""
        return Cost(max(self.memory_kib, other.memory_kib), max(self.passes, other.passes), self.lanes)

    def __str__(self) -> str:
        return f"m={self.memory_kib},t={self.passes},p={self.lanes}"


FLOOR: Final = Cost(64 * 1024, 3, 4)
"""RFC 9106, section 4, the second recommended option (low memory). Slots below it are dearer after a login."""
CHEAPEST_WRITTEN: Final = Cost(64 * 1024, 3, 4)
"""The floor of the first version: a slot below it is none of ours. Stays when the floor is raised."""
PUBLISHED: Final = Cost(1024, 1, 1)
"""For the demo, whose passwords everybody knows."""


def calibrated(
    *, seconds: float = 0.3, measure: Callable[[Cost], float] | None = None, floor: Cost = FLOOR
) -> Cost:
    """The cost that takes this computer 0.25 to 0.5 s: more memory than the floor, at most 256 MiB, then passes.

    ``measure`` gives the seconds that a cost takes. Where the floor takes longer, it stays the floor.
    """
    measure = measure or _measured
    taken = measure(floor)
    if taken >= 0.25:
        return floor
    step = 16 * 1024
    wanted = int(floor.memory_kib * seconds / max(taken, 0.001)) // step * step
    memory = max(floor.memory_kib, min(wanted, _LARGEST_KIB))
    passes = round(floor.passes * seconds / max(taken * memory / floor.memory_kib, 0.001))
    return Cost(memory, max(floor.passes, min(passes, _MOST)), floor.lanes)


def _measured(cost: Cost) -> float:
    began = time.perf_counter()
    _derived(b"how long does this take?", secrets.token_bytes(_SALT_BYTES), cost)
    return time.perf_counter() - began


@dataclass(frozen=True, slots=True)
class Slot:
    """``salt`` and ``wrapped`` are of no use without the password, and are not shown all the same."""

    cost: Cost
    salt: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.salt) != _SALT_BYTES or len(self.wrapped) != _WRAPPED_BYTES:
            raise ValueError("no slot")

    @classmethod
    def sealed(cls, key: DataKey, password: str, cost: Cost) -> Self:
        salt = secrets.token_bytes(_SALT_BYTES)
        return cls(cost, salt, wrapped(key, DataKey(_derived(as_bytes(password), salt, cost))))

    def opened(self, password: str) -> DataKey | None:
        """None where the password is another one."""
        return unwrapped(self.wrapped, DataKey(_derived(as_bytes(password), self.salt, self.cost)))

    @property
    def phc(self) -> str:
        """Algorithm, cost and salt as the PHC string format writes them."""
        return f"$argon2id$v=19${self.cost}${b64encode(self.salt).decode().rstrip('=')}"

    @classmethod
    def read(cls, phc: str, wrapped_text: str) -> Self:
        """Raises ValueError."""
        match = _PHC.fullmatch(phc)
        if match is None:
            raise ValueError("no PHC string of Argon2id")
        memory, passes, lanes, salt = match.groups()
        return cls(Cost(int(memory), int(passes), int(lanes)), bytes_of(salt + "=="), bytes_of(wrapped_text))


def waste(password: str, cost: Cost) -> None:
    """As long as opening a slot takes: whether an account exists is not to be told by the clock."""
    _derived(as_bytes(password), bytes(_SALT_BYTES), cost)


def as_bytes(password: str) -> bytes:
    """As typed, but for the two ways to write one accented letter (NFC)."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def text_of(content: bytes) -> str:
    return b64encode(content).decode()


def bytes_of(text: str) -> bytes:
    """Raises ValueError where the text is not exactly what ``text_of`` writes."""
    try:
        content = b64decode(text, validate=True)
    except NotBase64:
        raise ValueError("no base64") from None
    if text_of(content) != text:
        raise ValueError("no canonical base64")
    return content


def _derived(password: bytes, salt: bytes, cost: Cost) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    return Argon2id(
        salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
    ).derive(password)


def wrapped(key: DataKey, under: DataKey) -> bytes:
    from cryptography.hazmat.primitives.keywrap import aes_key_wrap

    return aes_key_wrap(under.secret, key.secret)


def unwrapped(content: bytes, under: DataKey) -> DataKey | None:
    """None where the other key does not fit."""
    from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

    try:
        return DataKey(aes_key_unwrap(under.secret, content))
    except InvalidUnwrap:
        return None
