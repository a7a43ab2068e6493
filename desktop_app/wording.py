"""Every word a user can see, in both languages, from ``resources/wording``."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Literal

from desktop_app.resources import resource_path

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
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

    def __call__(self, key: str, /, **facts: object) -> str:
        """The sentence under this key with its facts filled in; KeyError where there is none."""
        sentence = _catalogue()[key][self.language]
        if "[[" in sentence:
            sentence = with_keys(sentence, self._escaped if facts else self.keys)
        return sentence.format_map({name: self.value(fact) for name, fact in facts.items()}) if facts else sentence

    def _escaped(self, action: str) -> str:
        return self.keys(action).replace("{", "{{").replace("}", "}}")

    def has(self, key: str) -> bool:
        return key in _catalogue()

    def value(self, fact: Any) -> str:
        """A fact as text: yes/no, not recorded, exact decimals, ISO dates, worded codes."""
        if fact is None:
            return self("value.not_recorded")
        if isinstance(fact, bool):
            return self("value.yes" if fact else "value.no")
        if isinstance(fact, Decimal):
            return f"{fact:f}"
        if isinstance(fact, date):
            return fact.isoformat()
        if isinstance(fact, StrEnum):
            key = f"value.{type(fact).__name__}.{fact.value}"
            return self(key) if self.has(key) else written(fact.value)
        return written(str(fact))
