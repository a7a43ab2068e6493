"""Every word a user can see, in both languages, from ``resources/wording``."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Literal, TypeVar

from desktop_app.resources import resource_path

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
MOST_REMEMBERED = 1000
T = TypeVar("T")
Keys = Callable[[str], str]
"""Action → its keys as they are now, "" where that is not known."""
_KEYS = re.compile(r"\[\[(?P<action>\w+)\|(?P<delivered>[^]]+)]]")


@cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    words: dict[str, Mapping[str, str]] = {}
    for file in sorted(resource_path("wording").glob("*.json")):
        words.update(json.loads(file.read_text(encoding="utf-8")))
    return words


def with_keys(text: str, keys: Keys) -> str:
    """The text with the keys of the actions that it names: ``[[save|Ctrl+S]]``, the second part as delivered."""
    return _KEYS.sub(lambda found: keys(found["action"]) or found["delivered"], text)


def as_delivered(_action: str) -> str:
    """Keys where nobody can have changed any."""
    return ""


_WRITTEN = {"umol/L": "µmol/L", "ug/L": "µg/L"}


def written(code: str) -> str:
    """A code as people write it: units have their µ; everything else as it is."""
    return _WRITTEN.get(code, code)


class Wording:
    """The words of one language: ``words("verdict.met")``, ``words("sum.of", sum_mm=Decimal("38.5"))``."""

    def __init__(self, language: Language, keys: Keys = as_delivered) -> None:
        self.language: Language = language
        self.keys = keys
        self._plain: dict[str, str] = {}
        """Sentences that name no keys, by their own."""
        self._codes: dict[int, str] = {}
        """The words of codes by their identity: equal codes of two kinds are worded differently."""
        self._told: dict[tuple[int, object], tuple[object, str]] = {}

    def __call__(self, key: str, /, **facts: object) -> str:
        """The sentence under this key with its facts filled in; KeyError where there is none."""
        sentence = self._plain.get(key) or self._sentence(key, escaped=bool(facts))
        if not facts:
            return sentence
        value = self.value
        return sentence.format_map({name: value(fact) for name, fact in facts.items()})

    def _sentence(self, key: str, *, escaped: bool) -> str:
        sentence = _catalogue()[key][self.language]
        if "[[" in sentence:  # keys may be changed while the program runs
            return with_keys(sentence, self._escaped if escaped else self.keys)
        self._plain[key] = sentence
        return sentence

    def _escaped(self, action: str) -> str:
        return self.keys(action).replace("{", "{{").replace("}", "}}")

    def has(self, key: str) -> bool:
        return key in _catalogue()

    def once(self, about: T, say: Callable[[T, "Wording"], str]) -> str:
        """What ``say`` says of an immutable object, remembered with it: a key changes few findings of many."""
        key = (id(about), say)
        known = self._told.get(key)
        if known is not None and known[0] is about:
            return known[1]
        text = say(about, self)
        if len(self._told) >= MOST_REMEMBERED:
            self._told.clear()
        self._told[key] = (about, text)
        return text

    def value(self, fact: Any) -> str:
        """A fact as text: yes/no, not recorded, exact decimals, ISO dates, worded codes."""
        if type(fact) is str:  # as most are; a StrEnum is worded below
            return _WRITTEN.get(fact, fact)
        if fact is None:
            return self("value.not_recorded")
        if isinstance(fact, bool):
            return self("value.yes" if fact else "value.no")
        if isinstance(fact, Decimal):
            return f"{fact:f}"
        if isinstance(fact, date):
            return fact.isoformat()
        if isinstance(fact, StrEnum):
            return self._codes.get(id(fact)) or self._code(fact)
        return written(str(fact))

    def _code(self, code: StrEnum) -> str:
        """Members of an enumeration live as long as the program, and so do their identities."""
        key = f"value.{type(code).__name__}.{code.value}"
        worded = self._codes[id(code)] = self(key) if self.has(key) else written(code.value)
        return worded
