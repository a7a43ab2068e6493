"""Named discrepancies of a record: each with the cells that do not agree."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from domain.course import COUNTED, Course
from domain.logic.cell import NO_ROW, Cell
from domain.logic.finding import Fact
from domain.record.imaging import ComparedWith, TargetLesion, TargetState
from domain.record.tumour_marker import Bound, Marker
from domain.resistance.marker_values import canonical
from domain.response.interval import measured_on
from domain.response.mrecist import mrecist_target

BASELINE_AGE = timedelta(days=28)
TOO_CLOSE = timedelta(days=28)
LARGEST_MM = Decimal(300)
TARGET_FROM_MM = Decimal(10)
JUMP = 10
_BOUND = {Bound.LT: "<", Bound.GT: ">"}
ZERO = Decimal(0)


class Severity(StrEnum):
    """``STOPS``: a verdict cannot be given on it; the others inform."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"
    STOPS = "stops"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Wording key, severity, the cells concerned, and what fills the sentence."""

    code: str
    severity: Severity
    cells: tuple[Cell, ...]
    facts: tuple[tuple[str, Fact], ...] = ()


def discrepancies(course: Course) -> tuple[Discrepancy, ...]:
    """Everything that does not fit together, in the order of the sections of the record."""
    return tuple(found for check in _CHECKS for found in check(course))


def _patient_days(course: Course) -> Iterator[Discrepancy]:
    """Nothing happens before birth or after death."""
    patient = course.record.patient
    born, died = patient.birth_date or date.min, patient.died_on or date.max
    for section in ("sessions", "images", "markers", "status"):
        for index, row in enumerate(getattr(course.record, section)):
            if not born <= row.date <= died:
                code = "before_birth" if row.date < born else "after_death"
                yield Discrepancy(code, Severity.ERROR, (Cell(section, index, "date"),), (("day", row.date),))
    if patient.died_on and patient.birth_date and patient.died_on < patient.birth_date:
        yield Discrepancy("died_before_birth", Severity.ERROR, (Cell("patient", NO_ROW, "died_on"),))


def _session_days(course: Course) -> Iterator[Discrepancy]:
    """One TACE a day; the next not before the last can be evaluated."""
    for before, session in zip(course.sessions, course.sessions[1:], strict=False):
        cells = (Cell("sessions", before.parts[-1], "date"), Cell("sessions", session.parts[0], "date"))
        apart = session.first - before.last
        facts: tuple[tuple[str, Fact], ...] = (
            ("first", before.number),
            ("second", session.number),
            ("days", apart.days),
        )
        if not apart:
            yield Discrepancy("two_sessions_one_day", Severity.ERROR, cells, facts)
        elif apart < TOO_CLOSE:
            yield Discrepancy("sessions_too_close", Severity.WARNING, cells, facts)


def _course_labels(course: Course) -> Iterator[Discrepancy]:
    """Parts of one course that are too far apart, or have another session between them, are not one session."""
    seen: dict[str, int] = {}
    for session in course.sessions:
        label = (course.record.sessions[session.parts[0]].course or "").strip()
        if label and label in seen:
            cells = (Cell("sessions", session.parts[0], "course"),)
            yield Discrepancy("course_not_joined", Severity.WARNING, cells, (("course", label),))
        seen[label] = session.number


def _same_day_images(course: Course) -> Iterator[Discrepancy]:
    for day in course.same_day_conflicts:
        cells = tuple(Cell("images", index, "modality") for index in day)
        facts = (("day", course.images[day[0]].date),)
        yield Discrepancy("same_day_images", Severity.STOPS, cells, facts)


def _baseline(course: Course) -> Iterator[Discrepancy]:
    if not course.sessions:
        return
    first = course.sessions[0].first
    if course.baseline.image is None:
        if course.baseline.to_enter is not None:
            yield Discrepancy("no_baseline", Severity.STOPS, (course.baseline.to_enter,), (("day", first),))
        return
    image = course.images[course.baseline.image]
    cells = (Cell("images", course.baseline.image, "date"),)
    age = first - image.date
    if age > BASELINE_AGE:
        yield Discrepancy("baseline_old", Severity.WARNING, cells, (("days", age.days), ("day", image.date)))
    if not image.targets:
        yield Discrepancy("baseline_without_targets", Severity.STOPS, cells, (("day", image.date),))


def _target_set(course: Course) -> Iterator[Discrepancy]:
    """At most two targets in the liver and five in all, each at least 10 mm."""
    image = course.baseline.image
    if image is None:
        return
    cells = tuple(Cell("images", image, "viable_mm", target.lesion) for target in course.target_set)
    if len(course.lesions_in_liver) > 2 or len(course.target_set) > 5:
        yield Discrepancy("too_many_targets", Severity.WARNING, cells, (("count", len(course.target_set)),))
    for target, cell in zip(course.target_set, cells, strict=True):
        if target.viable_mm is not None and target.viable_mm < TARGET_FROM_MM:
            facts = (("lesion", target.lesion), ("mm", target.viable_mm))
            yield Discrepancy("target_too_small", Severity.WARNING, (cell,), facts)


def _targets(course: Course) -> Iterator[Discrepancy]:
    """Rows that contradict themselves, or that the baseline does not know."""
    known = set(course.lesions)
    for index, image in enumerate(course.images):
        for row in image.targets:
            for code, severity in _target_faults(row, known):
                facts = (("lesion", row.lesion), ("day", image.date), ("state", row.state))
                yield Discrepancy(code, severity, (Cell("images", index, "viable_mm", row.lesion),), facts)


def _target_faults(row: TargetLesion, known: set[str]) -> Iterator[tuple[str, Severity]]:
    viable, total = row.viable_mm or ZERO, row.total_mm or ZERO
    if row.total_mm is not None and viable > total:
        yield "viable_above_total", Severity.ERROR
    if viable and row.state in (TargetState.NO_ENHANCEMENT, TargetState.NOT_EVALUABLE):
        yield "value_against_state", Severity.ERROR
    if viable > LARGEST_MM or total > LARGEST_MM:
        yield "implausibly_large", Severity.WARNING
    if known and row.lesion not in known:
        yield "lesion_not_in_baseline", Severity.NOTE


def _readings(course: Course) -> Iterator[Discrepancy]:
    """Computed, reported and second reading side by side."""
    for index, image in enumerate(course.images):
        reported = None if image.reported is None else image.reported.category
        if reported is None or not measured_on(course, index):
            continue
        computed = mrecist_target(course, index)
        if computed is not None and computed != reported:
            facts = (("computed", computed), ("reported", reported), ("day", image.date))
            cells = (Cell("images", index, "reported.category"),)
            yield Discrepancy("reported_differs", Severity.WARNING, cells, facts)


def _reported_reference(course: Course) -> Iterator[Discrepancy]:
    """A reported PD that does not say what it was compared with cannot serve every definition."""
    for index, image in enumerate(course.images):
        reported = image.reported
        if reported is not None and reported.category == "PD" and reported.compared_with is None:
            cells = (Cell("images", index, "reported.compared_with"),)
            yield Discrepancy("reported_reference_missing", Severity.NOTE, cells, (("day", image.date),))
        elif reported is not None and reported.compared_with is ComparedWith.BASELINE and not course.sessions:
            yield Discrepancy(
                "reported_without_session", Severity.NOTE, (Cell("images", index, "reported.category"),)
            )


def _marker_jumps(course: Course) -> Iterator[Discrepancy]:
    """A tenfold jump against the value before is asked about: often a unit or a slipped point."""
    before: dict[Marker, Decimal] = {}
    for index, row in enumerate(course.record.markers):
        if row.value is None or row.unit is None:
            continue
        value = canonical(row.value, row.unit)
        last = before.get(row.marker)
        if last and value and (value >= JUMP * last or last >= JUMP * value):
            entered = f"{_BOUND.get(row.bound or Bound.EXACT, '')}{value:f}"
            facts = (("marker", row.marker), ("value", entered), ("before", last), ("day", row.date))
            yield Discrepancy("tenfold_jump", Severity.NOTE, (Cell("markers", index, "value"),), facts)
        before[row.marker] = value


def _aborted(course: Course) -> Iterator[Discrepancy]:
    """An aborted procedure is ignored altogether: say so."""
    for index, row in enumerate(course.record.sessions):
        if row.completed is False and row.type in COUNTED:
            cells = (Cell("sessions", index, "completed"),)
            yield Discrepancy("aborted_ignored", Severity.NOTE, cells, (("day", row.date),))


_CHECKS: tuple[Callable[[Course], Iterator[Discrepancy]], ...] = (
    _patient_days,
    _session_days,
    _course_labels,
    _aborted,
    _same_day_images,
    _baseline,
    _target_set,
    _targets,
    _readings,
    _reported_reference,
    _marker_jumps,
)
