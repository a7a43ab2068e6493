"""Records, assessments and lineages for reports."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from desktop_app.report import Lineage, ReportDocument, check_code, compose, shipped_evidence
from desktop_app.wording import Language, Wording
from domain.assessment import assess
from domain.profile import Profile
from domain.record import PatientRecord

PRINTED_AT = datetime(2024, 6, 30, 10, 5)  # noqa: DTZ001 - local time, as printed


def image(day: str, diameter: str, **answers: Any) -> dict[str, Any]:
    read = {
        "non_target": "none",
        "new_lesions": [],
        "vascular_invasion": False,
        "extrahepatic_spread": False,
        "lesion_count": 1,
        "largest_mm": diameter,
    }
    targets = [{"lesion": "T1", "viable_mm": diameter}]
    return {"date": day, "modality": "MRI", "arterial_phase": True, "targets": targets, **read, **answers}


def session(day: str, **answers: Any) -> dict[str, Any]:
    done = {"type": "cTACE", "adequate": True, "intent": "palliative", "agents": ["表柔比星"]}
    return {"date": day, **done, **answers}


FULL: dict[str, Any] = {
    "format": "tacewatch.record/1",
    "patient": {
        "id": "0020240117",
        "name": "张三",
        "sex": "male",
        "birth_date": "1961-07-02",
        "aetiology": ["hbv"],
    },
    "sessions": [session("2024-01-10"), session("2024-03-06"), session("2024-05-08")],
    "images": [
        image("2024-01-03", "60.0"),
        image("2024-02-20", "66.0"),
        image("2024-04-20", "70.0"),
        image("2024-06-15", "75.0"),
    ],
    "markers": [
        {"date": "2024-01-05", "marker": "AFP", "value": "400", "unit": "ng/mL"},
        {"date": "2024-06-12", "marker": "AFP", "value": "0.605", "bound": "lt", "unit": "ng/mL"},
    ],
    "status": [
        {
            "date": "2024-06-20",
            "ecog": 1,
            "bilirubin": {"value": "18", "unit": "umol/L"},
            "albumin": {"value": "38", "unit": "g/L"},
            "inr": "1.1",
            "ascites": "none",
            "encephalopathy": "none",
        }
    ],
    "constraints": {
        "immunotherapy_contraindicated": False,
        "targeted_contraindicated": False,
        "combination_tolerated": True,
        "haic_feasible": True,
        "oxaliplatin_contraindicated": False,
        "fluorouracil_contraindicated": False,
        "prior_systemic_oxaliplatin": False,
        "extrahepatic_extent": "none",
    },
}


def _lineage(record: PatientRecord, profile: Profile, *, draft: bool) -> Lineage:
    return Lineage(
        program_version="0.1.0",
        profile_name=profile.name,
        profile_hash=profile.hash,
        revision=7,
        check_code=check_code(record),
        printed_by="王医师",
        printed_at=PRINTED_AT,
        draft=draft,
        ward="肝癌介入病区",
    )


Composed = Callable[..., ReportDocument]


@pytest.fixture
def composed() -> Composed:
    """``composed(language, draft=…, profile=…, **sections)``: the report of the full record, amended."""

    def make(
        language: Language = "zh", *, draft: bool = False, profile: Profile | None = None, **sections: Any
    ) -> ReportDocument:
        used = profile or Profile()
        record = PatientRecord.model_validate({**FULL, **sections})
        return compose(
            record,
            assess(record, used),
            evidence=shipped_evidence(),
            words=Wording(language),
            lineage=_lineage(record, used, draft=draft),
        )

    return make


@pytest.fixture
def rows() -> Any:
    """Builders of rows: ``rows.image(day, diameter, …)`` and ``rows.session(day, …)``."""

    class Rows:
        image = staticmethod(image)
        session = staticmethod(session)
        full = FULL

    return Rows
