"""Every word a user can see, in both languages, from ``resources/wording``."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Literal

from desktop_app.resources import resource_path

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    words: dict[str, Mapping[str, str]] = {}
    for file in sorted(resource_path("wording").glob("*.json")):
        words.update(json.loads(file.read_text(encoding="utf-8")))
    return words


class Wording:
    """The words of one language: ``words("verdict.met")``, ``words("sum.of", sum_mm=Decimal("38.5"))``."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, key: str, /, **facts: object) -> str:
        """The sentence under this key with its facts filled in; KeyError where there is none."""
        sentence = _catalogue()[key][self.language]
        return sentence.format_map({name: self.value(fact) for name, fact in facts.items()}) if facts else sentence

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
            return self(key) if self.has(key) else fact.value
        return str(fact)
