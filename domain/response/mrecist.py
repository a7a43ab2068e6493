"""Response categories of an image: mRECIST target and overall, RECIST 1.1 target.

Sources: Lencioni & Llovet, Semin Liver Dis 2010 (doi 10.1055/s-0030-1247132); Eisenhauer, Eur J Cancer
2009 (doi 10.1016/j.ejca.2008.10.026).
"""

from decimal import Decimal

from domain.course import Course, Reads, once_while
from domain.logic.verdict import Verdict, kleene_or, verdict_of
from domain.record.imaging import NonTarget, ResponseCategory, TargetState
from domain.response.image_response import ImageResponse
from domain.response.interval import Diameter, Threshold, compare, measured_on, target_sum, total_mm
from domain.response.levels import baseline_level, levels_before
from domain.response.progression import (
    new_lesion_on,
    non_target_on,
    non_target_pd,
    progression_threshold,
    reported_category,
)
from domain.response.shrinkage import MORE_THAN_70_PERCENT

RECIST_PROGRESSION = Threshold(percent=120, inclusive=True, at_least_mm=Decimal(5))
_COMPLETE_NON_TARGET = (NonTarget.NONE, NonTarget.CR)


def category_by_size(
    course: Course, image: int, diameter: Diameter, progression: Threshold
) -> ResponseCategory | None:
    """The target category by sums; PD is tested first, a sum of 0 is CR, None where it is undecidable."""
    follow = target_sum(course, image, diameter)
    levels = levels_before(course, image, diameter)
    progressed = kleene_or(compare(follow, level, progression) for level in levels)
    if progressed is Verdict.MET:
        return ResponseCategory.PD
    if follow.mm == 0:
        return ResponseCategory.CR
    not_shrunk = compare(follow, baseline_level(course, diameter), MORE_THAN_70_PERCENT)
    if not progressed.decided or not not_shrunk.decided:
        return None
    return ResponseCategory.SD if not_shrunk is Verdict.MET else ResponseCategory.PR


@once_while(Reads.UP_TO_IMAGE)
def mrecist_target(course: Course, image: int) -> ResponseCategory | None:
    """mRECIST category of the targets, computed, or as reported where none was measured; NE counts as None."""
    reported = reported_category(course, image)
    if reported is not None:
        return None if reported is ResponseCategory.NE else reported
    if not measured_on(course, image):
        return None
    return category_by_size(course, image, "viable_mm", progression_threshold(course))


def mrecist_overall(course: Course, image: int) -> ResponseCategory | None:
    """Overall mRECIST response (clinical-rules, section 3.3); None where it is undecidable."""
    elsewhere = (new_lesion_on(course, image), verdict_of(non_target_pd(course, image)))
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
    """No target has a value on the image, and no category but NE was reported, used or not."""
    reported = course.images[image].reported
    if reported is not None and reported.category not in (None, ResponseCategory.NE):
        return False
    on_image = course.targets_on(image)
    rows = [on_image[lesion] for lesion in course.lesions if lesion in on_image]
    return all(
        row.state is TargetState.NOT_EVALUABLE
        or (row.state in (None, TargetState.MEASURED) and row.viable_mm is None and row.total_mm is None)
        for row in rows
    )


def recist11_target(course: Course, image: int) -> ResponseCategory | None:
    """RECIST 1.1 category of the targets by whole diameters; PD needs 20 % and 5 mm over the nadir."""
    rows = course.targets_on(image)
    if not any(lesion in rows and total_mm(rows[lesion]) is not None for lesion in course.lesions):
        return None
    return category_by_size(course, image, "total_mm", RECIST_PROGRESSION)


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


@once_while(Reads.UP_TO_IMAGE)
def _response(course: Course, image: int) -> ImageResponse:
    study = course.images[image]
    evaluated = course.evaluates(image)
    latest = course.session_before(study.date)
    follow, baseline = target_sum(course, image, "viable_mm"), baseline_level(course, "viable_mm")
    return ImageResponse(
        image=image,
        day=study.date,
        evaluates_session=None if evaluated is None else evaluated.last,
        label="" if evaluated is not None else _label(course, image),
        days_since_session=None if latest is None else (study.date - latest.last).days,
        sum_mm=follow.mm if follow.measured else None,
        baseline_mm=baseline.sum.known if baseline.certain and baseline.sum.measured else None,
        nadir_mm=nadir_mm(course, image),
        mrecist_target=mrecist_target(course, image),
        mrecist_overall=mrecist_overall(course, image),
        recist11_target=recist11_target(course, image),
        reported=None if study.reported is None else study.reported.category,
    )


def nadir_mm(course: Course, image: int) -> Decimal | None:
    """The smallest sum before the image, where it is certain: no open sum may lie below it."""
    levels = [level for level in levels_before(course, image, "viable_mm") if level.sum.measured]
    nadir = min((level.sum.known for level in levels if level.certain), default=None)
    if nadir is None or any(level.sum.known < nadir for level in levels):
        return None
    return nadir


def _label(course: Course, image: int) -> str:
    """Why an image evaluates no session: too early, too late, or another image is used instead."""
    day = course.images[image].date
    before = course.session_before(day)
    if before is None:
        return ""
    window = course.window(before)
    if day < window.first:
        return "too_early"
    return "superseded" if day in window else "too_late"
