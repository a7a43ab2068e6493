"""What the assessment says of each image of the sheet: sums, references, categories."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from desktop_app.form.flowsheet.visits import Visit
from desktop_app.form.form_row import RowId
from desktop_app.form.patient_form import PatientForm
from domain.assessment import Assessment
from domain.course import Course
from domain.record import PatientRecord, ResponseCategory
from domain.response.image_response import ImageResponse
from domain.response.interval import target_sum

Responses = Mapping[RowId, ImageResponse]


@dataclass(frozen=True, slots=True)
class Sum:
    """The viable sum on an image, mm; where not ``exact`` its certain part, a lower bound."""

    mm: Decimal
    exact: bool


def responses_of(form: PatientForm, assessment: Assessment) -> dict[RowId, ImageResponse]:
    """The response on each image by its row; only for an assessment of the form's own record."""
    rows = _images(form, assessment.record)
    return {rows[response.image]: response for response in assessment.responses if response.image in rows}


def _images(form: PatientForm, record: PatientRecord) -> dict[int, RowId]:
    places = {id(image): index for index, image in enumerate(record.images)}
    return {
        places[id(row.row)]: row.id
        for row in form.rows.values()
        if row.section == "images" and row.row is not None and id(row.row) in places
    }


def sum_on(form: PatientForm, visit: Visit, course: Course) -> Sum | None:
    """The sum on this image as far as it is certain; None where nothing was measured."""
    row = form.rows.get(visit.row_id)
    index = next((at for at, image in enumerate(course.images) if row is not None and image is row.row), None)
    if index is None:
        return None
    found = target_sum(course, index, "viable_mm")
    return Sum(found.known, found.exact) if found.measured else None


def baseline_of(form: PatientForm) -> RowId | None:
    """The image before the first TACE; without a session the first image with a date."""
    course = form.course
    if course.baseline.image is not None:
        image = course.images[course.baseline.image]
        return next((row.id for row in form.rows.values() if row.row is image), None)
    if course.sessions:
        return None
    return next((row.id for row in form.listed("images") if row.date is not None), None)


def nadir_of(responses: Responses, baseline: RowId | None, visit: Visit | None) -> RowId | None:
    """The image with the smallest sum before this visit, as the engine reads it; None where it is not certain."""
    own = responses.get(visit.row_id) if visit is not None else None
    earlier = {row_id: each for row_id, each in responses.items() if own is None or each.day < own.day}
    smallest = own.nadir_mm if own is not None else _smallest(responses)
    first = next((each.baseline_mm for each in responses.values()), None)
    if smallest is None:
        return None
    if smallest == first:
        return baseline
    return next((row_id for row_id, each in earlier.items() if each.sum_mm == smallest), None)


def _smallest(responses: Responses) -> Decimal | None:
    """The reference of an image still to be entered: it comes after all the others."""
    last = max(responses.values(), key=lambda each: each.day, default=None)
    if last is None or last.nadir_mm is None:
        return None
    return min(last.nadir_mm, last.sum_mm) if last.sum_mm is not None else None


def words_of(response: ImageResponse) -> Iterator[ResponseCategory | None]:
    """What the mRECIST row shows: the overall response, and the target response where it differs."""
    yield response.mrecist_overall
    if response.mrecist_target is not response.mrecist_overall:
        yield response.mrecist_target
