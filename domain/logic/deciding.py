"""What would decide an open verdict: ways of filling cells, combined along the tree of criteria.

A *way* is a set of answers (cell, answer) that together make a verdict certain. Answers are coarse on
purpose: a diameter is "low" or "high" beyond every threshold, a question "yes" or "no". Two ways that
need the same cell answered differently cannot be joined.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice, product
from typing import TypeVar

from domain.logic.cell import Cell

T = TypeVar("T")
Answer = tuple[Cell, str]
Way = frozenset[Answer]
Ways = tuple[Way, ...]

NOW: Ways = (frozenset(),)
"""It is so already: nothing needs to be entered."""
NEVER: Ways = ()
"""No entry can make it so."""
MOST_WAYS = 200
"""More alternatives than this help nobody; the shortest are kept."""


def way(answer: str, *cells: Cell) -> Way:
    """All these cells, each answered alike."""
    return frozenset((cell, answer) for cell in cells)


def either(*alternatives: Ways) -> Ways:
    """Any of these ways."""
    if len(alternatives) == 1:
        return alternatives[0]
    return _shortest([way for ways in alternatives for way in ways])


def jointly(*parts: Ways) -> Ways:
    """One way of each part at once; contradicting answers drop out."""
    ways: Ways = NOW
    for part in parts:
        if part == NOW:
            continue
        ways = part if ways == NOW else _shortest([a | b for a, b in product(ways, part) if _compatible(a, b)])
    return ways


def deciding_sets(*alternatives: Ways) -> tuple[frozenset[Cell], ...]:
    """The minimal sets of cells whose entry can decide: the smallest first, of those the most specific.

    An empty cell of an existing row is more specific than a row to enter, and a row to enter the more so the
    fewer days it may have.
    """
    minimal = _minimal(frozenset(cell for cell, _ in way) for way in either(*alternatives))
    return tuple(sorted(minimal, key=lambda cells: (len(cells), _open_days(cells), sorted(cells))))


def _open_days(cells: frozenset[Cell]) -> int:
    return sum((cell.latest - cell.earliest).days for cell in cells if cell.to_be_added)


def _compatible(one: Way, other: Way) -> bool:
    answers = dict(other)
    return all(answers.get(cell, answer) == answer for cell, answer in one)


def _shortest(ways: Sequence[Way]) -> Ways:
    """Each way once, none that contains another, the shortest first."""
    return tuple(islice(_minimal(ways), MOST_WAYS)) if len(ways) > 1 else tuple(ways)


def _minimal(sets: Iterable[frozenset[T]]) -> Iterator[frozenset[T]]:
    """The sets that contain no other, each once, the smallest first, those of one size in the given order.

    Only a smaller set can be contained in another one.
    """
    smaller: list[frozenset[T]] = []
    for _, of_one_size in groupby(sorted(dict.fromkeys(sets), key=len), key=len):
        minimal = [each for each in of_one_size if not any(other <= each for other in smaller)]
        yield from minimal
        smaller += minimal
