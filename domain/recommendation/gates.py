"""The gates of the recommendation, in order, and the questions that choose its tier.

A gate that is met takes the patient out of scope.
"""

from domain.course import Course
from domain.logic.cell import NEW_ROW, NO_ROW, Cell
from domain.logic.deciding import NEVER, Ways, way
from domain.logic.finding import Finding, any_of, decided, negated, undecided
from domain.record.patient_record import PatientRecord
from domain.record.treatment import ExtrahepaticExtent
from domain.staging import ChildPughReading


def constraint(name: str) -> Cell:
    return Cell("constraints", NO_ROW, name)


def latest_ecog(record: PatientRecord) -> tuple[int | None, Cell]:
    """ECOG of the latest day that has one (the worst of that day), and the cell it stands or would stand in."""
    rows = [(row.date, row.ecog, index) for index, row in enumerate(record.status) if row.ecog is not None]
    if rows:
        _, ecog, index = max(rows)
        return ecog, Cell("status", index, "ecog")
    return None, Cell("status", len(record.status) - 1 if record.status else NEW_ROW, "ecog")


def latest_answer(record: PatientRecord, field: str) -> tuple[bool | None, tuple[Cell, ...]]:
    """The latest entry on vessels or spread ("shows_…" of an image); of one day present wins."""
    answers = [(image.date, getattr(image, f"shows_{field}"), index) for index, image in enumerate(record.images)]
    known = [(day, answer, index) for day, answer, index in answers if answer is not None]
    if not known:
        return None, ()
    latest = max(day for day, _, _ in known)
    same_day = [(answer, index) for day, answer, index in known if day == latest]
    return any(answer for answer, _ in same_day), tuple(Cell("images", index, field) for _, index in same_day)


def gates(course: Course, child_pugh: ChildPughReading) -> tuple[Finding, ...]:
    """G1–G6 in their order."""
    record = course.record
    ecog, cell = latest_ecog(record)
    return (
        child_pugh_c(child_pugh),
        _ecog_gate("gate.G2", ecog, cell, (3, 4)),
        _infeasible(record),
        _yes_no("gate.G4", record.constraints.prior_systemic_oxaliplatin, "prior_systemic_oxaliplatin"),
        extensive_spread(record),
        _ecog_gate("gate.G6", ecog, cell, (2,)),
    )


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


def _ecog_gate(name: str, ecog: int | None, cell: Cell, those: tuple[int, ...]) -> Finding:
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
