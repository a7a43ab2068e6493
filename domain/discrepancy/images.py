"""What does not fit within one image, or between one image and another."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from domain.course import Course
from domain.discrepancy.found import ERROR, NOTE, STOPS, WARNING, Discrepancy, found
from domain.logic.cell import Cell
from domain.record.imaging import ImagingStudy, LesionSite
from domain.response.interval import target_sum

CLOSE = timedelta(days=3)
WHOLE = Decimal(100)
HALF = Decimal(50)
LASTING = (("vascular_invasion", "invasion_then_absent"), ("extrahepatic_spread", "spread_then_absent"))


def same_day_images(course: Course) -> Iterator[Discrepancy]:
    for day in course.same_day_conflicts:
        cells = (Cell("images", index, "modality") for index in day)
        yield found("same_day_images", STOPS, *cells, day=course.images[day[0]].date)


def images(course: Course) -> Iterator[Discrepancy]:
    yield from _days(course)
    for index, image in enumerate(course.images):
        yield from _vessels_and_spread(index, image)
        if image.lesion_count is not None or image.largest_mm is not None:
            yield from _burden(index, image)
        if image.arterial_phase is False and any(row.viable_mm for row in image.targets):
            yield found(
                "viable_without_arterial_phase", WARNING, Cell("images", index, "arterial_phase"), day=image.date
            )
        if image.viable_percent is not None:
            yield from _viable_percent(course, index, image.viable_percent)
    for field, code in LASTING:
        yield from _gone(course, field, code)


def _days(course: Course) -> Iterator[Discrepancy]:
    """An image on the day of a TACE was made before it; of two images close together the later one counts."""
    sessions = {course.record.sessions[part].date for session in course.sessions for part in session.parts}
    for index in course.contrast:
        day = course.images[index].date
        if day in sessions and _rests_on_the_order(course, index):
            yield found("image_on_session_day", NOTE, Cell("images", index, "date"), day=day)
    for before, index in pairwise(course.contrast):
        first, second = course.images[before].date, course.images[index].date
        if first < second <= first + CLOSE:
            cells = (Cell("images", before, "date"), Cell("images", index, "date"))
            yield found("images_close", NOTE, *cells, first=first, second=second)


def _rests_on_the_order(course: Course, index: int) -> bool:
    """Whether "made before the TACE" decides what the image is used for.

    It evaluates the session before, or it is the baseline instead of an earlier image. The usual case says
    nothing: the only image before the first session, made on its morning.
    """
    if course.evaluates(index) is not None:
        return True
    return index == course.baseline.image and course.images[course.contrast[0]].date < course.images[index].date


def _vessels_and_spread(index: int, image: ImagingStudy) -> Iterator[Discrepancy]:
    """Present, and yet nowhere."""
    if image.vascular_invasion and (image.portal_vein, image.hepatic_vein) == ("Vp0", "Vv0"):
        fields = ("vascular_invasion", "portal_vein", "hepatic_vein")
        cells = (Cell("images", index, field) for field in fields)
        yield found("invasion_without_vessel", NOTE, *cells, day=image.date)
    if image.extrahepatic_spread and image.spread_sites == ():
        cells = (Cell("images", index, field) for field in ("extrahepatic_spread", "spread_sites"))
        yield found("spread_without_site", WARNING, *cells, day=image.date)


def _burden(index: int, image: ImagingStudy) -> Iterator[Discrepancy]:
    """The number and the largest size of all liver lesions against the targets that are there for certain."""
    in_liver = [
        row for row in image.targets if row.site is not LesionSite.OTHER and (row.viable_mm or row.total_mm)
    ]
    count, largest = image.lesion_count, image.largest_mm
    of_count, of_largest = Cell("images", index, "lesion_count"), Cell("images", index, "largest_mm")
    if count is not None and count < len(in_liver):
        yield found("count_below_targets", WARNING, of_count, day=image.date, count=count, targets=len(in_liver))
    sizes = [(size, row.lesion) for row in in_liver for size in (row.viable_mm, row.total_mm) if size is not None]
    if largest is not None and sizes and max(sizes)[0] > largest:
        size, lesion = max(sizes)
        yield found(
            "largest_below_target", WARNING, of_largest, day=image.date, largest=largest, lesion=lesion, mm=size
        )
    if count is not None and largest is not None and bool(count) is not bool(largest):
        yield found(
            "count_against_largest", WARNING, of_count, of_largest, day=image.date, count=count, largest=largest
        )


def _viable_percent(course: Course, index: int, entered: Decimal) -> Iterator[Discrepancy]:
    """The physician's estimate stands in JSH item A1: it cannot pass 100, and half is where it matters."""
    cell, day = Cell("images", index, "viable_percent"), course.images[index].date
    if entered > WHOLE:
        yield found("viable_percent_above_100", ERROR, cell, day=day, entered=entered)
    if course.baseline.image is None or index == course.baseline.image:
        return
    now, before = (
        target_sum(course, image, "viable_mm", liver_only=True) for image in (index, course.baseline.image)
    )
    if not (now.exact and now.measured and before.exact and before.known):
        return
    computed = WHOLE * now.known / before.known
    if (computed > HALF) is not (entered > HALF):
        yield found("viable_percent_differs", NOTE, cell, day=day, entered=entered, computed=round(computed, 1))


def _gone(course: Course, field: str, code: str) -> Iterator[Discrepancy]:
    """Once present stays present, whatever a later image says: worth saying where one says so."""
    present: tuple[int, ImagingStudy] | None = None
    for index, image in enumerate(course.images):
        answer = getattr(image, f"shows_{field}")
        if answer and present is None:
            present = index, image
        elif answer is False and present is not None and image.date > present[1].date:
            cells = (Cell("images", index, field), Cell("images", present[0], field))
            yield found(code, NOTE, *cells, day=image.date, before=present[1].date)
            return
