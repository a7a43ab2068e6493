"""The verdict of each definition in words: shape, word, why, what is missing, what the clinician says."""

from collections.abc import Iterator

from desktop_app.plots import cell_in_words, reason
from desktop_app.report.case import Case
from desktop_app.report.document import Line, Mark, Statement, Statements
from domain.logic.cell import Cell
from domain.logic.verdict import Verdict
from domain.record import Override
from domain.resistance.definition import DefinitionVerdict, Standing
from domain.resistance.registry import DEFINITIONS

MOST_CELLS = 6
MOST_ALIKE = 2
_MARKS: dict[Verdict, Mark] = {
    Verdict.MET: "met",
    Verdict.NOT_MET: "not_met",
    Verdict.INDETERMINATE: "indeterminate",
}


def verdicts(case: Case) -> Statements:
    """All definitions, the primary one first, the study definitions last."""
    primary = case.assessment.profile.primary_definition
    ordered = sorted(
        case.assessment.verdicts.values(),
        key=lambda verdict: (verdict.standing is Standing.STUDY, verdict.definition != primary),
    )
    return Statements(tuple(_statement(case, verdict, verdict.definition == primary) for verdict in ordered))


def _statement(case: Case, verdict: DefinitionVerdict, primary: bool) -> Statement:
    words, standing = case.words, "primary" if primary else verdict.standing.value
    source = next(each.source for each in DEFINITIONS if each.id == verdict.definition)
    aside = (words(f"report.standing.{standing}"), words(f"report.read.{source.certainty.value}"))
    return Statement(
        _MARKS[verdict.verdict],
        words.value(verdict.verdict),
        words(f"panel.definition.{verdict.definition}"),
        " · ".join(aside),
        tuple(_lines(case, verdict)),
    )


def _lines(case: Case, verdict: DefinitionVerdict) -> Iterator[Line]:
    words = case.words
    yield Line(reason(verdict.finding, words))
    if verdict.missing:
        yield Line(cells_in_words(case, verdict.missing), label=words("report.missing"))
    if len(verdict.deciding) > 1:
        yield Line(words("report.other_ways", number=len(verdict.deciding) - 1), "quiet")
    for because in verdict.beyond_entry:
        yield Line(words(f"because.{because}"), label=words("report.beyond_entry"))
    yield from advice_on(case, {verdict.definition})
    for override in case.record.overrides:
        if override.definition == verdict.definition:
            yield Line(override_in_words(case, override), "strong", words("report.clinician"))


def advice_on(case: Case, definitions: set[str]) -> Iterator[Line]:
    """The advice beside these definitions; of many alike the latest are printed and the rest counted."""
    words = case.words
    alike: dict[str, list[str]] = {}
    for advice in case.assessment.advice:
        if advice.definition in definitions:
            alike.setdefault(advice.code, []).append(words(f"advice.{advice.code}", **dict(advice.facts)))
    for texts in alike.values():
        for text in texts[-MOST_ALIKE:]:
            yield Line(text, label=words("report.advice"))
        if len(texts) > MOST_ALIKE:
            yield Line(words("report.more_advice", number=len(texts) - MOST_ALIKE), "quiet")


def cells_in_words(case: Case, cells: tuple[Cell, ...]) -> str:
    shown = [cell_in_words(cell, case.record, case.words) for cell in cells[:MOST_CELLS]]
    if len(cells) > MOST_CELLS:
        shown.append(case.words("report.more_cells", number=len(cells) - MOST_CELLS))
    return case.words("report.list_separator").join(dict.fromkeys(shown))


def override_in_words(case: Case, override: Override) -> str:
    """The clinician's own verdict with its reason; it never replaces the computed one."""
    words = case.words
    why = words(f"report.override.{override.reason.value}")
    return words(
        "report.override",
        verdict=words.value(Verdict(override.verdict)),
        reason=f"{why} {override.text}" if override.text else why,
        by=override.by,
        on=override.on,
    )


def disagreement(case: Case) -> Iterator[Line]:
    """One line where the consensus definitions differ from the primary one, and general advice."""
    words = case.words
    if case.assessment.discordance:
        named = [words(f"panel.definition.{each}") for each in case.assessment.discordance]
        yield Line(
            words(
                "report.discordance.text",
                others=words("report.list_separator").join(named),
                primary=words(f"panel.definition.{case.assessment.profile.primary_definition}"),
            ),
            label=words("report.discordance"),
        )
    defined = set(case.assessment.verdicts)
    yield from advice_on(case, {advice.definition for advice in case.assessment.advice} - defined)
    for override in case.record.overrides:
        if override.definition not in defined:
            text = f"{override.definition}: {override_in_words(case, override)}"
            yield Line(text, "strong", words("report.clinician"))
