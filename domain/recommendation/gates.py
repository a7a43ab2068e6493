"""The gates of the recommendation, in order, and the questions that choose its tier.

A gate that is met takes the patient out of scope.
"""

from domain.course import Course, Reads, once_while
from domain.logic.cell import NO_ROW, Cell
from domain.logic.deciding import NEVER, Ways, way
from domain.logic.finding import Finding, any_of, decided, negated, undecided
from domain.logic.verdict import Verdict
from domain.recommendation.old_inputs import present_days
from domain.record.patient_record import PatientRecord
from domain.record.treatment import ExtrahepaticExtent
from domain.staging import ALWAYS, ChildPughReading, Days, latest_child_pugh
from domain.staging.reading import cell_to_fill, rows_of_latest_day


def constraint(name: str) -> Cell:
    return Cell("constraints", NO_ROW, name)


def latest_ecog(record: PatientRecord, days: Days = ALWAYS) -> tuple[int | None, Cell]:
    """ECOG of the latest day that has one (the worst of that day), and the cell it stands or would stand in."""
    rows = rows_of_latest_day(record.status, lambda row: row.ecog is not None, days)
    if rows:
        ecog, index = max((row.ecog or 0, index) for index, row in rows)
        return ecog, Cell("status", index, "ecog")
    return None, cell_to_fill(record.status, "status", "ecog", days)


def latest_answer(record: PatientRecord, field: str) -> tuple[bool | None, tuple[Cell, ...]]:
    """The latest entry on vessels or spread ("shows_…" of an image); of one day present wins."""
    answers = [(image.date, getattr(image, f"shows_{field}"), index) for index, image in enumerate(record.images)]
    known = [(day, answer, index) for day, answer, index in answers if answer is not None]
    if not known:
        return None, ()
    latest = max(day for day, _, _ in known)
    same_day = [(answer, index) for day, answer, index in known if day == latest]
    return any(answer for answer, _ in same_day), tuple(Cell("images", index, field) for _, index in same_day)


@once_while(Reads.ALL_BUT_TARGETS)
def gates(course: Course, child_pugh: ChildPughReading) -> tuple[Finding, ...]:
    """G1–G6 in their order."""
    record = course.record
    return (
        _liver_gate(course, child_pugh),
        _ecog_gate("gate.G2", course, (3, 4)),
        _infeasible(record),
        _yes_no("gate.G4", record.constraints.prior_systemic_oxaliplatin, "prior_systemic_oxaliplatin"),
        extensive_spread(record),
        _ecog_gate("gate.G6", course, (2,)),
    )


def _liver_gate(course: Course, child_pugh: ChildPughReading) -> Finding:
    """Where old inputs do not count, an old class C still shuts the gate, and an old A or B does not open it."""
    found, days = child_pugh_c(child_pugh), present_days(course)
    if days is ALWAYS or found.verdict is Verdict.MET:
        return found
    return child_pugh_c(latest_child_pugh(course.record, days))


def child_pugh_c(reading: ChildPughReading) -> Finding:
    """G1: Child-Pugh C by the latest row with any of its parts."""
    if reading.child_class is not None:
        facts = {"score": reading.score, "child_class": reading.child_class, "on": reading.on}
        return decided("gate.G1", reading.child_class == "C", reading.cells, **facts)
    by_parts = (way("low", *reading.missing),) if reading.missing else NEVER
    by_score = NEVER if reading.instead is None else (way("low", reading.instead),)
    no: Ways = (*by_parts, *by_score)
    yes: Ways = tuple(frozenset((cell, "high") for cell, _ in answers) for answers in no)
    return undecided("gate.G1", yes, no, reading.cells, low=reading.low, high=reading.high, on=reading.on)


def _ecog_gate(name: str, course: Course, those: tuple[int, ...]) -> Finding:
    """Where old inputs do not count, an old ECOG of ``those`` still shuts the gate, another does not open it."""
    days = present_days(course)
    ecog, cell = latest_ecog(course.record)
    if days is not ALWAYS and ecog not in those:
        ecog, cell = latest_ecog(course.record, days)
    if ecog is None:
        return undecided(name, (way(str(those[0]), cell),), (way("0", cell),), (cell,), ecog=None)
    return decided(name, ecog in those, (cell,), ecog=ecog)


def _yes_no(name: str, answer: bool | None, field: str) -> Finding:
    cell = constraint(field)
    if answer is None:
        return undecided(name, (way("yes", cell),), (way("no", cell),), (cell,))
    return decided(name, answer, (cell,))


def _infeasible(record: PatientRecord) -> Finding:
    """G3: HAIC not feasible, or one of its drugs contraindicated."""
    limits = record.constraints
    feasible = _yes_no("gate.haic_feasible", limits.haic_feasible, "haic_feasible")
    return any_of(
        "gate.G3",
        (
            negated("gate.haic_not_feasible", feasible),
            _yes_no("gate.oxaliplatin", limits.oxaliplatin_contraindicated, "oxaliplatin_contraindicated"),
            _yes_no("gate.fluorouracil", limits.fluorouracil_contraindicated, "fluorouracil_contraindicated"),
        ),
    )


def extensive_spread(record: PatientRecord) -> Finding:
    """G5: extensive spread; "none" against an image that shows spread is a contradiction, so unknown."""
    extent = record.constraints.extrahepatic_extent
    cell = constraint("extrahepatic_extent")
    present, seen = latest_answer(record, "extrahepatic_spread")
    contradicted = extent is ExtrahepaticExtent.NONE and present is True
    if extent is None or contradicted:
        to_met, to_not_met = (way("extensive", cell),), (way("oligometastatic", cell),)
        return undecided("gate.G5", to_met, to_not_met, (cell, *seen), extent=extent, contradicted=contradicted)
    return decided("gate.G5", extent is ExtrahepaticExtent.EXTENSIVE, (cell,), extent=extent, contradicted=False)


def questions(record: PatientRecord) -> tuple[Finding, Finding, Finding]:
    """Immunotherapy contraindicated; combination not tolerated; targeted therapy contraindicated."""
    limits = record.constraints
    tolerated = _yes_no("question.tolerated", limits.combination_tolerated, "combination_tolerated")
    return (
        _yes_no("question.immunotherapy", limits.immunotherapy_contraindicated, "immunotherapy_contraindicated"),
        negated("question.not_tolerated", tolerated),
        _yes_no("question.targeted", limits.targeted_contraindicated, "targeted_contraindicated"),
    )
