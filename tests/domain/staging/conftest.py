"""Records for the staging tests, as short as a test needs them."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.record import PatientRecord

MakeRecord = Callable[..., PatientRecord]


@pytest.fixture
def make_record() -> MakeRecord:
    """A record with these rows and nothing else."""

    def make(**rows: list[dict[str, Any]]) -> PatientRecord:
        return PatientRecord.model_validate({"format": "tacewatch.record/1", "patient": {"id": "1"}, **rows})

    return make
