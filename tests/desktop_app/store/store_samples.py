"""Records, saves and clocks for the tests of the store."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from desktop_app.store import Save, Summary
from domain.record import FORMAT, PatientRecord

NOON = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)
TODAY = date(2025, 3, 1)


def noon() -> datetime:
    return NOON


def record(patient: str = "0001", **patient_fields: Any) -> PatientRecord:
    return PatientRecord.model_validate(
        {
            "format": FORMAT,
            "patient": {"id": patient, "name": "王伟", "sex": "male", **patient_fields},
            "sessions": [{"date": "2025-01-10", "type": "cTACE", "agents": ["epirubicin"]}],
            "images": [
                {
                    "date": "2025-02-20",
                    "targets": [{"lesion": "T1", "viable_mm": "60.0"}],
                    "new_lesions": [{"size_mm": "10.0"}],
                    "second_reading": {"reader": "B", "targets": [{"lesion": "T1", "viable_mm": "58.50"}]},
                }
            ],
            "markers": [{"date": "2025-01-05", "marker": "AFP", "value": "400", "unit": "ng/mL"}],
        }
    )


def save_of(
    content: PatientRecord,
    expected: int | None = None,
    *,
    request_id: UUID | None = None,
    summary: Summary | None = None,
    **fields: Any,
) -> Save:
    return Save(
        record=content,
        summary=summary or Summary(tace_count=len(content.sessions)),
        verdicts={"JSH-2021": {"verdict": "met", "missing": []}},
        profile={"follow_up_weeks": 4},
        profile_hash="a1b2",
        rules_version="1",
        author=fields.pop("author", "user-1"),
        expected_revision=expected,
        request_id=request_id or uuid4(),
        **fields,
    )
