"""The explanation tree: every verdict with what it read, what it lacks and what would decide it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from domain.logic.cell import Cell
from domain.logic.deciding import NEVER, NOW, Ways, either, jointly, way
from domain.logic.verdict import Verdict, kleene_and, kleene_not, kleene_or, verdict_of

Fact = Decimal | date | int | str | bool | None
Operator = Literal["leaf", "all", "any", "not"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One criterion as found: ``criterion`` names its sentence, ``facts`` fill it.

    ``cells`` are the cells read, ``lacking`` the empty ones that leave a leaf open, ``because`` the
    reason why an open leaf cannot be closed by any entry ("" where it can).
    """

    criterion: str
    verdict: Verdict
    operator: Operator = "leaf"
    children: tuple["Finding", ...] = ()
    facts: tuple[tuple[str, Fact], ...] = ()
    cells: tuple[Cell, ...] = ()
    lacking: tuple[Cell, ...] = ()
    because: str = ""
    to_met: Ways = field(default=NEVER, repr=False)
    to_not_met: Ways = field(default=NEVER, repr=False)

    def fact(self, name: str) -> Fact:
        return dict(self.facts).get(name)

    def walk(self) -> Iterator["Finding"]:
        """This finding and all below it, depth first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator["Finding"]:
        return (finding for finding in self.walk() if not finding.children)

    def renamed(self, criterion: str) -> "Finding":
        """The same finding under another sentence."""
        return self._told(criterion, self.operator, self.children, self.facts)

    def explained_by(self, operator: Operator, children: tuple["Finding", ...]) -> "Finding":
        """The same verdict with the parts that led to it; its ways stay its own."""
        return self._told(self.criterion, operator, children, self.facts)

    def with_facts(self, **facts: Fact) -> "Finding":
        """The same finding with more to say."""
        if not facts:
            return self
        return self._told(self.criterion, self.operator, self.children, (*self.facts, *facts.items()))

    def _told(
        self,
        criterion: str,
        operator: Operator,
        children: tuple["Finding", ...],
        facts: tuple[tuple[str, Fact], ...],
    ) -> "Finding":
        """The same verdict told otherwise; ``replace`` would take five times as long, some twenty times a key."""
        ways = self.to_met, self.to_not_met
        return Finding(
            criterion, self.verdict, operator, children, facts, self.cells, self.lacking, self.because, *ways
        )


def ways_now(verdict: Verdict) -> tuple[Ways, Ways]:
    """Ways to met and to not met of a verdict that no entry changes."""
    return (NOW if verdict is Verdict.MET else NEVER, NOW if verdict is Verdict.NOT_MET else NEVER)


def decided(criterion: str, answer: bool, cells: Iterable[Cell] = (), **facts: Fact) -> Finding:
    """A leaf that is certain."""
    verdict = verdict_of(answer)
    to_met, to_not_met = ways_now(verdict)
    return Finding(
        criterion, verdict, facts=tuple(facts.items()), cells=tuple(cells), to_met=to_met, to_not_met=to_not_met
    )


def undecided(
    criterion: str,
    to_met: Ways,
    to_not_met: Ways,
    cells: Iterable[Cell] = (),
    because: str = "",
    **facts: Fact,
) -> Finding:
    """A leaf that is open, with the ways that would close it."""
    lacking = sorted({cell for ways in (to_met, to_not_met) for answers in ways for cell, _ in answers})
    return Finding(
        criterion,
        Verdict.INDETERMINATE,
        facts=tuple(facts.items()),
        cells=tuple(cells),
        lacking=tuple(lacking),
        because="" if lacking else because,
        to_met=to_met,
        to_not_met=to_not_met,
    )


def answered(criterion: str, answer: bool | None, cell: Cell, **facts: Fact) -> Finding:
    """A leaf that one yes/no cell decides."""
    if answer is None:
        return undecided(criterion, (way("yes", cell),), (way("no", cell),), (cell,), "", **facts)
    return decided(criterion, answer, (cell,), **facts)


def all_of(criterion: str, children: Iterable[Finding], **facts: Fact) -> Finding:
    parts = tuple(children)
    verdict = kleene_and([part.verdict for part in parts])
    to_met, to_not_met = ways_now(verdict)
    if verdict is Verdict.INDETERMINATE:
        to_met = jointly(*(part.to_met for part in parts))
        to_not_met = either(*(part.to_not_met for part in parts))
    return Finding(criterion, verdict, "all", parts, tuple(facts.items()), to_met=to_met, to_not_met=to_not_met)


def any_of(criterion: str, children: Iterable[Finding], **facts: Fact) -> Finding:
    parts = tuple(children)
    verdict = kleene_or([part.verdict for part in parts])
    to_met, to_not_met = ways_now(verdict)
    if verdict is Verdict.INDETERMINATE:
        to_met = either(*(part.to_met for part in parts))
        to_not_met = jointly(*(part.to_not_met for part in parts))
    return Finding(criterion, verdict, "any", parts, tuple(facts.items()), to_met=to_met, to_not_met=to_not_met)


def negated(criterion: str, child: Finding, **facts: Fact) -> Finding:
    return Finding(
        criterion,
        kleene_not(child.verdict),
        "not",
        (child,),
        tuple(facts.items()),
        to_met=child.to_not_met,
        to_not_met=child.to_met,
    )


def provided(cells: Collection[Cell], finding: Finding, **facts: Fact) -> Finding:
    """The finding with more to say, open until these cells are answered yes."""
    if not cells:
        return finding.with_facts(**facts)
    condition = way("yes", *cells)
    return replace(
        finding,
        verdict=Verdict.INDETERMINATE,
        facts=(*finding.facts, *facts.items()),
        lacking=tuple(sorted({*cells, *finding.lacking})),
        to_met=jointly((condition,), finding.to_met),
        to_not_met=jointly((condition,), finding.to_not_met),
    )
