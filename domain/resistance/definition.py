"""A published definition of TACE resistance, and its verdict on one patient."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from domain.course import Course, once_per_course
from domain.evidence.publication import Certainty, Source
from domain.logic.cell import Cell
from domain.logic.deciding import deciding_sets
from domain.logic.finding import Finding
from domain.logic.verdict import Verdict


class Standing(StrEnum):
    """Consensus definitions gate the recommendation; study definitions are shown only."""

    CONSENSUS = "consensus"
    STUDY = "study"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One item of a definition: the sentence, and how it is read (both in words of ``resources``)."""

    id: str
    locus: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class ResistanceDefinition:
    """``rule`` computes the explanation tree of one course."""

    id: str
    standing: Standing
    source: Source
    criteria: tuple[Criterion, ...]
    rule: Callable[[Course], Finding]

    def verdict_on(self, course: Course) -> "DefinitionVerdict":
        return DefinitionVerdict(self.id, self.standing, *_found(course, self.rule))


@dataclass(frozen=True, slots=True)
class DefinitionVerdict:
    """The verdict with its tree. ``deciding`` are the minimal sets of cells whose entry could decide it,
    the smallest first; empty for a decided verdict, and where nothing that can be entered decides it."""

    definition: str
    standing: Standing
    finding: Finding
    deciding: tuple[frozenset[Cell], ...]

    @property
    def verdict(self) -> Verdict:
        return self.finding.verdict

    @property
    def missing(self) -> tuple[Cell, ...]:
        """The smallest set that could decide; the first one where several are equally small."""
        return tuple(sorted(self.deciding[0])) if self.deciding else ()

    @property
    def beyond_entry(self) -> tuple[str, ...]:
        """Why no entry decides: the reasons of the open findings that nothing can close."""
        if self.verdict.decided or self.deciding:
            return ()
        return tuple(sorted({finding.because for finding in self.finding.walk() if finding.because}))


@once_per_course
def _found(course: Course, rule: Callable[[Course], Finding]) -> tuple[Finding, tuple[frozenset[Cell], ...]]:
    """The tree of a rule and what would decide it; several definitions may have the same rule."""
    finding = rule(course)
    return finding, () if finding.verdict.decided else deciding_sets(finding.to_met, finding.to_not_met)
