"""Why the definitions differ on one patient: one short sentence per pair of camps.

Drawn from the finding that decides each verdict, not from its reasons in full: what the one looks at and
the other does not (another reference, another threshold, the number of sessions, a new lesion, a marker …).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from desktop_app.plots.explanation import field_in_words, sentence
from desktop_app.plots.numbers import change
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.logic.finding import Fact, Finding
from domain.logic.verdict import Verdict
from domain.resistance.definition import DefinitionVerdict

Subject = Literal[
    "reference",
    "threshold",
    "image",
    "lesions",
    "sessions",
    "continuity",
    "quality",
    "technique",
    "new_lesion",
    "markers",
    "vessels",
    "spread",
    "non_target",
    "intent",
    "missing",
    "beyond_entry",
]
"""What two definitions differ in."""

_SIZE: Final = "size"
_ABOUT: Final[Mapping[str, str]] = {
    "session.enough": "sessions",
    "epoihcc.three_in_six_months": "sessions",
    "session.consecutive": "continuity",
    "session.adequate": "quality",
    "session.changed_technique": "technique",
    "jsh.A1": _SIZE,
    "jsh.A2": "new_lesion",
    "jsh.B": "markers",
    "jsh.C": "vessels",
    "jsh.D": "spread",
    "jsh.more_than_half_viable": _SIZE,
    "cci.pd_over_first": _SIZE,
    "response.target_pd": _SIZE,
    "response.over_level": _SIZE,
    "response.not_shrunk_30": _SIZE,
    "response.non_target_pd": "non_target",
    "response.new_lesion": "new_lesion",
    "response.new_liver_lesion": "new_lesion",
    "european.stable_counts": "intent",
}
"""The criteria that a verdict can rest on, and what they are about."""
_RESPONSE_FIRST: Final = frozenset({"jsh", "cci.pd_or_new_lesion"})
"""The alternatives of which the first is about the response; elsewhere it is the last."""

_LESS_THAN_PD: Final = frozenset({"jsh.A1", "response.not_shrunk_30"})
LONGEST: Final[Mapping[str, int]] = {"zh": 120, "en": 240}
"""In characters. What would be longer leaves out what the verdicts rest on: that stands in the reasons."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What one verdict rests on. ``compared`` is the comparison in millimetres behind it, if there is one."""

    verdict: DefinitionVerdict
    about: str
    item: Finding | None = None
    compared: Finding | None = None

    @property
    def image_day(self) -> Fact:
        """The day of the (latest) image that the item judges."""
        alike = (
            [] if self.item is None else [each for each in self.item.walk() if each.verdict is self.item.verdict]
        )
        return next((day for day in (each.fact("image_day") for each in reversed(alike)) if day), None)


