"""Other treatments, limits of treatment and clinicians' verdicts: against the course and against each other."""

from collections.abc import Iterator

from domain.course import Course
from domain.discrepancy.found import ERROR, WARNING, Discrepancy, found, of_constraints
from domain.logic.cell import Cell
from domain.record.patient_record import PatientRecord
from domain.record.tace_session import SessionType
from domain.record.treatment import ExtrahepaticExtent, TherapyKind
from domain.resistance.registry import DEFINITIONS

_HAIC = (SessionType.HAIC, SessionType.TACE_HAIC)
_OXALIPLATIN = ("oxaliplatin", "奥沙利铂", "folfox", "xelox", "capox", "sox")
_DEFINED = frozenset(definition.id for definition in DEFINITIONS)


def treatments(course: Course) -> Iterator[Discrepancy]:
    record = course.record
    yield from _given_against_limits(record)
    yield from _oxaliplatin(record)
    yield from _extent(course)
    for index, therapy in enumerate(record.therapies):
        first, last = therapy.started_on, therapy.ended_on
        if first is not None and last is not None and last < first:
            cells = (Cell("therapies", index, "to"), Cell("therapies", index, "from"))
            yield found("therapy_ends_before_start", ERROR, *cells, first=first, last=last)
    for index, override in enumerate(record.overrides):
        if override.definition not in _DEFINED:
            cell = Cell("overrides", index, "definition")
            yield found("override_of_unknown_definition", WARNING, cell, definition=override.definition)


def _given_against_limits(record: PatientRecord) -> Iterator[Discrepancy]:
    """What goes on although it is entered as impossible: one of the two is not up to date."""
    limits = record.constraints
    for kind, refused, field, code in (
        (TherapyKind.HAIC, limits.haic_feasible is False, "haic_feasible", "haic_though_not_feasible"),
        (
            TherapyKind.IMMUNOTHERAPY,
            limits.immunotherapy_contraindicated,
            "immunotherapy_contraindicated",
            "immunotherapy_though_contraindicated",
        ),
        (
            TherapyKind.TARGETED,
            limits.targeted_contraindicated,
            "targeted_contraindicated",
            "targeted_though_contraindicated",
        ),
    ):
        given = _given(record, kind) if refused else ()
        if given:
            yield found(code, WARNING, of_constraints(field), *given)


def _given(record: PatientRecord, kind: TherapyKind) -> tuple[Cell, ...]:
    """Therapies of this kind that have not ended; for HAIC the procedures as well."""
    cells = [
        Cell("therapies", index, "kind")
        for index, therapy in enumerate(record.therapies)
        if therapy.kind is kind and therapy.ended_on is None
    ]
    if kind is TherapyKind.HAIC:
        cells += [
            Cell("sessions", index, "type")
            for index, row in enumerate(record.sessions)
            if row.type in _HAIC and row.completed is not False
        ]
    return tuple(cells)


def _oxaliplatin(record: PatientRecord) -> Iterator[Discrepancy]:
    """Earlier systemic oxaliplatin takes HAIC out of scope: a name among the therapies may say otherwise."""
    if record.constraints.prior_systemic_oxaliplatin is not False:
        return
    for index, therapy in enumerate(record.therapies):
        name = (therapy.name or "").casefold()
        if therapy.kind is not TherapyKind.HAIC and any(drug in name for drug in _OXALIPLATIN):
            cells = (of_constraints("prior_systemic_oxaliplatin"), Cell("therapies", index, "name"))
            yield found("oxaliplatin_history_differs", WARNING, *cells, name=therapy.name)


def _extent(course: Course) -> Iterator[Discrepancy]:
    """The extent of spread as answered for the recommendation against the latest image that says anything."""
    extent = course.record.constraints.extrahepatic_extent
    if extent is None:
        return
    answers = [(image.date, image.shows_extrahepatic_spread, index) for index, image in enumerate(course.images)]
    known = [(day, present, index) for day, present, index in answers if present is not None]
    if not known:
        return
    day, present, index = max(known)
    cells = (of_constraints("extrahepatic_extent"), Cell("images", index, "extrahepatic_spread"))
    if present and extent is ExtrahepaticExtent.NONE:
        yield found("extent_none_but_spread", ERROR, *cells, day=day)
    elif not present and extent is not ExtrahepaticExtent.NONE:
        yield found("extent_without_spread", WARNING, *cells, day=day, extent=extent)
