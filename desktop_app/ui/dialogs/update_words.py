"""An offered update, and what a version brought, in words; the clinical changes stand first."""

from collections.abc import Iterable, Iterator

from desktop_app.session.updates import Offer
from desktop_app.ui.dialogs.remedy import known_error_texts
from desktop_app.updating.package_contents import Contents
from desktop_app.updating.release import Release
from desktop_app.updating.whats_new import News
from desktop_app.wording import Wording


def offer_line(words: Wording, offer: Offer) -> str:
    """One line of the list: the file, what it is, and a word for whether it fits."""
    if offer.refused is None and offer.package is not None:
        version = offer.package.contents.release.version
        return words("updating.offer.fits", file=offer.path.name, version=version)
    title = words(f"{offer.refused.key}.title") if offer.refused else ""
    return words("updating.offer.refused", file=offer.path.name, why=title)


def offer_text(words: Wording, offer: Offer, present: Release) -> str:
    """All that there is to know of a file before it is installed."""
    if offer.refused is not None:
        error = offer.refused
        parts = (*known_error_texts(words, error), words(f"{error.key}.remedy", **error.facts))
        return "\n\n".join((*parts, str(offer.path)))
    assert offer.package is not None  # noqa: S101 (a package that is not refused was read)
    return "\n".join((*_contents(words, offer.package.contents, present), str(offer.path)))


def _contents(words: Wording, contents: Contents, present: Release) -> Iterator[str]:
    found = contents.release
    yield words("updating.offer.version", old=present.version, new=found.version)
    same = found.rules_version == present.rules_version
    facts = {"old": present.rules_version, "new": found.rules_version}
    yield words("updating.offer.same_rules" if same else "updating.offer.new_rules", **facts)
    if found.schema != present.schema:
        yield words("updating.offer.schema", old=present.schema, new=found.schema)
    yield ""
    yield from news_lines(words, newer(contents.news, present))


def newer(news: Iterable[News], present: Release) -> list[News]:
    """What the versions after the present one brought."""
    return [each for each in news if _number(each.version) > present.number]


def _number(version: str) -> tuple[int, ...]:
    parts = [int(part) for part in version.split(".") if part.isdecimal()]
    while parts[-1:] == [0]:
        parts.pop()
    return tuple(parts)


def news_lines(words: Wording, news: Iterable[News]) -> Iterator[str]:
    """Of all these versions the clinical changes, then the others."""
    known = list(news)
    for clinical, key in ((True, "updating.news.clinical"), (False, "updating.news.other")):
        lines = [
            words("updating.news.point", version=each.version, text=text)
            for each in known
            for text in each.sentences(words.language, clinical=clinical)
        ]
        if lines or clinical:
            yield words(key)
            yield from lines or [words("updating.news.none")]
            yield ""
