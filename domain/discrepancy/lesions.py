"""Target rows that contradict themselves, the baseline, or the same lesion last time."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from domain.course import Course
from domain.discrepancy.found import ERROR, NOTE, WARNING, Discrepancy, Severity, found
from domain.logic.cell import Cell
from domain.record.imaging import ImagingStudy, TargetLesion, TargetState

LARGEST_MM = Decimal(300)
LARGEST_NEW_MM = Decimal(100)
MEASURABLE_MM = Decimal(10)
TENFOLD = 10
DIAMETERS = ("viable_mm", "total_mm")
_PLAIN = (None, TargetState.MEASURED)
_WITHOUT_VALUE = (TargetState.NO_ENHANCEMENT, TargetState.NOT_EVALUABLE)


def lesions(course: Course) -> Iterator[Discrepancy]:
    """The target rows of every image in one pass, each beside the same lesion last time."""
    known = set(course.lesions)
    last: dict[str, tuple[int, TargetLesion]] = {}
    first = course.sessions[0].first if course.sessions else date.max
    for index, image in enumerate(course.images):
        for row in image.targets:
            lesion = row.lesion
            if row.total_mm is not None or row.state not in _PLAIN or (row.viable_mm or 0) > LARGEST_MM:
                yield from _contradictions(index, image.date, row)
            before = last.get(lesion)
            if before is not None and _worth_comparing(row, before[1]):
                yield from _compared(index, image.date, row, *before)
            if known and lesion not in known:
                yield from _unknown(index, image, row, known)
            last[lesion] = index, row
        if image.date > first and image.arterial_phase is not False:
            yield from _left_out(course, index, image)
        for place, new in enumerate(image.new_lesions or ()):
            if new.size_mm is not None and new.size_mm > LARGEST_NEW_MM:
                cell = Cell("images", index, "size_mm", str(place))
                yield found("new_lesion_very_large", WARNING, cell, day=image.date, mm=new.size_mm)


def _worth_comparing(row: TargetLesion, earlier: TargetLesion) -> bool:
    """Whether a diameter begins with another power of ten, or the site is another: rare, hence quick."""
    viable, total, before, whole = row.viable_mm, row.total_mm, earlier.viable_mm, earlier.total_mm
    return (
        (viable is not None and before is not None and viable.adjusted() != before.adjusted())
        or (total is not None and whole is not None and total.adjusted() != whole.adjusted())
        or row.site is not earlier.site
    )


def _contradictions(index: int, day: date, row: TargetLesion) -> Iterator[Discrepancy]:
    viable, total = row.viable_mm, row.total_mm
    if viable:
        if total is not None and viable > total:
            yield _of_row("viable_above_total", ERROR, index, day, row)
        if row.state in _WITHOUT_VALUE:
            yield _of_row("value_against_state", ERROR, index, day, row)
        elif row.state is TargetState.TOO_SMALL and viable >= MEASURABLE_MM:
            yield _of_row("too_small_but_measurable", WARNING, index, day, row)
    if (viable and viable > LARGEST_MM) or (total and total > LARGEST_MM):
        yield _of_row("implausibly_large", WARNING, index, day, row)


def _of_row(code: str, severity: Severity, index: int, day: date, row: TargetLesion) -> Discrepancy:
    cell = Cell("images", index, "viable_mm", row.lesion)
    return found(code, severity, cell, lesion=row.lesion, day=day, state=row.state)


def _compared(
    index: int, day: date, row: TargetLesion, before: int, earlier: TargetLesion
) -> Iterator[Discrepancy]:
    """Ten times more or less than last time is often cm for mm; what lay in the liver stays there."""
    for diameter in DIAMETERS:
        now, then = getattr(row, diameter), getattr(earlier, diameter)
        if now and then and _tenfold(now, then):
            cells = (Cell("images", index, diameter, row.lesion), Cell("images", before, diameter, row.lesion))
            severity = WARNING if now > then else NOTE
            yield found("diameter_tenfold", severity, *cells, lesion=row.lesion, day=day, value=now, before=then)
    if row.site is not earlier.site and None not in (row.site, earlier.site):
        cells = (Cell("images", index, "site", row.lesion), Cell("images", before, "site", row.lesion))
        yield found("site_differs", WARNING, *cells, lesion=row.lesion, day=day)


def _tenfold(one: Decimal, other: Decimal) -> bool:
    return one >= TENFOLD * other or other >= TENFOLD * one


def _unknown(index: int, image: ImagingStudy, row: TargetLesion, known: set[str]) -> Iterator[Discrepancy]:
    """A lesion that the target set does not have: a name spelt otherwise, or one that is not summed."""
    cell = Cell("images", index, "viable_mm", row.lesion)
    own = {target.lesion for target in image.targets}
    spelling = _spelling(row.lesion)
    alike = sorted(name for name in known - own if _spelling(name) == spelling)
    if alike:
        yield found("lesion_name_alike", WARNING, cell, lesion=row.lesion, day=image.date, known=alike[0])
    else:
        yield found("lesion_not_in_baseline", NOTE, cell, lesion=row.lesion, day=image.date, state=row.state)


def _spelling(name: str) -> str:
    """The name without what the eye does not tell apart: case, width, blanks."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _left_out(course: Course, index: int, image: ImagingStudy) -> Iterator[Discrepancy]:
    """Targets that a follow-up image does not mention: the sum has an unknown part."""
    rows = course.targets_on(index)
    absent = [lesion for lesion in course.lesions if lesion not in rows]
    if not absent:
        return
    cells = (Cell("images", index, "viable_mm", lesion) for lesion in absent)
    reported = image.reported is not None and image.reported.category is not None
    read = image.non_target is not None or image.new_lesions is not None
    if len(absent) < len(course.lesions):
        yield found("target_left_out", NOTE, *cells, day=image.date, lesions=", ".join(absent))
    elif read and not reported:
        yield found("follow_up_without_targets", NOTE, *cells, day=image.date)
