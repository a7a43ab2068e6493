"""The recommended regimen: status, tier, what decided, gates, cautions, and the evidence behind it."""

from collections.abc import Iterator, Sequence

from desktop_app.plots import old_input_in_words, sentence
from desktop_app.report.case import Case
from desktop_app.report.document import Line, Mark, Statement, Statements
from desktop_app.report.verdicts import cells_in_words
from desktop_app.wording import Language
from domain.evidence import EvidenceCard
from domain.logic.verdict import Verdict
from domain.profile import OldInputs
from domain.recommendation import Recommendation, Status

FULL_CARDS = 3
"""With their figures; the others by citation and mark, so that two pages hold them all."""
_MARKS: dict[Status, Mark] = {
    Status.RECOMMENDED: "go",
    Status.DISCUSS: "ask",
    Status.WITHHELD: "stop",
    Status.OUT_OF_SCOPE: "stop",
    Status.NOT_TRIGGERED: "not_met",
}


def recommendation(case: Case) -> Statements:
    given, words = case.assessment.recommendation, case.words
    name = words(f"report.regimen.{given.tier.value}") if given.tier else ""
    aside = words(f"report.tier.{given.tier.value}") if given.tier else ""
    status = words(f"report.status.{given.status.value}")
    return Statements((Statement(_MARKS[given.status], status, name, aside, tuple(_lines(case, given))),))


def _lines(case: Case, given: Recommendation) -> Iterator[Line]:
    words = case.words
    open_gate = given.status is Status.WITHHELD and not given.decided_by.startswith("trigger")
    if not open_gate:
        yield Line(words(f"decided_by.{given.decided_by}"), label=words("report.decided_by"))
    if given.missing:
        yield Line(cells_in_words(case, given.missing), label=words("report.missing"))
    if given.status is not Status.NOT_TRIGGERED:
        yield from _gates(case, given)
    for old in given.old_inputs:
        yield Line(old_input_in_words(old, words), label=words("old_inputs.label"))
    if given.old_inputs and case.assessment.profile.old_inputs is OldInputs.WITHHOLD:
        yield Line(words("old_inputs.not_counted"), "quiet")
    for caution in given.cautions:
        text = words(f"caution.{caution.code}", **dict(caution.facts))
        source = words("report.source", source=words(f"source.{caution.source}"))
        yield Line(f"{text} {source}", label=words("report.caution"))
    if given.regimen:
        yield Line(words("report.dose"), "strong")


def _gates(case: Case, given: Recommendation) -> Iterator[Line]:
    """Gates that stand open or shut in their own words; the passed ones by name, so that none is silent."""
    words = case.words
    asked = (*given.gates, *given.questions)
    passed = [gate for gate in asked if gate.verdict is Verdict.NOT_MET]
    for verdict, label in ((Verdict.MET, "report.gate_true"), (Verdict.INDETERMINATE, "report.gate_open")):
        said = dict.fromkeys(sentence(gate, words).rstrip("。.") for gate in asked if gate.verdict is verdict)
        if said:
            yield Line(words("plots.reason.between").join(said), label=words(label))
    if passed:
        names = words("report.list_separator").join(words(f"report.{gate.criterion}") for gate in passed)
        yield Line(names, label=words("report.gates_passed"))


def evidence(case: Case) -> Iterator[Line]:
    """The studies behind the tier, each with its citation and verification mark; nothing without a tier."""
    given, words = case.assessment.recommendation, case.words
    if given.tier is None:
        return
    grade = case.evidence.grade_of(given.tier.value)
    if grade is not None:
        yield Line(grade.words.text(words.language), label=words("evidence.grade"))
    cards = case.evidence.cards_for(given.tier.value)
    for card in cards[:FULL_CARDS]:
        doi = f" doi:{card.publication.doi}" if card.publication.doi else ""
        yield Line(
            words(
                "report.evidence.card",
                figures=card.publication.display.text(words.language),
                mark=card.mark.text(words.language),
            ),
            label=words(f"evidence.stance.{card.stance}"),
            aside=f"{card.publication.citation}{doi}",
        )
    if len(cards) > FULL_CARDS:
        further = words("report.between").join(_by_mark(cards[FULL_CARDS:], words.language))
        yield Line(further, "quiet", label=words("report.further_evidence"))
    for note in case.evidence.notes:
        yield Line(note.text(words.language), "quiet")


def _by_mark(cards: Sequence[EvidenceCard], language: Language) -> Iterator[str]:
    """Citations, each mark once behind those that share it."""
    marks = dict.fromkeys(card.mark.text(language) for card in cards)
    for mark in marks:
        alike = (card.publication.citation for card in cards if card.mark.text(language) == mark)
        yield f"{'; '.join(alike)} {mark}"