@dataclass(frozen=True, slots=True)
class Discordance:
    """Two camps: the primary definition, and the definitions that say alike something else."""

    primary: Ground
    others: tuple[Ground, ...]

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What the camps differ in, each once, in the order of the other definitions."""
        return tuple(dict.fromkeys(_subject(self.primary, other) for other in self.others))


def discordances(assessment: Assessment) -> tuple[Discordance, ...]:
    """One per verdict that differs from the primary one; nothing where all consensus definitions agree."""
    differing = [assessment.verdicts[definition] for definition in assessment.discordance]
    if not differing:
        return ()
    primary = ground_of(assessment.verdicts[assessment.profile.primary_definition])
    return tuple(
        Discordance(primary, tuple(ground_of(each) for each in differing if each.verdict is verdict))
        for verdict in dict.fromkeys(each.verdict for each in differing)
    )


def ground_of(verdict: DefinitionVerdict) -> Ground:
    """The item that decides a verdict; for an open one what it lacks."""
    if not verdict.verdict.decided:
        return Ground(verdict, "missing" if verdict.missing else "beyond_entry")
    item = _deciding_item(verdict.finding)
    about = _ABOUT.get(_criterion(item), _SIZE)
    return Ground(verdict, about, item, _comparison(item) if about == _SIZE else None)


def _deciding_item(finding: Finding) -> Finding:
    """Down the tree to the first criterion that can stand for the verdict."""
    if not finding.children or (_criterion(finding) in _ABOUT and finding.verdict is Verdict.MET):
        return finding
    alike = [child for child in finding.children if child.verdict is finding.verdict] or list(finding.children)
    # Of an "all" that fails and of an "any" that holds, one part is enough; otherwise all of them are alike, and
    # the response tells most.
    first = (finding.operator == "all") is (
        finding.verdict is Verdict.NOT_MET
    ) or finding.criterion in _RESPONSE_FIRST
    return _deciding_item(alike[0 if first else -1])


def _criterion(finding: Finding) -> str:
    return finding.criterion.removesuffix(".reported").removesuffix(".entered")


def _comparison(item: Finding) -> Finding | None:
    """The latest comparison of two sums that the item rests on."""
    leaves = [leaf for leaf in item.leaves() if leaf.verdict is item.verdict and leaf.fact("percent") is not None]
    return leaves[-1] if leaves else None


def _subject(one: Ground, other: Ground) -> Subject:
    """Missing entries first, then what only the definition that is met looks at, then what the other one asks."""
    grounds = (one, other)
    for lacking in ("missing", "beyond_entry"):
        if lacking in (one.about, other.about):
            return lacking
    met_first = sorted(grounds, key=lambda ground: ground.verdict.verdict is not Verdict.MET)
    special = next((ground.about for ground in met_first if ground.about != _SIZE), None)
    return _of_sizes(one, other) if special is None else special  # type: ignore[return-value]


def _of_sizes(one: Ground, other: Ground) -> Subject:
    """What two comparisons of sums differ in."""
    if one.image_day != other.image_day:
        return "image"
    if one.compared is None or other.compared is None:  # A reported category: the radiologist compared.
        enough = {_criterion(ground.item) for ground in (one, other) if ground.item is not None} & _LESS_THAN_PD
        return "threshold" if enough else "reference"
    here, there = dict(one.compared.facts), dict(other.compared.facts)
    if here.get("reference_day") != there.get("reference_day"):
        return "reference"
    if (here.get("now_mm"), here["reference_mm"]) != (there.get("now_mm"), there["reference_mm"]):
        return "lesions"
    return "threshold"


def discordance_sentences(assessment: Assessment, words: Wording) -> tuple[str, ...]:
    """One sentence per pair of camps; every definition that differs from the primary one stands in one of them."""
    return tuple(_sentence(each, words) for each in discordances(assessment))


def _sentence(discordance: Discordance, words: Wording) -> str:
    alike: dict[str, list[str]] = {}
    for other in discordance.others:
        alike.setdefault(_clause(other, words), []).append(_name(other, words))
    why = _clause(discordance.primary, words)
    full = _filled(discordance, words, why, list(alike.items()))
    if len(full) <= LONGEST[words.language]:
        return full
    return _filled(discordance, words, "", [("", [_name(other, words) for other in discordance.others])])


def _filled(discordance: Discordance, words: Wording, why: str, others: list[tuple[str, list[str]]]) -> str:
    between = words("panel.differs.names")
    return words(
        "panel.differs.sentence",
        subjects=between.join(words(f"panel.differs.in.{each}") for each in discordance.subjects),
        primary=_stand(words, why, _name(discordance.primary, words)),
        stands=_verdict(discordance.primary, words),
        others=between.join(_stand(words, reason, between.join(names)) for reason, names in others),
        differ=_verdict(discordance.others[0], words),
    )


def _stand(words: Wording, why: str, names: str) -> str:
    return words("panel.differs.stand", names=names, why=why) if why else names


def _name(ground: Ground, words: Wording) -> str:
    return words(f"panel.definition.{ground.verdict.definition}")


def _verdict(ground: Ground, words: Wording) -> str:
    return words(f"ui.state.verdict.{ground.verdict.verdict.value}")


def _clause(ground: Ground, words: Wording) -> str:
    """In a few words what the verdict rests on."""
    item = ground.item
    if item is None:
        return _open_clause(ground.verdict, words)
    facts = dict(item.facts) | _compared_facts(ground, words)
    if item.criterion == "jsh.B":
        facts["marker"] = words("panel.comma").join(_rising(item))
    key = f"panel.differs.because.{item.criterion}.{item.verdict.value}"
    clause = words(key, **facts) if words.has(key) else sentence(item, words).rstrip("。.")
    none_of_the_items = ground.verdict.finding.criterion == "jsh" and item.verdict is Verdict.NOT_MET
    return words("panel.differs.because.none_of_five", first=clause) if none_of_the_items else clause


def _open_clause(verdict: DefinitionVerdict, words: Wording) -> str:
    if not verdict.missing:
        return words("panel.differs.because.beyond_entry")
    cell = field_in_words(verdict.missing[0], words)
    if len(verdict.missing) == 1:
        return words("panel.differs.because.missing", cell=cell)
    return words("panel.differs.because.missing_several", cell=cell, number=len(verdict.missing))


def _compared_facts(ground: Ground, words: Wording) -> dict[str, Fact]:
    """The change that the comparison shows; a sum with unknown targets has changed by at least that much."""
    return {"change": _change(ground.compared, words)} if ground.about == _SIZE else {}


def _change(compared: Finding | None, words: Wording) -> str:
    now, reference = (None, None) if compared is None else (compared.fact("now_mm"), compared.fact("reference_mm"))
    known = compared.fact("known_mm") if compared is not None and now is None else now
    if isinstance(known, Decimal) and isinstance(reference, Decimal) and reference > 0:
        return ("≥ " if now is None else "") + change(known, reference)
    # A sum of 0 is no progression whatever it is compared with, also where that is not known.
    return words("panel.differs.from_zero" if known else "panel.differs.to_zero")


def _rising(item: Finding) -> Iterator[str]:
    """The markers that rise."""
    names = (found.fact("marker") for found in item.walk() if found.verdict is Verdict.MET)
    return (str(name) for name in dict.fromkeys(names) if name is not None)
