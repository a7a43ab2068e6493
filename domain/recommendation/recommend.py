"""From verdicts and inputs to a recommendation (clinical-rules, section 9). Cisplatin or 5-FU alone: never."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from domain.course import Course
from domain.logic.cell import Cell
from domain.logic.finding import Finding
from domain.logic.verdict import Verdict, kleene_or
from domain.recommendation.cautions import cautions
from domain.recommendation.gates import gates, questions
from domain.recommendation.old_inputs import old_inputs
from domain.recommendation.outcome import Recommendation, Status, Tier
from domain.resistance.definition import DefinitionVerdict, Standing
from domain.staging import ChildPughReading


def recommend(
    course: Course, verdicts: Mapping[str, DefinitionVerdict], child_pugh: ChildPughReading
) -> Recommendation:
    """The recommendation for one course, from the verdicts of all definitions and the Child-Pugh that stands."""
    consensus = [verdict for verdict in verdicts.values() if verdict.standing is Standing.CONSENSUS]
    primary = verdicts[course.profile.primary_definition]
    trigger = _trigger(primary, consensus)
    asked = gates(course, child_pugh)
    tier_questions = questions(course.record)

    old = old_inputs(course, child_pugh) if trigger.verdict is Verdict.MET else ()

    def outcome(status: Status, decided_by: str, missing: tuple[Cell, ...] = ()) -> Recommendation:
        return Recommendation(status, None, decided_by, trigger, asked, tier_questions, missing, old_inputs=old)

    if trigger.verdict is Verdict.NOT_MET:
        return outcome(Status.NOT_TRIGGERED, "trigger.none")
    if trigger.verdict is Verdict.INDETERMINATE:
        return outcome(Status.WITHHELD, "trigger.open", _missing_verdict(primary, consensus))
    closed = next((gate for gate in asked if gate.verdict is Verdict.MET), None)
    if closed is not None:
        return outcome(Status.OUT_OF_SCOPE, closed.criterion)
    tier, status, question = _tier(tier_questions)
    unanswered = [gate for gate in asked if gate.verdict is Verdict.INDETERMINATE]
    if tier is None:
        unanswered += [each for each in tier_questions if each.verdict is Verdict.INDETERMINATE]
    if tier is None or unanswered:
        return outcome(Status.WITHHELD, unanswered[0].criterion, _lacking(unanswered))
    return _candidate(course, child_pugh, primary, outcome(status, question), tier)


def _trigger(primary: DefinitionVerdict, consensus: list[DefinitionVerdict]) -> Finding:
    """Whether any consensus definition is met; the trees of the definitions explain it."""
    met = ", ".join(verdict.definition for verdict in consensus if verdict.verdict is Verdict.MET)
    facts = (("primary", primary.definition), ("primary_verdict", primary.verdict), ("met", met))
    return Finding("trigger", kleene_or(verdict.verdict for verdict in consensus), facts=facts)


def _candidate(
    course: Course, child_pugh: ChildPughReading, primary: DefinitionVerdict, draft: Recommendation, tier: Tier
) -> Recommendation:
    """The tier with its cautions; only confirmed by the board where another definition, or a caution, says so."""
    found = cautions(course.record, child_pugh, tier)
    decided_by, status = draft.decided_by, draft.status
    if primary.verdict is not Verdict.MET:
        status, decided_by = Status.DISCUSS, "trigger.other"
    elif any(caution.to_discuss for caution in found):
        status = Status.DISCUSS
    return replace(draft, status=status, tier=tier, decided_by=decided_by, cautions=found)


def _tier(asked: tuple[Finding, Finding, Finding]) -> tuple[Tier | None, Status, str]:
    """Second line where immunotherapy or the combination is out; to discuss where only targeted therapy is."""
    immunotherapy, not_tolerated, targeted = asked
    for question in (immunotherapy, not_tolerated):
        if question.verdict is Verdict.MET:
            return Tier.SECOND_LINE, Status.RECOMMENDED, question.criterion
    if targeted.verdict is Verdict.MET:
        return Tier.SECOND_LINE, Status.DISCUSS, targeted.criterion
    if any(question.verdict is Verdict.INDETERMINATE for question in asked):
        return None, Status.WITHHELD, ""
    return Tier.FIRST_LINE, Status.RECOMMENDED, "trigger.primary"


def _missing_verdict(primary: DefinitionVerdict, consensus: list[DefinitionVerdict]) -> tuple[Cell, ...]:
    """What the primary definition lacks; where it is decided, what the first open one lacks."""
    open_ones = [verdict for verdict in (primary, *consensus) if not verdict.verdict.decided]
    return next((verdict.missing for verdict in open_ones if verdict.missing), ())


def _lacking(findings: list[Finding]) -> tuple[Cell, ...]:
    """Each cell once, in the order of the gates."""
    leaves = chain.from_iterable(finding.leaves() for finding in findings)
    return tuple(dict.fromkeys(cell for leaf in leaves for cell in leaf.lacking))
