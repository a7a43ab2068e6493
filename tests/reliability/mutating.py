"""Files of records, spoilt in every way that a transfer, an editor or a sender may spoil them."""

import gzip
import json
import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

Mutate = Callable[[bytes, random.Random], bytes]
NASTY: tuple[Any, ...] = (
    None, True, -1, 0, 10**400, 1e308, "", " ", "NaN", "１２", "1,5", "10²", "9" * 5000, "\x00", "\ud800", "<b>&",
 "=1+1",
    [], {}, [[]], {"": None}, "2025-02-30", "0001-01-01", "9999-12-31", "../../etc", "'); DROP TABLE patient--",
)  # fmt: skip


def bytes_changed(content: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def part_repeated(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    end = min(len(content), start + chance.randint(1, 300))
    return content[:end] + content[start:end] * chance.randint(1, 5) + content[end:]


def words_put_in(content: bytes, chance: random.Random) -> bytes:
    words = (b"NaN", b"1e999", b"[" * 3000, b'{"a":', b"\xff\xfe", b"\xef\xbb\xbf", b"\n", b'"', b"\\u0000", b"-0")
    at = chance.randrange(len(content))
    return content[:at] + chance.choice(words) + content[at:]


def other_encoding(content: bytes, chance: random.Random) -> bytes:
    return content.decode().encode(chance.choice(("utf-16", "gb18030", "utf-8-sig", "utf-32")))


def values_replaced(content: bytes, chance: random.Random) -> bytes:
    """Still JSON, but no longer what the format means."""
    lines = [json.loads(line) for line in content.splitlines()]
    for _ in range(chance.randint(1, 3)):
        _replace_somewhere(chance.choice(lines), chance)
    return "\n".join(json.dumps(line) for line in lines).encode("utf-8", "surrogatepass")


def _replace_somewhere(value: Any, chance: random.Random) -> None:
    """Walks down until a leaf, or until it stops on the way."""
    while isinstance(value, (dict, list)) and value:
        key = chance.choice(list(value) if isinstance(value, dict) else range(len(value)))
        inner = value[key]
        if not (isinstance(inner, (dict, list)) and inner) or chance.random() < 0.15:
            value[key] = deepcopy(chance.choice(NASTY))
            if isinstance(value, dict) and chance.random() < 0.3:
                value[f"{key}x"] = value.pop(key)
            return
        value = inner


def packed_and_spoilt(content: bytes, chance: random.Random) -> bytes:
    return bytes_changed(gzip.compress(content), chance)


def packed_and_cut(content: bytes, chance: random.Random) -> bytes:
    return cut(gzip.compress(content), chance)


MUTATIONS: tuple[Mutate, ...] = (
    bytes_changed,
    cut,
    part_repeated,
    words_put_in,
    other_encoding,
    values_replaced,
    values_replaced,
    packed_and_spoilt,
    packed_and_cut,
)
