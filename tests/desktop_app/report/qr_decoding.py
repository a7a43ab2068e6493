"""Reads a QR code of version 4, level Q, as ISO/IEC 18004 lays it down: written apart from what makes them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

Modules = Sequence[Sequence[bool]]
SIZE: Final = 33
BLOCKS, DATA, CHECKS = 2, 24, 26
ALIGNMENT: Final = 26
_FORMAT_MASK: Final = 0x5412
_LEVEL_Q: Final = 3
_MASKS: Final[tuple[Callable[[int, int], bool], ...]] = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)


def text_of(modules: Modules) -> str:
    """Raises AssertionError where a code word or its place is not as it has to be."""
    assert [len(row) for row in modules] == [SIZE] * SIZE
    mask = _mask_of(modules)
    bits = [modules[row][column] ^ mask(row, column) for row, column in _places()]
    words = [_number(bits[at : at + 8]) for at in range(0, 8 * BLOCKS * (DATA + CHECKS), 8)]
    data = []
    for block in range(BLOCKS):
        own = words[block : BLOCKS * DATA : BLOCKS]
        assert _is_code_word([*own, *words[BLOCKS * DATA + block :: BLOCKS]])
        data += own
    stream = [bool(word >> 7 - at & 1) for word in data for at in range(8)]
    assert _number(stream[:4]) == 4, "bytes"
    length = _number(stream[4:12])
    return bytes(_number(stream[12 + 8 * at : 20 + 8 * at]) for at in range(length)).decode()


def _mask_of(modules: Modules) -> Callable[[int, int], bool]:
    columns = [modules[8][column] for column in (0, 1, 2, 3, 4, 5, 7, 8)]
    rows = [modules[row][8] for row in (7, 5, 4, 3, 2, 1, 0)]
    found = _number([*columns, *rows]) ^ _FORMAT_MASK
    assert found >> 13 == _LEVEL_Q
    return _MASKS[found >> 10 & 7]


def _places() -> Iterator[tuple[int, int]]:
    """Pairs of columns from the right, upwards and downwards by turns, past the patterns."""
    upwards = True
    for right in (*range(SIZE - 1, 6, -2), 5, 3, 1):
        for row in reversed(range(SIZE)) if upwards else range(SIZE):
            yield from ((row, column) for column in (right, right - 1) if not _is_pattern(row, column))
        upwards = not upwards


def _is_pattern(row: int, column: int) -> bool:
    finder = (row < 9 and (column < 9 or column >= SIZE - 8)) or (row >= SIZE - 8 and column < 9)
    aligned = abs(row - ALIGNMENT) <= 2 and abs(column - ALIGNMENT) <= 2
    return finder or aligned or 6 in (row, column)


def _number(bits: Sequence[bool]) -> int:
    return int("".join("1" if bit else "0" for bit in bits), 2)


def _is_code_word(word: Sequence[int]) -> bool:
    """Of the Reed-Solomon code over GF(256): it vanishes at the first powers of 2."""
    point = 1
    for _ in range(CHECKS):
        value = 0
        for symbol in word:
            value = _times(value, point) ^ symbol
        if value:
            return False
        point = _times(point, 2)
    return True


def _times(one: int, other: int) -> int:
    product = 0
    while other:
        if other & 1:
            product ^= one
        one, other = (one << 1) ^ (0x11D if one & 0x80 else 0), other >> 1
    return product
