"""Target progression against the nadir, non-target progression, new lesions: what makes an image PD."""

from decimal import Decimal

from domain.course import ChosenImage, Course, Reads, once_while
from domain.logic.cell import Cell
from domain.logic.deciding import NEVER, NOW, Ways, jointly, way
from domain.logic.finding import Fact, Finding, answered, any_of, decided, undecided
from domain.logic.verdict import Verdict, kleene_or
from domain.record.imaging import (
    EnhancementPattern,
    LesionSite,
    NewLesion,
    NonTarget,
    ReportedResponse,
    ResponseCategory,
)
from domain.response.interval import Level, TargetSum, Threshold, exceeds, measured_on, target_sum
from domain.response.levels import levels_before

COUNTS_FROM_MM = Decimal(10)
GROWN_BY_MM = Decimal(10)
PROGRESSION = Threshold(percent=120, inclusive=True)
PROGRESSION_FIVE_MM = Threshold(percent=120, inclusive=True, at_least_mm=Decimal(5))


def progression_threshold(course: Course) -> Threshold:
    """mRECIST progression: 20 % over the nadir, and 5 mm besides where the profile asks for it."""
    return PROGRESSION_FIVE_MM if course.profile.mrecist_five_mm else PROGRESSION


def progression_over_nadir(course: Course, image: int, follow: TargetSum) -> Finding:
    """PD of the targets: the sum against every earlier one since and including the baseline.

    Source: Lencioni & Llovet 2010. Without a usable baseline the answer can only be a certain yes, or no
    by a sum of 0.
    """
    parts = [
        exceeds("response.over_level", follow, level, progression_threshold(course), **_level_facts(course, level))
        for level in levels_before(course, image, "viable_mm")
    ]
    return any_of("response.target_pd", parts, image_day=course.images[image].date)


def _level_facts(course: Course, level: Level) -> dict[str, Fact]:
    image = level.sum.image
    return {"reference_day": None if image is None else course.images[image].date}


def new_lesion_counts(lesion: NewLesion, image: int, position: int) -> Finding:
    """Whether one new lesion counts yet (clinical-rules, section 3.2). Elsewhere than the liver: always."""
    size, pattern = (Cell("images", image, field, str(position)) for field in ("size_mm", "pattern"))
    facts: dict[str, Fact] = {
        "size_mm": lesion.size_mm,
        "growth_mm": lesion.growth_mm,
        "pattern": lesion.pattern,
        "lesion": position + 1,
    }
    name = "response.new_lesion_counts"
    if lesion.site is LesionSite.OTHER:
        return decided("response.new_lesion_elsewhere", True, (size,), **facts)
    if lesion.growth_mm is not None and lesion.growth_mm >= GROWN_BY_MM:
        return decided(name, True, (size,), **facts)
    if lesion.size_mm is not None and lesion.size_mm < COUNTS_FROM_MM:
        return decided(name, False, (size,), **facts)
    if lesion.pattern is EnhancementPattern.ATYPICAL:
        return decided(name, False, (pattern,), **facts)
    large: Ways = NOW if lesion.size_mm is not None else (way("high", size),)
    small: Ways = NEVER if lesion.size_mm is not None else (way("low", size),)
    typical: Ways = NOW if lesion.pattern is not None else (way("typical", pattern),)
    atypical: Ways = NEVER if lesion.pattern is not None else (way("atypical", pattern),)
    if large == NOW and typical == NOW:
        return decided(name, True, (size, pattern), **facts)
    return undecided(name, jointly(large, typical), (*small, *atypical), (size, pattern), "", **facts)


def new_lesion_on(course: Course, image: int) -> Verdict:
    """Whether a counting new lesion stands anywhere on the image."""
    lesions = course.images[image].new_lesions
    if lesions is None:
        return Verdict.INDETERMINATE
    return kleene_or(new_lesion_counts(lesion, image, place).verdict for place, lesion in enumerate(lesions))


@once_while(Reads.STUDIES)
def new_lesion(course: Course, chosen: ChosenImage, *, liver_only: bool) -> Finding:
    """Whether a counting new lesion stands on the image; elsewhere only where ``liver_only`` is False."""
    name = "response.new_liver_lesion" if liver_only else "response.new_lesion"
    if chosen.image is None:
        return on_image_to_enter(name, chosen)
    image = chosen.image
    study = course.images[image]
    cell = Cell("images", image, "new_lesions")
    if study.new_lesions is None:
        return undecided(name, (way("yes", cell),), (way("no", cell),), (cell,), image_day=study.date)
    counting = [
        new_lesion_counts(lesion, image, position)
        for position, lesion in enumerate(study.new_lesions)
        if not (liver_only and lesion.site is LesionSite.OTHER)
    ]
    if not counting:
        return decided(name, False, (cell,), image_day=study.date)
    return any_of(name, counting, image_day=study.date)


