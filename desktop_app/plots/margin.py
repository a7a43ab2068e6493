"""How far a sum is from the limit it is compared with, beside how far readers of one image differ.

Context for whoever reads a verdict; nothing here changes one.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from desktop_app.plots.explanation import decisive
from desktop_app.resources import resource_path
from desktop_app.wording import Wording
from domain.logic.finding import Finding
from domain.logic.verdict import Verdict


@dataclass(frozen=True, slots=True)
class ReaderSpread:
    """Largest minus smallest viable sum of three readers of one image, in mm, over so many images."""

    images: int
    median_mm: Decimal
    lower_quartile_mm: Decimal
    upper_quartile_mm: Decimal
    median_sum_mm: Decimal
    source: str


@cache
def reader_spread(when: str = "after_tace") -> ReaderSpread:
    """``when``: "before_tace" or "after_tace"."""
    kept = json.loads(resource_path("evidence", "between_readers.json").read_text(encoding="utf-8"))
    figures = dict(kept[when])
    images = figures.pop("images")
    return ReaderSpread(images, **{name: Decimal(mm) for name, mm in figures.items()}, source=kept["source"])


@dataclass(frozen=True, slots=True)
class Margin:
    """One comparison of a sum with its limit, in mm. ``exact`` is False where a target is unknown: ``now_mm`` is
    then the known part, and the sum may be larger."""

    criterion: str
    verdict: Verdict
    now_mm: Decimal
    exact: bool
    limit_mm: Decimal
    reference_mm: Decimal | None
    reference_day: date | None
    image_day: date | None

    @property
    def to_flip_mm(self) -> Decimal:
        """How much the sum would have to change for this comparison to turn."""
        return abs(self.limit_mm - self.now_mm)

    @property
    def within_readers(self) -> bool:
        """Whether two readers of one image commonly differ by more than this."""
        return self.verdict.decided and self.exact and self.to_flip_mm < reader_spread().median_mm


def margin_of(leaf: Finding) -> Margin | None:
    """The margin of a comparison of sums; None for every other finding, and where nothing is known of the sum."""
    facts = dict(leaf.facts)
    now, known, limit = facts.get("now_mm"), facts.get("known_mm"), facts.get("threshold_mm")
    sum_mm = known if now is None else now
    if not isinstance(limit, Decimal) or not isinstance(sum_mm, Decimal):
        return None
    reference, day, image = (facts.get(name) for name in ("reference_mm", "reference_day", "image_day"))
    return Margin(
        leaf.criterion,
        leaf.verdict,
        sum_mm,
        now is not None,
        limit,
        reference if isinstance(reference, Decimal) else None,
        day if isinstance(day, date) else None,
        image if isinstance(image, date) else None,
    )


def margins(finding: Finding) -> tuple[Margin, ...]:
    """Every comparison of sums below a finding, each once."""
    return tuple(dict.fromkeys(_of(finding.leaves())))


def margin_to_flip(finding: Finding) -> Margin | None:
    """The narrowest decided comparison on the latest image that carries the verdict; None where none does."""
    carrying = [margin for margin in _of(decisive(finding)) if margin.verdict.decided]
    days = [margin.image_day for margin in carrying if margin.image_day is not None]
    latest = [margin for margin in carrying if margin.image_day in (None, max(days, default=None))]
    return min(latest, key=lambda margin: margin.to_flip_mm, default=None)


def _of(leaves: Iterator[Finding] | tuple[Finding, ...]) -> Iterator[Margin]:
    return (margin for margin in map(margin_of, leaves) if margin is not None)


def margin_line(margin: Margin, words: Wording) -> str:
    """ "PD over the first sum from 60.0 mm; now 58.5 mm (1.5 mm short)"."""
    key = "panel.margin.any_enhancement" if margin.limit_mm == 0 else f"panel.margin.{margin.criterion}"
    what = words(
        key if words.has(key) else "panel.margin.any",
        limit=millimetres(margin.limit_mm),
        reference_day=margin.reference_day,
    )
    now = millimetres(margin.now_mm)
    if not margin.exact:
        now = words("panel.margin.at_least", now=now)
    return words("panel.margin.line", what=what, now=now, margin=_distance(margin, words))


def margin_in_short(margin: Margin, words: Wording) -> str:
    """The line, and whether readers commonly differ by more."""
    return words("panel.margin.between").join(_sayings(margin, words))


def _sayings(margin: Margin, words: Wording) -> Iterator[str]:
    yield margin_line(margin, words)
    if margin.within_readers:
        yield words("panel.margin.within_readers", median=reader_spread().median_mm)


def margin_in_full(margin: Margin, words: Wording) -> str:
    """The line with what the sum is compared with."""
    line = margin_in_short(margin, words)
    if margin.reference_mm is None or margin.reference_day is None:
        return line
    return line + words(
        "panel.margin.reference", day=margin.reference_day, reference=millimetres(margin.reference_mm)
    )


def readers_line(words: Wording) -> str:
    """How far readers differ, on how many images, and where that is from."""
    spread = reader_spread()
    return words(
        "panel.margin.readers",
        median=spread.median_mm,
        lower=spread.lower_quartile_mm,
        upper=spread.upper_quartile_mm,
        images=spread.images,
        sum=spread.median_sum_mm,
        source=spread.source,
    )


def _distance(margin: Margin, words: Wording) -> str:
    if not margin.verdict.decided:
        return words("panel.margin.open")
    met = margin.verdict is Verdict.MET
    if margin.to_flip_mm == 0:
        return words("panel.margin.exactly_reached" if met else "panel.margin.exactly_not_passed")
    return words("panel.margin.beyond" if met else "panel.margin.short_of", mm=millimetres(margin.to_flip_mm))


def millimetres(value: Decimal) -> str:
    """Exact, without needless zeros beyond the first decimal."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text and len(text.partition(".")[2]) > 1 else text
