"""A patient as heavy as they come: 20 sessions, 40 images, 200 lesion rows, 200 markers."""

from datetime import date, timedelta
from typing import Any

from domain.record import PatientRecord

FIRST = date(2022, 1, 10)


def heavy_patient() -> PatientRecord:
    return PatientRecord.model_validate(
        {
            "format": "tacewatch.record/1",
            "patient": {"id": "HEAVY-1", "name": "重病历", "sex": "male", "birth_date": "1960-01-01"},
            "sessions": [_session(number) for number in range(20)],
            "images": [_image(number) for number in range(40)],
            "markers": [_marker(number) for number in range(200)],
            "status": [_status(number) for number in range(20)],
        }
    )


def long_treated_patient() -> PatientRecord:
    """20 sessions as a ward sees them: one image after each, two lesions, two markers around each."""
    heavy = heavy_patient()
    images = tuple(
        image.model_copy(update={"targets": image.targets[:2]}) for image in (heavy.images[0], *heavy.images[1::2])
    )
    return heavy.amended(
        patient=heavy.patient.model_copy(update={"id": "LONG-1"}), images=images, markers=heavy.markers[::5]
    )


def _day(days: int) -> str:
    return (FIRST + timedelta(days=days)).isoformat()


def _session(number: int) -> dict[str, Any]:
    return {
        "date": _day(60 * number),
        "type": "cTACE",
        "adequate": True,
        "agents": ["epirubicin"],
        "intent": "palliative",
    }


def _image(number: int) -> dict[str, Any]:
    targets = [
        {"lesion": f"T{lesion}", "site": "liver", "state": "measured", "viable_mm": str(30 + lesion + number / 2)}
        for lesion in range(1, 6)
    ]
    return {
        "date": _day(30 * number - 7 + (5 if number % 2 else 0)),
        "modality": "MRI",
        "arterial_phase": True,
        "targets": targets,
        "non_target": "IR-SD",
        "new_lesions": [],
        "vascular_invasion": False,
        "extrahepatic_spread": False,
    }


def _marker(number: int) -> dict[str, Any]:
    marker, unit = (("AFP", "ng/mL"), ("PIVKA-II", "mAU/mL"))[number % 2]
    return {"date": _day(6 * number - 5), "marker": marker, "value": str(100 + 7 * number), "unit": unit}


def _status(number: int) -> dict[str, Any]:
    return {
        "date": _day(60 * number - 2),
        "ecog": 1,
        "bilirubin": {"value": "18", "unit": "umol/L"},
        "albumin": {"value": "38", "unit": "g/L"},
        "inr": "1.1",
        "ascites": "none",
        "encephalopathy": "none",
    }