@once_while(Reads.STUDIES)
def non_target_progression(course: Course, chosen: ChosenImage) -> Finding:
    """Non-target PD; "none" at a baseline of recorded phase holds for later images that leave it empty."""
    name = "response.non_target_pd"
    if chosen.image is None:
        return on_image_to_enter(name, chosen)
    cell = Cell("images", chosen.image, "non_target")
    facts: dict[str, Fact] = {
        "non_target": non_target_on(course, chosen.image),
        "image_day": course.images[chosen.image].date,
    }
    return answered(name, non_target_pd(course, chosen.image), cell, **facts)


def non_target_pd(course: Course, image: int) -> bool | None:
    """Whether the entry that holds on the image is PD; None = not recorded."""
    entry = non_target_on(course, image)
    return None if entry is None else entry is NonTarget.PD


def non_target_on(course: Course, image: int) -> NonTarget | None:
    """The non-target entry that holds on an image: its own, or "none" inherited from the baseline."""
    own = course.images[image].non_target
    baseline = course.baseline
    if own is not None or baseline.image is None or baseline.pending:
        return own
    at_baseline = course.images[baseline.image].non_target
    return NonTarget.NONE if at_baseline is NonTarget.NONE else None


def reported_on(course: Course, image: int) -> ReportedResponse | None:
    """The radiologist's category, where it speaks: the image has a row for none of the targets."""
    if measured_on(course, image):
        return None
    reported = course.images[image].reported
    return reported if reported is not None and reported.category is not None else None


@once_while(Reads.UP_TO_IMAGE)
def target_progression(course: Course, chosen: ChosenImage) -> Finding:
    """mRECIST PD of the targets: computed where targets were measured, else as reported."""
    name = "response.target_pd"
    if chosen.image is None:
        return on_image_to_enter(name, chosen)
    follow = target_sum(course, chosen.image, "viable_mm")
    category = reported_category(course, chosen.image)
    if category is not None:
        return category_is(course, chosen.image, name, category, {ResponseCategory.PD})
    computed = progression_over_nadir(course, chosen.image, follow)
    return or_as_reported(course, chosen.image, computed, {ResponseCategory.PD})


def reported_category(course: Course, image: int) -> ResponseCategory | None:
    reported = reported_on(course, image)
    return None if reported is None else reported.category


def category_cell(image: int) -> Cell:
    return Cell("images", image, "reported.category")


def category_is(
    course: Course, image: int, name: str, category: ResponseCategory, those: set[ResponseCategory]
) -> Finding:
    """Whether the reported category is one of ``those``; NE says nothing."""
    facts: dict[str, Fact] = {"category": category, "image_day": course.images[image].date}
    cell = category_cell(image)
    if category is ResponseCategory.NE:
        return undecided(name, NEVER, NEVER, (cell,), "reported_ne", **facts)
    return decided(f"{name}.reported", category in those, (cell,), **facts)


def or_as_reported(course: Course, image: int, computed: Finding, those: set[ResponseCategory]) -> Finding:
    """A computed test that nothing was measured for can also be decided by a reported category."""
    if computed.verdict.decided or measured_on(course, image):
        return computed
    cell = category_cell(image)
    to_met: Ways = tuple(way(one.value, cell) for one in sorted(those))
    to_not_met: Ways = tuple(way(one.value, cell) for one in sorted(_CATEGORIES - those))
    return with_alternatives(computed, to_met, to_not_met)


def with_alternatives(finding: Finding, to_met: Ways, to_not_met: Ways) -> Finding:
    """An open finding that can also be closed in these ways."""
    return undecided(
        finding.criterion,
        (*finding.to_met, *to_met),
        (*finding.to_not_met, *to_not_met),
        finding.cells,
        finding.because,
        **dict(finding.facts),
    )


_CATEGORIES = {ResponseCategory.CR, ResponseCategory.PR, ResponseCategory.SD, ResponseCategory.PD}


@once_while(Reads.UP_TO_IMAGE)
def overall_progression(course: Course, chosen: ChosenImage) -> Finding:
    """Overall PD: target PD, non-target PD or a counting new lesion anywhere (section 3.3)."""
    return any_of(
        "response.overall_pd",
        (
            target_progression(course, chosen),
            non_target_progression(course, chosen),
            new_lesion(course, chosen, liver_only=False),
        ),
        image_day=None if chosen.image is None else course.images[chosen.image].date,
    )


def on_image_to_enter(name: str, chosen: ChosenImage) -> Finding:
    """A test on an image that does not exist (yet): entering it can say anything."""
    ways: Ways = NEVER if chosen.to_enter is None else (way("entered", chosen.to_enter),)
    return undecided(name, ways, ways, because=chosen.because, image_day=None)
