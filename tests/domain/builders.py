"""Records in one line. Days count from the first TACE: ``tace(0)``, ``scan(-7, "60")``, ``scan(40, "75")``.

Everything that a test does not mention is documented and harmless: adequate sessions, arterial phase, no
new lesions, no invasion, no spread, no non-target disease. A test takes away what it is about.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from domain.assessment import assess
from domain.course import Course
from domain.logic.cell import Cell
from domain.logic.finding import Finding
from domain.logic.verdict import Verdict
from domain.profile import Profile
from domain.record import FORMAT, PatientRecord
from domain.record.imaging import ResponseCategory
from domain.resistance.definition import DefinitionVerdict
from domain.resistance.registry import DEFINITIONS
from domain.response.image_response import ImageResponse

Values = dict[str, Any]
Day = int | str

FIRST_DAY = date(2024, 1, 10)
BASELINE_DAY = -7
IMAGE_AFTER = 40
MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.INDETERMINATE
CR, PR, SD, PD, NE = ResponseCategory


def day(on: Day) -> date:
    """A day counted from the first TACE, or an ISO date."""
    return date.fromisoformat(on) if isinstance(on, str) else FIRST_DAY + timedelta(days=on)


def tace(on: Day, **fields: Any) -> Values:
    """A completed, adequate, palliative session."""
    return {"date": day(on).isoformat(), "type": "cTACE", "adequate": True, "intent": "palliative", **fields}


def haic(on: Day, **fields: Any) -> Values:
    return {"date": day(on).isoformat(), "type": "HAIC", **fields}


def target(lesion: str, viable_mm: str | None = None, **fields: Any) -> Values:
    return {"lesion": lesion, "viable_mm": viable_mm, **fields}


def scan(on: Day, *viable: str | None, **fields: Any) -> Values:
    """An arterial-phase MRI that documents everything; diameters of T1, T2, … in mm."""
    documented = {
        "modality": "MRI",
        "arterial_phase": True,
        "non_target": "none",
        "new_lesions": [],
        "vascular_invasion": False,
        "extrahepatic_spread": False,
        "targets": [target(f"T{number}", mm) for number, mm in enumerate(viable, 1)],
    }
    return {"date": day(on).isoformat(), **documented, **fields}


def reported_scan(on: Day, category: str | None, compared_with: str | None = None, **fields: Any) -> Values:
    """An image without targets, only with the radiologist's category."""
    return scan(on, reported={"category": category, "compared_with": compared_with}, **fields)


def marker(on: Day, value: str | None, **fields: Any) -> Values:
    """An AFP value in ng/mL; ``<5`` and ``>60500`` are censored."""
    bounds = {"<": "lt", ">": "gt"}
    bound = bounds.get(value[0]) if value else None
    number = value[1:] if value and bound else value
    return {
        "date": day(on).isoformat(), "marker": "AFP", "value": number, "bound": bound, "unit": "ng/mL", **fields
    }  # fmt: skip


def status(on: Day = 50, **fields: Any) -> Values:
    return {"date": day(on).isoformat(), **fields}


def lesion(size_mm: str | None = "15", pattern: str | None = "typical", **fields: Any) -> Values:
    """A new lesion; as it stands it counts."""
    return {"size_mm": size_mm, "pattern": pattern, **fields}


def record(
    sessions: Iterable[Day | Values] = (),
    sums: Sequence[str | None] = (),
    images: Iterable[Values] = (),
    **sections: Any,
) -> PatientRecord:
    """A record. ``sums`` are the baseline's (day -7) and, 40 days after each session, the follow-up's.

    A sum of None leaves that image out.
    """
    rows = [on if isinstance(on, dict) else tace(on) for on in sessions]
    days = [day(BASELINE_DAY), *(date.fromisoformat(row["date"]) + timedelta(days=IMAGE_AFTER) for row in rows)]
    measured = [scan(on.isoformat(), mm) for on, mm in zip(days, sums, strict=False) if mm is not None]
    return PatientRecord.model_validate(
        {"format": FORMAT, "patient": {"id": "1"}, "sessions": rows, "images": [*measured, *images], **sections}
    )


def course(of: PatientRecord, **settings: Any) -> Course:
    """The record as the rules read it."""
    return Course(of, Profile(**settings))


def judged(of: PatientRecord, definition: str, **settings: Any) -> DefinitionVerdict:
    """One definition on one record."""
    (chosen,) = (each for each in DEFINITIONS if each.id == definition)
    return chosen.verdict_on(course(of, **settings))


def verdict(of: PatientRecord, definition: str, **settings: Any) -> Verdict:
    return judged(of, definition, **settings).verdict


def item(of: PatientRecord, criterion: str, definition: str = "JSH-LCSGJ-2014", **settings: Any) -> Finding:
    """One criterion of the tree of a definition, the first of that name."""
    tree = judged(of, definition, **settings).finding
    return next(finding for finding in tree.walk() if finding.criterion.startswith(criterion))


def responses(of: PatientRecord, **settings: Any) -> tuple[ImageResponse, ...]:
    return assess(of, Profile(**settings)).responses


def last_response(of: PatientRecord, **settings: Any) -> ImageResponse:
    return responses(of, **settings)[-1]


def paths(cells: Iterable[Cell]) -> list[str]:
    return [cell.path for cell in cells]
