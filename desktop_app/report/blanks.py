"""What is not recorded and matters: printed in a box, so that a blank is never silent."""

from collections import defaultdict
from collections.abc import Iterator

from desktop_app.plots import cell_in_words, field_in_words
from desktop_app.report.case import Case
from desktop_app.report.document import Box, Line
from domain.course import COUNTED
from domain.logic.cell import NO_ROW, Cell
from domain.record import TargetState

_OF_IMAGES = (
    "modality",
    "arterial_phase",
    "non_target",
    "new_lesions",
    "vascular_invasion",
    "extrahepatic_spread",
)
_OF_SESSIONS = ("adequate", "intent")
_OF_PATIENT = ("name", "sex", "birth_date")


def unknown_items(case: Case) -> Box:
    """Every blank by the section it stands in; rows with the same blanks share a line."""
    words = case.words
    cells = dict.fromkeys((*_needed(case), *_empty_fields(case)))
    lines = [*_standing(case, [cell for cell in cells if not cell.to_be_added])]
    to_add = dict.fromkeys(cell_in_words(cell, case.record, words) for cell in cells if cell.to_be_added)
    if to_add:
        lines.append(Line(words("report.list_separator").join(to_add), label=words("report.to_add")))
    return Box(words("report.unknown"), tuple(lines) or (Line(words("report.nothing_unknown")),))


def _needed(case: Case) -> Iterator[Cell]:
    """What verdicts, recommendation and stages ask for."""
    for verdict in case.assessment.verdicts.values():
        yield from verdict.missing
    yield from case.assessment.recommendation.missing
    yield from case.assessment.staging.child_pugh.missing
    for score in case.assessment.staging.scores():
        yield from score.missing


def _empty_fields(case: Case) -> Iterator[Cell]:
    record = case.record
    for field in _OF_PATIENT:
        if getattr(record.patient, field) is None:
            yield Cell("patient", NO_ROW, field)
    for index, session in enumerate(record.sessions):
        if session.type in COUNTED and session.completed is not False:
            yield from (
                Cell("sessions", index, field) for field in _OF_SESSIONS if getattr(session, field) is None
            )
    yield from _of_images(case)
    for index, row in enumerate(record.markers):
        yield from (Cell("markers", index, field) for field in ("value", "unit") if getattr(row, field) is None)
    for field in type(record.constraints).model_fields:
        if getattr(record.constraints, field) is None:
            yield Cell("constraints", NO_ROW, field)


def _of_images(case: Case) -> Iterator[Cell]:
    for index, image in enumerate(case.record.images):
        answers = {
            "modality": image.modality,
            "arterial_phase": image.arterial_phase,
            "non_target": image.non_target,
            "new_lesions": image.new_lesions,
            "vascular_invasion": image.shows_vascular_invasion,
            "extrahepatic_spread": image.shows_extrahepatic_spread,
        }
        yield from (Cell("images", index, field) for field in _OF_IMAGES if answers[field] is None)
        for target in image.targets:
            measured = target.state in (None, TargetState.MEASURED)
            if measured and target.viable_mm is None and target.total_mm != 0:
                yield Cell("images", index, "viable_mm", target.lesion)


def _standing(case: Case, cells: list[Cell]) -> Iterator[Line]:
    rows: dict[tuple[str, int], list[str]] = defaultdict(list)
    for cell in sorted(cells, key=lambda cell: (cell.section, cell.row)):
        rows[cell.section, cell.row].append(field_in_words(cell, case.words))
    alike: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for (section, row), names in rows.items():
        alike[section, tuple(dict.fromkeys(names))].append(row)
    separator = case.words("report.list_separator")
    for (section, fields), places in sorted(alike.items(), key=lambda item: (item[0][0], item[1])):
        days = [getattr(getattr(case.record, section)[row], "date") for row in places if row >= 0]  # noqa: B009
        label = " ".join((case.words(f"plots.section.{section}"), separator.join(map(str, days))))
        yield Line(separator.join(fields), label=label.strip())
