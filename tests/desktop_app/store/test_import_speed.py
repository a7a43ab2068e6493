"""A hospital's worth of records is imported while one waits. Aim: ten seconds; the bound leaves room."""

import gzip
import json
import time
from pathlib import Path

import pytest

from desktop_app.store import RecordStore, RevisionKind
from domain.record import PatientRecord
from tests.desktop_app.store.store_samples import record, save_of

BESIDE = Path(__file__).parents[4] / "shared" / "data" / "sysucc" / "records.jsonl.gz"
BOUND_S = 30


def imported(store: RecordStore, records: list[PatientRecord]) -> float:
    heard: list[int] = []
    began = time.perf_counter()
    store.save_many((save_of(one, kind=RevisionKind.IMPORTED) for one in records), heard.append)
    took = time.perf_counter() - began
    assert heard[-1] == len(records)
    return took


def test_a_thousand_invented_records_are_imported_in_seconds(store: RecordStore) -> None:
    records = [record(f"{number:05}") for number in range(1000)]
    assert imported(store, records) < BOUND_S
    assert len(store.patient_ids()) == len(records)


@pytest.mark.shared
@pytest.mark.skipif(not BESIDE.exists(), reason="the real courses lie beside the checkout, and are not there")
def test_every_real_record_is_imported_in_seconds_and_comes_back(store: RecordStore) -> None:
    with gzip.open(BESIDE, "rt", encoding="utf-8") as lines:
        records = [PatientRecord.model_validate(json.loads(line)) for line in lines]
    assert len(records) == 1629
    assert imported(store, records) < BOUND_S
    by_number = {one.patient.id: one for one in records}
    stored = list(store.records(by_number))
    assert len(stored) == len(records)
    assert all(one.record.exported() == by_number[one.record.patient.id].exported() for one in stored)
