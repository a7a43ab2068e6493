"""What one version says otherwise than the one before: path → (old, new), as an entry keeps it."""

from collections.abc import Iterator, Mapping
from typing import Any

Changes = dict[str, tuple[Any, Any]]


def changes_between(before: Any, after: Any) -> Changes:
    """The differences of two JSON values, such as ``images[1].targets[0].viable_mm``.

    Of a list, what is equal at its beginning and at its end is passed over: a visit put in between is one change.
    """
    return dict(_differences("", before, after))


def _differences(path: str, before: Any, after: Any) -> Iterator[tuple[str, tuple[Any, Any]]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in [*before, *(name for name in after if name not in before)]:
            place = f"{path}.{name}" if path else str(name)
            yield from _differences(place, before.get(name), after.get(name))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _in_lists(path, before, after)
    elif before != after or type(before) is not type(after):
        yield path, (before, after)


def _in_lists(path: str, before: list[Any], after: list[Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    shorter = min(len(before), len(after))
    first = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    last = next((at for at in range(shorter - first) if before[-1 - at] != after[-1 - at]), shorter - first)
    old, new = before[first : len(before) - last], after[first : len(after) - last]
    for at in range(max(len(old), len(new))):
        pair = old[at] if at < len(old) else None, new[at] if at < len(new) else None
        yield from _differences(f"{path}[{first + at}]", *pair)
