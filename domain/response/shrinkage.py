"""Whether the targets stayed too large: the tests that compare with a sum before treatment."""

from datetime import date

from domain.course import ChosenImage, Course, Reads, once_while
from domain.logic.cell import Cell
from domain.logic.deciding import NEVER, Ways, way
from domain.logic.finding import Fact, Finding, decided, undecided
from domain.record.imaging import ComparedWith, ReportedResponse, ResponseCategory
from domain.response.interval import Threshold, exceeds, measured_on, sum_on
from domain.response.progression import (
    category_cell,
    category_is,
    on_image_to_enter,
    or_as_reported,
    reported_category,
    reported_on,
    with_alternatives,
)

MORE_THAN_70_PERCENT = Threshold(percent=70, inclusive=False)
MORE_THAN_75_PERCENT = Threshold(percent=75, inclusive=False)
MORE_THAN_HALF = Threshold(percent=50, inclusive=False)
AT_LEAST_120_PERCENT = Threshold(percent=120, inclusive=True)
_UNRESPONSIVE = {ResponseCategory.SD, ResponseCategory.PD}


def _days(course: Course, follow: ChosenImage, level: ChosenImage) -> dict[str, Fact]:
    return {
        "image_day": None if follow.image is None else course.images[follow.image].date,
        "reference_day": None if level.image is None else course.images[level.image].date,
    }


def above(
    course: Course,
    criterion: str,
    follow: ChosenImage,
    level: ChosenImage,
    threshold: Threshold,
    *,
    liver_only: bool = False,
) -> Finding:
    """The viable sum on one image against that on another, by measured targets alone."""
    return exceeds(
        criterion,
        sum_on(course, follow, liver_only=liver_only).sum,
        sum_on(course, level, liver_only=liver_only),
        threshold,
        **_days(course, follow, level),
    )


@once_while(Reads.UP_TO_IMAGE)
def not_responded(course: Course, chosen: ChosenImage) -> Finding:
    """Neither CR nor PR by size: the sum is above 70 % of the baseline (a PD is tested apart)."""
    name = "response.not_shrunk_30"
    if chosen.image is None:
        return on_image_to_enter(name, chosen)
    category = reported_category(course, chosen.image)
    if category is not None:
        return category_is(course, chosen.image, name, category, _UNRESPONSIVE)
    computed = above(course, name, chosen, course.baseline, MORE_THAN_70_PERCENT)
    return or_as_reported(course, chosen.image, computed, _UNRESPONSIVE)


@once_while(Reads.UP_TO_IMAGE)
def more_than_half_viable(course: Course, chosen: ChosenImage) -> Finding:
    """JSH A1 on one image: viable sum in the liver above 50 % of the sum before the first TACE.

    A percentage entered by the physician replaces the ratio; a reported category serves where no target
    was measured (CR no; SD yes, since it means more than 70 %; PD yes if compared with the baseline).
    """
    name = "jsh.more_than_half_viable"
    if chosen.image is None:
        return on_image_to_enter(name, chosen)
    image = chosen.image
    study = course.images[image]
    cell = Cell("images", image, "viable_percent")
    if study.viable_percent is not None:
        facts: dict[str, Fact] = {"viable_percent": study.viable_percent, "image_day": study.date}
        return decided(f"{name}.entered", study.viable_percent > 50, (cell,), **facts)
    reported = reported_on(course, image)
    if reported is not None:
        finding = _half_viable_as_reported(reported, image, study.date)
    else:
        finding = above(course, name, chosen, course.baseline, MORE_THAN_HALF, liver_only=True)
        if not finding.verdict.decided and not measured_on(course, image):
            category = category_cell(image)
            finding = with_alternatives(finding, (way("SD", category),), (way("CR", category),))
    if finding.verdict.decided:
        return finding
    return with_alternatives(finding, (way("high", cell),), (way("low", cell),))


def _half_viable_as_reported(reported: ReportedResponse, image: int, day: date) -> Finding:
    name = "jsh.more_than_half_viable.reported"
    facts: dict[str, Fact] = {
        "category": reported.category,
        "compared_with": reported.compared_with,
        "image_day": day,
    }
    cells = (category_cell(image),)
    if reported.category in (ResponseCategory.CR, ResponseCategory.SD):
        return decided(name, reported.category is ResponseCategory.SD, cells, **facts)
    if reported.category is ResponseCategory.PD:
        return _pd_over_baseline(name, image, reported.compared_with, facts)
    return undecided(name, NEVER, NEVER, cells, "reported_undecided", **facts)


def _pd_over_baseline(
    name: str, image: int, compared_with: ComparedWith | None, facts: dict[str, Fact]
) -> Finding:
    """A reported PD says something about the baseline only if it was compared with it: one tick decides."""
    cell = Cell("images", image, "reported.compared_with")
    cells = (category_cell(image), cell)
    if compared_with is ComparedWith.BASELINE:
        return decided(name, True, cells, **facts)
    to_met: Ways = NEVER if compared_with is not None else (way("baseline", cell),)
    return undecided(name, to_met, NEVER, cells, "reported_against_another", **facts)


@once_while(Reads.UP_TO_IMAGE)
def progression_over_first(course: Course, chosen: ChosenImage) -> Finding:
    """CCI: intrahepatic targets at 120 % or more of the sum before the first TACE, not of the nadir."""
    name = "cci.pd_over_first"
    if chosen.image is None:
        return on_image_to_enter(name, chosen)
    image = chosen.image
    reported = reported_on(course, image)
    if reported is not None:
        facts: dict[str, Fact] = {
            "category": reported.category,
            "compared_with": reported.compared_with,
            "image_day": course.images[image].date,
        }
        if reported.category is ResponseCategory.PD:
            return _pd_over_baseline(f"{name}.reported", image, reported.compared_with, facts)
        if reported.category is ResponseCategory.NE:
            return undecided(name, NEVER, NEVER, (category_cell(image),), "reported_ne", **facts)
        return decided(f"{name}.reported", False, (category_cell(image),), **facts)
    computed = above(course, name, chosen, course.baseline, AT_LEAST_120_PERCENT, liver_only=True)
    if computed.verdict.decided or measured_on(course, image):
        return computed
    return _or_reported_over_first(course, image, computed)


def _or_reported_over_first(course: Course, image: int, computed: Finding) -> Finding:
    """Nothing measured, nothing reported: a category decides, PD together with what it was compared with."""
    category = category_cell(image)
    reported = course.images[image].reported
    compared_with = None if reported is None else reported.compared_with
    to_met: Ways = (way("PD", category),)
    if compared_with is None:
        to_met = (way("PD", category) | way("baseline", Cell("images", image, "reported.compared_with")),)
    elif compared_with is not ComparedWith.BASELINE:
        to_met = NEVER
    return with_alternatives(computed, to_met, tuple(way(one, category) for one in ("CR", "PR", "SD")))
