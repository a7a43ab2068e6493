"""Everything that does not fit together in a record, section by section."""

from collections.abc import Callable, Iterator

from domain.course import Course
from domain.discrepancy.baseline import baseline
from domain.discrepancy.days import days
from domain.discrepancy.found import Discrepancy, Severity
from domain.discrepancy.images import images, same_day_images
from domain.discrepancy.lesions import lesions
from domain.discrepancy.markers import markers
from domain.discrepancy.readings import readings
from domain.discrepancy.sessions import sessions
from domain.discrepancy.status import status
from domain.discrepancy.treatments import treatments

CHECKS: tuple[Callable[[Course], Iterator[Discrepancy]], ...] = (
    days,
    sessions,
    same_day_images,
    baseline,
    lesions,
    images,
    readings,
    markers,
    status,
    treatments,
)
GRAVITY = tuple(Severity)


def discrepancies(course: Course) -> tuple[Discrepancy, ...]:
    """Everything that does not fit together: the gravest first, else in the order of the sections."""
    every = [found for check in CHECKS for found in check(course)]
    return tuple(sorted(every, key=_gravity)) if len(every) > 1 else tuple(every)


def _gravity(found: Discrepancy) -> int:
    return -GRAVITY.index(found.severity)
