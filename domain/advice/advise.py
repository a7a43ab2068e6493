"""What a reader of a verdict should also know (clinical-rules, sections 3 to 5)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from domain.course import Course, Window
from domain.logic.cell import Cell
from domain.logic.finding import Fact
from domain.profile import ChangeOfTechnique
from domain.record.imaging import ResponseCategory
from domain.record.tumour_marker import Marker
from domain.resistance.marker_trend import after_window, before_window
from domain.resistance.marker_values import usable
from domain.resistance.session_tests import technique_changed
from domain.response.image_response import ImageResponse

JSH = "JSH-LCSGJ-2014"
CCI = "CCI-2022"
AREA_MAY_DIFFER = (Decimal("0.50"), Decimal("0.71"))
EARLY_SAMPLE = timedelta(days=3)
FIVE_MM = Decimal(5)
_VESSELS = ("portal_vein", "hepatic_vein")
_TECHNIQUE = ("agents", "feeders_reanalysed")


@dataclass(frozen=True, slots=True)
class Advice:
    """One note: its wording key, the definition beside which it stands ("" = general), what fills it."""

    code: str
    definition: str = ""
    facts: tuple[tuple[str, Fact], ...] = ()
    cells: tuple[Cell, ...] = ()


def advise(course: Course, responses: tuple[ImageResponse, ...]) -> tuple[Advice, ...]:
    """All notes on one course."""
    if not course.sessions:
        return ()
    return tuple(
        advice
        for found in (
            _change_of_technique(course),
            _area_reading(responses),
            _five_millimetres(course, responses),
            _first_against_nadir(course, responses),
            _extended(course),
            _ignored_markers(course),
            _confounders(course),
        )
        for advice in found
    )


def _change_of_technique(course: Course) -> Iterator[Advice]:
    """The clause that the default profile leaves out of the verdict."""
    if course.profile.change_of_technique is not ChangeOfTechnique.ADVISE:
        return
    for before, session in zip(course.sessions, course.sessions[1:], strict=False):
        changed = technique_changed(course, session, before)
        if not changed:
            code = "technique_not_recorded" if changed is None else "technique_unchanged"
            cells = (Cell("sessions", part, field) for part in session.parts for field in _TECHNIQUE)
            yield Advice(code, JSH, (("session", session.number),), tuple(cells))


def _area_reading(responses: tuple[ImageResponse, ...]) -> Iterator[Advice]:
    """50–71 % of the diameter is 25–50 % of the area: by area the viable part may be below half."""
    for response in responses:
        if response.evaluates_session is None or not response.sum_mm or not response.baseline_mm:
            continue
        ratio = response.sum_mm / response.baseline_mm
        if AREA_MAY_DIFFER[0] < ratio <= AREA_MAY_DIFFER[1]:
            yield _on_image("area_may_differ", JSH, response, percent=round(100 * ratio, 1))


def _five_millimetres(course: Course, responses: tuple[ImageResponse, ...]) -> Iterator[Advice]:
    """Where a rule that only some sources have would change the category."""
    if course.profile.mrecist_five_mm:
        return
    for response in responses:
        nadir = response.nadir_mm
        if response.mrecist_target is ResponseCategory.PD and response.sum_mm is not None and nadir:
            grown = response.sum_mm - nadir
            if grown < FIVE_MM:
                yield _on_image("five_mm_would_differ", "", response, grown_mm=grown)


def _first_against_nadir(course: Course, responses: tuple[ImageResponse, ...]) -> Iterator[Advice]:
    """CCI compares with the first TACE, mRECIST with the nadir: say so where they disagree."""
    chosen = course.evaluating(course.sessions[-1])
    for response in responses:
        if response.image != chosen.image or response.baseline_mm is None or response.sum_mm is None:
            continue
        over_first = response.sum_mm > 0 and 100 * response.sum_mm >= 120 * response.baseline_mm
        if over_first != (response.mrecist_target is ResponseCategory.PD):
            yield _on_image(
                "first_against_nadir",
                CCI,
                response,
                sum_mm=response.sum_mm,
                first_mm=response.baseline_mm,
                nadir_mm=response.nadir_mm,
            )


def _extended(course: Course) -> Iterator[Advice]:
    """Invasion that was there before counts for no item, but a higher grade or a new site is worth knowing."""
    first = course.sessions[0].first
    earlier = [image for image in course.images if image.date <= first]
    grades = {field: max((getattr(image, field) or "" for image in earlier), default="") for field in _VESSELS}
    invaded = {field: grade for field, grade in grades.items() if grade[2:] > "0"}
    sites = {site for image in earlier for site in image.spread_sites or ()}
    for index, image in enumerate(course.images[len(earlier) :], start=len(earlier)):
        for field, before in invaded.items():
            now = getattr(image, field) or ""
            if now > before:
                facts: tuple[tuple[str, Fact], ...] = (("before", before), ("now", now), ("day", image.date))
                yield Advice("invasion_extended", JSH, facts, (Cell("images", index, field),))
        added = sorted(set(image.spread_sites or ()) - sites)
        if sites and added:
            facts = (("sites", ", ".join(added)), ("day", image.date))
            yield Advice("spread_extended", JSH, facts, (Cell("images", index, "spread_sites"),))


def _ignored_markers(course: Course) -> Iterator[Advice]:
    cells = tuple(
        Cell("markers", index, "value" if row.value is None else "unit")
        for index, row in enumerate(course.record.markers)
        if not usable(row)
    )
    if cells:
        yield Advice("markers_ignored", JSH, (("count", len(cells)),), cells)


def _confounders(course: Course) -> Iterator[Advice]:
    """PIVKA-II rises with vitamin-K antagonists and cholestasis; samples of day 0–3 follow necrosis."""
    usable_rows = [(index, row) for index, row in enumerate(course.record.markers) if usable(row)]
    around = Window(before_window(course.sessions[0]).first, after_window(course.sessions[-1]).last)
    pivka = [index for index, row in usable_rows if row.marker is Marker.PIVKA_II and row.date in around]
    if pivka:
        yield Advice("pivka_confounders", JSH, (), tuple(Cell("markers", index, "value") for index in pivka))
    days = [row.date for _, row in usable_rows]
    early = [
        index
        for session in course.sessions
        for index, _ in usable_rows[
            bisect_left(days, session.last) : bisect_right(days, session.last + EARLY_SAMPLE)
        ]
    ]
    if early:
        yield Advice("early_samples", JSH, (), tuple(Cell("markers", index, "date") for index in early))


def _on_image(code: str, definition: str, response: ImageResponse, **facts: Fact) -> Advice:
    cells = (Cell("images", response.image, "date"),)
    return Advice(code, definition, (("image_day", response.day), *facts.items()), cells)
