"""The course as a table: treatments and images in time, with the marker values nearest to each."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from desktop_app.plots import entered_value
from desktop_app.plots.numbers import change
from desktop_app.report.case import Case
from desktop_app.report.document import Column, Table, TableRow
from domain.course import COUNTED
from domain.record import ImagingStudy, ResponseCategory, TaceSession, TumourMarker
from domain.response.image_response import ImageResponse
from domain.response.interval import target_sum

_SHARES = (0.0945, 0.2, 0.058, 0.075, 0.075, 0.09, 0.0595, 0.0735, 0.0735, 0.201)
_RIGHT = ("sum", "first", "nadir")
_NAMES = ("date", "event", "sum", "first", "nadir", "target", "overall", "others", "vessels", "markers")


@dataclass(frozen=True, slots=True)
class _Event:
    """A row of the table; of one day an image stands before the treatment that followed it."""

    day: date
    cells: tuple[str, ...]
    treatment: bool


def course_table(case: Case) -> Table:
    events = sorted((*_images(case), *_sessions(case)), key=lambda event: (event.day, event.treatment))
    nearest = _nearest_markers(case, events)
    rows = []
    for position, event in enumerate(events):
        values = "\n".join(_marker(case, row, event.day) for row in nearest[position])
        first, last = (1, len(_NAMES) - 2) if event.treatment else (0, 0)
        rows.append(TableRow((event.day.isoformat(), *event.cells, values), event.treatment, (first, last)))
    columns = (
        Column(case.words(f"report.course.{name}"), share, "right" if name in _RIGHT else "left")
        for name, share in zip(_NAMES, _SHARES, strict=True)
    )
    return Table(tuple(columns), tuple(rows))


def _sessions(case: Case) -> Iterator[_Event]:
    numbers = {part: session for session in case.course.sessions for part in session.parts}
    for index, row in enumerate(case.record.sessions):
        session = numbers.get(index)
        name = row.type.value
        if session is not None:
            part = session.parts.index(index) + 1 if len(session.parts) > 1 else None
            key = "report.course.tace" if part is None else "report.course.tace_part"
            name = case.words(key, number=session.number, part=part, type=row.type.value)
        details = (name, *_session_details(case, row))
        yield _Event(row.date, (" · ".join(details), *[""] * 7), treatment=True)


def _session_details(case: Case, row: TaceSession) -> Iterator[str]:
    words = case.words
    if row.completed is False:
        yield words("report.course.aborted")
    if row.type in COUNTED and row.completed is not False:
        yield words(f"report.intent.{row.intent.value}" if row.intent else "report.intent.unknown")
        yield words("report.adequate", answer=row.adequate)
    if row.agents:
        yield words("report.list_separator").join(row.agents)


def _images(case: Case) -> Iterator[_Event]:
    responses = {response.image: response for response in case.assessment.responses}
    for index, image in enumerate(case.record.images):
        response = responses.get(index)
        yield _Event(
            image.date,
            (
                _what(case, index, image, response),
                _sum(case, index),
                *_changes(response),
                *_categories(case, image, response),
                _others(case, image),
                _vessels_and_spread(case, image),
            ),
            treatment=False,
        )


def _what(case: Case, index: int, image: ImagingStudy, response: ImageResponse | None) -> str:
    words = case.words
    parts = [image.modality.value if image.modality else words("report.course.modality_unknown")]
    if index == case.course.baseline.image:
        parts.append(words("report.course.baseline"))
    elif response is not None and response.days_since_session is not None:
        parts.append(words("report.course.days_after", days=response.days_since_session))
    if response is not None and response.evaluates_session is not None:
        number = next((s.number for s in case.course.sessions if s.last == response.evaluates_session), None)
        parts.append(words("report.course.evaluates", number=number))
    elif response is not None and response.label:
        parts.append(words(f"report.course.label.{response.label}"))
    if image.arterial_phase is not True:
        parts.append(
            words("report.course.no_phase" if image.arterial_phase is False else "report.course.phase_unknown")
        )
    return " · ".join(parts)


def _sum(case: Case, index: int) -> str:
    total = target_sum(case.course, index, "viable_mm")
    if not total.measured:
        return "–"
    return f"{total.known:f}" if total.exact else f"≥ {total.known:f}"


def _changes(response: ImageResponse | None) -> tuple[str, str]:
    if response is None or response.sum_mm is None:
        return ("", "") if response is None else ("–", "–")
    now = response.sum_mm
    return change(now, response.baseline_mm) or "–", change(now, response.nadir_mm) or "–"


def _categories(case: Case, image: ImagingStudy, response: ImageResponse | None) -> tuple[str, str]:
    if response is None:
        return "", ""
    target = _category(case, response.mrecist_target)
    if image.reported is not None and image.reported.category is not None:
        target += " " + case.words("report.course.reported", category=image.reported.category.value)
    if response.recist11_target is not None:
        target += " " + case.words("report.course.recist11", category=response.recist11_target.value)
    return target, _category(case, response.mrecist_overall)


def _category(case: Case, category: ResponseCategory | None) -> str:
    return category.value if category else case.words("report.course.open")


def _others(case: Case, image: ImagingStudy) -> str:
    words = case.words
    non_target = (
        words(f"report.non_target.{image.non_target.value}") if image.non_target else words("report.blank")
    )
    lesions = image.new_lesions
    new = words("report.blank") if lesions is None else words("report.new_lesions", number=len(lesions))
    return f"{non_target} / {words('report.none') if lesions == () else new}"


def _vessels_and_spread(case: Case, image: ImagingStudy) -> str:
    vessels = _present(case, image.shows_vascular_invasion)
    named = [vein for vein in (image.portal_vein, image.hepatic_vein) if vein not in (None, "Vp0", "Vv0")]
    spread = _present(case, image.shows_extrahepatic_spread)
    return f"{' '.join(str(vein) for vein in named) or vessels} / {spread}"


def _present(case: Case, answer: bool | None) -> str:
    return case.words({True: "report.present", False: "report.none", None: "report.blank"}[answer])


def _nearest_markers(case: Case, events: list[_Event]) -> dict[int, list[TumourMarker]]:
    """Every value of the record beside the row nearest in time; of two, the image, else the later one."""
    nearest: dict[int, list[TumourMarker]] = defaultdict(list)
    for row in case.record.markers if events else ():
        nearest[_nearest(events, row.date)].append(row)
    return nearest


def _nearest(events: list[_Event], day: date) -> int:
    return min(range(len(events)), key=lambda at: (abs((events[at].day - day).days), events[at].treatment, -at))


def _marker(case: Case, row: TumourMarker, day: date) -> str:
    value = entered_value(row) or case.words("value.not_recorded")
    when = "" if row.date == day else f" ({row.date:%m-%d})" if row.date.year == day.year else f" ({row.date})"
    unit = "" if row.unit or row.value is None else f" {case.words('report.no_unit')}"
    return f"{row.marker.value} {value}{unit}{when}"
