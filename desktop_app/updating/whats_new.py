"""What each version brought, the clinical changes first: in the program itself and in the package of the next."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from desktop_app.resources import resource_path
from desktop_app.wording import LANGUAGES, Language

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST_POINTS, LONGEST_POINT = 50, 600
Point = dict[Language, str]
"""Language → sentence."""


@dataclass(frozen=True, slots=True)
class News:
    """Of one version; ``clinical`` is whatever can change a verdict, a recommendation or how one is entered."""

    version: str
    on: str
    clinical: tuple[Point, ...]
    other: tuple[Point, ...]

    def plain(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "on": self.on,
            "clinical": list(self.clinical),
            "other": list(self.other),
        }

    def sentences(self, language: Language, *, clinical: bool) -> list[str]:
        return [point[language] for point in (self.clinical if clinical else self.other)]


def shipped_news() -> tuple[News, ...]:
    """Of this program and the versions before it, the newest first."""
    return tuple(news_from(json.loads(resource_path("updates", "whats_new.json").read_text(encoding="utf-8"))))


def news_from(given: Iterable[Any]) -> Iterator[News]:
    """From JSON values. Raises ValueError, TypeError or KeyError."""
    for each in given:
        if _DAY.fullmatch(each["on"]) is None:
            raise ValueError("no day")
        yield News(str(each["version"]), each["on"], _points(each["clinical"]), _points(each["other"]))


def _points(given: Any) -> tuple[Point, ...]:
    points = tuple({language: str(each[language]) for language in LANGUAGES} for each in given)
    if len(points) > MOST_POINTS or any(len(text) > LONGEST_POINT for point in points for text in point.values()):
        raise ValueError("too long")
    return points
