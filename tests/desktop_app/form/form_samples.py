"""Small records for the tests of forms, sessions and pages."""

from datetime import date
from typing import Any

from desktop_app.form.amending import form_of
from desktop_app.form.form_row import FormRow
from desktop_app.form.patient_form import PatientForm
from domain.record import PatientRecord

TODAY = date(2025, 4, 15)


def record_of(**parts: Any) -> PatientRecord:
    return PatientRecord.model_validate({"format": "tacewatch.record/1", "patient": {"id": "0017"}, **parts})


def image(day: str, **more: Any) -> dict[str, Any]:
    return {"date": day, "modality": "MRI", "arterial_phase": True, **more}


def target(lesion: str, viable: str | None = None, **more: Any) -> dict[str, Any]:
    return {"lesion": lesion, "site": "liver", "state": "measured", "viable_mm": viable, **more}


def course() -> PatientRecord:
    """Two sessions, a baseline with two lesions, a first follow-up with one of them, markers, status."""
    return record_of(
        patient={"id": "0017", "name": "王小明", "birth_date": "1961-04-02"},
        sessions=[
            {"date": "2024-01-10", "type": "cTACE", "adequate": True},
            {"date": "2024-03-06", "type": "cTACE", "adequate": True},
        ],
        images=[
            image("2024-01-03", targets=[target("T1", "60.0"), target("T2", "30", site="other")], new_lesions=[]),
            image("2024-02-20", targets=[target("T1", "66.0")], vascular_invasion=False),
        ],
        markers=[
            {"date": "2024-01-05", "marker": "AFP", "value": "400", "unit": "ng/mL", "assay": "Roche"},
            {"date": "2024-02-18", "marker": "AFP", "value": "360", "unit": "ng/mL", "bound": "gt"},
            {"date": "2024-02-18", "marker": "PIVKA-II", "value": "40", "unit": "mAU/mL"},
        ],
        status=[{"date": "2024-01-05", "bilirubin": {"value": "18", "unit": "umol/L"}, "ecog": 1}],
    )


def course_form() -> PatientForm:
    return form_of(course())


def only(form: PatientForm, section: str, place: int = -1) -> FormRow:
    return form.listed(section)[place]
