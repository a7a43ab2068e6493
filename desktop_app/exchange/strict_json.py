"""JSON without its traps: no key twice, no NaN, UTF-8 only, no bottomless nesting.

``json.loads`` keeps the last of two equal keys and takes ``NaN``; either would change a record unseen.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from desktop_app.exchange.path import Location

DEEPEST = 40


class NotJson(ValueError):  # noqa: N818  (named after what happened)
    """The text as a whole cannot be read: ``code`` and ``facts`` of the fault."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts: tuple[tuple[str, object], ...] = tuple(facts.items())

    def at_row(self, row: int) -> tuple[tuple[str, object], ...]:
        """The facts for a text that stands in this row of a larger one."""
        return tuple((name, row if name == "row" else fact) for name, fact in self.facts)


@dataclass(frozen=True, slots=True)
class Unfit:
    """A value that must not be used: ``NaN``, ``Infinity``, or a number of absurd length."""

    text: str


class _Object(dict[str, Any]):
    """An object in which these keys stood more than once."""

    __slots__ = ("repeated",)
    repeated: tuple[str, ...]


def parsed(content: bytes) -> Any:
    """The value that the text holds; ``Unfit`` and objects with repeated keys are left in place.

    Raises:
        NotJson: not UTF-8, not JSON, or nested too deeply.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotJson("not_utf8", byte=error.start + 1) from None
    if not text.strip():
        raise NotJson("empty")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=Unfit, parse_int=_integer)
    except json.JSONDecodeError as error:
        code = "json_several" if error.msg == "Extra data" else "json_syntax"
        raise NotJson(code, row=error.lineno, column=error.colno) from None
    except RecursionError:
        raise NotJson("json_depth") from None


def flaws(value: Any, at: Location = ()) -> Iterator[tuple[str, Location, tuple[tuple[str, object], ...]]]:
    """Repeated keys, unfit numbers and too deep nesting: code, location, facts."""
    if len(at) > DEEPEST:
        yield "json_depth", at[:3], ()
    elif isinstance(value, dict):
        if isinstance(value, _Object):
            for key in value.repeated:
                yield "json_key_twice", (*at, key), ()
        for key, inner in value.items():
            yield from flaws(inner, (*at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from flaws(inner, (*at, index))
    elif isinstance(value, Unfit):
        yield "json_number", at, (("value", value.text[:20]),)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    result = _Object(plain)
    counts = Counter(key for key, _ in pairs)
    result.repeated = tuple(key for key, times in counts.items() if times > 1)
    return result


def _integer(text: str) -> int | Unfit:
    return int(text) if len(text) < 19 else Unfit(text)
