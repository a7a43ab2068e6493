"""The course of a patient as rows to read: every entry that a definition looks at, in time, no verdict."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from desktop_app.plots import entered_value
from desktop_app.plots.numbers import change
from desktop_app.ui.theme import Theme
from desktop_app.wording import Wording
from domain.assessment import Assessment
from domain.record import ImagingStudy, NewLesion, TaceSession, TargetLesion, TargetState, TumourMarker
from domain.response.image_response import ImageResponse
from domain.response.interval import target_sum

_OTHERWISE: Final = {"Vp0", "Vv0"}


@dataclass(frozen=True, slots=True)
class Event:
    """One row: the day, what it was, what was found. A treatment stands out."""

    day: date
    name: str
    details: tuple[str, ...]
    treatment: bool = False


def events(assessment: Assessment, words: Wording) -> tuple[Event, ...]:
    """Sessions, images and marker values in order of their days; of one day images stand first."""
    record = assessment.record
    responses = {response.image: response for response in assessment.responses}
    numbers = {part: session.number for session in assessment.course.sessions for part in session.parts}
    found = [
        *(_image(assessment, index, responses.get(index), words) for index in range(len(record.images))),
        *(_marker(row, words) for row in record.markers),
        *(_session(row, numbers.get(index), words) for index, row in enumerate(record.sessions)),
    ]
    return tuple(sorted(found, key=lambda event: event.day))


def as_html(rows: tuple[Event, ...], theme: Theme) -> str:
    """The rows as a table for a text browser, in the colours of the theme."""
    shaded = f' bgcolor="{theme.colours.selected}"'
    filled = "".join(_html_row(row, shaded if row.treatment else "") for row in rows)
    return f'<table cellspacing="0" cellpadding="{theme.space(1)}" width="100%">{filled}</table>'


def _html_row(row: Event, ground: str) -> str:
    name = f"<b>{escape(row.name)}</b>" if row.treatment else escape(row.name)
    details = "<br>".join(escape(line) for line in row.details)
    day = f'<td style="white-space: pre">{row.day.isoformat()}</td>'
    return f"<tr{ground}>{day}<td>{name}</td><td>{details}</td></tr>"


def _session(row: TaceSession, number: int | None, words: Wording) -> Event:
    name = row.type.value if number is None else words("help.course.tace", number=number, type=row.type.value)
    details = [words("help.course.agents", answer=_names(row.agents, words))]
    if row.completed is False:
        details.insert(0, words("help.course.aborted"))
    elif number is not None:
        details.insert(0, words("help.course.adequate", answer=row.adequate))
        details.insert(1, words("help.course.intent", answer=row.intent))
        details.append(words("help.course.feeders", answer=row.feeders_reanalysed))
    if row.course:
        details.append(words("help.course.part", course=row.course))
    return Event(row.date, name, (words("help.course.between").join(details),), treatment=True)


def _image(assessment: Assessment, index: int, response: ImageResponse | None, words: Wording) -> Event:
    image = assessment.record.images[index]
    name = words("help.course.image", modality=image.modality)
    if response is not None and response.days_since_session is not None:
        name += words("help.course.days_after", days=response.days_since_session)
    lines = [_sizes(assessment, index, response, words), *_other_findings(image, words)]
    if image.arterial_phase is not True:
        lines.insert(0, words("help.course.phase", answer=image.arterial_phase))
    return Event(image.date, name, tuple(line for line in lines if line))


def _sizes(assessment: Assessment, index: int, response: ImageResponse | None, words: Wording) -> str:
    """Each target, their sum, and how it changed against the first sum and the nadir."""
    image = assessment.record.images[index]
    if not image.targets:
        return ""
    total = target_sum(assessment.course, index, "viable_mm")
    shown = f"{total.known:f}" if total.exact else f"≥ {total.known:f}"
    parts = [*(_target(target, words) for target in image.targets), words("help.course.sum", sum=shown)]
    if response is not None and response.sum_mm is not None:
        against_first = change(response.sum_mm, response.baseline_mm) or "–"
        against_nadir = change(response.sum_mm, response.nadir_mm) or "–"
        parts.append(words("help.course.changes", first=against_first, nadir=against_nadir))
    return words("help.course.between").join(parts)


def _target(target: TargetLesion, words: Wording) -> str:
    if target.state is TargetState.MEASURED or target.viable_mm is not None:
        size = words.value(target.viable_mm)
        return words("help.course.target", lesion=target.lesion, size=size)
    return words("help.course.target_state", lesion=target.lesion, state=target.state)


def _other_findings(image: ImagingStudy, words: Wording) -> Iterator[str]:
    reported = image.reported
    if image.viable_percent is not None:
        yield words("help.course.viable", percent=image.viable_percent)
    if reported is not None and reported.category is not None:
        against = reported.compared_with
        yield words("help.course.reported", category=reported.category.value, compared_with=against)
    yield words("help.course.others", non_target=image.non_target, new_lesions=_new_lesions(image, words))
    yield words("help.course.vessels", vessels=_vessels(image, words), spread=_spread(image, words))


def _new_lesions(image: ImagingStudy, words: Wording) -> str:
    if not image.new_lesions:
        return words("value.not_recorded") if image.new_lesions is None else words("help.course.none")
    return words("help.course.listed").join(_new_lesion(lesion, words) for lesion in image.new_lesions)


def _new_lesion(lesion: NewLesion, words: Wording) -> str:
    size = words("value.not_recorded") if lesion.size_mm is None else f"{lesion.size_mm:f} mm"
    text = words("help.course.new_lesion", size=size, pattern=lesion.pattern, site=lesion.site)
    return text if lesion.growth_mm is None else text + words("help.course.growth", growth=lesion.growth_mm)


def _vessels(image: ImagingStudy, words: Wording) -> str:
    named = [vein for vein in (image.portal_vein, image.hepatic_vein) if vein and vein not in _OTHERWISE]
    return " ".join([_presence(image.shows_vascular_invasion, words), *named])


def _spread(image: ImagingStudy, words: Wording) -> str:
    return " ".join([_presence(image.shows_extrahepatic_spread, words), *(image.spread_sites or ())])


def _presence(answer: bool | None, words: Wording) -> str:
    if answer is None:
        return words("value.not_recorded")
    return words("help.course.present" if answer else "help.course.none")


def _marker(row: TumourMarker, words: Wording) -> Event:
    value = entered_value(row) or words("value.not_recorded")
    assay = words("help.course.assay", assay=row.assay) if row.assay else ""
    return Event(row.date, row.marker.value, (value + assay,))


def _names(names: tuple[str, ...] | None, words: Wording) -> str:
    if not names:
        return words("value.not_recorded") if names is None else words("help.course.none")
    return words("help.course.listed").join(names)
