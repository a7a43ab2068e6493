"""The manual as data: pages of Markdown, their headings and anchors, and what F1 opens.

A heading names its anchors behind its text: ``## Sums {#sums #response.target_pd}``. An anchor stands once in
a language; criteria have the anchor of their code, so the explanation tree needs no table to find its section.
A key stands as ``[[save|Ctrl+S]]``: the action, and its key as delivered; shown is the one that it has now.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from desktop_app.resources import resource_path
from desktop_app.wording import Keys, Language, as_delivered, with_keys

FIRST_PAGE: Final = "01-start"
_HEADING = re.compile(r"(?P<marks>#{1,4}) +(?P<text>.*?)(?: *\{(?P<anchors>#[^{}]+)\})?")
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]*)\)")
_MARKS = re.compile(r"\*\*|`|^\|?[ :|\-]+\|$|^[>\-|] ?|^\d+\. ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading, up to the next heading of any level. ``place`` counts the page's headings."""

    page: str
    place: int
    level: int
    title: str
    anchors: tuple[str, ...]
    text: str

    @property
    def link(self) -> "Link":
        return Link(self.page, self.anchors[0] if self.anchors else "")

    def holds(self, words: tuple[str, ...]) -> bool:
        """Whether all these words, in lower case, occur in the heading or the text."""
        read = f"{self.title}\n{self.text}".casefold()
        return all(word in read for word in words)


@dataclass(frozen=True, slots=True)
class ManualPage:
    """One file: its Markdown without anchors, and its sections; the first is the page's own title."""

    name: str
    markdown: str
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        return self.sections[0].title


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads: a page and an anchor on it ("" = its top)."""

    page: str
    anchor: str = ""


class Manual:
    """All pages of one language, in the order of their names."""

    def __init__(self, language: Language, folder: Path | None = None, keys: Keys = as_delivered) -> None:
        self.language = language
        self._keys = keys
        self._folder = folder or resource_path("manual")

    @cached_property
    def pages(self) -> Mapping[str, ManualPage]:
        files = sorted((self._folder / self.language).glob("*.md"))
        written = {file.stem: with_keys(file.read_text(encoding="utf-8"), self._keys) for file in files}
        return {name: _page(name, text) for name, text in written.items()}

    @cached_property
    def anchors(self) -> Mapping[str, Section]:
        return {anchor: section for section in self.sections() for anchor in section.anchors}

    def sections(self) -> Iterator[Section]:
        return (section for page in self.pages.values() for section in page.sections)

    def links(self, page: str) -> Iterator[Link]:
        """The links of a page, in the order in which they stand."""
        return (link_of(found["target"], page) for found in _LINK.finditer(self.pages[page].markdown))

    def section_at(self, link: Link) -> Section | None:
        """The section that a link leads to; None for a dead one."""
        page = self.pages.get(link.page)
        if page is None:
            return None
        if not link.anchor:
            return page.sections[0]
        return next((section for section in page.sections if link.anchor in section.anchors), None)

    def link_to(self, anchor: str) -> Link:
        """The place of an anchor; of one unknown, the first page."""
        section = self.anchors.get(anchor)
        return Link(FIRST_PAGE) if section is None else Link(section.page, anchor)

    def found(self, search: str) -> tuple[Section, ...]:
        """The sections that hold every word searched for; all of them for nothing."""
        words = tuple(search.casefold().split())
        return tuple(section for section in self.sections() if section.holds(words))

    @cached_property
    def _topics(self) -> Mapping[str, str]:
        topics: dict[str, str] = json.loads((self._folder / "topics.json").read_text(encoding="utf-8"))
        return topics

    def anchor_of_field(self, section: str, path: str) -> str:
        """Where a field of the record is explained: its own entry, else that of its section."""
        own = f"{section}.{path}"
        return self._topics[own] if own in self._topics else self._topics[section]

    def anchor_of_criterion(self, criterion: str) -> str | None:
        """The section of a criterion's code; for a variant of it ("….reported") that of the criterion itself."""
        while criterion and criterion not in self.anchors:
            criterion = criterion.rpartition(".")[0]
        return criterion or None


def link_of(target: str, page: str) -> Link:
    """``jsh.md#jsh.A1``, ``jsh.md`` or ``#jsh.A1`` as written on a page."""
    file, _, anchor = target.partition("#")
    return Link(file.removesuffix(".md") or page, anchor)


def _page(name: str, written: str) -> ManualPage:
    lines: list[str] = []
    headings: list[tuple[int, str, tuple[str, ...]]] = []
    texts: list[list[str]] = []
    for line in written.splitlines():
        heading = _HEADING.fullmatch(line)
        if heading is None:
            lines.append(line)
            if texts:
                texts[-1].append(line)
            continue
        anchors = tuple(each.removeprefix("#") for each in (heading["anchors"] or "").split())
        headings.append((len(heading["marks"]), heading["text"], anchors))
        texts.append([])
        lines.append(f"{heading['marks']} {heading['text']}")
    sections = (
        Section(name, place, level, title, anchors, _plain("\n".join(text)))
        for place, ((level, title, anchors), text) in enumerate(zip(headings, texts, strict=True))
    )
    return ManualPage(name, "\n".join(lines) + "\n", tuple(sections))


def _plain(markdown: str) -> str:
    """The text to search in: links as their words, no marks."""
    return _MARKS.sub(" ", _LINK.sub(r"\g<text>", markdown)).strip()
