"""Response categories of an image: mRECIST target and overall, RECIST 1.1 target.

Sources: Lencioni & Llovet, Semin Liver Dis 2010 (doi 10.1055/s-0030-1247132); Eisenhauer, Eur J Cancer
2009 (doi 10.1016/j.ejca.2008.10.026).
"""

from decimal import Decimal

from domain.course import ChosenImage, Course, once_per_course
from domain.logic.finding import Finding
from domain.logic.verdict import Verdict
from domain.record.imaging import NonTarget, ResponseCategory, TargetState
from domain.response.image_response import ImageResponse
from domain.response.interval import Threshold, exceeds, sum_on, target_sum
from domain.response.progression import (
    measured_on,
    new_lesion,
    non_target_on,
    non_target_progression,
    progression_over_nadir,
    reported_category,
    target_progression,
)
from domain.response.shrinkage import MORE_THAN_70_PERCENT, above

RECIST_PROGRESSION = Threshold(percent=120, inclusive=True, at_least_mm=Decimal(5))
_COMPLETE_NON_TARGET = (NonTarget.NONE, NonTarget.CR)


def category_of(progressed: Finding, sum_mm: Decimal | None, not_shrunk: Finding) -> ResponseCategory | None:
    """The target category; PD is tested first, a sum of 0 is CR, None where it is undecidable."""
    if progressed.verdict is Verdict.MET:
        return ResponseCategory.PD
    if sum_mm == 0:
        return ResponseCategory.CR
    if not progressed.verdict.decided or not not_shrunk.verdict.decided:
        return None
    return ResponseCategory.SD if not_shrunk.verdict is Verdict.MET else ResponseCategory.PR


@once_per_course
def mrecist_target(course: Course, image: int) -> ResponseCategory | None:
    """mRECIST category of the targets, computed, or as reported where none was measured; NE counts as None."""
    reported = reported_category(course, image)
    if reported is not None:
        return None if reported is ResponseCategory.NE else reported
    if not measured_on(course, image):
        return None
    chosen = ChosenImage(image)
    not_shrunk = above(course, "response.not_shrunk_30", chosen, course.baseline, MORE_THAN_70_PERCENT)
    return category_of(target_progression(course, chosen), target_sum(course, image, "viable_mm").mm, not_shrunk)


def mrecist_overall(course: Course, image: int) -> ResponseCategory | None:
    """Overall mRECIST response (clinical-rules, section 3.3); None where it is undecidable."""
    chosen = ChosenImage(image)
    elsewhere = (
        new_lesion(course, chosen, liver_only=False).verdict,
        non_target_progression(course, chosen).verdict,
    )
    target = mrecist_target(course, image)
    if Verdict.MET in elsewhere or target is ResponseCategory.PD:
        return ResponseCategory.PD
    if Verdict.INDETERMINATE in elsewhere:
        return None
    if target is None and nothing_measured(course, image):
        return ResponseCategory.NE
    if target is ResponseCategory.CR and non_target_on(course, image) not in _COMPLETE_NON_TARGET:
        return ResponseCategory.PR
    return target


def nothing_measured(course: Course, image: int) -> bool:
    """No target has a value on the image and no category but NE was reported."""
    if reported_category(course, image) not in (None, ResponseCategory.NE):
        return False
    study = course.images[image]
    rows = [row for target in course.target_set if (row := study.target(target.lesion)) is not None]
    return all(
        row.state is TargetState.NOT_EVALUABLE
        or (row.state in (None, TargetState.MEASURED) and row.viable_mm is None and row.total_mm is None)
        for row in rows
    )


def recist11_target(course: Course, image: int) -> ResponseCategory | None:
    """RECIST 1.1 category of the targets by whole diameters; PD needs 20 % and 5 mm over the nadir."""
    if not measured_on(course, image):
        return None
    follow = target_sum(course, image, "total_mm")
    progressed = progression_over_nadir(course, image, follow, RECIST_PROGRESSION, "total_mm")
    level = sum_on(course, course.baseline, "total_mm")
    not_shrunk = exceeds("response.not_shrunk_30", follow, level, MORE_THAN_70_PERCENT)
    return category_of(progressed, follow.mm, not_shrunk)


def image_responses(course: Course) -> tuple[ImageResponse, ...]:
    """The response on every arterial-phase image after the first session, in order of time."""
    if not course.sessions:
        return ()
    first = course.sessions[0].first
    return tuple(
        _response(course, index)
        for index, image in enumerate(course.images)
        if image.arterial_phase and image.date > first
    )


def _response(course: Course, image: int) -> ImageResponse:
    study = course.images[image]
    evaluated = course.evaluates(image)
    latest = max((s for s in course.sessions if s.last < study.date), key=lambda s: s.number, default=None)
    baseline = sum_on(course, course.baseline)
    usable = baseline.sum.measured and not baseline.pending
    return ImageResponse(
        image=image,
        day=study.date,
        evaluates_session=None if evaluated is None else evaluated.last,
        label="" if evaluated is not None else _label(course, image),
        days_since_session=None if latest is None else (study.date - latest.last).days,
        sum_mm=target_sum(course, image, "viable_mm").mm if measured_on(course, image) else None,
        baseline_mm=baseline.sum.mm if usable else None,
        nadir_mm=nadir_mm(course, image),
        mrecist_target=mrecist_target(course, image),
        mrecist_overall=mrecist_overall(course, image),
        recist11_target=recist11_target(course, image),
        reported=None if study.reported is None else study.reported.category,
    )


def nadir_mm(course: Course, image: int) -> Decimal | None:
    """The smallest sum before the image, where it is certain: no open sum may lie below it."""
    before = course.images[image].date
    since = None if course.baseline.image is None else course.images[course.baseline.image].date
    certain: list[Decimal] = []
    lowest_open: list[Decimal] = []
    for day, chosen in course.first_of_each_day:
        if day >= before or (since is not None and day < since):
            continue
        if chosen.image is None or not measured_on(course, chosen.image):
            continue
        total = target_sum(course, chosen.image, "viable_mm")
        (certain if total.exact and not chosen.pending else lowest_open).append(total.known)
    smallest = min(certain, default=None)
    return None if smallest is None or any(mm < smallest for mm in lowest_open) else smallest


def _label(course: Course, image: int) -> str:
    """Why an image evaluates no session: too early, too late, or another image is used instead."""
    day = course.images[image].date
    before = [session for session in course.sessions if session.last < day]
    if not before:
        return ""
    from_day = course.window(before[-1]).first
    if day < from_day:
        return "too_early"
    return "superseded" if day in course.window(before[-1]) else "too_late"
